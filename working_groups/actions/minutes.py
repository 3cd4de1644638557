"""Writes of minutes until they are sent to members: begun, written item by item, confirmed by a verifier, circulated.

Every change of their state goes through ``move_minutes``, which asks ``ALLOWED_MINUTES_MOVES``. What is read once they
are circulated are kept texts (``MinutesVersion``), never the draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain
from working_groups import minutes_content, minutes_lines
from working_groups.actions.audiences import audience_of
from working_groups.actions.decisions import (
    MeetingNotBegun,
    MinutesApproved,
    TextMissing,
    record_decision,
)
from working_groups.actions.tasks import DueTooEarly, OwnerNotInGroup, assign_task
from working_groups.enums import (
    ALLOWED_MINUTES_MOVES,
    MeetingState,
    MinutesState,
    MinutesVersionKind,
)
from working_groups.minutes_lines import ConclusionLine, Problem
from working_groups.models import (
    AgendaItem,
    Decision,
    Meeting,
    Membership,
    Minutes,
    MinutesSection,
    MinutesVersion,
    Task,
)
from working_groups.notifications import minutes as notifications
from working_groups.queries.minutes import day_of, seats_for_tasks
from working_groups.queries.minutes_frame import frame_of

PAGES = "jednani"
HELD = (MeetingState.HELD, MeetingState.CLOSED)
LONGEST_TEXT = 50_000
LINE_REFUSALS = (MeetingNotBegun, MinutesApproved, TextMissing, DueTooEarly, OwnerNotInGroup)


class MinutesMoveRefused(Exception):
    """The step does not follow from where the minutes stand."""


class MinutesNotBeingWritten(Exception):
    """The text was sent to members or approved: it is not edited any more."""


class MeetingOff(Exception):
    """A cancelled or moved meeting has no minutes."""


class MeetingNotHeld(Exception):
    """Minutes are not sent before the meeting was held."""


class MinutesNotConfirmed(Exception):
    """The verifier has not confirmed the text yet."""


class StaleSection(Exception):
    """Somebody else changed the text of the item in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: MinutesSection) -> None:
        super().__init__(message)
        self.current = current


@dataclass(frozen=True, slots=True)
class SavedSection:
    """A saved text, what its lines became, and the lines that could not be read: they are still in it."""

    section: MinutesSection
    decisions: tuple[Decision, ...]
    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...]


