"""The sheet a department fills in: its columns, how it is written, and what was typed into it. Pure.

Closed columns are locked and compared when the sheet comes back; open are only the outcome and the reason. Hidden stand
the number of the comment and the state of its settlement the sheet was made from.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.czech import fold
from core.spreadsheets import LONGEST_CELL, neutral

MARK = "osnova"
CLOSED = (
    ("number", 14),
    ("by", 24),
    ("place", 22),
    ("quote", 40),
    ("comment", 60),
    ("wording", 40),
    ("why", 40),
    ("weight", 14),
    ("nature", 12),
)
OPEN = (("outcome", 24), ("reason", 60))
HIDDEN = ("reference", "lock_version")
FIRST_CLOSED = len(HIDDEN)
OUTCOME_AT = FIRST_CLOSED + len(CLOSED)
REASON_AT = OUTCOME_AT + 1
HEAD_FILL = PatternFill("solid", fgColor="E6EBF9")
OPEN_FILL = PatternFill("solid", fgColor="FFF8DC")


class NotOurSheet(Exception):
    """The file is a spreadsheet, but none that was made here for this round."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One comment in a sheet: ``closed`` by column name, and what stands in the open columns."""

    reference: str
    lock_version: int
    closed: Mapping[str, str]
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What came back in one line; ``line`` is its number in the file. ``lock_version`` is 0 when it cannot be read."""

    line: int
    reference: str
    lock_version: int
    closed: Mapping[str, str]
    outcome: str
    reason: str


def write_sheet(
    *,
    title: str,
    round: str,
    department: int,
    headings: Mapping[str, str],
    outcomes: Sequence[str],
    help_title: str,
    help_lines: Iterable[str],
    rows: Iterable[SheetRow],
) -> bytes:
    """The xlsx for one department: closed columns locked, the outcome chosen from a list, a sheet that explains."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = f"{get_column_letter(FIRST_CLOSED + 2)}2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number in range(1, FIRST_CLOSED + 1):
        sheet.column_dimensions[get_column_letter(number)].hidden = True
    for number, (_name, width) in enumerate((*CLOSED, *OPEN), start=FIRST_CLOSED + 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.sort = False
    sheet.protection.autoFilter = False
    sheet.append(
        [
            f"{MARK} {round}",
            str(department),
            *(_cell(sheet, headings[name], HEAD_FILL, bold=True) for name, _width in CLOSED),
            *(_cell(sheet, headings[name], OPEN_FILL, bold=True) for name, _width in OPEN),
        ]
    )
    count = 1
    for row in rows:
        count += 1
        sheet.append(
            [
                row.reference,
                row.lock_version,
                *(_cell(sheet, row.closed[name]) for name, _width in CLOSED),
                _cell(sheet, row.outcome, OPEN_FILL, is_open=True),
                _cell(sheet, row.reason, OPEN_FILL, is_open=True),
            ]
        )
    about = book.create_sheet(help_title[:31])
    about.column_dimensions["A"].width = 100
    for line in help_lines:
        about.append([_cell(about, line)])
    if count > 1:
        letter = get_column_letter(OUTCOME_AT + 1)
        rule = DataValidation(
            type="list", formula1='"' + ",".join(outcomes) + '"', allow_blank=True
        )
        rule.add(f"{letter}2:{letter}{count}")
        sheet.data_validations.append(rule)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(
    sheet: object,
    text: str,
    fill: PatternFill | None = None,
    *,
    bold: bool = False,
    is_open: bool = False,
) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, neutral(text))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if fill:
        cell.fill = fill
    if bold:
        cell.font = Font(bold=True)
    if is_open:
        cell.protection = Protection(locked=False)
    return cell


def read_filled(rows: Sequence[Sequence[str]], *, round: str) -> tuple[int, list[FilledRow]]:
    """The department the sheet was made for and its filled lines. Raises NotOurSheet."""
    width = REASON_AT + 1
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    head = rows[0] if rows else []
    if not head or head[0] != f"{MARK} {round}" or not head[1].isdecimal():
        raise NotOurSheet
    found = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        closed = dict(
            zip([name for name, _width in CLOSED], row[FIRST_CLOSED:OUTCOME_AT], strict=True)
        )
        found.append(
            FilledRow(
                line=line,
                reference=row[0].strip(),
                lock_version=int(row[1]) if row[1].isdecimal() else 0,
                closed=closed,
                outcome=_typed(row[OUTCOME_AT]),
                reason=_typed(row[REASON_AT]),
            )
        )
    return int(head[1]), found


def _typed(text: str) -> str:
    """What somebody typed; the apostrophe we put before what looks like a formula is not theirs."""
    return (
        text.removeprefix("'").strip() if neutral(text.removeprefix("'")) == text else text.strip()
    )


def edited_columns(written: Mapping[str, str], returned: Mapping[str, str]) -> list[str]:
    """Names of closed columns in which something else stands than was written; white space does not count.

    Under which name somebody is shown may change meanwhile by their own consent: that column is not compared.
    """
    return [
        name
        for name, _width in CLOSED
        if name != "by" and _folded(str(neutral(written[name]))) != _folded(returned[name])
    ]


def _folded(text: str) -> str:
    """As far as a cell is read, without differences of white space."""
    return " ".join(text[:LONGEST_CELL].split())


def outcome_of(text: str, names: Mapping[str, str]) -> str | None:
    """The outcome somebody typed, whatever its case and accents; None for no such. ``names``: name -> value."""
    known = {fold(name).strip(): value for name, value in names.items()}
    return known.get(fold(text).strip())
