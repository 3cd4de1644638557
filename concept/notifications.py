"""Mails about reports on measures, without their words: the page asks who reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from concept.models import MeasureReport, ReportingDate
from core.actions import queue_mail
from core.templatetags.osnova import local_path


def report_returned(report: MeasureReport, *, at: datetime) -> None:
    """Tell the author that a report was returned to be completed."""
    person = report.written_by
    if not person.is_active:
        return
    with translation.override(person.mail_language):
        _write(
            "measure_report_returned",
            person,
            key=str(report.record.uid),
            period=str(report.lock_version),
            subject=_("Your report is to be completed: %(reference)s")
            % {"reference": report.record.reference},
            at=at,
            report=report,
            link=settings.BASE_URL + local_path(report.record.path),
        )


def reports_due(
    person: Any, reporting_date: ReportingDate, codes: Sequence[str], *, is_late: bool, at: datetime
) -> None:
    """Remind an owner of the reports that are awaited; once before the day and once after it."""
    with translation.override(person.mail_language):
        _write(
            "measure_reports_late" if is_late else "measure_reports_due",
            person,
            key=str(reporting_date.record.uid),
            period=reporting_date.due_on.isoformat(),
            subject=_("Reports on your measures are late")
            if is_late
            else _("Reports on your measures are due soon"),
            at=at,
            date=reporting_date,
            codes=codes,
            link=settings.BASE_URL + reverse("concept:own-measures"),
        )


def _write(
    kind: str, person: Any, *, key: str, period: str, subject: str, at: datetime, **context: Any
) -> None:
    context["site"] = settings.WAGTAIL_SITE_NAME
    queue_mail(
        recipient=person.email,
        kind=kind,
        subject_key=key,
        period=period,
        subject=subject,
        text=render_to_string(f"concept/mail/{kind}.txt", context),
        language=person.mail_language,
        at=at,
    )
