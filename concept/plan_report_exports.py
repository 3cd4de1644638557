"""A yearly report on an action plan as a file: docx, tagged PDF, xlsx, csv. All from ``read_plan_report``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concept.actions import demo_notice
from concept.models import PlanReport, PlanReportNotice
from concept.plan_exports import FORMATS as OF_PLANS
from concept.plan_exports import address, line
from concept.queries.plan_reports import PlanReportRow, ReadPlanReport
from core.money import crowns
from core.sheet_writing import write_csv, write_xlsx

FORMATS = {name: OF_PLANS[name] for name in ("pdf", "docx", "xlsx", "csv")}


@dataclass(frozen=True, slots=True)
class PlanReportFile:
    """What a file tells of: the report as its reader may know it, who took note of it, the funded project (empty for
    none), the language of the fixed words.
    """

    report: PlanReport
    read: ReadPlanReport
    notices: Sequence[PlanReportNotice]
    project: Mapping[str, Any]
    language: str

    @property
    def notice(self) -> str:
        """The banner of a demonstration, or ""."""
        return demo_notice() if self.report.record.demo_origin else ""

    @property
    def title(self) -> str:
        """The heading of its page."""
        day = date_format(self.report.as_of, "SHORT_DATE_FORMAT")
        return _("How the plan is carried out, as of %(day)s") % {"day": day}


def written(told: PlanReportFile, file_format: str) -> bytes:
    """The bytes of a file that needs no child process, in the active language. No queries."""
    return {"xlsx": _xlsx, "csv": _csv}[file_format](told)


def _columns() -> list[tuple[str, float]]:
    """Headings and widths in characters."""
    return [
        (_("Permanent code"), 12),
        (_("Measure"), 44),
        (pgettext("of a measure", "Status"), 24),
        (pgettext("of a measure", "Stage"), 14),
        (_("As of"), 12),
        (_("What happened"), 50),
        (_("Reason"), 40),
        (pgettext("of a measure", "Deadline"), 14),
        (_("Past the deadline"), 14),
        (_("Budget in CZK"), 16),
        (_("Spent in CZK"), 16),
        (_("Address"), 40),
    ]


def _values(told: PlanReportFile) -> Iterator[list[Any]]:
    for row in told.read.rows:
        yield [
            row.code,
            row.title or _("The words were removed."),
            status_of(row),
            capfirst(row.stage_label),
            row.reported_as_of,
            row.sentence,
            row.reason,
            row.due_on,
            _("Yes") if row.is_overdue else _("No"),
            None if row.budget_czk is None else float(row.budget_czk),
            None if row.spent_czk is None else float(row.spent_czk),
            address(row.path),
        ]


def status_of(row: PlanReportRow) -> str:
    """Where a measure stood, in words."""
    return capfirst(_("left out of the document") if row.has_ended else row.status_label)


def _xlsx(told: PlanReportFile) -> bytes:
    return write_xlsx(
        title=told.report.record.reference,
        columns=_columns(),
        rows=_values(told),
        facts_title=_("About this file"),
        facts=facts(told),
        notice=told.notice,
    )


def _csv(told: PlanReportFile) -> bytes:
    return write_csv(
        columns=[heading for heading, _width in _columns()],
        rows=(["" if value is None else value for value in row] for row in _values(told)),
    )


def printed(told: PlanReportFile) -> dict[str, Any]:
    """The description of the printed report (concept/exports/printed_list.py), in the active language."""
    report = told.report
    day = date_format(report.as_of, "SHORT_DATE_FORMAT")
    return {
        "language": told.language,
        "title": told.title,
        "subtitle": report.document.title,
        "notice": told.notice,
        "day": report.as_of.isoformat(),
        "footer": f"{settings.WAGTAIL_SITE_NAME}, {day}",
        "facts": [[name, str(value)] for name, value in facts(told)],
        "parts": [
            {
                "heading": _("Measure by measure"),
                "text": "",
                "columns": [
                    [_("Measure"), 30],
                    [pgettext("of a measure", "Status"), 18],
                    [_("What happened"), 34],
                    [pgettext("of a measure", "Deadline"), 12],
                    [_("Budget and what was spent"), 20],
                ],
                "rows": [_printed_row(row) for row in told.read.rows],
                "has_row_heads": True,
            }
        ],
        "publicity": told.project.get("publicity_sentence", ""),
        "logos": [
            {"asset": logo["asset"], "alt": logo["alt"]} for logo in told.project.get("logos", ())
        ],
        "words": {
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
        },
    }


def _printed_row(row: PlanReportRow) -> list[list[dict[str, str]]]:
    title = row.title or _("The words were removed.")
    status = [line(status_of(row), "strong"), line(row.stage_label, "quiet")]
    if row.is_overdue:
        status.append(line(_("Past the deadline"), "strong"))
    day = date_format(row.reported_as_of, "SHORT_DATE_FORMAT") if row.reported_as_of else ""
    spent = _("spent: %(amount)s") % {"amount": crowns(row.spent_czk)}
    return [
        [line(f"{row.code} {title}", href=address(row.path))],
        status,
        [line(row.sentence), line(row.reason, "quiet"), line(day, "quiet")],
        [line(date_format(row.due_on, "SHORT_DATE_FORMAT") if row.due_on else "–")],
        [
            line(crowns(row.budget_czk) or "–"),
            line(spent if row.spent_czk is not None else "", "quiet"),
        ],
    ]


def facts(told: PlanReportFile) -> Iterable[tuple[str, Any]]:
    """The document, the day, who took note, counts, money, the digest."""
    report, read = told.report, told.read
    yield _("Document"), report.document.title
    yield _("State as of"), date_format(report.as_of, "SHORT_DATE_FORMAT")
    for notice in told.notices:
        day = date_format(notice.occurred_on, "SHORT_DATE_FORMAT")
        parts = [f"{notice.body} {notice.get_verb_display()}", day, notice.resolution]
        yield _("Which body dealt with it"), ", ".join(filter(None, parts))
    for label, count in read.counts:
        yield capfirst(label), count
    yield _("Past their deadline"), read.overdue_count
    if read.hidden_count:
        yield _("Measures that are not public"), read.hidden_count
    if read.spent_czk is not None:
        yield _("Spent so far"), crowns(read.spent_czk)
    if read.budget_czk is not None:
        yield _("Budget of the measures that give one"), crowns(read.budget_czk)
    yield _("Made on"), date_format(report.made_at, "SHORT_DATE_FORMAT")
    yield _("Digital fingerprint of the data (SHA-256)"), report.digest
