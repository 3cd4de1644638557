"""A group with a long history, made by the actions that make one in life, for benchmarks and tests of what it costs."""

from datetime import datetime, timedelta

from django.utils import timezone

from tests.concept.build import editor
from tests.working_groups import build
from working_groups.actions import decisions, minutes_approval, tasks
from working_groups.actions import minutes as minutes_actions
from working_groups.enums import ApprovedHow, DecisionVerb, MembershipRole
from working_groups.models import Group, Meeting
from working_groups.queries.tasks import seats_of_group

STAFF = 2  # a secretary and a chair sit in every group
WORDS = (
    "prodloužit nájem v sociálních bytech na dva roky",
    "doplnit přehled krizových bytů o městské obvody",
    "uvést u každého opatření odpovědný odbor",
    "zpřesnit podmínky doprovázení domácností",
    "sjednotit žádosti o byt ve všech obvodech",
)


def busy_group(
    code: str, *, seat_count: int, meeting_count: int, decision_count: int, at: datetime
) -> Group:
    """A group that met every fortnight until ``at``, its minutes published, its conclusions spread over its meetings.

    Every fifth conclusion gives a task. The last meeting's minutes are not written yet.
    """
    made = build.seated_group(code, member_count=seat_count - STAFF, at=at)
    seats = seats_of_group(made, timezone.localdate(at))
    for place in range(meeting_count):
        day = at - timedelta(days=14 * (meeting_count - place))
        meeting = build.held_meeting(made, at=day)
        item = build.agenda_item(meeting, "Byty a doprovázení")
        # the first that belong to this meeting and not to the one after it
        first, last = (decision_count * n // meeting_count for n in (place, place + 1))
        for number in range(first, last):
            decision = decisions.record_decision(
                meeting=meeting,
                item=item,
                verb=DecisionVerb.RECOMMEND,
                text=f"{WORDS[number % len(WORDS)]} ({number})",
                by=editor(),
                at=day,
            )
            if number % 5 == 0:
                tasks.assign_task(
                    group=made,
                    decision=decision,
                    owner=seats[number % len(seats)],
                    text=f"Připravit podklad {number}",
                    due_on=timezone.localdate(day) + timedelta(days=60),
                    by=editor(),
                    at=day,
                )
        if place < meeting_count - 1:
            _publish_minutes(meeting, made, at=day)
    return made


def _publish_minutes(meeting: Meeting, group: Group, *, at: datetime) -> None:
    secretary, chair = (
        build.person_of(group, role) for role in (MembershipRole.SECRETARY, MembershipRole.CHAIR)
    )
    minutes = minutes_actions.begin_minutes(meeting=meeting, by=secretary, at=at)
    minutes_actions.circulate_minutes(minutes=minutes, by=secretary, at=at)
    minutes.refresh_from_db()
    after = minutes.objection_until + timedelta(hours=1)
    minutes_approval.approve_minutes(minutes=minutes, how=ApprovedHow.CHAIR, by=chair, at=after)
    minutes.refresh_from_db()
    minutes_approval.publish_minutes(minutes=minutes, by=secretary, at=after)
