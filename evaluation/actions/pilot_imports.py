"""Flats and households with their stays from spreadsheets: what would become of each row, and doing it, all or nothing.

The preview does the very same thing and takes it back, so that what it tells is what happens. One refused row keeps the
whole file out: stays follow one another, and half a chain would be a wrong one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sheet_reading import read_table
from core.spreadsheets import Columns, Row, fold
from evaluation.actions.flats import add_flat
from evaluation.actions.households import add_household
from evaluation.actions.pilot import PilotRefused
from evaluation.actions.tenancies import record_stay
from evaluation.models import Flat, Household, Pilot, Tenancy
from evaluation.pilot_sheets import FLATS, STAYS, SheetRow, read_flats, read_stays
from people.enums import OrganisationKind
from people.models import Organisation


class UnknownColumns(PilotRefused):
    """A file has columns that the pilot must not know."""


class RowsRefused(PilotRefused):
    """Some rows cannot be stored, so none is."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row by its number in the file, what becomes of it, and why it is refused. It repeats no cell: a cell of a
    refused row may hold anything.
    """

    number: int
    fate: Fate
    problem: str = ""


def read_sheet(data: bytes, kind: str) -> list[SheetRow]:
    """Rows of an uploaded file. Raises SheetNotRead, UnknownColumns."""
    columns: Columns = FLATS if kind == "flats" else STAYS
    table = read_table(
        data,
        columns,
        no_headings=_(
            "The headings of the columns were not found. Begin with the empty table below."
        ),
    )
    if table.unknown:
        raise UnknownColumns(
            _(
                "Nothing was read. These columns must not be here: %(names)s. Delete them from the file and send it"
                " again."
            )
            % {"names": ", ".join(f"„{heading[:40]}“" for heading in table.unknown)}
        )
    rows: list[Row] = table.rows
    return read_flats(rows) if kind == "flats" else read_stays(rows)


def plan_rows(
    *, pilot: Pilot, kind: str, rows: Sequence[SheetRow], by: Any, at: datetime
) -> list[PlannedRow]:
    """What would become of each row if the file were stored now; nothing is."""
    with transaction.atomic():
        found = _stored(pilot, kind, rows, by=by, at=at)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def import_rows(
    *, pilot: Pilot, kind: str, rows: Sequence[SheetRow], by: Any, at: datetime
) -> list[PlannedRow]:
    """Store every row of a file, or none. The same file twice makes nothing twice. Raises RowsRefused."""
    found = _stored(pilot, kind, rows, by=by, at=at)
    if any(row.fate is Fate.REFUSED for row in found):
        raise RowsRefused(
            _("Something has changed meanwhile and some rows cannot be stored. Nothing was stored.")
        )
    log_event(record=pilot.inside, verb="pilot_imported", by=by, at=at, payload={"what": kind})
    return found


def _stored(
    pilot: Pilot, kind: str, rows: Sequence[SheetRow], *, by: Any, at: datetime
) -> list[PlannedRow]:
    store = _flat_storer(pilot) if kind == "flats" else _stay_storer(pilot)
    in_order = rows if kind == "flats" else sorted(rows, key=_by_start)
    found = []
    for row in in_order:
        if row.problem:
            found.append(PlannedRow(row.number, Fate.REFUSED, row.problem))
            continue
        try:
            with transaction.atomic():
                is_new = store(dict(row.values), by, at)
        except PilotRefused as error:
            found.append(PlannedRow(row.number, Fate.REFUSED, str(error)))
        except ValidationError as error:
            found.append(PlannedRow(row.number, Fate.REFUSED, " ".join(error.messages)))
        else:
            found.append(PlannedRow(row.number, Fate.NEW if is_new else Fate.KNOWN))
    return sorted(found, key=lambda row: row.number)


def _by_start(row: SheetRow) -> tuple[date, int]:
    return row.values.get("start") or date.min, row.number


Storer = Callable[[dict[str, Any], Any, datetime], bool]


def _flat_storer(pilot: Pilot) -> Storer:
    districts = {
        fold(body.name): body
        for body in Organisation.objects.filter(kind=OrganisationKind.DISTRICT)
    }

    def store(values: dict[str, Any], by: Any, at: datetime) -> bool:
        district = districts.get(fold(values["district"]))
        if district is None:
            raise RowsRefused(_("This city district is not in the list of organisations."))
        facts = {**values, "district": district}
        known = pilot.flats.filter(code=values["code"]).first()
        if known is None:
            add_flat(pilot=pilot, by=by, at=at, **facts)
            return True
        _same(known, facts)
        return False

    return store


def _same(known: Any, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if value not in (None, "") and getattr(known, name) != value:
            raise RowsRefused(
                _("It is stored already and differs in “%(fact)s”. Correct it on its page.")
                % {"fact": known._meta.get_field(name).verbose_name}
            )


def _stay_storer(pilot: Pilot) -> Storer:
    def store(values: dict[str, Any], by: Any, at: datetime) -> bool:
        household, is_new = _household(pilot, values, by, at)
        if not values["flat"] and values["start"] is None:
            return is_new
        flat = Flat.objects.filter(pilot=pilot, code=values["flat"]).first()
        if flat is None:
            raise RowsRefused(_("This flat is not in the pilot. Add flats first."))
        if values["start"] is None:
            raise RowsRefused(_("Say when the household moved in."))
        stay = {
            name: values[name]
            for name in ("start", "contract_end", "actual_end", "end_reason", "destination")
        }
        known = Tenancy.objects.standing().filter(
            household=household, flat=flat, start=values["start"]
        )
        if (found := known.first()) is not None:
            _same(found, stay)
            return is_new
        record_stay(household=household, flat=flat, by=by, at=at, **stay)
        return True

    return store


def _household(
    pilot: Pilot, values: Mapping[str, Any], by: Any, at: datetime
) -> tuple[Household, bool]:
    facts = {name: values[name] for name in ("entered_on", "entry_situation", "entry_route")}
    known = Household.objects.filter(pseudonym=values["pseudonym"]).first()
    if known is not None:
        if known.pilot_id != pilot.pk:
            raise RowsRefused(_("Another household has this pseudonym."))
        if known.erased_at is not None:
            raise RowsRefused(_("The rows of this household were erased. Nothing is added to it."))
        _same(known, facts)
        return known, False
    if any(value in (None, "") for value in facts.values()) or values["adults"] is None:
        raise RowsRefused(
            _(
                "The first row of a household says when and how it entered, and how many people it has."
            )
        )
    if not values["pseudonym"]:
        raise RowsRefused(_("The pseudonym of the household is missing."))
    return (
        add_household(
            pilot=pilot,
            pseudonym=values["pseudonym"],
            adults=values["adults"],
            children=values["children"] or 0,
            by=by,
            at=at,
            **facts,
        ),
        True,
    )
