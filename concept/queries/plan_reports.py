"""Reads of yearly reports on action plans: what one is made of, and how one is read."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from concept.enums import MeasureStage, MeasureStatus
from concept.models import (
    DocumentPage,
    Measure,
    MeasureReport,
    PassageContent,
    PlanReport,
    Version,
)
from concept.queries.measures import describe_measures
from concept.queries.progress import promises_of, standing_of
from core.enums import Visibility
from core.models import Record
from core.verification import Finding

SCHEMA = "osnova-plan-report-1"


def plan_content(document: DocumentPage, *, on: date, known_at: datetime) -> dict[str, Any]:
    """What a yearly report keeps: each measure as it stood on the day, by what was known: ten queries at most.

    Measures stand in the order of the text. Words are named (digest of the passage, number of the report), not copied.
    """
    codes = dict(Measure.objects.filter(document=document).values_list("pk", "code"))
    promises = promises_of(codes, on=on, known_at=known_at)
    standings = standing_of(promises, on=on, known_at=known_at)
    order = sorted(promises, key=lambda key: (promises[key].order, codes[key]))
    return {
        "schema": SCHEMA,
        "document": document.slug,
        "as_of": on.isoformat(),
        "known_at": known_at.isoformat(),
        "measures": [
            {
                "code": codes[key],
                "content": promises[key].content,
                "passage": promises[key].passage_uid,
                "due_on": promises[key].value.get("due_on"),
                "budget_czk": promises[key].value.get("budget_czk"),
                "status": standings[key].status,
                "stage": standings[key].stage,
                "spent_czk": _amount(standings[key].spent_czk),
                "reported_as_of": _day(standings[key].as_of),
                "report": standings[key].report,
                "reports": standings[key].reports,
                "is_overdue": standings[key].is_overdue,
                "has_ended": standings[key].has_ended,
            }
            for key in order
        ],
    }


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def widest_of_measures(report: PlanReport) -> Record | None:
    """The record of the measure of the report's document that most people may know of: one query."""
    records = list(Record.objects.filter(measure__document=report.document_id).order_by("pk"))
    for visibility in (Visibility.PUBLIC, Visibility.GROUP, Visibility.STAFF):
        for record in records:
            if record.visibility == visibility:
                return record
    return None


@dataclass(frozen=True, slots=True)
class PlanReportRow:
    """A measure in a yearly report as one reader may know it. ``title`` is that of the frozen passage then."""

    code: str
    path: str
    title: str
    status: str
    status_label: str
    stage_label: str
    sentence: str
    reason: str
    due_on: date | None
    budget_czk: Decimal | None
    spent_czk: Decimal | None
    reported_as_of: date | None
    is_overdue: bool
    has_ended: bool
    report_path: str


@dataclass(frozen=True, slots=True)
class ReadPlanReport:
    """A yearly report as one reader may know it; measures that are not theirs to know of are a number."""

    rows: list[PlanReportRow]
    hidden_count: int
    counts: list[tuple[str, int]]
    overdue_count: int
    budget_czk: Decimal | None
    spent_czk: Decimal | None


def read_plan_report(report: PlanReport, reader: Any) -> ReadPlanReport:
    """What a yearly report says, in the words it names: six queries."""
    kept = json.loads(report.content)["measures"]
    keys = {row["code"]: None for row in kept}
    found = dict(Measure.objects.filter(code__in=keys).values_list("code", "pk"))
    links = describe_measures(found.values(), reader)
    contents = PassageContent.objects.filter(digest__in={row["content"] for row in kept})
    values = {content.pk: content.value or {} for content in contents}
    reports = {
        (row.measure_id, row.number): row
        for row in MeasureReport.objects.approved().filter(measure__in=found.values())
    }
    rows = [
        _row(row, values, reports.get((found[row["code"]], row["report"])))
        for row in kept
        if links[found[row["code"]]].is_shown
    ]
    counts = Counter(row.status for row in rows)
    return ReadPlanReport(
        rows=rows,
        hidden_count=len(kept) - len(rows),
        counts=[
            (_status_label(status), counts[status])
            for status in [*MeasureStatus.values, ""]
            if counts[status]
        ],
        overdue_count=sum(row.is_overdue for row in rows),
        budget_czk=_sum(row.budget_czk for row in rows),
        spent_czk=_sum(row.spent_czk for row in rows),
    )


def _row(
    kept: dict[str, Any], values: dict[str, dict[str, Any]], report: MeasureReport | None
) -> PlanReportRow:
    path = f"/opatreni/{kept['code']}/"
    return PlanReportRow(
        code=kept["code"],
        path=path,
        title=values.get(kept["content"], {}).get("title", ""),
        status=kept["status"],
        status_label=_status_label(kept["status"]),
        stage_label=str(MeasureStage(kept["stage"]).label) if kept["stage"] else "",
        sentence=report.sentence if report else "",
        reason=report.reason if report else "",
        due_on=_from_day(kept["due_on"]),
        budget_czk=_from_amount(kept["budget_czk"]),
        spent_czk=_from_amount(kept["spent_czk"]),
        reported_as_of=_from_day(kept["reported_as_of"]),
        is_overdue=kept["is_overdue"],
        has_ended=kept["has_ended"],
        report_path=f"{path}zpravy/{kept['report']}/" if kept["report"] else "",
    )


def _status_label(status: str) -> str:
    return str(MeasureStatus(status).label) if status else _("No report yet")


def _from_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _from_amount(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def listed_plan_reports(reader: Any) -> list[PlanReport]:
    """Yearly reports the reader may know of, newest first, with who took note of each: two queries."""
    rows = PlanReport.objects.visible_to(reader).select_related("record", "document")
    return list(rows.prefetch_related("notices").order_by("-as_of", "-pk"))


def plan_report(document: str, number: int, reader: Any) -> PlanReport | None:
    """One of them by the address of its document and its number: one query."""
    rows = PlanReport.objects.visible_to(reader).filter(document__slug=document, number=number)
    return rows.select_related("record", "document").first()


def project_of_report(report: PlanReport) -> Mapping[str, Any]:
    """The funded project of the document as frozen with its newest version when the report was made: one query."""
    versions = Version.objects.filter(document=report.document_id, frozen_at__lte=report.made_at)
    return versions.order_by("-number").values_list("project", flat=True).first() or {}


def verify_plan_reports() -> Iterator[Finding]:
    """Every yearly report whose content is not the one it was made with."""
    for report in PlanReport.objects.select_related("record").order_by("pk").iterator():
        if hashlib.sha256(report.content.encode()).hexdigest() != report.digest:
            yield Finding(
                report.record.reference, "content differs from the digest of the yearly report"
            )
