"""Writes of sessions: opened, edited, moved from state to state, who was there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions import change_state, create_record, log_event, raise_generation
from core.enums import RecordOrigin, Visibility
from core.sanitizing import clean_plain
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.series import PAGES
from focus_groups.enums import (
    ALLOWED_SESSION_MOVES,
    CHECKED_STATES,
    Recording,
    SessionState,
)
from focus_groups.models import Facilitator, Participant, Series, Session, TopicGuide

EDITABLE = frozenset(
    {
        "topic",
        "held_on",
        "place",
        "minutes",
        "headcount",
        "has_interpreter",
        "interpreter_is_relative",
        "others_present",
        "field_notes",
        "recording",
        "recording_until",
        "guide",
    }
)
PLAIN = frozenset({"topic", "place", "others_present", "field_notes"})


class SessionMoveRefused(Exception):
    """A session cannot go from its state to that one."""


class StaleSession(Exception):
    """Somebody else changed the session in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Session) -> None:
        super().__init__(message)
        self.current = current


class RecordingWithoutEnd(Exception):
    """A recording is kept until a day."""


class StillSpeaks(Exception):
    """Whoever said something in a session was there."""


class SeriesNotPublic(Exception):
    """A session is never shown to more people than its series."""


@transaction.atomic
def open_session(
    *,
    series: Series,
    topic: str,
    held_on: date,
    facilitators: Iterable[Facilitator],
    by: Any,
    at: datetime,
    uid: UUID | None = None,
    guide: TopicGuide | None = None,
    origin: str = RecordOrigin.LIVE,
    **fields: Any,
) -> Session:
    """Open a session of a series under its next number, planned or on the spot. A repeat answers the first row.

    Staff may know that it took place, its day, coarse place and topic. Raises NotOfThisSeries, RecordingWithoutEnd.
    """
    series = Series.objects.select_for_update().select_related("record").get(pk=series.pk)
    uid = uid or uuid4()
    known = Session.objects.select_related("record").filter(uid=uid).first()
    if known is not None:
        _of(series, known.series_id)
        return known
    staff = list(facilitators)
    for row in staff:
        _of(series, row.series_id)
    number = (series.sessions.aggregate(Max("number"))["number__max"] or 0) + 1
    reference = f"{series.code}/{number}"
    record = create_record(
        kind="focus_session",
        reference=reference,
        title=f"Setkání {reference}",
        path=f"/fokusni-skupiny/{series.slug}/{number}/",
        visibility=Visibility.STAFF
        if series.record.visibility == Visibility.PUBLIC
        else series.record.visibility,
        by=by,
        at=at,
        verb="session_opened",
        occurred_on=held_on,
        state=SessionState.PLANNED,
        origin=origin,
        demo_origin=series.record.demo_origin,
        demo_source=series.record.demo_source,
    )
    session = Session(record=record, uid=uid, series=series, number=number)
    _set(session, {"topic": topic, "held_on": held_on, "guide": guide, **fields})
    session.save()
    session.facilitators.set(staff)
    raise_generation(PAGES)
    return session


def _of(series: Series, found: int) -> None:
    if found != series.pk:
        raise NotOfThisSeries(_("This belongs to another series."))


def _set(session: Session, fields: dict[str, Any]) -> None:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"no fields of a session: {sorted(unknown)}")
    if fields.get("guide") is not None:
        _of(session.series, fields["guide"].series_id)
    for name, value in fields.items():
        setattr(session, name, clean_plain(value).strip() if name in PLAIN else value)
    if session.recording == Recording.KEPT and session.recording_until is None:
        raise RecordingWithoutEnd(_("Say on which day the recording is deleted."))
    session.full_clean(exclude=["record"])


def _lock(session: Session) -> Session:
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("record", "series__inside", "series__record")
        .get(pk=session.pk)
    )


