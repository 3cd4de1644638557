"""What ends on a day: recordings outside the platform, and the link between what was said and who said it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from focus_groups.actions.erasing import clear_copies, erase_spoken
from focus_groups.actions.series import SeriesMoveRefused, move_series
from focus_groups.enums import Recording, Sensitivity, SeriesState, Speaker
from focus_groups.models import Series, Session, SpokenStatement
from focus_groups.notifications import remind_of_recording, remind_of_retention
from focus_groups.queries.retention import recordings_due, series_due


class NoRecording(Exception):
    """There is no recording of the session that could be deleted."""


@transaction.atomic
def confirm_recording_deleted(*, session: Session, by: Any, at: datetime) -> Session:
    """Say that the recording, which lies outside the platform, was deleted. A repeat changes nothing.

    Raises NoRecording.
    """
    session = (
        Session.objects.select_for_update(of=("self",)).select_related("record").get(pk=session.pk)
    )
    if session.recording == Recording.DELETED:
        return session
    if session.recording == Recording.NONE:
        raise NoRecording(_("No recording of this session was made."))
    session.recording = Recording.DELETED
    session.lock_version += 1
    session.save(update_fields=["recording", "lock_version"])
    log_event(record=session.record, verb="recording_deleted", by=by, at=at)
    return session


@transaction.atomic
def anonymise_series(*, series: Series, by: Any, at: datetime) -> Series:
    """Cut every statement of a closed series from who said it, for good; what could tell who it was is erased.

    Consents stay as proof that they were given, and nothing leads from them to a word. Raises SeriesMoveRefused.
    """
    series = (
        Series.objects.select_for_update(of=("self",)).select_related("inside").get(pk=series.pk)
    )
    if series.state == SeriesState.ANONYMISED:
        return series
    if series.state != SeriesState.CLOSED:
        raise SeriesMoveRefused(_("Close the series first."))
    said = SpokenStatement.objects.filter(session__series=series)
    telling = said.filter(sensitivity=Sensitivity.IDENTIFYING, erased_at=None)
    erase_spoken(series=series, statements=telling, by=by, at=at)
    said.filter(participant__isnull=False).update(
        participant=None, speaker=Speaker.NOT_KNOWN, device_at=None
    )
    for session in series.sessions.select_for_update(of=("self",)):
        there = session.participants.count()
        if there and session.headcount is None:
            session.headcount = there
        session.participants.clear()
        session.field_notes = session.others_present = ""
        session.lock_version += 1
        session.save(update_fields=["headcount", "field_notes", "others_present", "lock_version"])
    clear_copies()
    return move_series(series=series, state=SeriesState.ANONYMISED, by=by, at=at)


@transaction.atomic
def remind_of_ends(*, at: datetime) -> int:
    """Remind who leads a series of recordings to delete and of a series to anonymise, once for each; answers how many.

    Nothing is deleted by itself: a recording lies outside the platform, and a series may be needed in a dispute.
    """
    recordings, ending = recordings_due(at), series_due(at)
    for session in recordings:
        remind_of_recording(session, at=at)
    for series in ending:
        remind_of_retention(series, at=at)
    return len(recordings) + len(ending)
