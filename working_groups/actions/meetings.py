"""Writes of meetings: planning, moving, cancelling, holding, closing. Invitations are ``actions.invitations``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.czech import search_stems
from core.enums import DemoOrigin, RecordOrigin, Visibility
from working_groups import numbering
from working_groups.actions.audiences import audience_of
from working_groups.actions.groups import PAGES
from working_groups.enums import (
    ALLOWED_MEETING_MOVES,
    COMING_MEETING_STATES,
    MeetingKind,
    MeetingMode,
    MeetingState,
)
from working_groups.models import AgendaItem, Group, Invitation, Meeting
from working_groups.notifications import meetings as mails

EDITABLE = frozenset(
    {
        "title",
        "kind",
        "starts_at",
        "ends_at",
        "place",
        "mode",
        "online_address",
        "record_number",
        "note",
        "papers_due_on",
    }
)
# What is in the mails and calendars of the invited: a change of it is worth an update.
TOLD = ("title", "starts_at", "ends_at", "place", "mode", "online_address", "note")


class MeetingEndsTooEarly(Exception):
    """A meeting would end before it starts, or at the same moment."""


class MeetingMoveRefused(Exception):
    """A meeting cannot go from its state to that one."""


class StaleMeeting(Exception):
    """Somebody else changed the meeting in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Meeting) -> None:
        super().__init__(message)
        self.current = current


class NotHeldYet(Exception):
    """What is entered afterwards must be over, and what is held must have begun."""


class InvitedForAnotherDay(Exception):
    """A meeting people are invited to goes to another day by moving it, so that their calendars follow."""


class HostMissing(Exception):
    """The group that hosts a meeting must be among its groups."""


