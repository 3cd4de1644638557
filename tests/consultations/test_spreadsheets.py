"""Comments are read from spreadsheets that people fill in; what cannot be read is refused with its reason."""

import io
import json
import zipfile
from functools import partial

import openpyxl
import pytest

from consultations.sheet_columns import COLUMNS
from core import exports, spreadsheets
from core.spreadsheets import Row, SheetRefused, check_size, decode
from tests.consultations import files

read_csv = partial(spreadsheets.read_csv, columns=COLUMNS)
table_of = partial(spreadsheets.table_of, columns=COLUMNS)

CZECH = [
    "č.",
    "datum",
    "připomínkující (organizace / veřejnost)",
    "část dokumentu (kapitola, strana, opatření)",
    "znění připomínky",
    "navrhovaná úprava",
    "odůvodnění",
    "typ (zásadní / doporučující)",
    "druh (věcná / formální)",
    "způsob vypořádání",
    "zdůvodnění vypořádání",
    "vypořádal / na jednání dne",
    "úprava ve verzi",
]
STANDARDS = [
    "MB/NC",
    "Line number",
    "Clause/Subclause",
    "Paragraph/Figure/Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
]


def xlsx(*lines, formula=None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    if formula:
        book.active["A9"] = formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes):
    answer = exports.run("core.spreadsheets:read_xlsx", {}, files={"sheet.xlsx": data})
    return json.loads(answer)


def refused(function, *args) -> str:
    with pytest.raises(SheetRefused) as error:
        function(*args)
    return error.value.code


def test_columns_of_the_czech_table_are_known():
    table = table_of([["Vypořádání připomínek"], [], CZECH, ["1", "", "Lípa", "3.2", "Chybí."]])
    assert table.rows == [
        Row(4, {"number": "1", "date": "", "who": "Lípa", "clause": "3.2", "text": "Chybí."})
    ]
    assert list(table.letters) == [
        *("number", "date", "who", "clause", "text", "wording", "reason", "type", "nature"),
        *("outcome", "answer", "decided", "changed"),
    ]
    assert table.letters["text"] == "E"


def test_columns_of_the_standards_body_sheet_are_known():
    line = ["CZ", "12", "3.2", "2", "te", "Missing deadline.", "Add it.", "-"]
    cells = table_of([STANDARDS, line]).rows[0].cells
    assert cells == {
        "who": "CZ",
        "line": "12",
        "clause": "3.2",
        "paragraph": "2",
        "type": "te",
        "text": "Missing deadline.",
        "wording": "Add it.",
        "observation": "-",
    }


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_csv_is_read_in_every_encoding_and_separator(encoding, separator):
    data = f'č.{separator}Připomínka\r\n1{separator}"Žluťoučký{separator} kůň\nšel"\r\n'
    assert read_csv(data.encode(encoding)) == [
        ["č.", "Připomínka"],
        ["1", f"Žluťoučký{separator} kůň\nšel"],
    ]


def test_czech_in_another_encoding_is_refused():
    text = "Žádáme o změnu, příliš žluťoučký kůň úpěl ďábelské ódy; šest životů, těžiště, Ťapka."
    assert refused(decode, (text * 5).encode("iso-8859-2")) == spreadsheets.WRONG_ENCODING
    assert decode((text * 5).encode("cp1250")) == text * 5


def test_xlsx_is_read_in_a_process_of_its_own():
    lines = read(xlsx(["Připomínka", "č."], ["Chybí.", 3.0], [None, 2.5]))["lines"]
    assert lines == [["Připomínka", "č."], ["Chybí.", "3"], ["", "2.5"]]


def test_a_formula_is_read_as_its_value_and_never_computed():
    book = xlsx(["Připomínka", "č."], formula='=HYPERLINK("http://x","y")')
    answer = read(book)
    assert (answer["lines"], answer["uncomputed"]) == ([["Připomínka", "č."], *[[]] * 8], [[8, 0]])
    with pytest.raises(SheetRefused) as error:
        table_of(answer["lines"], uncomputed=answer["uncomputed"])
    assert (error.value.code, error.value.cell) == (spreadsheets.NOT_COMPUTED, "A9")
    # a value that is known to be an empty text is no missing one
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="A9">', b'<c r="A9" t="str">'))
    assert read(out.getvalue())["uncomputed"] == []


def test_a_broken_xlsx_is_said_to_be_broken():
    good = xlsx(["Připomínka", "č."])
    assert read(good[: len(good) // 2]) == {"problem": spreadsheets.BROKEN}
    assert refused(check_size, good[: len(good) // 2]) == spreadsheets.BROKEN


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"<x/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.LARGEST_UNPACKED + 1))
    assert len(out.getvalue()) < spreadsheets.MIB
    assert refused(check_size, out.getvalue()) == spreadsheets.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", spreadsheets.EMPTY),
        (b"x" * (spreadsheets.LARGEST_FILE + 1), spreadsheets.TOO_LARGE),
        (files.office("word/document.xml"), spreadsheets.NOT_A_SHEET),
        (b"PK\x03\x04 nothing", spreadsheets.BROKEN),
    ],
)
def test_files_that_are_no_sheet_are_refused(data, code):
    assert refused(check_size, data) == code


def test_a_sheet_without_headings_or_rows_is_refused():
    assert refused(table_of, [["Dobrý den"], ["posíláme"]]) == spreadsheets.NO_HEADINGS
    assert refused(table_of, [[], [""]]) == spreadsheets.EMPTY
    many = [["č.", "Připomínka"]] + [["1", "x"]] * (spreadsheets.MOST_ROWS + 1)
    assert refused(table_of, many) == spreadsheets.TOO_MANY_ROWS
    assert refused(read_csv, b"\x00\x01\x02;a") == spreadsheets.NOT_A_SHEET
