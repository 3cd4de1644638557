"""The action plan as a file: xlsx, csv, docx, tagged PDF, JSON. All from one read (``queries.action_plan``)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concept.actions import demo_notice
from concept.exports.downloads import FORMATS as OF_VERSIONS
from concept.exports.downloads import Format
from concept.queries.action_plan import ActionPlan, PlanDocument, PlannedMeasure
from core.exports import ExportProblem
from core.money import crowns
from core.sheet_writing import write_csv, write_xlsx
from core.templatetags.osnova import local_path

SCHEMA = "osnova-plan/1"
SCHEMA_FILE = Path(__file__).with_name("exports") / "plan.schema.json"
MOST_PRINTED_ROWS = 1000

FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": Format("text/csv; charset=utf-8", "csv"),
    "docx": Format(OF_VERSIONS["docx"].mime, "docx", "concept.exports.printed_list:write_docx"),
    "pdf": Format("application/pdf", "pdf", "concept.exports.printed_list:write_pdf"),
    "json": Format("application/json", "json"),
}


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a file tells of: the plan, what was chosen in words, the language of the fixed words."""

    plan: ActionPlan
    chosen: Sequence[tuple[str, str]]
    language: str

    @property
    def is_demo(self) -> bool:
        """Whether any of it is a demonstration."""
        return any(row.document_origin for row in self.plan.chosen)

    @property
    def notice(self) -> str:
        """The banner of a demonstration, or ""."""
        return demo_notice() if self.is_demo else ""

    @property
    def project(self) -> Mapping[str, Any]:
        """The funded project of a text that is told of, as frozen with it; empty for none."""
        versions = (row.version for row in self.plan.chosen)
        return next((version.project for version in versions if version.project), {})


def written(told: PlanFile, file_format: str) -> bytes:
    """The bytes of a file that needs no child process, in the active language. No queries."""
    return {"xlsx": _xlsx, "csv": _csv, "json": _json}[file_format](told)


# --- data -------------------------------------------------------------------------------------------------


def json_row(row: PlannedMeasure) -> dict[str, Any]:
    """A measure as data, for the file and for the interface (plan.schema.json)."""
    standing = row.standing
    return {
        "code": row.code,
        "printed_code": row.value.get("code", ""),
        "title": row.title,
        "state": row.state if row.has_ended else "approved",
        "ended_reason": row.ended_reason,
        "document": row.document_title,
        "document_slug": row.document_slug,
        "version": row.version.label,
        "priority": {"code": row.priority.code, "title": row.priority.title},
        "responsible": row.owner,
        "political": row.political,
        "partners": row.partners,
        "due": {
            "kind": row.value.get("due_kind", ""),
            "on": row.due_on.isoformat() if row.due_on else None,
            "text": row.value.get("due_text", ""),
        },
        "budget_czk": row.value.get("budget_czk"),
        "funding_sources": row.funding_sources,
        "indicator_note": row.value.get("indicator_note", ""),
        "standing": {
            "status": standing.status,
            "stage": standing.stage,
            "as_of": standing.as_of.isoformat() if standing.as_of else None,
            "reason": standing.reason,
            "sentence": standing.sentence,
            "spent_czk": None if standing.spent_czk is None else f"{standing.spent_czk:.2f}",
            "is_overdue": row.is_overdue,
            "report_count": standing.reports,
        },
        "carried_out_by": list(row.carried_out_by),
        "page": address(row.path),
        "origin": row.document_origin,
    }


def json_data(told: PlanFile) -> dict[str, Any]:
    """The whole file as data."""
    return {
        "schema": SCHEMA,
        "notice": told.notice,
        "language": told.language,
        "as_of": told.plan.on.isoformat(),
        "chosen": [{"name": name, "value": value} for name, value in told.chosen],
        "total_count": len(told.plan.rows),
        "measures": [json_row(row) for row in told.plan.chosen],
    }


def _json(told: PlanFile) -> bytes:
    return json.dumps(json_data(told), ensure_ascii=False, indent=1).encode() + b"\n"


# --- spreadsheets -------------------------------------------------------------------------------------------


def _columns(told: PlanFile) -> list[tuple[str, float]]:
    """Headings and widths in characters."""
    found: list[tuple[str, float]] = [
        (_("Permanent code"), 12),
        (_("Printed number"), 12),
        (_("Measure"), 44),
        (_("Document"), 30),
        (_("Priority"), 30),
        (_("Responsible body"), 28),
        (_("Political responsibility"), 24),
        (_("Partners"), 28),
        (_("Deadline"), 14),
        (_("Budget in CZK"), 16),
        (_("Funding sources"), 28),
        (_("Indicator"), 28),
        (pgettext("of a measure", "Stage"), 14),
        (pgettext("of a measure", "Status"), 24),
        (_("As of"), 12),
        (_("Past the deadline"), 14),
        (_("What happened"), 50),
        (_("Reason"), 40),
        (_("Spent in CZK"), 16),
        (_("How it ended"), 40),
        (_("Address"), 40),
    ]
    return [*found, (_("Origin of the data"), 24)] if told.is_demo else found


def _values(told: PlanFile) -> Iterator[list[Any]]:
    origins = {"real": _("Real, from a public source"), "invented": _("Made up")}
    for row in told.plan.chosen:
        standing = row.standing
        budget, spent = row.budget_czk, standing.spent_czk
        found: list[Any] = [
            row.code,
            row.value.get("code", ""),
            row.title or _("The words were removed."),
            row.document_title,
            row.priority.label,
            row.owner,
            row.political,
            "; ".join(row.partners),
            row.due_on or row.due_label,
            None if budget is None else float(budget),
            "; ".join(row.funding_sources),
            row.value.get("indicator_note", ""),
            capfirst(standing.stage_label),
            capfirst(row.status_label),
            standing.as_of,
            _("Yes") if row.is_overdue else _("No"),
            standing.sentence,
            standing.reason,
            None if spent is None else float(spent),
            ended_words(row),
            address(row.path),
        ]
        yield [*found, origins.get(row.document_origin, "")] if told.is_demo else found