@transaction.atomic
def edit_session(
    *,
    session: Session,
    lock_version: int,
    by: Any,
    at: datetime,
    facilitators: Iterable[Facilitator] | None = None,
    **fields: Any,
) -> Session:
    """Change what is kept of a session, and who facilitated it unless that stays as it is.

    Raises StaleSession, RecordingWithoutEnd, NotOfThisSeries.
    """
    session = _lock(session)
    if session.lock_version != lock_version:
        raise StaleSession(
            _("Somebody else changed the session in the meantime. Compare both and save again."),
            session,
        )
    _set(session, fields)
    session.lock_version += 1
    session.save()
    if facilitators is not None:
        staff = list(facilitators)
        for row in staff:
            _of(session.series, row.series_id)
        session.facilitators.set(staff)
    session.record.occurred_on = session.held_on
    session.record.save(update_fields=["occurred_on"])
    log_event(record=session.record, verb="session_edited", by=by, at=at)
    raise_generation(PAGES)
    return session


@transaction.atomic
def set_participants(
    *, session: Session, participants: Iterable[Participant], by: Any, at: datetime
) -> Session:
    """Say which pseudonyms were there. Raises NotOfThisSeries."""
    session = _lock(session)
    there = list(participants)
    for participant in there:
        _of(session.series, participant.series_id)
    session.participants.set(there)
    _log_attendance(session, by, at)
    return session


def _log_attendance(session: Session, by: Any, at: datetime) -> None:
    log_event(record=session.series.inside, verb="attendance_recorded", by=by, at=at)


@transaction.atomic
def set_present(
    *, session: Session, participant: Participant, is_present: bool, by: Any, at: datetime
) -> Session:
    """Say of one pseudonym whether they were there, even if they said nothing. A repeat changes nothing.

    Raises NotOfThisSeries, StillSpeaks.
    """
    session = _lock(session)
    _of(session.series, participant.series_id)
    if session.participants.filter(pk=participant.pk).exists() == is_present:
        return session
    if is_present:
        session.participants.add(participant)
    elif session.statements.filter(participant=participant).exists():
        raise StillSpeaks(
            _("Something this person said is entered in the session. Look at who said it first.")
        )
    else:
        session.participants.remove(participant)
    _log_attendance(session, by, at)
    return session


@transaction.atomic
def show_session(*, session: Session, is_public: bool, by: Any, at: datetime) -> Session:
    """Let everybody know the topic and the month of a session, or staff only. Raises SeriesNotPublic."""
    session = _lock(session)
    allowed = session.series.record.visibility
    if is_public and allowed != Visibility.PUBLIC:
        raise SeriesNotPublic(_("The series is not public, so its sessions cannot be."))
    wanted = Visibility.PUBLIC if is_public else Visibility.STAFF
    if not is_public and allowed != Visibility.PUBLIC:
        wanted = allowed
    if session.record.visibility == wanted:
        return session
    session.record.visibility = wanted
    session.record.save(update_fields=["visibility"])
    log_event(
        record=session.record, verb="session_shown" if is_public else "session_hidden", by=by, at=at
    )
    raise_generation(PAGES)
    return session


def _unchecked(session: Session) -> bool:
    rows = session.statements.filter(erased_at=None, merged_at=None)
    return rows.exclude(state__in=CHECKED_STATES).exists()


@transaction.atomic
def move_session(*, session: Session, state: str, by: Any, at: datetime) -> Session:
    """Take a session to its next state; to checked only once each of its statements is. Raises SessionMoveRefused."""
    session = _lock(session)
    if state not in ALLOWED_SESSION_MOVES[session.state]:
        raise SessionMoveRefused(_("This step does not follow from where the session stands."))
    if state == SessionState.CHECKED and _unchecked(session):
        raise SessionMoveRefused(
            _("Check every statement of the session first. Those that wait are in the list.")
        )
    change_state(row=session, state=state, verb="session_state_changed", by=by, at=at)
    raise_generation(PAGES)
    return session
