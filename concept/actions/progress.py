"""Writes of what owners report on measures: written, submitted, returned or approved by somebody else, corrected."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from concept import notifications
from concept.actions.measures import PAGES
from concept.enums import (
    ALLOWED_REPORT_MOVES,
    REASONED_STATUSES,
    WRITTEN_REPORTS,
    ReportState,
)
from concept.models import Measure, MeasureReport, MeasureReportEvidence
from concept.queries.progress import owners_of, standing_of
from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.models import Record
from core.sanitizing import clean_plain


class ReportIncomplete(Exception):
    """A report lacks the sentence or the reason its status asks for, or speaks of a day that is yet to come."""


class ReportMoveRefused(Exception):
    """A report does not go from its state to the other."""


class OwnReport(Exception):
    """Nobody approves or returns a report they wrote."""


class NotCorrectable(Exception):
    """Only an approved report of the same measure is corrected, and each once."""


class StaleReport(Exception):
    """Somebody else changed it in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: MeasureReport) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def write_report(
    *,
    measure: Measure,
    as_of: date,
    status: str,
    stage: str,
    by: Any,
    at: datetime,
    reason: str = "",
    sentence: str = "",
    spent_czk: Decimal | None = None,
    evidence: Sequence[Record] = (),
    corrects: MeasureReport | None = None,
) -> MeasureReport:
    """Begin a report on a measure, known to its author, owners of the measure and staff until it is approved.

    Numbers are issued once for each measure. Raises ReportIncomplete, NotCorrectable.
    """
    measure = (
        Measure.objects.select_for_update(of=("self",)).select_related("record").get(pk=measure.pk)
    )
    number = (measure.reports.aggregate(Max("number"))["number__max"] or 0) + 1
    if corrects is not None:
        _check_correction(measure, corrects)
    report = MeasureReport(
        measure=measure, number=number, corrects=corrects, written_by=by, written_at=at
    )
    _set(report, as_of, status, stage, reason, sentence, spent_czk, at)
    report.body = _body_of(measure, by, timezone.localdate(at))
    report.evidence_edition = 1
    report.record = create_record(
        kind="measure_report",
        reference=f"{measure.code}/Z{number}",
        title=f"Zpráva č. {number} o opatření {measure.code}",
        path=f"/opatreni/{measure.code}/zpravy/{number}/",
        visibility=Visibility.STAFF,
        occurred_on=as_of,
        by=by,
        at=at,
        verb="measure_report_written",
        state=ReportState.DRAFT,
        demo_origin=measure.record.demo_origin,
        demo_source=measure.record.demo_source,
    )
    report.full_clean(exclude=["measure", "record"])
    report.save()
    _keep_evidence(report, evidence)
    return report


@transaction.atomic
def edit_report(
    *,
    report: MeasureReport,
    lock_version: int,
    as_of: date,
    status: str,
    stage: str,
    by: Any,
    at: datetime,
    reason: str = "",
    sentence: str = "",
    spent_czk: Decimal | None = None,
    evidence: Sequence[Record] = (),
) -> MeasureReport:
    """Change a report that is being written or was returned.

    Raises StaleReport, ReportMoveRefused, ReportIncomplete.
    """
    report = _locked(report)
    if report.state not in WRITTEN_REPORTS:
        raise ReportMoveRefused(_("It is submitted or closed already. It cannot be changed now."))
    if report.lock_version != lock_version:
        raise StaleReport(
            _("Somebody else changed it in the meantime. Compare both and save again."), report
        )
    _set(report, as_of, status, stage, reason, sentence, spent_czk, at)
    report.written_by, report.written_at = by, at
    report.body = _body_of(report.measure, by, timezone.localdate(at)) or report.body
    report.lock_version += 1
    report.evidence_edition += 1
    report.full_clean(exclude=["measure", "record"])
    report.save()
    _keep_evidence(report, evidence)
    if report.record.occurred_on != as_of:
        report.record.occurred_on = as_of
        report.record.save(update_fields=["occurred_on"])
    log_event(record=report.record, verb="measure_report_edited", by=by, at=at)
    return report


@transaction.atomic
def submit_report(*, report: MeasureReport, by: Any, at: datetime) -> MeasureReport:
    """Hand a report over to be approved by somebody else. Raises ReportMoveRefused, ReportIncomplete."""
    report = _locked(report)
    if report.state == ReportState.SUBMITTED:
        return report
    _check_sentence(report)
    report.submitted_at = at
    return _move(report, ReportState.SUBMITTED, by=by, at=at)


@transaction.atomic
def return_report(*, report: MeasureReport, reason: str, by: Any, at: datetime) -> MeasureReport:
    """Give a report back to its author, with what to complete. The author gets a mail.

    Raises OwnReport, ReportMoveRefused, ReportIncomplete (no reason).
    """
    report = _locked(report)
    _check_somebody_else(report, by)
    reason = clean_plain(reason).strip()[:500]
    if not reason:
        raise ReportIncomplete(_("Say what the author should complete."))
    report.returned_by, report.returned_at, report.return_reason = by, at, reason
    _move(report, ReportState.RETURNED, by=by, at=at)
    notifications.report_returned(report, at=at)
    return report