@transaction.atomic
def begin_minutes(*, meeting: Meeting, by: Any, at: datetime) -> Minutes:
    """Open the minutes of a meeting, before it if need be; whoever begins is the minute-taker. A repeat answers them.

    Raises MeetingOff.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    known = Minutes.objects.filter(meeting=meeting).first()
    if known is not None:
        return known
    if meeting.state in {MeetingState.CANCELLED, MeetingState.RESCHEDULED}:
        raise MeetingOff(_("The meeting does not take place: there is nothing to write down."))
    groups = list(meeting.groups.select_related("audience").order_by("pk"))
    record = create_record(
        kind="minutes",
        reference=meeting.record.reference,
        title=f"Zápis z jednání {meeting.record.reference}",
        path=f"{meeting.record.path}zapis/",
        visibility=Visibility.GROUP,
        audience=audience_of(groups),
        by=by,
        at=at,
        verb="minutes_begun",
        occurred_on=day_of(meeting),
        state=MinutesState.DRAFTING,
        origin=meeting.record.origin,
        demo_origin=meeting.record.demo_origin,
        demo_source=meeting.record.demo_source,
    )
    minutes = Minutes(record=record, meeting=meeting, state=MinutesState.DRAFTING, written_by=by)
    minutes.full_clean(exclude=["record"])
    minutes.save()
    return minutes


def lock_minutes(minutes: Minutes) -> Minutes:
    """The minutes under a lock, with record and meeting."""
    return (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("record", "meeting__record", "meeting__host")
        .get(pk=minutes.pk)
    )


def move_minutes(
    minutes: Minutes, state: str, *, verb: str, by: Any, at: datetime, **told: Any
) -> None:
    """Change where locked minutes stand; the caller saves the other fields before. Raises MinutesMoveRefused."""
    if state not in ALLOWED_MINUTES_MOVES[minutes.state]:
        raise MinutesMoveRefused(_("This step does not follow from where the minutes stand now."))
    before, minutes.state = minutes.state, state
    minutes.lock_version += 1
    minutes.save()
    minutes.record.state = state
    minutes.record.save(update_fields=["state"])
    log_event(
        record=minutes.record, verb=verb, by=by, at=at, from_state=before, to_state=state, **told
    )
    raise_generation(PAGES, "skupiny")


@transaction.atomic
def save_section(
    *,
    minutes: Minutes,
    item: AgendaItem,
    public_text: str,
    internal_text: str,
    lock_version: int,
    by: Any,
    at: datetime,
    makes_objects: bool = True,
) -> SavedSection:
    """Save the text of an item; its lines "Závěr:" and "Úkol:" become conclusions and tasks and leave the text.

    Lines that cannot be read stay and are answered. Saving as one types (``makes_objects`` false) takes no line out:
    a half-written line is no conclusion. A confirmation by the verifier does not hold for another text.
    Raises MinutesNotBeingWritten, StaleSection, and what recording a conclusion or a task raises.
    """
    minutes = lock_minutes(minutes)
    if minutes.state != MinutesState.DRAFTING:
        raise MinutesNotBeingWritten(
            _("The minutes are not being written any more. Your text was not saved.")
        )
    section, _made = MinutesSection.objects.select_for_update(of=("self",)).get_or_create(
        item=item, defaults={"minutes": minutes}
    )
    if section.lock_version != lock_version:
        raise StaleSection(
            _("Somebody else changed the text of this item in the meantime. Compare both."),
            MinutesSection.objects.select_related("edited_by").get(pk=section.pk),
        )
    public_text, internal_text = cleaned(public_text), cleaned(internal_text)
    read = minutes_lines.read_lines(
        public_text, seats_for_tasks(minutes.meeting), day_of(minutes.meeting)
    )
    decisions: list[Decision] = []
    tasks: list[Task] = []
    if makes_objects:
        public_text = read.text.strip()
        for line in read.found:
            if isinstance(line, ConclusionLine):
                decisions.append(
                    record_decision(
                        meeting=minutes.meeting,
                        item=item,
                        verb=line.verb,
                        text=line.text,
                        by=by,
                        at=at,
                    )
                )
            else:
                owner = Membership.objects.select_related("group").get(pk=line.owner)
                task = assign_task(
                    group=owner.group,
                    owner=owner,
                    text=line.text,
                    due_on=line.due_on,
                    by=by,
                    at=at,
                    meeting=minutes.meeting,
                    item=item,
                )
                tasks.append(task)
    if (public_text, internal_text) != (section.public_text, section.internal_text) or decisions:
        section.public_text, section.internal_text = public_text, internal_text
        section.edited_by, section.edited_at = by, at
        section.lock_version += 1
        section.save()
        if minutes.verified_at is not None:
            minutes.verified_at = None
            minutes.save(update_fields=["verified_at"])
    return SavedSection(section, tuple(decisions), tuple(tasks), read.problems)


@dataclass(frozen=True, slots=True)
class TypedText:
    """Words somebody typed at an item over what they were shown."""

    item: AgendaItem
    public_text: str
    internal_text: str
    lock_version: int


@dataclass(frozen=True, slots=True)
class SavedSections:
    """What was saved; by item, what is stored where somebody else was faster, and why lines became nothing."""

    saved: tuple[SavedSection, ...]
    stale: dict[int, MinutesSection]
    refused: dict[int, str]


@transaction.atomic
def save_sections(
    *, minutes: Minutes, texts: Sequence[TypedText], by: Any, at: datetime
) -> SavedSections:
    """Save texts of several items, each for itself: a stale one does not hold up the others.

    Where a conclusion or a task cannot be recorded, the text is saved with its lines in it.
    Raises MinutesNotBeingWritten.
    """
    saved: list[SavedSection] = []
    stale: dict[int, MinutesSection] = {}
    refused: dict[int, str] = {}
    for typed in texts:
        told = {
            "minutes": minutes,
            "item": typed.item,
            "public_text": typed.public_text,
            "internal_text": typed.internal_text,
            "lock_version": typed.lock_version,
            "by": by,
            "at": at,
        }
        try:
            saved.append(save_section(**told))
        except StaleSection as error:
            stale[typed.item.pk] = error.current
        except LINE_REFUSALS as error:
            refused[typed.item.pk] = str(error)
            saved.append(save_section(**told, makes_objects=False))
    return SavedSections(tuple(saved), stale, refused)


def cleaned(text: str) -> str:
    """Typed text as it is stored: plain, without markup, not longer than fits."""
    return clean_plain(text)[:LONGEST_TEXT]


@transaction.atomic
def name_people(
    *, minutes: Minutes, written_by: Any, verifier: Any, by: Any, at: datetime
) -> Minutes:
    """Say who takes the minutes and who verifies them (nobody, if there is none). Raises MinutesNotBeingWritten."""
    minutes = lock_minutes(minutes)
    if minutes.state != MinutesState.DRAFTING:
        raise MinutesNotBeingWritten(_("The minutes are not being written any more."))
    if minutes.verifier != verifier:
        minutes.verified_at = None
    minutes.written_by, minutes.verifier = written_by, verifier
    minutes.lock_version += 1
    minutes.full_clean()
    minutes.save()
    log_event(record=minutes.record, verb="minutes_people_named", by=by, at=at)
    return minutes


@transaction.atomic
def confirm_minutes(*, minutes: Minutes, by: Any, at: datetime) -> Minutes:
    """The verifier says that the text is right as it stands. Raises MinutesNotBeingWritten."""
    minutes = lock_minutes(minutes)
    if minutes.state != MinutesState.DRAFTING:
        raise MinutesNotBeingWritten(_("The minutes are not being written any more."))
    if minutes.verified_at is None:
        minutes.verified_at = at
        minutes.save(update_fields=["verified_at"])
        log_event(record=minutes.record, verb="minutes_confirmed", by=by, at=at)
    return minutes


@transaction.atomic
def circulate_minutes(*, minutes: Minutes, by: Any, at: datetime, note: str = "") -> MinutesVersion:
    """Send the text to members of that day and to those who were there; remarks are taken until the end of the last
    day.

    The days are those of the group, of several the most. Minutes of a meeting entered later are not mailed.
    Raises MeetingNotHeld, MinutesNotConfirmed, MinutesMoveRefused.
    """
    minutes = lock_minutes(minutes)
    if minutes.meeting.state not in HELD:
        raise MeetingNotHeld(_("The meeting has not been held yet: mark it as held first."))
    if (
        minutes.state == MinutesState.DRAFTING
        and minutes.verifier_id is not None
        and minutes.verified_at is None
    ):
        raise MinutesNotConfirmed(_("The verifier has not confirmed this text yet."))
    days = max(minutes.meeting.groups.values_list("objection_days", flat=True))
    minutes.circulated_at = at
    minutes.objection_until = timezone.make_aware(
        datetime.combine(timezone.localdate(at) + timedelta(days=days + 1), time())
    )
    version = keep_version(
        minutes, MinutesVersionKind.CIRCULATED, frame_of(minutes), by=by, at=at, note=note
    )
    move_minutes(
        minutes,
        MinutesState.CIRCULATED,
        verb="minutes_circulated",
        by=by,
        at=at,
        object_version=str(version.number),
    )
    notifications.minutes_circulated(minutes, version, at=at)
    return version


def keep_version(
    minutes: Minutes,
    kind: str,
    content: minutes_content.Content,
    *,
    by: Any,
    at: datetime,
    note: str = "",
) -> MinutesVersion:
    """Keep a text as the next version of locked minutes; nothing changes it any more."""
    sealed, digest = minutes_content.sealed(content)
    last = minutes.versions.order_by("-number").values_list("number", flat=True).first()
    version = MinutesVersion(
        minutes=minutes,
        number=(last or 0) + 1,
        kind=kind,
        content=sealed,
        digest=digest,
        note=note.strip()[:300],
        made_by=by,
        made_at=at,
    )
    version.full_clean(exclude=["content"])
    version.save()
    return version