def locked(meeting: Meeting) -> Meeting:
    """The meeting, its row locked until the end of the transaction."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("record", "host")
    return found.get(pk=meeting.pk)


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise MeetingEndsTooEarly(_("The meeting must end later than it starts."))


def title_of(reference: str, title: str) -> str:
    """What the record of a meeting is called; it becomes public with the meeting."""
    return title or f"Jednání {reference}"


def refresh_pages() -> None:
    """Make kept pages that list meetings out of date."""
    raise_generation(PAGES)


@transaction.atomic
def plan_meeting(
    *,
    host: Group,
    starts_at: datetime,
    ends_at: datetime,
    by: Any,
    at: datetime,
    groups: Sequence[Group] = (),
    kind: str = MeetingKind.ORDINARY,
    title: str = "",
    place: str = "",
    mode: str = MeetingMode.ONSITE,
    online_address: str = "",
    record_number: str = "",
    note: str = "",
    papers_due_on: Any = None,
    is_public: bool = False,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Meeting:
    """Plan a meeting of one group, or jointly of several (``groups``, with the host or without it).

    Nobody is told: invitations are sent deliberately. Raises MeetingEndsTooEarly.
    """
    return _make(
        host=host,
        groups=groups,
        by=by,
        at=at,
        verb="meeting_planned",
        demo_origin=demo_origin,
        demo_source=demo_source,
        is_public=is_public,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        title=title,
        place=place,
        mode=mode,
        online_address=online_address,
        record_number=record_number,
        note=note,
        papers_due_on=papers_due_on,
    )


@transaction.atomic
def backfill_meeting(
    *,
    host: Group,
    starts_at: datetime,
    ends_at: datetime,
    by: Any,
    at: datetime,
    groups: Sequence[Group] = (),
    kind: str = MeetingKind.ORDINARY,
    title: str = "",
    place: str = "",
    mode: str = MeetingMode.ONSITE,
    record_number: str = "",
    note: str = "",
    is_public: bool = False,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Meeting:
    """Enter a meeting that took place. It is marked, sends nothing, and is in no calendar and no reminder.

    Raises MeetingEndsTooEarly, NotHeldYet.
    """
    _check_times(starts_at, ends_at)
    if ends_at > at:
        raise NotHeldYet(_("Only a meeting that is over can be entered afterwards."))
    return _make(
        host=host,
        groups=groups,
        by=by,
        at=at,
        verb="meeting_backfilled",
        demo_origin=demo_origin,
        demo_source=demo_source,
        is_public=is_public,
        origin=RecordOrigin.BACKFILLED,
        state=MeetingState.HELD,
        starts_at=starts_at,
        ends_at=ends_at,
        held_from=starts_at,
        held_to=ends_at,
        kind=kind,
        title=title,
        place=place,
        mode=mode,
        record_number=record_number,
        note=note,
    )


def _make(
    *,
    host: Group,
    groups: Sequence[Group],
    by: Any,
    at: datetime,
    verb: str,
    demo_origin: str,
    demo_source: str,
    is_public: bool,
    origin: str = RecordOrigin.LIVE,
    state: str = MeetingState.PLANNED,
    **fields: Any,
) -> Meeting:
    _check_times(fields["starts_at"], fields["ends_at"])
    taking_part = sorted({host, *groups}, key=lambda group: group.pk)
    list(Group.objects.select_for_update().filter(pk__in=[group.pk for group in taking_part]))
    if len(taking_part) > 1:
        fields["kind"] = MeetingKind.JOINT
    day = timezone.localdate(fields["starts_at"])
    number = numbering.next_number(Meeting, host, day.year)
    reference = numbering.reference(host, day.year, number, "J")
    record = create_record(
        kind="meeting",
        reference=reference,
        title=title_of(reference, fields["title"]),
        path=f"/jednani/{numbering.in_address(reference)}/",
        visibility=Visibility.PUBLIC if is_public else Visibility.GROUP,
        audience=audience_of(taking_part),
        occurred_on=day,
        state=state,
        origin=origin,
        by=by,
        at=at,
        verb=verb,
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    meeting = Meeting(record=record, host=host, year=day.year, number=number, state=state, **fields)
    meeting.full_clean()
    meeting.save()
    meeting.groups.set(taking_part)
    refresh_pages()
    return meeting


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, lock_version: int, by: Any, at: datetime, **fields: Any
) -> Meeting:
    """Change what is said of a meeting. ``fields``: any of ``EDITABLE``. The invited are told only on purpose.

    Raises StaleMeeting, MeetingEndsTooEarly, InvitedForAnotherDay, ValidationError.
    """
    meeting = locked(meeting)
    if meeting.lock_version != lock_version:
        raise StaleMeeting(
            _("Somebody else changed the meeting in the meantime. Compare both and save again."),
            meeting,
        )
    before = {name: getattr(meeting, name) for name in TOLD}
    for name in EDITABLE & set(fields):
        setattr(meeting, name, fields[name])
    _check_times(meeting.starts_at, meeting.ends_at)
    if meeting.record.origin == RecordOrigin.BACKFILLED:
        meeting.held_from, meeting.held_to = meeting.starts_at, meeting.ends_at
    day = timezone.localdate(meeting.starts_at)
    if meeting.invited_at and day != timezone.localdate(before["starts_at"]):
        raise InvitedForAnotherDay(
            _(
                "People were invited for another day. Move the meeting instead, so that their calendars follow."
            )
        )
    if meeting.invited_at and any(getattr(meeting, name) != before[name] for name in TOLD):
        meeting.agenda_version += 1
    meeting.lock_version += 1
    meeting.full_clean()
    meeting.save()
    record = meeting.record
    record.title = title_of(record.reference, meeting.title)
    record.occurred_on = day
    record.search_stems = search_stems(f"{record.reference} {record.title}")
    record.save(update_fields=["title", "occurred_on", "search_stems"])
    log_event(record=record, verb="meeting_edited", by=by, at=at)
    refresh_pages()
    return meeting


@transaction.atomic
def set_publicity(*, meeting: Meeting, is_public: bool, by: Any, at: datetime) -> Meeting:
    """Show date, place and public agenda to everybody, or to those of the groups only."""
    meeting = locked(meeting)
    visibility = Visibility.PUBLIC if is_public else Visibility.GROUP
    if meeting.record.visibility != visibility:
        meeting.record.visibility = visibility
        meeting.record.save(update_fields=["visibility"])
        verb = "meeting_made_public" if is_public else "meeting_made_internal"
        log_event(record=meeting.record, verb=verb, by=by, at=at)
        refresh_pages()
    return meeting


def change_state(meeting: Meeting, state: str, *, by: Any, at: datetime, verb: str) -> None:
    """Move a locked meeting along ``ALLOWED_MEETING_MOVES`` and save it. Raises MeetingMoveRefused."""
    if state not in ALLOWED_MEETING_MOVES[meeting.state]:
        raise MeetingMoveRefused(
            _("This cannot be done with a meeting in the state “%(state)s”.")
            % {"state": meeting.get_state_display()}
        )
    former, meeting.state = meeting.state, state
    meeting.lock_version += 1
    meeting.full_clean()
    meeting.save()
    meeting.record.state = state
    meeting.record.save(update_fields=["state"])
    log_event(record=meeting.record, verb=verb, by=by, at=at, from_state=former, to_state=state)
    refresh_pages()


@transaction.atomic
def start_meeting(*, meeting: Meeting, by: Any, at: datetime) -> Meeting:
    """Note that a meeting began now. Raises MeetingMoveRefused."""
    meeting = locked(meeting)
    meeting.held_from = at
    change_state(meeting, MeetingState.IN_PROGRESS, by=by, at=at, verb="meeting_started")
    return meeting


@transaction.atomic
def hold_meeting(
    *, meeting: Meeting, held_from: datetime, held_to: datetime, by: Any, at: datetime
) -> Meeting:
    """Note from when to when a meeting was really held.

    Raises MeetingMoveRefused, MeetingEndsTooEarly, NotHeldYet.
    """
    _check_times(held_from, held_to)
    if held_to > at:
        raise NotHeldYet(_("The meeting cannot have ended in the future."))
    meeting = locked(meeting)
    meeting.held_from, meeting.held_to = held_from, held_to
    change_state(meeting, MeetingState.HELD, by=by, at=at, verb="meeting_held")
    return meeting


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: Any, at: datetime) -> Meeting:
    """Close a held meeting: nothing of it waits any more. Raises MeetingMoveRefused."""
    meeting = locked(meeting)
    change_state(meeting, MeetingState.CLOSED, by=by, at=at, verb="meeting_closed")
    return meeting


@transaction.atomic
def reschedule_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    by: Any,
    at: datetime,
    place: str = "",
    reason: str = "",
) -> Meeting:
    """Move a meeting that was not held yet; answers its successor. The old one stays and links on (ADR 18).

    The successor takes over the agenda, the invitations with their links, and the entry in calendars (same
    ``ical_uid``, next ``sequence``). Who was invited is told at once and answers anew.
    Raises MeetingMoveRefused, MeetingEndsTooEarly.
    """
    _check_times(starts_at, ends_at)
    meeting = locked(meeting)
    if meeting.state not in COMING_MEETING_STATES:
        raise MeetingMoveRefused(_("Only a meeting that was not held yet can be moved."))
    old_record = meeting.record
    successor = _make(
        host=meeting.host,
        groups=list(meeting.groups.all()),
        by=by,
        at=at,
        verb="meeting_planned",
        demo_origin=old_record.demo_origin,
        demo_source=old_record.demo_source,
        is_public=old_record.visibility == Visibility.PUBLIC,
        state=meeting.state,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=meeting.kind,
        title=meeting.title,
        place=place or meeting.place,
        mode=meeting.mode,
        online_address=meeting.online_address,
        record_number=meeting.record_number,
        note=meeting.note,
        rescheduled_from=meeting,
        ical_uid=meeting.ical_uid,
        sequence=meeting.sequence + 1,
        agenda_version=meeting.agenda_version,
        invited_at=meeting.invited_at,
    )
    AgendaItem.objects.filter(meeting=meeting).update(meeting=successor)
    Invitation.objects.filter(meeting=meeting).update(
        meeting=successor,
        rsvp="pending",
        answered_at=None,
        note="",
        substitute=None,
        substitute_name="",
    )
    meeting.state_reason = reason
    change_state(meeting, MeetingState.RESCHEDULED, by=by, at=at, verb="meeting_moved")
    mails.tell_invited(successor, mails.MOVED, at=at)
    return successor


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: Any, at: datetime) -> Meeting:
    """Cancel a meeting that was not held yet. Who was invited is told and their calendars strike it out.

    Raises MeetingMoveRefused.
    """
    meeting = locked(meeting)
    meeting.state_reason = reason
    meeting.sequence += 1
    change_state(meeting, MeetingState.CANCELLED, by=by, at=at, verb="meeting_cancelled")
    mails.tell_invited(meeting, mails.CANCELLED, at=at)
    return meeting