@transaction.atomic
def approve_report(*, report: MeasureReport, by: Any, at: datetime) -> MeasureReport:
    """Let a report count for good; everybody who may know of the measure reads it from now on.

    Raises OwnReport, ReportMoveRefused, NotCorrectable (what it corrects was corrected meanwhile), ReportIncomplete.
    """
    report = _locked(report)
    if report.state == ReportState.APPROVED:
        return report
    _check_somebody_else(report, by)
    if report.corrects_id is not None:
        _check_correction(report.measure, report.corrects)
    _check_sentence(report)
    report.approved_by, report.approved_at = by, at
    measure = report.measure.record
    report.record.visibility, report.record.audience_id = measure.visibility, measure.audience_id
    report.record.save(update_fields=["visibility", "audience"])
    _move(report, ReportState.APPROVED, by=by, at=at)
    raise_generation(*PAGES, report.measure.document.slug)
    return report


@transaction.atomic
def discard_report(*, report: MeasureReport, by: Any, at: datetime) -> MeasureReport:
    """Throw away a report that was not approved: its words go, its number is not given to another one.

    Raises ReportMoveRefused.
    """
    report = _locked(report)
    if report.state == ReportState.DISCARDED:
        return report
    report.reason = report.sentence = ""
    report.spent_czk = None
    report.record.visibility = Visibility.RESTRICTED
    report.record.save(update_fields=["visibility"])
    return _move(report, ReportState.DISCARDED, by=by, at=at)


def _locked(report: MeasureReport) -> MeasureReport:
    rows = MeasureReport.objects.select_for_update(of=("self",))
    rows = rows.select_related(
        "record", "measure__record", "measure__document", "corrects", "written_by"
    )
    return rows.get(pk=report.pk)


def _set(
    report: MeasureReport,
    as_of: date,
    status: str,
    stage: str,
    reason: str,
    sentence: str,
    spent_czk: Decimal | None,
    at: datetime,
) -> None:
    if as_of > timezone.localdate(at):
        raise ReportIncomplete(_("A report cannot speak of a day that is yet to come."))
    report.as_of, report.status, report.stage = as_of, status, stage
    report.reason = clean_plain(reason).strip()
    report.sentence = clean_plain(sentence).strip()
    report.spent_czk = spent_czk
    if status in REASONED_STATUSES and not report.reason:
        raise ReportIncomplete(_("Say why the measure is not done, or where it was moved."))
    _check_sentence(report)


def _check_sentence(report: MeasureReport) -> None:
    """A change of status or stage says in a sentence what happened."""
    if report.sentence:
        return
    before = standing_of([report.measure_id], on=report.as_of)[report.measure_id]
    if (before.status, before.stage) != (report.status, report.stage):
        raise ReportIncomplete(
            _("The status or the stage changes: say in one sentence what happened.")
        )


def _check_correction(measure: Measure, corrects: MeasureReport) -> None:
    if corrects.measure_id != measure.pk or corrects.state != ReportState.APPROVED:
        raise NotCorrectable(_("Only an approved report of the same measure can be corrected."))
    if corrects.corrections.approved().exists():
        raise NotCorrectable(_("This report was corrected already. Correct the newer one."))


def _check_somebody_else(report: MeasureReport, by: Any) -> None:
    if by is not None and report.written_by_id == by.pk:
        raise OwnReport(_("You wrote this report. Somebody else has to look at it and approve it."))


def _keep_evidence(report: MeasureReport, evidence: Sequence[Record]) -> None:
    rows = {record.pk: record for record in evidence if record.pk != report.record_id}
    for order, record in enumerate(rows.values()):
        MeasureReportEvidence(
            report=report, edition=report.evidence_edition, order=order, record=record
        ).save()


def _body_of(measure: Measure, user: Any, day: date) -> str:
    """The department of the person as owner of the measure, else that of the first owner of the day."""
    owners = owners_of([measure.pk], day)[measure.pk]
    own = [owner.body for owner in owners if owner.user_id == getattr(user, "pk", None)]
    return next(iter(own + [owner.body for owner in owners]), "")


def _move(report: MeasureReport, state: str, *, by: Any, at: datetime) -> MeasureReport:
    """The only place where a report changes its state."""
    if state not in ALLOWED_REPORT_MOVES[report.state]:
        raise ReportMoveRefused(_("This step does not follow from where the report stands."))
    former, report.state = report.state, state
    report.lock_version += 1
    report.full_clean(exclude=["measure", "record"])
    report.save()
    report.record.state = state
    report.record.save(update_fields=["state"])
    log_event(
        record=report.record,
        verb=f"measure_report_{state}",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
    )
    log_event(
        record=report.measure.record,
        verb=f"measure_report_{state}",
        by=by,
        at=at,
        object_version=report.record.reference,
    )
    return report
