"""Spreadsheets (xlsx, csv) that people fill in, and cells that are safe to write. Needs neither Django nor a database.

xlsx files are opened in a child process with limits (``core.exports.run``): a broken or hostile one harms nobody.
Formulas are read as the values stored beside them; one without a value is never taken for an empty cell. Columns are
recognised by their headings (``Columns``).
"""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

MIB = 1024 * 1024
LARGEST_FILE = 5 * MIB
LARGEST_UNPACKED = 60 * MIB
MOST_PARTS = 500
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
HEADING_ROWS = 15  # people put a title above the table

# A cell that begins with one of these would be taken for a formula (OWASP, CSV injection).
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
ILLEGAL = dict.fromkeys(
    [code for code in range(32) if code not in {9, 10, 13}] + [0xFFFE, 0xFFFF], None
)
LONGEST_WRITTEN_CELL = 32_767
CUT_MARK = " […]"

# Codes of what is wrong; the caller has the words.
EMPTY, TOO_LARGE, BROKEN, NOT_A_SHEET = "empty", "too_large", "broken", "not_a_sheet"
WRONG_ENCODING, NO_HEADINGS, TOO_MANY_ROWS = "wrong_encoding", "no_headings", "too_many_rows"
NOT_COMPUTED = "not_computed"


class SheetRefused(ValueError):
    """The file cannot be read; ``code`` says why, ``cell`` where ("C4"; "" for the whole file)."""

    def __init__(self, code: str, cell: str = "") -> None:
        super().__init__(code)
        self.code, self.cell = code, cell


@dataclass(frozen=True)
class Columns:
    """How the columns of a table are recognised: by headings, folded (``fold``), of what each may hold.

    A line is the heading when it names two columns or more, one of them ``needed``. A line below it counts when a cell
    in one of the ``filling`` columns is filled.
    """

    headings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    filling: tuple[str, ...]

    def found(self, line: Iterable[str]) -> dict[int, str]:
        """Place in the line -> what the column holds; of two columns with one meaning the first counts."""
        found: dict[int, str] = {}
        for place, heading in enumerate(line):
            name = self._meaning(heading)
            if name and name not in found.values():
                found[place] = name
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        return {heading: name for name, headings in self.headings.items() for heading in headings}

    def _meaning(self, heading: str) -> str:
        """A heading with or without what stands in brackets: "typ (zásadní / doporučující)"."""
        bare = re.sub(r"\([^)]*\)", " ", heading)
        return self._names.get(fold(bare)) or self._names.get(fold(heading)) or ""


@dataclass(frozen=True, slots=True)
class Row:
    """A filled row: its number in the file (1 is the first line) and cells by what their column holds."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a sheet; ``letters`` names the column (A, B, ...) of what it holds, for messages about errors.

    ``unknown``: headings of columns that hold nothing that is asked for, as they stand in the file.
    """

    rows: list[Row]
    letters: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()


def fold(text: str) -> str:
    """Small letters without diacritics, words divided by single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def is_packed(data: bytes) -> bool:
    """Whether the file is a zip archive, as xlsx files are."""
    return data[:4] == b"PK\x03\x04"


def check_size(data: bytes) -> None:
    """Refuse what nobody filled in by hand, before anything of it is unpacked. Raises SheetRefused."""
    if not data.strip():
        raise SheetRefused(EMPTY)
    if len(data) > LARGEST_FILE:
        raise SheetRefused(TOO_LARGE)
    if not is_packed(data):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SheetRefused(BROKEN) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise SheetRefused(NOT_A_SHEET)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise SheetRefused(TOO_LARGE)


def read_xlsx(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Lines of the first sheet as JSON, or {"problem": code}: the writer run by ``core.exports.run``.

    ``uncomputed``: cells, as [line from 0, place from 0], with a formula beside which no value is stored.
    """
    import openpyxl  # noqa: PLC0415  only the child process needs it

    def sheet(*, data_only: bool) -> Any:
        stream = io.BytesIO(files["sheet.xlsx"])
        book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
        return book.worksheets[0].iter_rows(max_col=MOST_COLUMNS)

    try:
        lines: list[list[str]] = []
        uncomputed: list[tuple[int, int]] = []
        for line, written in zip(sheet(data_only=True), sheet(data_only=False), strict=True):
            if len(lines) > MOST_ROWS + HEADING_ROWS:
                return json.dumps({"problem": TOO_MANY_ROWS}).encode()
            uncomputed += [
                (len(lines), place)
                for place, (cell, formula) in enumerate(zip(line, written, strict=True))
                # "str": the value is known, and it is an empty text
                if formula.data_type == "f" and cell.value is None and cell.data_type != "str"
            ]
            lines.append(_without_tail([_cell(cell.value) for cell in line]))
    except Exception:  # openpyxl raises whatever its parser meets
        return json.dumps({"problem": BROKEN}).encode()
    return json.dumps({"lines": lines, "uncomputed": uncomputed}).encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # as many digits as spreadsheets show: 0.1 + 0.2 is 0.3
        value = int(value) if value.is_integer() else f"{value:.15g}"
    if hasattr(value, "isoformat"):
        value = value.isoformat()[:10]
    return str(value)[: LONGEST_CELL + 1].strip()


