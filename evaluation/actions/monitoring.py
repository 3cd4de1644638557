"""Writes of monitoring periods and of reports to the funder."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from concept.digests import canonical_json
from concept.models import ProjectPage
from core import immutability
from core.actions import create_record, log_event
from core.enums import Visibility
from core.removals import Says
from core.sanitizing import clean_plain
from evaluation.actions.project import StaleProject, lock_ledger, lock_row
from evaluation.enums import (
    ALLOWED_MAKING_MOVES,
    UNFINISHED_MAKING_STATES,
    MakingState,
    ReportFormat,
)
from evaluation.models import (
    KeyActivity,
    MonitoringFile,
    MonitoringPeriod,
    MonitoringReport,
    PeriodNote,
    ReportMaking,
)


class PeriodsOverlap(Exception):
    """A day belongs to one period of a project only."""


class PeriodReported(Exception):
    """A report was made of the period: its days stay."""


class PeriodIsNotOver(Exception):
    """A report is made of a period that is over."""


class ReportBeingMade(Exception):
    """A report of the period is being made already."""


class CorrectionUnsaid(Exception):
    """A further report of a period says what it corrects."""


@transaction.atomic
def add_period(
    *,
    project: ProjectPage,
    starts_on: date,
    ends_on: date,
    by: Any,
    at: datetime,
    due_on: date | None = None,
) -> MonitoringPeriod:
    """Add a period the funder is told about, numbered on. Raises PeriodsOverlap, ValidationError."""
    lock_ledger(project, by=by, at=at)
    _refuse_overlap(project, starts_on, ends_on)
    last = project.monitoring_periods.aggregate(Max("number"))["number__max"] or 0
    number = last + 1
    record = create_record(
        kind="monitoring_period",
        reference=f"{project.slug}/MO{number}",
        title=_("Monitoring period %(number)d") % {"number": number},
        path=f"/projekt/{project.slug}/obdobi/{number}/",
        visibility=Visibility.STAFF,
        by=by,
        at=at,
        verb="monitoring_period_added",
        demo_origin=project.demo_origin,
        demo_source=project.demo_source,
    )
    period = MonitoringPeriod(
        record=record,
        project=project,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=due_on,
    )
    period.full_clean()
    period.save()
    return period


@transaction.atomic
def edit_period(
    *,
    period: MonitoringPeriod,
    lock_version: int,
    starts_on: date,
    ends_on: date,
    due_on: date | None,
    by: Any,
    at: datetime,
) -> MonitoringPeriod:
    """Change the days of a period no report was made of. Raises StaleProject, PeriodReported, PeriodsOverlap."""
    lock_ledger(period.project, by=by, at=at)
    rows = MonitoringPeriod.objects.select_related("record", "project")
    period = lock_row(rows, period.pk, lock_version)
    is_moved = (starts_on, ends_on) != (period.starts_on, period.ends_on)
    if is_moved and period.reports.exists():
        raise PeriodReported(_("A report was made of this period, so its days stay."))
    _refuse_overlap(period.project, starts_on, ends_on, but=period)
    period.starts_on, period.ends_on, period.due_on = starts_on, ends_on, due_on
    period.full_clean()
    period.save()
    log_event(record=period.record, verb="monitoring_period_edited", by=by, at=at)
    return period


def _refuse_overlap(
    project: ProjectPage, starts_on: date, ends_on: date, but: MonitoringPeriod | None = None
) -> None:
    others = project.monitoring_periods.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    clash = others.exclude(pk=but.pk if but else None).order_by("number").first()
    if clash is not None:
        raise PeriodsOverlap(
            _("Period %(number)d has some of these days already.") % {"number": clash.number}
        )


@transaction.atomic
def write_note(
    *,
    period: MonitoringPeriod,
    activity: KeyActivity,
    text: str,
    lock_version: int,
    by: Any,
    at: datetime,
) -> PeriodNote:
    """Write what happened in a key activity in the period. ``lock_version`` is 0 at first. Raises StaleProject."""
    period = MonitoringPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    note = PeriodNote.objects.filter(period=period, activity=activity).first()
    if note is None:
        note = PeriodNote(period=period, activity=activity, lock_version=0)
    if note.lock_version != lock_version:
        raise StaleProject(note)
    note.lock_version += 1
    note.text = clean_plain(text).strip()
    note.full_clean()
    note.save()
    log_event(
        record=period.record,
        verb="period_note_written",
        by=by,
        at=at,
        payload={"activity": activity.code},
    )
    return note


@transaction.atomic
def ask_for_report(
    *,
    period: MonitoringPeriod,
    with_backfilled: bool,
    by: Any,
    at: datetime,
    today: date,
    corrects_what: str = "",
) -> ReportMaking:
    """Have a report of a period made; the caller queues the work. A further one says what it corrects.

    Raises PeriodIsNotOver, ReportBeingMade, CorrectionUnsaid.
    """
    period = MonitoringPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if today <= period.ends_on:
        raise PeriodIsNotOver(_("The period is not over yet, so a report would not be whole."))
    if period.makings.filter(state__in=UNFINISHED_MAKING_STATES).exists():
        raise ReportBeingMade(_("A report of this period is being made already."))
    corrects_what = clean_plain(corrects_what).strip()
    if period.reports.exists() and not corrects_what:
        raise CorrectionUnsaid(
            _("There is a report of this period. Say what the new one corrects.")
        )
    making = ReportMaking(
        period=period,
        with_backfilled=with_backfilled,
        corrects_what=corrects_what if period.reports.exists() else "",
        asked_by=by,
        asked_at=at,
    )
    making.full_clean()
    making.save()
    return making


def _move(making: ReportMaking, state: str) -> None:
    if state not in ALLOWED_MAKING_MOVES[making.state]:
        raise ValueError(f"making cannot go from {making.state} to {state}")
    making.state = state


@transaction.atomic
def begin_making(*, making_id: int) -> ReportMaking | None:
    """Take a report to be made, or None when it is made or given up."""
    rows = ReportMaking.objects.select_for_update(of=("self",))
    making = rows.select_related("period__project", "period__record", "asked_by").get(pk=making_id)
    if making.state not in UNFINISHED_MAKING_STATES:
        return None
    _move(making, MakingState.RUNNING)
    making.progress_percent = 0
    making.save(update_fields=["state", "progress_percent"])
    return making


def tell_progress(*, making: ReportMaking, percent: int) -> None:
    """Say how far the making is."""
    ReportMaking.objects.filter(pk=making.pk).update(progress_percent=percent)


@transaction.atomic
def give_up_making(*, making_id: int, message: str) -> None:
    """Say that a report could not be made; it can be asked for again."""
    making = ReportMaking.objects.select_for_update().get(pk=making_id)
    if making.state in UNFINISHED_MAKING_STATES:
        _move(making, MakingState.FAILED)
        making.message = message[:300]
        making.save(update_fields=["state", "message"])


@transaction.atomic
def keep_report(
    *,
    making: ReportMaking,
    data: Mapping[str, Any],
    files: Mapping[str, bytes],
    at: datetime,
) -> MonitoringReport:
    """Keep a report with its files (by ``ReportFormat``) for good."""
    making = (
        ReportMaking.objects.select_for_update(of=("self",))
        .select_related("period__record", "period__project", "asked_by")
        .get(pk=making.pk)
    )
    if making.report_id is not None:
        return making.report
    period, by = making.period, making.asked_by
    former = period.reports.order_by("-number").first()
    number = former.number + 1 if former else 1
    record = create_record(
        kind="monitoring_report",
        reference=f"{period.record.reference}/{number}",
        title=_("Base of the report on monitoring period %(number)d") % {"number": period.number},
        path=period.record.path,
        visibility=Visibility.STAFF,
        by=by,
        at=at,
        verb="monitoring_report_made",
        demo_origin=period.record.demo_origin,
        demo_source=period.record.demo_source,
    )
    report = MonitoringReport(
        record=record,
        period=period,
        number=number,
        with_backfilled=making.with_backfilled,
        corrects=former,
        corrects_what=making.corrects_what,
        data=dict(data),
        digest=hashlib.sha256(canonical_json(data)).hexdigest(),
        made_by=by,
        made_at=at,
    )
    report.full_clean()
    report.save()
    MonitoringFile.objects.bulk_create(
        MonitoringFile(
            report=report,
            format=ReportFormat(kind),
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            data=content,
        )
        for kind, content in files.items()
    )
    _move(making, MakingState.DONE)
    making.progress_percent, making.report = 100, report
    making.save(update_fields=["state", "progress_percent", "report"])
    log_event(
        record=period.record,
        verb="monitoring_report_made",
        by=by,
        at=at,
        object_version=str(number),
    )
    return report


@transaction.atomic
def empty_files(*, report: MonitoringReport, reason: str, at: datetime) -> int:
    """Empty the annexes of a report, since personal data in them were removed at their source; answers how many."""
    rows = MonitoringFile.objects.filter(report=report, format=ReportFormat.ZIP).holding()
    count = immutability.empty(MonitoringFile, rows)
    if count:
        log_event(
            record=report.record, verb="monitoring_files_emptied", by=None, at=at, reason=reason
        )
    return count


def empty_reports_of_period(period: MonitoringPeriod, says: Says, at: datetime) -> int:
    """Empty reports on a period that hold words to be removed, with their files; answers how many."""
    return _empty_reports(MonitoringReport.objects.filter(period=period), says)


def empty_reports_of_activity(activity: KeyActivity, says: Says, at: datetime) -> int:
    """The same of all reports on the project of a key activity."""
    return _empty_reports(
        MonitoringReport.objects.filter(period__project=activity.project_id), says
    )


def _empty_reports(reports: QuerySet[MonitoringReport], says: Says) -> int:
    hit = [row.pk for row in reports if says(json.dumps(row.data, ensure_ascii=False))]
    immutability.empty(MonitoringReport, MonitoringReport.objects.filter(pk__in=hit))
    immutability.empty(MonitoringFile, MonitoringFile.objects.filter(report__in=hit))
    return len(hit)
