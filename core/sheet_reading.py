"""Uploaded spreadsheets are read in a child process with limits, and refused in words that say what to do."""

import json

from django.utils.translation import gettext as _

from core import exports, spreadsheets
from core.spreadsheets import Columns, SheetRefused, Table

READING_LIMITS = exports.Limits(
    memory_bytes=1024 * exports.MIB, cpu_seconds=20, file_bytes=64 * exports.MIB, wall_seconds=30
)


class SheetNotRead(Exception):
    """The file cannot be read; the message says what to do."""


def read_table(data: bytes, columns: Columns, *, no_headings: str) -> Table:
    """The filled rows of a spreadsheet; xlsx in a child process with limits. Raises SheetNotRead.

    ``no_headings`` says what to do when the columns are not found.
    """
    try:
        spreadsheets.check_size(data)
        if not spreadsheets.is_packed(data):
            return spreadsheets.table_of(spreadsheets.read_csv(data, columns), columns)
        try:
            answer = json.loads(
                exports.run(
                    "core.spreadsheets:read_xlsx",
                    {},
                    files={"sheet.xlsx": data},
                    limits=READING_LIMITS,
                )
            )
        except exports.ExportFailed as error:
            raise SheetRefused(spreadsheets.BROKEN) from error
        if "problem" in answer:
            raise SheetRefused(answer["problem"])
        return spreadsheets.table_of(answer["lines"], columns, answer["uncomputed"])
    except SheetRefused as error:
        raise SheetNotRead(_problem(error, no_headings)) from error


def not_computed(cell: str) -> str:
    """What to do about a formula whose value is not stored in the file."""
    return _(
        "The cell %(cell)s holds a formula and not its value. Open the file in a spreadsheet program, save it and "
        "send it again, or write the number in."
    ) % {"cell": cell}


def _problem(error: SheetRefused, no_headings: str) -> str:
    if error.code == spreadsheets.NOT_COMPUTED:
        return not_computed(error.cell)
    return {
        spreadsheets.EMPTY: _("The spreadsheet has no filled rows."),
        spreadsheets.TOO_LARGE: _("The spreadsheet is too large. Split it, or save it anew."),
        spreadsheets.BROKEN: _("The spreadsheet is damaged. Open it, save it anew and try again."),
        spreadsheets.NOT_A_SHEET: _("This is no spreadsheet. Send a file in xlsx or csv."),
        spreadsheets.WRONG_ENCODING: _(
            "The letters with hooks and accents cannot be read. Save the file as “CSV UTF-8” or as xlsx."
        ),
        spreadsheets.NO_HEADINGS: no_headings,
        spreadsheets.TOO_MANY_ROWS: _("There are too many rows. Split the file."),
    }[error.code]
