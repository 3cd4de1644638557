"""Minutes for the permission table: of ``J1`` published, of ``J2`` before the members of the group PSZ."""

from datetime import datetime

from tests.working_groups import build
from tests.working_groups import minutes as made
from working_groups.actions import minutes_approval
from working_groups.enums import ApprovedHow


def make(at: datetime) -> None:
    """A group nobody of the personas sits in, with two meetings and their minutes."""
    group = build.seated_group("PSZ", at=at)
    first = made.circulated(made.meeting_with_items(group, at=at))
    by = made.chair(group)
    minutes_approval.approve_minutes(
        minutes=first, how=ApprovedHow.SILENCE, by=by, at=first.objection_until
    )
    minutes_approval.publish_minutes(minutes=first, by=by, at=first.objection_until)
    made.circulated(made.meeting_with_items(group, at=at))
