"""Spreadsheets of the pilot: what columns they have and what a row says. Asks no database.

Only what stands in the lists below is read. A file with any other column, such as a name or an address, is refused as a
whole and the heading is told: people must not leave here what the pilot must not know.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from core.spreadsheets import Columns, Row, fold
from evaluation.enums.pilot import (
    Destination,
    EndReason,
    EnergyHolder,
    EntryRoute,
    EntrySituation,
    FlatSize,
    Programme,
)

# Czech, since they are filled in and read in Czech; every heading is one that its ``Columns`` knows.
FLAT_HEADINGS: Mapping[str, str] = {
    "code": "byt",
    "programme": "program",
    "district": "městský obvod",
    "size": "velikost",
    "is_furnished": "zařízený",
    "energy_holder": "smlouva na energie",
    "available_from": "v pilotu od",
    "available_to": "v pilotu do",
}
STAY_HEADINGS: Mapping[str, str] = {
    "pseudonym": "domácnost",
    "entered_on": "vstup do pilotu",
    "entry_situation": "bydlení před vstupem",
    "entry_route": "cesta do pilotu",
    "adults": "dospělí",
    "children": "děti",
    "flat": "byt",
    "start": "nastěhování",
    "contract_end": "smlouva do",
    "actual_end": "konec pobytu",
    "end_reason": "důvod ukončení",
    "destination": "kam odešla",
}


def _columns(headings: Mapping[str, str], needed: tuple[str, ...]) -> Columns:
    return Columns(
        headings={name: (fold(heading),) for name, heading in headings.items()},
        needed=needed,
        filling=tuple(headings),
    )


FLATS = _columns(FLAT_HEADINGS, ("code",))
STAYS = _columns(STAY_HEADINGS, ("pseudonym",))
CZECH_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
# a whole number, also as programs with a decimal comma write it
WHOLE = re.compile(r"(\d{1,3})(?:[.,]0+)?")
YES = {fold(word): word == "ano" for word in ("ano", "ne")} | {
    "yes": True, "no": False, "1": True, "0": False, "x": True, "": False,
}  # fmt: skip


class CellWrong(ValueError):
    """A cell says something else than its column asks for; the message names the column, never the cell."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a file by its number there: values by what they are, or what is wrong with it."""

    number: int
    values: Mapping[str, Any]
    problem: str = ""


def read_flats(rows: Iterable[Row]) -> list[SheetRow]:
    """What rows say of flats. ``district`` is a name; an empty day is None."""
    return [_read(row, _flat) for row in rows]


def read_stays(rows: Iterable[Row]) -> list[SheetRow]:
    """What rows say of households and their stays: one row a stay, facts of a household in its first row."""
    return [_read(row, _stay) for row in rows]


def _read(row: Row, values_of: Any) -> SheetRow:
    try:
        return SheetRow(row.number, values_of(row.cells))
    except CellWrong as error:
        return SheetRow(row.number, {}, str(error))


def _flat(cells: Mapping[str, str]) -> dict[str, Any]:
    names = FLAT_HEADINGS
    return {
        "code": cells.get("code", "").upper(),
        "programme": _word(cells, "programme", names, Programme, needed=True),
        "district": cells.get("district", ""),
        "size": _word(cells, "size", names, FlatSize, needed=True),
        "is_furnished": _yes(cells, "is_furnished", names),
        "energy_holder": _word(cells, "energy_holder", names, EnergyHolder, needed=True),
        "available_from": _day(cells, "available_from", names, needed=True),
        "available_to": _day(cells, "available_to", names),
    }


def _stay(cells: Mapping[str, str]) -> dict[str, Any]:
    names = STAY_HEADINGS
    return {
        "pseudonym": cells.get("pseudonym", "").upper(),
        "entered_on": _day(cells, "entered_on", names),
        "entry_situation": _word(cells, "entry_situation", names, EntrySituation),
        "entry_route": _word(cells, "entry_route", names, EntryRoute),
        "adults": _count(cells, "adults", names),
        "children": _count(cells, "children", names),
        "flat": cells.get("flat", "").upper(),
        "start": _day(cells, "start", names),
        "contract_end": _day(cells, "contract_end", names),
        "actual_end": _day(cells, "actual_end", names),
        "end_reason": _word(cells, "end_reason", names, EndReason),
        "destination": _word(cells, "destination", names, Destination),
    }


def _wrong(name: str, names: Mapping[str, str], text: str) -> CellWrong:
    return CellWrong(
        _("Column “%(column)s”: %(problem)s") % {"column": names[name], "problem": text}
    )


def _day(
    cells: Mapping[str, str], name: str, names: Mapping[str, str], *, needed: bool = False
) -> date | None:
    typed = cells.get(name, "").strip()
    if not typed and not needed:
        return None
    czech = CZECH_DATE.fullmatch(typed)
    try:
        if czech:
            day, month, year = map(int, czech.groups())
            return date(year, month, day)
        return date.fromisoformat(typed)
    except ValueError:
        raise _wrong(name, names, _("write a day such as 25. 1. 2018.")) from None


def _count(cells: Mapping[str, str], name: str, names: Mapping[str, str]) -> int | None:
    typed = cells.get(name, "").strip()
    if not typed:
        return None
    whole = WHOLE.fullmatch(typed)
    if whole is None:
        raise _wrong(name, names, _("write a whole number."))
    return int(whole[1])


def _yes(cells: Mapping[str, str], name: str, names: Mapping[str, str]) -> bool:
    typed = fold(cells.get(name, ""))
    if typed not in YES:
        raise _wrong(name, names, _("write yes or no."))
    return YES[typed]


def _word(
    cells: Mapping[str, str],
    name: str,
    names: Mapping[str, str],
    kinds: type[TextChoices],
    *,
    needed: bool = False,
) -> str:
    typed = fold(cells.get(name, ""))
    if not typed and not needed:
        return ""
    known = words_of(kinds)
    if typed not in known:
        raise _wrong(
            name, names, _("use one of: %(words)s.") % {"words": ", ".join(map(str, kinds.labels))}
        )
    return known[typed]


def words_of(kinds: type[TextChoices]) -> dict[str, str]:
    """Folded words for values of an enum: its labels in both languages and the values themselves."""
    found = {fold(value): value for value in kinds.values}
    for language in ("cs", "en"):
        with translation.override(language):
            found |= {fold(str(kind.label)): kind.value for kind in kinds}
    return found
