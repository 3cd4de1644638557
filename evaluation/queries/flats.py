"""Flats of the pilot as they are on a day: who lives there, what state they are in; one flat with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from evaluation.enums.pilot import FlatState, Programme
from evaluation.models import Flat, FlatOutage, Pilot, Tenancy
from evaluation.models.pilot import PlannedFlats, holding
from people.enums import OrganisationKind
from people.models import Organisation


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A flat with its stays and its days out of service, as of a day."""

    flat: Flat
    stays: Sequence[Tenancy]
    outages: Sequence[FlatOutage]
    on: date

    @property
    def stay(self) -> Tenancy | None:
        """The stay on the day."""
        for stay in self.stays:
            if stay.start <= self.on and (stay.actual_end is None or self.on < stay.actual_end):
                return stay
        return None

    @property
    def outage(self) -> FlatOutage | None:
        """Why it cannot be used on the day."""
        for row in self.outages:
            if row.start <= self.on and (row.end is None or self.on < row.end):
                return row
        return None

    @property
    def state(self) -> FlatState:
        """One word for the day. A flat under repair in which somebody lives is occupied; the repair is told besides."""
        flat = self.flat
        if self.on < flat.available_from:
            return FlatState.PREPARING
        if flat.available_to is not None and self.on >= flat.available_to:
            return FlatState.WITHDRAWN
        if self.stay is not None:
            return FlatState.OCCUPIED
        return FlatState.REPAIR if self.outage is not None else FlatState.AVAILABLE


def flat_rows(pilot: Pilot, reader: Any, on: date) -> list[FlatRow]:
    """All flats of the pilot, by programme and code: three queries."""
    return _rows(Flat.objects.visible_to(reader).filter(pilot=pilot), on)


def flat_row(pilot: Pilot, reader: Any, code: str, on: date) -> FlatRow | None:
    """One flat by its code."""
    found = _rows(Flat.objects.visible_to(reader).filter(pilot=pilot, code=code), on)
    return found[0] if found else None


def _rows(flats: Any, on: date) -> list[FlatRow]:
    stays = Tenancy.objects.standing().select_related("household").order_by("start", "pk")
    outages = FlatOutage.objects.order_by("start", "pk")
    found = flats.select_related("district", "pilot").prefetch_related(
        Prefetch("tenancies", stays, to_attr="told_stays"),
        Prefetch("outages", outages, to_attr="told_outages"),
    )
    rows = [FlatRow(flat, flat.told_stays, flat.told_outages, on) for flat in found]
    return sorted(rows, key=lambda row: (row.flat.programme, _by_number(row.flat.code)))


def _by_number(code: str) -> tuple[str, int]:
    letters, _dash, number = code.partition("-")
    return letters, int(number)


def flats_to_choose(pilot: Pilot, reader: Any) -> Any:
    """Flats a form offers."""
    return Flat.objects.visible_to(reader).filter(pilot=pilot).select_related("district")


def outage_of(reader: Any, key: int) -> FlatOutage | None:
    """Days out of service that have not ended yet."""
    return (
        FlatOutage.objects.visible_to(reader)
        .filter(pk=key, end=None)
        .select_related("flat__pilot")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned of a programme and what there is on a day."""

    programme: Programme
    planned: int | None
    there: int
    occupied: int


def planned_and_there(pilot: Pilot, rows: Sequence[FlatRow], on: date) -> list[Planned]:
    """Planned numbers beside real ones, by programme: one query. A target limits nothing."""
    targets: list[PlannedFlats] = list(pilot.planned.all())
    found = []
    for programme in Programme:
        held = holding([row for row in targets if row.programme == programme], on)
        own = [row for row in rows if row.flat.programme == programme]
        there = [row for row in own if row.state not in {FlatState.PREPARING, FlatState.WITHDRAWN}]
        found.append(
            Planned(
                programme,
                held.count if held else None,
                len(there),
                sum(row.state == FlatState.OCCUPIED for row in there),
            )
        )
    return found


def districts() -> Any:
    """City districts a flat may lie in, also those that were merged since."""
    return Organisation.objects.filter(kind=OrganisationKind.DISTRICT)
