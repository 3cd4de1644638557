"""The empty spreadsheet of a round, in the columns that the import reads."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

# Czech, since it is filled in and read in Czech; every heading is one that ``sheet_columns.HEADINGS`` knows.
COLUMNS: Sequence[tuple[str, int]] = (
    ("č.", 6),
    ("připomínkující", 28),
    ("část dokumentu", 22),
    ("znění připomínky", 60),
    ("navrhovaná úprava", 50),
    ("odůvodnění", 40),
    ("typ (zásadní / doporučující)", 18),
    ("druh (věcná / formální)", 16),
)
CHOICES = {"G": "zásadní,doporučující", "H": "věcná,formální"}
EMPTY_ROWS = 200
HEADING_ROW = 3


def blank_sheet(title: str, hint: str) -> bytes:
    """An xlsx with the round's name, a hint how to name a place, the headings and choices for two columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Připomínky"
    sheet.append([title])
    sheet.append([hint])
    sheet.append([heading for heading, _width in COLUMNS])
    sheet["A1"].font = Font(bold=True, size=14)
    for index, (_heading, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=HEADING_ROW, column=index)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(index)].width = width
    for column, choices in CHOICES.items():
        rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        rule.add(f"{column}{HEADING_ROW + 1}:{column}{HEADING_ROW + EMPTY_ROWS}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
