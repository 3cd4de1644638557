"""Reads of the pilot: which one, its rules on a day, and the stories of its households."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from evaluation.enums.pilot import Level, Programme
from evaluation.models import (
    Household,
    HouseholdSize,
    HousingStatus,
    LimitException,
    Pilot,
    Review,
    SupportLevel,
    Tenancy,
)
from evaluation.models.pilot import holding
from evaluation.retention import HousingStory, Whereabouts
from evaluation.stays import DatedRules, Stay, StayRules


@dataclass(frozen=True, slots=True)
class Pilots:
    """Pilots somebody may know of, the last begun first, and the one they are on."""

    known: Sequence[Pilot]
    chosen: Pilot

    @property
    def slug(self) -> str:
        """How addresses say which pilot is meant (``?pilot=…``); "" where there is one only."""
        return self.chosen.slug if len(self.known) > 1 else ""

    def on(self, key: int) -> "Pilots":
        """The same with another one chosen, by its key."""
        return replace(self, chosen=next(pilot for pilot in self.known if pilot.pk == key))

    def in_order(self) -> list[Pilot]:
        """The chosen one, then the others."""
        return [self.chosen, *(pilot for pilot in self.known if pilot != self.chosen)]


def pilots_of(user: Any) -> list[Pilot]:
    """Pilots the user may know of, the last begun first: one query."""
    found = Pilot.objects.visible_to(user).select_related("record", "inside", "project")
    return list(found.order_by("-starts_on", "-pk"))


def pilots_for(user: Any, slug: str = "") -> Pilots | None:
    """The pilots with the one of this short name chosen, without one the last begun; None where there is none such."""
    known = pilots_of(user)
    chosen = next((pilot for pilot in known if slug in ("", pilot.slug)), None)
    return None if chosen is None else Pilots(known, chosen)


def in_pilot(address: str, slug: str) -> str:
    """An address that says which pilot is meant; as it was for a slug of ""."""
    return (
        f"{address}{'&' if '?' in address else '?'}{urlencode({'pilot': slug})}"
        if slug
        else address
    )


def rules_of(pilot: Pilot) -> DatedRules:
    """All its rules in the form of the pure modules, which say of what day the ones are that hold: one query."""
    rows = sorted(pilot.rules.all(), key=lambda row: (row.valid_from, row.pk))
    return DatedRules(
        tuple(
            (
                row.valid_from,
                StayRules(
                    crisis_months=row.crisis_months,
                    crisis_reviews=tuple(row.crisis_reviews),
                    assessment_months=row.assessment_months,
                    gap_days=row.gap_days,
                ),
            )
            for row in rows
        )
    )


@dataclass(frozen=True, slots=True)
class HouseholdStory:
    """Everything known of a household: stays in their order (without those entered by mistake), sizes, levels and
    reviews that stand, answers to the limit, how it lived after some months (month -> row).
    """

    household: Household
    stays: Sequence[Tenancy]
    sizes: Sequence[HouseholdSize] = ()
    levels: Sequence[SupportLevel] = ()
    reviews: Sequence[Review] = ()
    exceptions: Sequence[LimitException] = ()
    statuses: dict[int, HousingStatus] = field(default_factory=dict)

    def in_programme(self, programme: str) -> list[Tenancy]:
        """Its stays in one programme."""
        return [stay for stay in self.stays if stay.programme == programme]

    @property
    def crisis(self) -> list[Stay]:
        """Its crisis stays as the rules take them."""
        return spans(self.in_programme(Programme.CRISIS))

    @property
    def first_social(self) -> date | None:
        """The day it moved into a social or affordable flat for the first time."""
        found = self.in_programme(Programme.SOCIAL_AFFORDABLE)
        return found[0].start if found else None

    def stay_on(self, day: date) -> Tenancy | None:
        """The stay it has on a day."""
        for stay in self.stays:
            if stay.start <= day and (stay.actual_end is None or day < stay.actual_end):
                return stay
        return None

    def size_on(self, day: date) -> HouseholdSize | None:
        """How many people it has on a day."""
        return holding(list(self.sizes), day)

    def decided_on(self, day: date) -> SupportLevel | None:
        """The decision that holds on a day."""
        return holding(list(self.levels), day)

    def level_on(self, day: date) -> str:
        """The level of support on a day: what was decided, assessment until then, "" before it has a social flat."""
        decided = self.decided_on(day)
        if decided is not None:
            return decided.level
        began = self.first_social
        return Level.ASSESSMENT if began is not None and began <= day else ""

    def housing(self, programme: str | None = None) -> HousingStory | None:
        """For retention, from the first stay (in the programme) on; None where there is none.

        Stays in the other programme that follow count as housed: a move inside the system is housing kept.
        """
        first = self.in_programme(programme)[:1] if programme else list(self.stays[:1])
        if not first:
            return None
        stays = [stay for stay in self.stays if stay.start >= first[0].start]
        last = max(stays, key=lambda stay: stay.actual_end or date.max)
        gone = {
            stay.actual_end: Whereabouts(stay.destination)
            for stay in stays
            if stay.actual_end is not None and stay.destination
        }
        return HousingStory(spans(stays), went=gone.get(last.actual_end), between=gone)


def spans(stays: Iterable[Tenancy]) -> list[Stay]:
    """Days of stays as the pure modules take them."""
    return [Stay(stay.start, stay.actual_end) for stay in stays]


def stories(
    pilot: Pilot, reader: Any, *, households: Sequence[Household] | None = None
) -> list[HouseholdStory]:
    """Stories of all households of the pilot that are kept (or of some), by pseudonym; seven queries. Empty to whoever
    may not read.

    What is read is restricted: pages show it to pilot officers and evaluators only and log that they did; whatever is
    published of it goes through suppression first.
    """
    if households is None:
        households = list(
            Household.objects.visible_to(reader).kept().filter(pilot=pilot).order_by("pseudonym")
        )
    keys = [household.pk for household in households]
    stays = _by_household(
        Tenancy.objects.visible_to(reader)
        .standing()
        .filter(household__in=keys)
        .select_related("flat__district")
        .order_by("start", "pk")
    )
    sizes = _by_household(
        HouseholdSize.objects.visible_to(reader)
        .filter(household__in=keys)
        .order_by("valid_from", "pk")
    )
    levels = _by_household(
        SupportLevel.objects.visible_to(reader)
        .standing()
        .filter(household__in=keys)
        .order_by("valid_from", "pk")
    )
    reviews = _by_household(
        Review.objects.visible_to(reader)
        .standing()
        .filter(household__in=keys)
        .order_by("held_on", "pk")
    )
    statuses = _by_household(
        HousingStatus.objects.visible_to(reader).filter(household__in=keys).order_by("pk")
    )
    answers = defaultdict(list)
    for answer in (
        LimitException.objects.visible_to(reader)
        .filter(tenancy__household__in=keys, tenancy__is_void=False)
        .select_related("tenancy")
        .order_by("decided_on", "pk")
    ):
        answers[answer.tenancy.household_id].append(answer)
    return [
        HouseholdStory(
            household=household,
            stays=stays[household.pk],
            sizes=sizes[household.pk],
            levels=levels[household.pk],
            reviews=reviews[household.pk],
            exceptions=answers[household.pk],
            statuses={row.month: row for row in statuses[household.pk]},
        )
        for household in households
    ]


def story_rows(pilot: Pilot, reader: Any) -> list[HouseholdStory]:
    """The same stories for lists and figures of all households: seven queries. Empty to whoever may not read.

    Their rows are no models but hold the columns named here under the same names (``flat__code`` as ``flat_code``):
    models of thousands of rows take longer than everything that is worked out of them.
    """
    stays = _rows(
        Tenancy.objects.visible_to(reader).standing().annotate(flat_code=F("flat__code")),
        pilot,
        ("start", "programme", "actual_end", "contract_end", "destination", "flat_code"),
    )
    sizes = _rows(
        HouseholdSize.objects.visible_to(reader), pilot, ("valid_from", "adults", "children")
    )
    levels = _rows(
        SupportLevel.objects.visible_to(reader).standing(),
        pilot,
        ("valid_from", "decided_on", "level"),
    )
    reviews = _rows(
        Review.objects.visible_to(reader).standing(),
        pilot,
        ("held_on", "kind", "month", "next_due"),
    )
    statuses = _rows(
        HousingStatus.objects.visible_to(reader), pilot, ("month", "seen_on"), order="pk"
    )
    answers = _by_household(
        LimitException.objects.visible_to(reader)
        .filter(tenancy__household__pilot=pilot, tenancy__is_void=False)
        .order_by("decided_on", "pk")
        .annotate(household_id=F("tenancy__household"))
        .values_list("household_id", "decided_on", "until", named=True)
    )
    kept = Household.objects.visible_to(reader).kept()
    households = kept.filter(pilot=pilot).order_by("pseudonym")
    return [
        HouseholdStory(
            household=household,
            stays=stays[household.pk],
            sizes=sizes[household.pk],
            levels=levels[household.pk],
            reviews=reviews[household.pk],
            exceptions=answers[household.pk],
            statuses={row.month: row for row in statuses[household.pk]},
        )
        for household in households.values_list(
            "pk",
            "uid",
            "pseudonym",
            "entry_situation",
            "entered_on",
            "split_from_id",
            named=True,
        )
    ]


def _rows(
    known: QuerySet, pilot: Pilot, columns: Sequence[str], order: str = ""
) -> dict[int, list[Any]]:
    """Columns of rows by household, in the order of one of them, else of the first."""
    rows = known.filter(household__pilot=pilot).order_by(order or columns[0], "pk")
    return _by_household(rows.values_list("household_id", "pk", *columns, named=True))


def _by_household(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.household_id].append(row)
    return found
