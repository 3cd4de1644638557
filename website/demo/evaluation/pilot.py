"""The pilot of the demonstration: what was drawn is entered by the pilot officer, day by day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import groupby

from concept.models import ProjectPage
from core.enums import DemoOrigin, Visibility
from evaluation.actions import flats, households, pilot, publications, support, tenancies
from evaluation.enums.pilot import Programme
from evaluation.models import Flat, Household, Tenancy
from evaluation.pilot_sets import HalfYear
from people.models import Organisation
from website.demo.acts import ZONE, Act
from website.demo.evaluation.households import (
    CRISIS_FLATS,
    ENDS,
    RULES,
    SOCIAL_FLATS,
    STARTS,
    Event,
    made_up_pilot,
)
from website.demo.evaluation.world import EvaluationWorld

MADE_AT = datetime(2016, 12, 15, 9, tzinfo=ZONE)
# Of the half-years between, next to nothing could be told beside these without telling of a few households.
PUBLISHED = (HalfYear(2017, 2), HalfYear(2019, 1))
PUBLISHED_AFTER = timedelta(days=45)
SOURCE = "počet bytů a domácností podle S14 a S21; všechny řádky jsou smyšlené"


@dataclass(slots=True)
class PilotLoader:
    """Makes the flats and plays the events of the households."""

    world: EvaluationWorld
    flats: dict[str, Flat] = field(default_factory=dict)
    households: dict[int, Household] = field(default_factory=dict)
    stays: dict[int, Tenancy] = field(default_factory=dict)

    def acts(self) -> Iterator[Act]:
        """The pilot with its flats, then the events of each month, entered on their days."""
        self.world.drawn = drawn = made_up_pilot()
        yield Act(MADE_AT, self._make)
        for month, rows in groupby(drawn.events, key=lambda event: event.day.replace(day=1)):
            at = datetime.combine(month, time(15), ZONE)
            yield Act(at, partial(self._play, list(rows)))
        for half_year in PUBLISHED:
            at = datetime.combine(half_year.last_day + PUBLISHED_AFTER, time(10), ZONE)
            yield Act(at, partial(self._publish, half_year, at))

    def _make(self) -> None:
        by = self.world.people["pilot_officer"]
        made = self.world.pilot = pilot.create_pilot(
            name="Pilotní ověření bydlení (ukázková data)",
            slug="overeni-bydleni",
            starts_on=STARTS,
            ends_on=ENDS,
            project=ProjectPage.objects.get(),
            visibility=Visibility.PUBLIC,
            demo_origin=DemoOrigin.INVENTED,
            demo_source=SOURCE,
            by=by,
            at=MADE_AT,
        )
        planned = {
            Programme.CRISIS: len(CRISIS_FLATS),
            Programme.SOCIAL_AFFORDABLE: sum(SOCIAL_FLATS.values()),
        }
        for programme, count in planned.items():
            pilot.plan_flats(
                pilot=made, programme=programme, count=count, valid_from=STARTS, by=by, at=MADE_AT
            )
        names = {f"Městský obvod {name}" for name in (*CRISIS_FLATS, *SOCIAL_FLATS)}
        districts = {row.name: row for row in Organisation.objects.filter(name__in=names)}
        for flat in self.world.drawn.flats:
            self.flats[flat.code] = flats.add_flat(
                pilot=made,
                code=flat.code,
                district=districts[f"Městský obvod {flat.district}"],
                **flat.facts,
                by=by,
                at=MADE_AT,
            )

    def _publish(self, half_year: HalfYear, at: datetime) -> None:
        """One evaluator prepares the figures of a half-year, the other agrees to publish them."""
        prepared = publications.prepare_publication(
            pilot=self.world.pilot, half_year=half_year, by=self.world.people["evaluator"], at=at
        )
        publications.agree_publication(
            preparation=prepared,
            by=self.world.people["other_evaluator"],
            at=at + timedelta(days=2),
        )

    def _play(self, events: list[Event]) -> None:
        for event in events:
            at = datetime.combine(event.day, time(15), ZONE)
            getattr(self, f"_{event.verb}")(event, at)

    # --- events, by their verbs ---------------------------------------------------------------

    def _enter(self, event: Event, at: datetime) -> None:
        drawn = self.world.drawn.households[event.household]
        self.households[event.household] = households.add_household(
            pilot=self.world.pilot,
            pseudonym=drawn.pseudonym,
            entry_situation=drawn.situation,
            entry_route=drawn.route,
            entered_on=event.day,
            adults=drawn.adults,
            children=drawn.children,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _split(self, event: Event, at: datetime) -> None:
        drawn = self.world.drawn.households[event.household]
        assert drawn.split_from is not None
        self.households[event.household] = households.split_household(
            household=self.households[drawn.split_from.number],
            on=event.day,
            adults=drawn.adults,
            children=drawn.children,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _size(self, event: Event, at: datetime) -> None:
        households.change_size(
            household=self.households[event.household],
            since=event.day,
            **event.data,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _move_in(self, event: Event, at: datetime) -> None:
        self.stays[event.household] = tenancies.move_in(
            household=self.households[event.household],
            flat=self.flats[event.data["flat"]],
            start=event.day,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _move(self, event: Event, at: datetime) -> None:
        self.stays[event.household] = tenancies.move(
            tenancy=self.stays[event.household],
            flat=self.flats[event.data["flat"]],
            on=event.day,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _end(self, event: Event, at: datetime) -> None:
        tenancies.end_stay(
            tenancy=self.stays[event.household],
            on=event.day,
            **event.data,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _limit(self, event: Event, at: datetime) -> None:
        tenancies.answer_limit(
            tenancy=self.stays[event.household],
            decided_on=event.day,
            **event.data,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _support(self, event: Event, at: datetime) -> None:
        support.decide_support(
            household=self.households[event.household],
            decided_on=event.day,
            rules=RULES,
            **event.data,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _review(self, event: Event, at: datetime) -> None:
        support.hold_review(
            household=self.households[event.household],
            held_on=event.day,
            **event.data,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _status(self, event: Event, at: datetime) -> None:
        support.record_status(
            household=self.households[event.household],
            seen_on=event.day,
            **event.data,
            by=self.world.people["pilot_officer"],
            at=at,
        )

    def _outage(self, event: Event, at: datetime) -> None:
        told = {**event.data, "flat": self.flats[event.data["flat"]]}
        flats.begin_outage(**told, by=self.world.people["pilot_officer"], at=at)
