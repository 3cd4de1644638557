"""Minutes for the permission table: of ``J1`` published, of ``J2`` before the members of the group PSZ.

With them come the conclusions ``1`` and ``2`` and the tasks ``U1`` and ``U2``; besides, a vote in writing ``H1``.
"""

from datetime import datetime, timedelta

from tests.working_groups import build
from tests.working_groups import minutes as made
from working_groups.actions import minutes_approval, procedures
from working_groups.enums import ApprovedHow, DecisionVerb


def make(at: datetime) -> None:
    """A group nobody of the personas sits in, with two meetings, their minutes and a vote in writing."""
    group = build.seated_group("PSZ", at=at)
    first = made.circulated(made.meeting_with_items(group, at=at))
    by = made.chair(group)
    minutes_approval.approve_minutes(
        minutes=first, how=ApprovedHow.SILENCE, by=by, at=first.objection_until
    )
    minutes_approval.publish_minutes(minutes=first, by=by, at=first.objection_until)
    made.circulated(made.meeting_with_items(group, at=at))
    procedures.start_procedure(
        group=group,
        verb=DecisionVerb.RECOMMEND,
        text="Doplnit lhůtu.",
        opens_at=at,
        closes_at=at + timedelta(days=7),
        by=by,
        at=at,
    )
