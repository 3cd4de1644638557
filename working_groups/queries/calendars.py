"""Meetings for calendars. Meetings entered later and moved ones are in none: nobody goes there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from core.enums import RecordOrigin
from people.models import User
from people.tokens import token_digest
from working_groups import calendars
from working_groups.enums import ItemState, ItemVisibility, MeetingState
from working_groups.models import AgendaItem, CalendarAddress, Group, Meeting, Membership
from working_groups.queries import agenda

# Older meetings are on the pages of the group; a calendar that grows for ever is slow on a telephone.
REACH = timedelta(days=365)
STATUS = {
    MeetingState.PLANNED: calendars.TENTATIVE,
    MeetingState.CANCELLED: calendars.CANCELLED,
}


def entries_of_group(group: Group, at: datetime) -> list[calendars.Entry]:
    """Meetings of a group everybody may know of, from a year ago on, by their beginning: three queries."""
    meetings = _in_calendars(Meeting.objects.visible_to(AnonymousUser()).of_group(group), at)
    return [_entry(meeting, is_inside=False) for meeting in meetings]


def entries_of_person(user: User, at: datetime) -> list[calendars.Entry]:
    """Meetings of the groups a person sits in on the day of the meeting, from a year ago on. Five queries at most."""
    seats = list(Membership.objects.filter(user=user))
    meetings = _in_calendars(
        Meeting.objects.visible_to(user)
        .filter(groups__in={seat.group_id for seat in seats})
        .distinct(),
        at,
    )
    return [_entry(meeting, is_inside=True) for meeting in meetings if _sits(meeting, seats)]


def _in_calendars(meetings: QuerySet[Meeting], at: datetime) -> QuerySet[Meeting]:
    public = AgendaItem.objects.filter(
        visibility=ItemVisibility.PUBLIC, parent=None, state=ItemState.SCHEDULED
    ).order_by("position", "pk")
    return (
        meetings.filter(starts_at__gte=at - REACH)
        .exclude(state=MeetingState.RESCHEDULED)
        .exclude(record__origin=RecordOrigin.BACKFILLED)
        .select_related("record")
        .prefetch_related("groups", Prefetch("items", queryset=public, to_attr="public_items"))
        .order_by("starts_at", "pk")
    )


def _sits(meeting: Meeting, seats: Iterable[Membership]) -> bool:
    day = timezone.localdate(meeting.starts_at)
    groups = {group.pk for group in meeting.groups.all()}
    return any(
        seat.group_id in groups
        and seat.valid_from <= day
        and (seat.valid_to is None or day < seat.valid_to)
        for seat in seats
    )


def _entry(meeting: Any, *, is_inside: bool) -> calendars.Entry:
    groups = " + ".join(sorted(group.code for group in meeting.groups.all()))
    told = meeting.public_items if agenda.is_told(meeting, is_inside=is_inside) else []
    titles = [f"{item.label} {item.title}".strip() for item in told]
    return calendars.Entry(
        uid=meeting.ical_uid,
        sequence=meeting.sequence,
        stamped_at=meeting.invited_at or meeting.record.recorded_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=meeting.title or capfirst(f"{meeting._meta.verbose_name} {groups}"),
        place=meeting.place,
        description="\n".join(titles),
        url=f"{settings.BASE_URL}{meeting.record.path}",
        status=STATUS.get(meeting.state, calendars.CONFIRMED),
    )


def owner_of_calendar(token: str) -> User | None:
    """Whose calendar the secret address is, while their account is open: one query."""
    found = CalendarAddress.objects.filter(token_digest=token_digest(token))
    address = found.select_related("user").first()
    return address.user if address is not None and address.user.may_sign_in else None


def calendar_made_at(user: User) -> datetime | None:
    """When the person's secret address was made, None without one: one query."""
    return CalendarAddress.objects.filter(user=user).values_list("made_at", flat=True).first()
