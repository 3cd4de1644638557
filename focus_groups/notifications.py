"""Mails of focus groups. None says anything of participants or of what they said."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.actions import queue_mail
from core.templatetags.osnova import local_path
from focus_groups.enums import FacilitatorRole
from focus_groups.models import Series, Session
from people.models import User


def leads_of(series: Series, at: datetime) -> list[User]:
    """Who leads the series now and has an open account."""
    seats = series.facilitators.current(timezone.localdate(at)).filter(role=FacilitatorRole.LEAD)
    return [seat.user for seat in seats.select_related("user") if seat.user.is_active]


def remind_of_recording(session: Session, *, at: datetime) -> None:
    """Remind who leads the series that a recording was to be deleted; once for each day it was kept until."""
    for person in leads_of(session.series, at):
        with translation.override(person.mail_language):
            _write(
                "recording_due",
                person,
                key=str(session.record.uid),
                period=session.recording_until.isoformat(),
                subject=_("Delete the recording: %(reference)s")
                % {"reference": session.record.reference},
                at=at,
                session=session,
                link=settings.BASE_URL + local_path(session.record.path),
            )


def remind_of_retention(series: Series, *, at: datetime) -> None:
    """Remind who leads a series that it is kept longer than was promised; once for each day it was kept until."""
    for person in leads_of(series, at):
        with translation.override(person.mail_language):
            _write(
                "retention_due",
                person,
                key=str(series.record.uid),
                period=series.retention_until.isoformat(),
                subject=_("Anonymise the series: %(series)s") % {"series": series.code},
                at=at,
                series=series,
                link=settings.BASE_URL + local_path(series.record.path),
            )


def _write(
    kind: str, person: User, *, key: str, subject: str, at: datetime, period: str = "", **context
) -> None:
    context["site"] = settings.WAGTAIL_SITE_NAME
    queue_mail(
        recipient=person.email,
        kind=kind,
        subject_key=key,
        period=period,
        subject=subject,
        text=render_to_string(f"focus_groups/mail/{kind}.txt", context),
        language=person.mail_language,
        at=at,
    )
