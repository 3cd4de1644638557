"""Minutes for tests: a meeting with people and items, and its minutes in each state, made by the actions."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from people.models import User
from tests.concept.build import user
from tests.working_groups import build
from working_groups.actions import minutes as actions
from working_groups.actions import minutes_approval
from working_groups.enums import (
    ApprovedHow,
    AttendanceStatus,
    Capacity,
    ItemVisibility,
    MembershipRole,
)
from working_groups.models import AgendaItem, Attendance, Group, Meeting, Minutes
from working_groups.queries import minutes as queries

SECRET = "Dům v Zelené ulici"  # the very title of the item is confidential
GUEST = "host-z-tisku"


def secretary(group: Group) -> User:
    return build.person_of(group, MembershipRole.SECRETARY)


def chair(group: Group) -> User:
    return build.person_of(group, MembershipRole.CHAIR)


def member(group: Group, place: int = 0) -> User:
    return build.person_of(group, place=place)


def meeting_with_items(group: Group, *, at: datetime) -> Meeting:
    """A held meeting: items for the public, for the group and for members only; one member excused, a guest there."""
    meeting = build.held_meeting(
        group, at=at, place="Nová radnice, místnost 306", record_number="SMO/123/26"
    )
    build.agenda_item(meeting, "Program a lhůty")
    build.agenda_item(meeting, "Podklady k rozpočtu", visibility=ItemVisibility.GROUP)
    build.agenda_item(meeting, SECRET, visibility=ItemVisibility.RESTRICTED)
    for place, seat in enumerate(group.memberships.order_by("pk")):
        is_last = place == group.memberships.count() - 1
        attend(
            meeting,
            seat.user,
            group=group,
            membership=seat,
            organisation_name=seat.on_behalf_of.name if seat.on_behalf_of else "",
            status=AttendanceStatus.EXCUSED if is_last else AttendanceStatus.PRESENT,
        )
    attend(meeting, user(GUEST), capacity=Capacity.GUEST, organisation_name="Zpravodaj")
    return meeting


def attend(meeting: Meeting, person: User, **fields: Any) -> Attendance:
    return Attendance.objects.create(
        meeting=meeting,
        user=person,
        name=person.name,
        **{"status": AttendanceStatus.PRESENT, **fields},
    )


def items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.order_by("position"))


def write(minutes: Minutes, item: AgendaItem, text: str, internal: str = "", **fields: Any):
    """Save the text of an item over what is stored."""
    known = queries.sections_of(minutes).get(item.pk)
    return actions.save_section(
        minutes=minutes,
        item=item,
        public_text=text,
        internal_text=internal,
        **{
            "lock_version": known.lock_version if known else 1,
            "by": secretary(minutes.meeting.host),
            "at": timezone.now(),
            **fields,
        },
    )


def written(meeting: Meeting) -> Minutes:
    """Minutes with a text at each item, one conclusion and one task."""
    minutes = actions.begin_minutes(meeting=meeting, by=secretary(meeting.host), at=timezone.now())
    first, second, third = items(meeting)[:3]
    owner = member(meeting.host).name
    write(
        minutes,
        first,
        f"Debata o lhůtách.\nZávěr (doporučuje): Doplnit lhůtu.\nÚkol ({owner}): Zaslat počty bytů.",
        "Vnitřní poznámka tajemnice.",
    )
    write(minutes, second, "Rozpočet vystačí do června.", "Vnitřní čísla.")
    write(minutes, third, "O domě se jedná.", "Vnitřní cena.")
    return minutes


def circulated(meeting: Meeting) -> Minutes:
    minutes = written(meeting)
    actions.circulate_minutes(minutes=minutes, by=secretary(meeting.host), at=timezone.now())
    return fresh(minutes)


def approved(meeting: Meeting, clock: Any) -> Minutes:
    """Approved by the chair when the time for remarks was over."""
    minutes = circulated(meeting)
    clock.move_to(minutes.objection_until + timedelta(hours=1))
    minutes_approval.approve_minutes(
        minutes=minutes, how=ApprovedHow.CHAIR, by=chair(meeting.host), at=timezone.now()
    )
    return fresh(minutes)


def published(meeting: Meeting, clock: Any) -> Minutes:
    minutes = approved(meeting, clock)
    minutes_approval.publish_minutes(minutes=minutes, by=chair(meeting.host), at=timezone.now())
    return fresh(minutes)


def fresh(minutes: Minutes) -> Minutes:
    """As it is stored now."""
    return Minutes.objects.select_related("record", "meeting__host", "meeting__record").get(
        pk=minutes.pk
    )
