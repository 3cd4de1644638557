"""Reads of monitoring periods, their notes, counts of participants and reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import ProjectPage
from core.extension import Waiting
from core.permissions import allowed
from core.templatetags.osnova import local_path
from evaluation.enums import ReportFormat
from evaluation.models import (
    EsfParticipants,
    KeyActivity,
    MonitoringFile,
    MonitoringPeriod,
    MonitoringReport,
    PeriodNote,
    ReportMaking,
)
from evaluation.rules import is_project_manager


@dataclass(frozen=True, slots=True)
class ToldPeriod:
    """A period as it stands on a day: its newest report, whether it is over and its report late."""

    period: MonitoringPeriod
    report: MonitoringReport | None
    is_over: bool
    is_late: bool


def periods_of(project: ProjectPage, user: Any, today: date) -> list[ToldPeriod]:
    """Periods the user may know of in their order, with their newest reports: two queries."""
    newest = MonitoringReport.objects.filter(period=OuterRef("pk")).order_by("-number")
    rows = MonitoringPeriod.objects.visible_to(user).filter(project=project)
    rows = rows.select_related("record").annotate(newest=Subquery(newest.values("pk")[:1]))
    periods = list(rows.order_by("starts_on", "pk"))
    reports = MonitoringReport.objects.defer("data").in_bulk(
        [row.newest for row in periods if row.newest]
    )
    return [_told(row, reports.get(row.newest), today) for row in periods]


def _told(period: MonitoringPeriod, report: MonitoringReport | None, today: date) -> ToldPeriod:
    is_late = report is None and period.due_on is not None and today > period.due_on
    return ToldPeriod(period, report, is_over=today > period.ends_on, is_late=is_late)


def period_of(project: ProjectPage, number: int, user: Any) -> MonitoringPeriod | None:
    """A period by its number, if the user may know of it: one query."""
    rows = MonitoringPeriod.objects.visible_to(user).filter(project=project, number=number)
    return rows.select_related("record", "project").first()


def note_of(period: MonitoringPeriod, activity: KeyActivity) -> PeriodNote | None:
    """What was written of an activity in a period: one query."""
    return PeriodNote.objects.filter(period=period, activity=activity).first()


def notes_of(period: MonitoringPeriod) -> dict[int, PeriodNote]:
    """Notes of a period by the activity's key: one query."""
    return {row.activity_id: row for row in period.notes.all()}


def participants_of(period: MonitoringPeriod, user: Any) -> list[EsfParticipants]:
    """Approved counts of participants in the order of their codes: one query."""
    rows = EsfParticipants.objects.visible_to(user).standing().filter(period=period)
    return list(rows.select_related("entered_by").order_by("code"))


def waiting_counts(period: MonitoringPeriod) -> list[EsfParticipants]:
    """Counts nobody has approved, in the order of their codes, for pages and reports of staff: one query."""
    rows = EsfParticipants.objects.waiting().filter(period=period)
    return list(rows.select_related("entered_by").order_by("code"))


def waiting_count(period: MonitoringPeriod, pk: int, user: Any) -> EsfParticipants | None:
    """One of them by its key: one query."""
    rows = EsfParticipants.objects.visible_to(user).waiting().filter(period=period, pk=pk)
    return rows.select_related("entered_by").first()


def count_in_words(row: EsfParticipants) -> str:
    """What somebody else approves: the indicator, the count, its source, why it is corrected."""
    lines = [
        f"{row.code} {row.name}: {row.count}",
        _("Where the count comes from: %(source)s") % {"source": row.source},
    ]
    if row.reason:
        lines.append(_("Why it is corrected: %(reason)s") % {"reason": row.reason})
    return "\n".join(lines)


def reports_of(period: MonitoringPeriod, user: Any) -> list[MonitoringReport]:
    """Reports of a period, the newest first, without their data: one query."""
    rows = MonitoringReport.objects.visible_to(user).filter(period=period)
    return list(rows.defer("data").select_related("record", "made_by").order_by("-number"))


def report_of(period: MonitoringPeriod, number: int, user: Any) -> MonitoringReport | None:
    """A report of a period by its number: one query."""
    rows = MonitoringReport.objects.visible_to(user).filter(period=period, number=number)
    return rows.select_related("record", "period__project", "made_by", "corrects").first()


def files_of(reports: Sequence[MonitoringReport]) -> dict[int, list[MonitoringFile]]:
    """Files of reports by the report's key, without their bytes (``held`` is their length now): one query."""
    found: dict[int, list[MonitoringFile]] = {row.pk: [] for row in reports}
    rows = MonitoringFile.objects.with_length().filter(report__in=reports).defer("data")
    for row in rows.order_by("format"):
        found[row.report_id].append(row)
    return found


def file_of(report: MonitoringReport, kind: str) -> MonitoringFile | None:
    """A file of a report that was not emptied: one query."""
    return MonitoringFile.objects.holding().filter(report=report, format=kind).first()


def held_annexes() -> list[MonitoringReport]:
    """Reports whose annexes are kept: one query."""
    held = MonitoringFile.objects.holding().filter(format=ReportFormat.ZIP)
    return list(
        MonitoringReport.objects.filter(pk__in=held.values("report")).select_related("record")
    )


def last_making(period: MonitoringPeriod) -> ReportMaking | None:
    """The newest making of a report of the period: one query."""
    return period.makings.order_by("-asked_at", "-pk").first()


def last_report_before(period: MonitoringPeriod) -> MonitoringReport | None:
    """The newest report of a former period of the project: one query."""
    rows = MonitoringReport.objects.filter(
        period__project=period.project_id, period__ends_on__lt=period.starts_on
    )
    return rows.defer("data").order_by("-made_at", "-pk").first()


def waiting_for(person: Any, at: datetime) -> list[Waiting]:
    """Periods that are over without a report wait for the project manager, counts of participants entered by somebody
    else for whoever may approve them: two queries at most.
    """
    return [*_to_prepare(person, at), *_to_approve(person)]


def _to_approve(person: Any) -> list[Waiting]:
    if not allowed(person, "evaluation.approve_participants"):
        return []
    rows = EsfParticipants.objects.waiting().exclude(entered_by=person)
    rows = rows.filter(period__project__live=True)
    return [
        Waiting(
            title=_("Count of participants %(code)s waits for approval") % {"code": row.code},
            url=reverse(
                "evaluation:monitoring-participants-approve",
                args=[row.period.project.slug, row.period.number, row.pk],
            ),
            button=_("Approve"),
            note=row.period.record.title,
        )
        for row in rows.select_related("period__record", "period__project").order_by(
            "period", "code"
        )
    ]


def _to_prepare(person: Any, at: datetime) -> list[Waiting]:
    if not is_project_manager(person):
        return []
    today = timezone.localdate(at)
    rows = MonitoringPeriod.objects.filter(ends_on__lt=today, reports=None)
    rows = rows.filter(project__live=True).select_related("record", "project")
    return [
        Waiting(
            title=_("Base of the report on monitoring period %(number)d") % {"number": row.number},
            url=local_path(row.record.path),
            button=_("Prepare"),
            note=row.project.title,
            due_on=row.due_on,
        )
        for row in rows.order_by("due_on", "ends_on", "pk")
    ]
