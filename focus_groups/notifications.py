"""Mails of focus groups. None says anything of participants or of what they said."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.mailing import mail_person
from focus_groups.enums import FacilitatorRole
from focus_groups.models import Series, Session
from people.models import User

FOLDER = "focus_groups"


def leads_of(series: Series, at: datetime) -> list[User]:
    """Who leads the series now and has an open account."""
    seats = series.facilitators.current(timezone.localdate(at)).filter(role=FacilitatorRole.LEAD)
    return [seat.user for seat in seats.select_related("user") if seat.user.is_active]


def remind_of_recording(session: Session, *, at: datetime) -> None:
    """Remind who leads the series that a recording was to be deleted; once for each day it was kept until."""
    for person in leads_of(session.series, at):
        mail_person(
            person,
            "recording_due",
            folder=FOLDER,
            subject=_("Delete the recording: %(reference)s"),
            values={"reference": session.record.reference},
            record=session.record,
            period=session.recording_until.isoformat(),
            at=at,
            session=session,
        )


def remind_of_retention(series: Series, *, at: datetime) -> None:
    """Remind who leads a series that it is kept longer than was promised; once for each day it was kept until."""
    for person in leads_of(series, at):
        mail_person(
            person,
            "retention_due",
            folder=FOLDER,
            subject=_("Anonymise the series: %(series)s"),
            values={"series": series.code},
            record=series.record,
            period=series.retention_until.isoformat(),
            at=at,
            series=series,
        )