def ended_words(row: PlannedMeasure) -> str:
    """How a measure ended and why, in one line; "" while it is followed."""
    return f"{row.state_label}: {row.ended_reason}" if row.has_ended else ""


def _xlsx(told: PlanFile) -> bytes:
    title = _("Action plan")
    return write_xlsx(
        title=f"{_('Demonstration')} - {title}" if told.is_demo else title,
        columns=_columns(told),
        rows=_values(told),
        facts_title=_("About this file"),
        facts=facts(told),
        notice=told.notice,
    )


def _csv(told: PlanFile) -> bytes:
    return write_csv(
        columns=[heading for heading, _width in _columns(told)],
        rows=(["" if value is None else value for value in row] for row in _values(told)),
    )


# --- print ------------------------------------------------------------------------------------------------


def printed(told: PlanFile) -> dict[str, Any]:
    """The description of the printed list (concept/exports/printed_list.py), in the active language.

    Raises ExportProblem when the list is too long for print.
    """
    if len(told.plan.chosen) > MOST_PRINTED_ROWS:
        raise ExportProblem(
            _("The list is too long for print. Choose a part of it; the spreadsheet holds all.")
        )
    day = date_format(told.plan.on, "SHORT_DATE_FORMAT")
    documents = told.plan.documents
    parts = [part for document in documents for part in _parts(document, len(documents) > 1)]
    if not parts:
        parts = [_part(_("Measures"), [], _("No measure fits the filter."))]
    return {
        "language": told.language,
        "title": _("Action plan"),
        "subtitle": _("State as of %(day)s") % {"day": day},
        "notice": told.notice,
        "day": told.plan.on.isoformat(),
        "footer": f"{settings.WAGTAIL_SITE_NAME}, {day}",
        "facts": [[name, str(value)] for name, value in facts(told)],
        "parts": parts,
        "publicity": told.project.get("publicity_sentence", ""),
        "logos": [
            {"asset": logo["asset"], "alt": logo["alt"]} for logo in told.project.get("logos", ())
        ],
        "words": {
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
        },
    }


def _parts(document: PlanDocument, is_one_of_several: bool) -> Iterator[dict[str, Any]]:
    before = f"{document.title}: " if is_one_of_several else ""
    for branch in document.branches:
        yield _part(before + branch.priority.label, branch.measures)
    if document.ended:
        yield _part(before + _("Measures that ended"), document.ended)


def _part(heading: str, rows: Sequence[PlannedMeasure], text: str = "") -> dict[str, Any]:
    columns = [
        [_("Measure"), 30],
        [_("Responsible body"), 18],
        [_("Deadline"), 11],
        [_("Budget and sources"), 16],
        [pgettext("of a measure", "Status"), 15],
        [_("What happened"), 26],
    ]
    return {
        "heading": heading,
        "text": text,
        "columns": columns if rows else [],
        "rows": [_printed_row(row) for row in rows],
        "has_row_heads": True,
    }


def _printed_row(row: PlannedMeasure) -> list[list[dict[str, str]]]:
    standing = row.standing
    title = row.title or _("The words were removed.")
    status = [
        line(capfirst(row.status_label), "strong"),
        line(standing.stage_label, "quiet"),
    ]
    if row.is_overdue:
        status.append(line(_("Past the deadline"), "strong"))
    said = [line(standing.sentence), line(standing.reason, "quiet")]
    if row.has_ended:
        said.append(line(ended_words(row), "quiet"))
    return [
        [line(f"{row.code} {title}", href=address(row.path))],
        [
            line(row.owner),
            line(politically(row), "quiet"),
            line(", ".join(row.partners), "quiet"),
        ],
        [line(row.due_label)],
        [line(crowns(row.budget_czk)), line(", ".join(row.funding_sources), "quiet")],
        status,
        said,
    ]


def politically(row: PlannedMeasure) -> str:
    """Who answers for a measure in the council, said as such; "" where nobody is named."""
    return _("Political responsibility: %(who)s") % {"who": row.political} if row.political else ""


def line(text: str, style: str = "", href: str = "") -> dict[str, str]:
    """A paragraph of a printed cell."""
    return {"text": text, "style": style, "href": href}


# --- what stands around the rows ----------------------------------------------------------------------------


def facts(told: PlanFile) -> Iterable[tuple[str, Any]]:
    """Documents, day, what was chosen, and counts."""
    plan = told.plan
    for document in plan.documents:
        yield (
            _("Document"),
            _("%(title)s, version %(label)s")
            % {
                "title": document.title,
                "label": document.version_label,
            },
        )
    yield _("State as of"), date_format(plan.on, "SHORT_DATE_FORMAT")
    if told.chosen:
        yield (
            _("Chosen measures"),
            "; ".join(
                f"{name.lower()}: {value}" if value else name.lower() for name, value in told.chosen
            ),
        )
    yield _("Measures listed"), len(plan.chosen)
    yield _("Measures in all"), len(plan.rows)
    yield _("Past the deadline"), sum(row.is_overdue for row in plan.chosen)


def address(path: str) -> str:
    """Absolute address in the active language."""
    return settings.BASE_URL + local_path(path) if path else ""
