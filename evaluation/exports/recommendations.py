"""Recommendations with answers and actions as a table: xlsx, csv."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.sheet_writing import write_csv, write_xlsx
from evaluation.exports.origins import notice_of, origin_text
from evaluation.queries.recommendation_rows import TableRow

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _columns() -> list[tuple[str, str, float]]:
    """Name of the value, heading, width in characters."""
    return [
        ("reference", pgettext("of a recommendation", "Number"), 10),
        ("state", _("State"), 14),
        ("text", _("Recommendation"), 60),
        ("findings", _("Findings it follows from"), 18),
        ("addressee", _("To whom"), 26),
        ("answer_due_on", _("Answer by"), 13),
        ("answer", pgettext("of a recommendation", "Answer"), 18),
        ("reason", _("Reasons of the answer"), 40),
        ("answered_on", _("Answered on"), 13),
        ("due_on", _("To be done by"), 13),
        ("actions", _("What is done"), 50),
        ("url", _("Page"), 40),
    ]


def build(rows: Sequence[TableRow], file_format: str, *, day: date) -> bytes:
    """The bytes of a file in one of FORMATS, in the active language; ``day`` is the day whose state it tells."""
    columns = _columns()
    values = [[getattr(row, name) for name, _heading, _width in columns] for row in rows]
    if notice := notice_of(row.origin for row in rows):
        columns.append(("origin", _("Origin of the data"), 24))
        values = [[*line, origin_text(row.origin)] for line, row in zip(values, rows, strict=True)]
    if file_format == "csv":
        headings = [heading for _name, heading, _width in columns]
        return write_csv(
            columns=headings,
            rows=([cell if cell is not None else "" for cell in line] for line in values),
        )
    return write_xlsx(
        title=_("Recommendations of the evaluation"),
        columns=[(heading, width) for _name, heading, width in columns],
        rows=values,
        facts_title=_("About the table"),
        facts=[(_("State as of"), day), (_("Recommendations"), len(rows))],
        notice=notice,
    )
