"""Rows of the pilot as spreadsheets: what was entered, in the columns the import reads, and the empty table."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation

from core.sheet_writing import write_xlsx
from evaluation.pilot_sheets import FLAT_HEADINGS, STAY_HEADINGS
from evaluation.queries.flats import FlatRow
from evaluation.queries.pilot import HouseholdStory

WIDTH = 18.0


def flats_xlsx(rows: Sequence[FlatRow], notice: str) -> bytes:
    """Flats; storing the file again changes nothing."""
    return _book("Byty", FLAT_HEADINGS.values(), map(_flat_cells, rows), notice)


def stays_xlsx(stories: Sequence[HouseholdStory], notice: str) -> bytes:
    """Households with their stays, one row a stay; storing the file again changes nothing. Sizes are those at entry."""
    lines = (line for story in stories for line in _stay_lines(story))
    return _book("Domácnosti", STAY_HEADINGS.values(), lines, notice)


def empty_xlsx(kind: str, pseudonyms: Sequence[str], notice: str) -> bytes:
    """The table to be filled in; for households with pseudonyms that were drawn for it."""
    if kind == "flats":
        return _book("Byty", FLAT_HEADINGS.values(), (), notice)
    return _book("Domácnosti", STAY_HEADINGS.values(), ([name] for name in pseudonyms), notice)


def _book(title: str, headings: Any, lines: Any, notice: str) -> bytes:
    # Czech as its columns are, whoever downloads it
    with translation.override("cs"):
        return write_xlsx(
            title=title,
            columns=[(heading, WIDTH) for heading in headings],
            rows=lines,
            facts_title="O souboru",
            facts=[(notice, "")],
        )


def _flat_cells(row: FlatRow) -> list[Any]:
    flat = row.flat
    return [
        flat.code,
        flat.get_programme_display(),
        flat.district.name,
        flat.get_size_display(),
        "ano" if flat.is_furnished else "ne",
        flat.get_energy_holder_display(),
        flat.available_from,
        flat.available_to,
    ]


def _stay_lines(story: HouseholdStory) -> Iterator[list[Any]]:
    household = story.household
    size = story.size_on(household.entered_on)
    facts = [
        household.pseudonym,
        household.entered_on,
        household.get_entry_situation_display(),
        household.get_entry_route_display(),
        size.adults if size else None,
        size.children if size else None,
    ]
    for stay in story.stays:
        yield [
            *facts,
            stay.flat.code,
            stay.start,
            stay.contract_end,
            stay.actual_end,
            stay.get_end_reason_display(),
            stay.get_destination_display(),
        ]
    if not story.stays:
        yield facts
