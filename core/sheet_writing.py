"""Tables as spreadsheets: xlsx and csv, written row by row. Needs neither Django nor the database."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.spreadsheets import neutral

HEAD = PatternFill("solid", fgColor="E6EBF9")
DATE_FORMAT = "D. M. YYYY"


def write_xlsx(
    *,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Any]],
    facts_title: str,
    facts: Iterable[tuple[str, Any]],
    notice: str = "",
) -> bytes:
    """A workbook with the table (headings in its first row) and a sheet of facts.

    ``columns``: heading and width in characters. ``notice`` stands at the head of each printed page and of the facts.
    ``facts`` are asked for after the rows were written.
    """
    book = Workbook(write_only=True)
    table = book.create_sheet(_sheet_name(title))
    table.freeze_panes = "B2"
    table.page_setup.orientation = "landscape"
    table.page_setup.fitToHeight = 0
    table.sheet_properties.pageSetUpPr.fitToPage = True
    table.print_title_rows = "1:1"
    if notice:
        table.oddHeader.center.text = notice.replace("&", "&&")
    table.oddFooter.center.text = "&P / &N"
    for number, (_heading, width) in enumerate(columns, start=1):
        table.column_dimensions[get_column_letter(number)].width = width
    table.append([_head(table, heading) for heading, _width in columns])
    count = 0
    for row in rows:
        table.append([_cell(table, value) for value in row])
        count += 1
    table.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    about = book.create_sheet(_sheet_name(facts_title))
    about.column_dimensions["A"].width = 40
    about.column_dimensions["B"].width = 60
    if notice:
        about.append([_head(about, notice)])
    for name, value in facts:
        about.append([_head(about, name) if value == "" else neutral(name), neutral(value)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet_name(title: str) -> str:
    return title.translate({ord(mark): " " for mark in r"[]:*?/\\"})[:31]


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, neutral(text))
    cell.font = Font(bold=True)
    cell.fill = HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DATE_FORMAT
        return cell
    return neutral(value)


def write_csv(*, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A file that Czech spreadsheet programs open by a double click: UTF-8 with a byte order mark, semicolons.

    Dates are ISO 8601, so that programs read them in any country.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(heading) for heading in columns])
    for row in rows:
        writer.writerow(
            [value.isoformat() if isinstance(value, date) else neutral(value) for value in row]
        )
    return b"\xef\xbb\xbf" + target.getvalue().encode()
