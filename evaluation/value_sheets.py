"""Sheets of values: what each row says, and what of it cannot be read. Asks no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.spreadsheets import FORMULA_MARKS, Columns, Row
from evaluation.numbers import NotANumber, read_number

COLUMNS = Columns(
    headings={
        "code": ("kod", "kod ukazatele", "code"),
        "title": ("ukazatel", "nazev", "nazev ukazatele", "indicator", "title"),
        "value": ("hodnota", "value"),
        "numerator": ("cast", "citatel", "part", "numerator"),
        "denominator": ("celek", "jmenovatel", "whole", "denominator"),
        "data_as_of": ("udaje ke dni", "ke dni", "data as of"),
        "narrative": ("slovy", "popis", "in words"),
        "comment": ("komentar", "komentar k odchylce", "comment"),
    },
    needed=("code",),
    filling=("code",),
)
# Czech, since it is filled in and read in Czech; ``COLUMNS`` knows every one.
HEADINGS = (
    ("kód", 12),
    ("ukazatel", 50),
    ("hodnota", 12),
    ("část", 12),
    ("celek", 12),
    ("údaje ke dni", 14),
    ("slovy", 40),
    ("komentář", 40),
)
NUMBERS = ("value", "numerator", "denominator")
CZECH_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A row of a sheet as it was read; ``cells`` as texts, ``number`` of its line in the file."""

    number: int
    cells: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code of the indicator."""
        return " ".join(self.cells.get("code", "").split())


def value_row(row: Row) -> ValueRow:
    """The row without what our own sheets put before texts that look like formulas."""
    return ValueRow(row.number, {name: _plain(text) for name, text in row.cells.items()})


def _plain(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_MARKS) else text


def figures_of(row: ValueRow) -> tuple[dict[str, Any], str]:
    """Figures the row says and what of it cannot be read ("" for nothing). Columns the sheet lacks say nothing."""
    found: dict[str, Any] = {}
    for name in NUMBERS:
        if name in row.cells:
            try:
                found[name] = read_number(row.cells[name])
            except NotANumber:
                return {}, _("“%(cell)s” is no number.") % {"cell": row.cells[name][:40]}
    if "data_as_of" in row.cells:
        try:
            found["data_as_of"] = _day(row.cells["data_as_of"])
        except ValueError:
            return {}, _("“%(cell)s” is no date.") % {"cell": row.cells["data_as_of"][:40]}
    for name in ("narrative", "comment"):
        if name in row.cells:
            found[name] = row.cells[name]
    return found, ""


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    if czech := CZECH_DATE.fullmatch(text.strip()):
        day, month, year = map(int, czech.groups())
        return date(year, month, day)
    return date.fromisoformat(text.strip()[:10])