def _without_tail(cells: list[str]) -> list[str]:
    """A line without the empty cells at its end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def read_csv(data: bytes, columns: Columns) -> list[list[str]]:
    """Lines of a csv file in UTF-8, UTF-16 or Windows-1250, divided by ; , or tabs. Raises SheetRefused."""
    text = decode(data)
    separator = _separator(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[list[str]] = []
    try:
        for line in reader:
            if len(lines) > MOST_ROWS + HEADING_ROWS:
                raise SheetRefused(TOO_MANY_ROWS)
            lines.append([cell[: LONGEST_CELL + 1].strip() for cell in line[:MOST_COLUMNS]])
    except csv.Error as error:
        raise SheetRefused(BROKEN) from error
    return lines


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without mark), UTF-16 with a mark, or Windows-1250.

    What is in another encoding would show wrong letters; its signs give it away. Raises SheetRefused.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1250")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search("[\x00-\x08\x0e-\x1f]", text):
            raise SheetRefused(NOT_A_SHEET)
        if encoding == "cp1250" and _looks_misread(text):
            raise SheetRefused(WRONG_ENCODING)
        return text
    raise SheetRefused(WRONG_ENCODING)


def _looks_misread(text: str) -> bool:
    """Czech in ISO 8859-2 or CP852 read as Windows-1250 has signs inside words that no Czech word has."""
    odd = len(re.findall(r"(?<=[^\W\d_])[±ąĽľ©®«»ľŻżź\u0080-\u009f¦‚˘€ˇ¨¸](?=[^\W\d_]|\b)", text))
    words = len(re.findall(r"[^\W\d_]{3,}", text))
    return odd > max(1, words // 40)


def _separator(text: str, columns: Columns) -> str:
    """The separator under which most headings are recognised in the first lines."""
    head = text[:20_000]

    def known(separator: str) -> int:
        lines = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        try:
            rows = [row for row, _ in zip(lines, range(HEADING_ROWS), strict=False)]
        except csv.Error:
            return 0
        return max((len(columns.found(row)) for row in rows), default=0)

    return max(";,\t", key=known)


def table_of(
    lines: Sequence[Sequence[str]], columns: Columns, uncomputed: Iterable[Sequence[int]] = ()
) -> Table:
    """Find the headings among the first lines and read the filled rows below them. Raises SheetRefused.

    ``uncomputed`` is what ``read_xlsx`` says of formulas; one in a cell that would be read is refused.
    """
    found = ((index, columns.found(line)) for index, line in enumerate(lines[:HEADING_ROWS]))
    index, places = next(
        (
            (index, places)
            for index, places in found
            if len(places) >= 2 and not set(columns.needed).isdisjoint(places.values())
        ),
        (-1, {}),
    )
    if not places:
        raise SheetRefused(NO_HEADINGS if any(map(any, lines)) else EMPTY)
    unknown = {(line, places[place]): place for line, place in uncomputed if place in places}
    rows = []
    for number, cells in enumerate(lines[index + 1 :], start=index + 2):
        held = {name: cells[place] for place, name in places.items() if place < len(cells)}
        missing = [name for name in places.values() if (number - 1, name) in unknown]
        if any(held.get(name) or name in missing for name in columns.filling):
            if missing:
                place = unknown[number - 1, missing[0]]
                raise SheetRefused(NOT_COMPUTED, f"{letter(place)}{number}")
            rows.append(Row(number, held))
    if len(rows) > MOST_ROWS:
        raise SheetRefused(TOO_MANY_ROWS)
    return Table(
        rows,
        {name: letter(place) for place, name in places.items()},
        [
            heading
            for place, heading in enumerate(lines[index])
            if heading.strip() and place not in places
        ],
    )


def letter(place: int) -> str:
    """Name of a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def neutral(value: Any) -> Any:
    """A cell's value that no spreadsheet program runs: text that looks like a formula gets an apostrophe before it.

    Characters that a file may not hold are dropped; text longer than a cell is cut with a mark.
    """
    if value is None or isinstance(value, int | float | date):
        return value
    text = str(value).translate(ILLEGAL)
    if text.startswith(FORMULA_MARKS):
        text = f"'{text}"
    return (
        text
        if len(text) <= LONGEST_WRITTEN_CELL
        else text[: LONGEST_WRITTEN_CELL - len(CUT_MARK)] + CUT_MARK
    )
