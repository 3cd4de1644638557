"""Mails about reports on measures, without their words: the page asks who reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from concept.models import MeasureReport, ReportingDate
from core.mailing import link_to, mail_person


def report_returned(report: MeasureReport, *, at: datetime) -> None:
    """Tell the author that a report was returned to be completed."""
    if report.written_by.is_active:
        mail_person(
            report.written_by,
            "measure_report_returned",
            folder="concept",
            subject=_("Your report is to be completed: %(reference)s"),
            values={"reference": report.record.reference},
            record=report.record,
            period=str(report.lock_version),
            at=at,
            report=report,
        )


def reports_due(
    person: Any, reporting_date: ReportingDate, codes: Sequence[str], *, is_late: bool, at: datetime
) -> None:
    """Remind an owner of the reports that are awaited; once before the day they are due on and once after it."""
    with translation.override(person.mail_language):
        own_page = link_to("/opatreni/moje/")
    mail_person(
        person,
        "measure_reports_late" if is_late else "measure_reports_due",
        folder="concept",
        subject=_("Reports on your measures are late")
        if is_late
        else _("Reports on your measures are due soon"),
        values={},
        record=reporting_date.record,
        period=reporting_date.due_on.isoformat(),
        at=at,
        date=reporting_date,
        codes=codes,
        own_page=own_page,
    )
