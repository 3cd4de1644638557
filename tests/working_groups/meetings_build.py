"""Meetings for tests, made by the actions that make them in life."""

from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from core import tasks
from people.models import User
from tests.working_groups.build import person_of
from working_groups.actions import agenda, invitations, meetings
from working_groups.enums import MembershipRole
from working_groups.models import AgendaItem, Group, Meeting
from working_groups.numbering import in_address


def secretary_of(group: Group) -> User:
    """Who runs the group's meetings."""
    return person_of(group, MembershipRole.SECRETARY)


def planned(group: Group, *others: Group, days: int = 14, **fields: Any) -> Meeting:
    """A meeting in so many days, from 9:00 to 11:00 of the clock's zone."""
    at = timezone.now()
    starts_at = (timezone.localtime(at) + timedelta(days=days)).replace(hour=9, minute=0)
    said = {"place": "Nová radnice, zasedací místnost 306", "is_public": True} | fields
    return meetings.plan_meeting(
        host=group,
        groups=others,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        by=secretary_of(group),
        at=at,
        **said,
    )


def item(meeting: Meeting, title: str, **fields: Any) -> AgendaItem:
    """An item put on the agenda by the secretary."""
    return agenda.add_item(
        meeting=meeting,
        title=title,
        by=secretary_of(meeting.host),
        at=timezone.now(),
        **fields,
    )


def invited(meeting: Meeting) -> Meeting:
    """The meeting with its invitations sent."""
    invitations.send_invitations(meeting=meeting, by=secretary_of(meeting.host), at=timezone.now())
    return fresh(meeting)


def held(meeting: Meeting, clock: Any) -> Meeting:
    """The meeting after it took place as planned; the clock goes to its end."""
    clock.move_to(meeting.ends_at)
    meetings.hold_meeting(
        meeting=meeting,
        held_from=meeting.starts_at,
        held_to=meeting.ends_at,
        by=secretary_of(meeting.host),
        at=timezone.now(),
    )
    return fresh(meeting)


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as it is stored now."""
    return Meeting.objects.select_related("record", "host").get(pk=meeting.pk)


def address(meeting: Meeting, rest: str = "") -> str:
    """Address of a page of the meeting."""
    return f"/jednani/{in_address(meeting.record.reference)}/{rest}"


def sent_mails() -> list[mail.EmailMessage]:
    """Mails that go out now, by recipient."""
    mail.outbox.clear()
    tasks.send_mails.function()
    return sorted(mail.outbox, key=lambda message: message.to)


def calendar_of(message: mail.EmailMessage) -> str:
    """The entry for calendars in a mail."""
    (attachment,) = message.attachments
    return attachment.content


def moment(meeting: Meeting, hour: int, minute: int = 0) -> datetime:
    """A moment of the meeting's day."""
    return timezone.localtime(meeting.starts_at).replace(hour=hour, minute=minute)
