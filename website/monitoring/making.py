"""Making a report to the funder: asked for at a page, made by a job that tells how far it is, kept for good."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.digests import canonical_json
from core import jobs
from evaluation.actions import monitoring
from evaluation.enums import ReportFormat
from evaluation.models import MonitoringPeriod, MonitoringReport, ReportMaking
from website.monitoring import files
from website.monitoring.annexes import listing, outdated_annexes, pack
from website.monitoring.assembling import Assembled

JOB = "website.monitoring.tasks.make_report"
MOST = 90  # per cent of the way for the annexes; the rest is for the report and the archive


@transaction.atomic
def ask_for_report(
    *,
    period: MonitoringPeriod,
    with_backfilled: bool,
    corrects_what: str,
    by: Any,
    at: datetime,
    today: date,
) -> ReportMaking:
    """Have a report made in the background. Raises PeriodIsNotOver, ReportBeingMade, CorrectionUnsaid."""
    making = monitoring.ask_for_report(
        period=period,
        with_backfilled=with_backfilled,
        corrects_what=corrects_what,
        by=by,
        at=at,
        today=today,
    )
    jobs.enqueue(JOB, making_id=making.pk)
    return making


def make_report(*, making_id: int, at: datetime) -> MonitoringReport | None:
    """Make what was asked for and keep it; a making that is over is left alone. May run again after it was cut short.

    Raises AnnexesTooLarge, core.exports.ExportFailed.
    """
    making = monitoring.begin_making(making_id=making_id)
    if making is None:
        return None

    def tell(done: int, wanted: int) -> None:
        monitoring.tell_progress(making=making, percent=MOST * done // wanted)

    found = Assembled(making.period, with_backfilled=making.with_backfilled)
    packed = pack(found, tell)
    data = {
        **found.data,
        "files": listing(packed.files),
        "failed": list(packed.failed),
        "records": list(packed.records),
    }
    on = timezone.localdate(at)
    report = files.docx(
        data,
        making.period.project,
        on=on,
        digest=hashlib.sha256(canonical_json(data)).hexdigest(),
        corrects=making.corrects_what,
    )
    return monitoring.keep_report(
        making=making,
        data=data,
        files={
            ReportFormat.DOCX: report,
            ReportFormat.ZIP: files.archive(data, report, packed.files, on=on),
        },
        at=at,
    )


def empty_outdated_annexes(*, at: datetime) -> int:
    """Empty annexes that may hold what was removed at its source since they were packed; answers how many."""
    reason = _("Personal data were removed from what the annexes were made of.")
    return sum(
        monitoring.empty_files(report=report, reason=reason, at=at) for report in outdated_annexes()
    )
