"""Writes of sheets of values: first a preview with the fate of each row, values only once it is confirmed, all or none.

A row is known by the code of its indicator, so the same file twice changes nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.sanitizing import clean_plain
from core.sheet_reading import read_table
from evaluation.actions.measurements import TEXTS, TypedRow, save_sheet
from evaluation.entering import FIELDS, faults_of
from evaluation.enums import SheetFate
from evaluation.models import Measurement, Period
from evaluation.queries.entry import SheetRow, sheet_of
from evaluation.value_sheets import COLUMNS, ValueRow, figures_of, value_row


class RowsRefused(Exception):
    """A row of the sheet cannot be stored, so nothing is."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What would become of a row, and why it is refused (""); ``typed`` is stored when the sheet is confirmed."""

    row: ValueRow
    fate: SheetFate
    title: str = ""
    before: str = ""
    problem: str = ""
    typed: TypedRow | None = None


def read_values(data: bytes) -> list[ValueRow]:
    """The filled rows of an uploaded sheet. Raises SheetNotRead."""
    table = read_table(
        data,
        COLUMNS,
        no_headings=_(
            "The headings of the columns were not found. Use the sheet of the period; the column “kód” is needed."
        ),
    )
    return [value_row(row) for row in table.rows]


def plan_values(period: Period, rows: Sequence[ValueRow], user: Any) -> list[PlannedRow]:
    """The fate of each row of a sheet for the period; nothing is stored. The queries of an entry sheet."""
    known: dict[str, SheetRow] = {}
    for row in sheet_of(period, user):  # the newest definition of a code comes first
        known.setdefault(row.definition.indicator.code.casefold(), row)
    counts = Counter(row.code.casefold() for row in rows)
    return [
        _planned(row, known.get(row.code.casefold()), period, counts[row.code.casefold()])
        for row in rows
    ]


def _planned(row: ValueRow, held: SheetRow | None, period: Period, count: int) -> PlannedRow:
    def refused(problem: str) -> PlannedRow:
        title = held.definition.title if held else row.cells.get("title", "")
        return PlannedRow(row, SheetFate.REFUSED, title, problem=problem)

    if held is None:
        return refused(_("No such indicator is measured for this period."))
    if count > 1:
        return refused(_("The sheet has this indicator more than once."))
    figures, problem = figures_of(row)
    if problem:
        return refused(problem)
    faults = faults_of(held.definition, figures)
    if faults:
        return refused(" ".join(faults.values()))
    measurement = held.measurement
    if measurement is None:
        is_empty = not any(told not in (None, "") for told in figures.values())
        fate = SheetFate.SAME if is_empty else SheetFate.NEW
    else:
        fate = SheetFate.SAME if _says_the_same(measurement, figures) else SheetFate.CHANGED
    if fate != SheetFate.SAME and period.is_locked:
        return refused(_("The period is locked."))
    if fate == SheetFate.CHANGED and not held.is_open:
        return refused(_("The value was handed over already: it is corrected on its own page."))
    typed = TypedRow(
        held.definition, figures, measurement, measurement.lock_version if measurement else 0
    )
    return PlannedRow(row, fate, held.definition.title, held.text, typed=typed)


def _says_the_same(measurement: Measurement, figures: Mapping[str, Any]) -> bool:
    """Whether the figures are those that are stored; texts as they would be stored."""
    stored = measurement.figures
    return all(
        getattr(stored, name)
        == (clean_plain(figures[name]).strip() if name in TEXTS else figures[name])
        for name in FIELDS
        if name in figures
    )


@transaction.atomic
def import_values(
    *,
    period: Period,
    rows: Sequence[ValueRow],
    versions: Mapping[int, int],
    by: Any,
    at: datetime,
) -> list[Measurement]:
    """Store the rows of a sheet that was shown, or none.

    ``versions``: line of the file -> lock version of the value that was shown with it; a value somebody changed since
    is not overwritten.

    Raises RowsRefused, PeriodLocked, SheetRefused.
    """
    plans = plan_values(period, rows, by)
    if any(plan.fate == SheetFate.REFUSED for plan in plans):
        raise RowsRefused(_("Nothing was stored. Mend the rows that are marked."))
    kept = [
        TypedRow(
            plan.typed.definition,
            plan.typed.figures,
            plan.typed.measurement,
            versions.get(plan.row.number, 0),
        )
        for plan in plans
        if plan.typed is not None and plan.fate != SheetFate.SAME
    ]
    return save_sheet(period=period, rows=kept, by=by, at=at)
