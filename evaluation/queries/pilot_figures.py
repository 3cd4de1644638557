"""Figures of the pilot as of a day, from its rows: who is counted in each. Restricted; what is public is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from evaluation.enums.pilot import EntrySituation, Programme
from evaluation.models import Flat, Household, Pilot, PilotPublication, PilotRules, PreparedRows
from evaluation.models.pilot import holding
from evaluation.pilot_sets import PUBLISHED_NAMES, Facts, HalfYear, Sets, sets_of, tables
from evaluation.queries.pilot import HouseholdStory, rules_of, spans, story_rows
from evaluation.retention import Whereabouts
from evaluation.revealing import Count, shown_names

BADLY_HOUSED = frozenset({EntrySituation.INSECURE, EntrySituation.INADEQUATE})


def facts_of(story: HouseholdStory, names: Mapping[int, str]) -> Facts:
    """A household as figures need it; ``names``: key -> pseudonym of all of them. No query."""
    household = story.household
    whole = names.get(household.split_from_id, "")
    left = story.size_on(household.entered_on) if whole else None
    social = story.in_programme(Programme.SOCIAL_AFFORDABLE)
    size = story.size_on(social[0].start) if social else None
    return Facts(
        name=household.pseudonym,
        social=spans(social),
        crisis=story.crisis,
        housing=story.housing(Programme.SOCIAL_AFFORDABLE),
        left=[
            (stay.actual_end, Whereabouts(stay.destination))
            for stay in social
            if stay.actual_end is not None and stay.destination
        ],
        decided=sorted((row.decided_on, row.level) for row in story.levels),
        is_badly_housed=household.entry_situation in BADLY_HOUSED,
        adults=(size.adults or 0) if size else 0,
        children=(size.children or 0) if size else 0,
        split_from=whole,
        split_on=household.entered_on if whole else None,
        split_adults=(left.adults or 0) if left else 0,
        split_children=(left.children or 0) if left else 0,
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a pilot as of the end of a day. ``flats``: programme -> how many flats there were."""

    on: date
    sets: Sets
    flats: Mapping[str, int]


def figures_on(pilot: Pilot, reader: Any, on: date) -> Figures:
    """All figures as rows say now, as of the end of a day: nine queries. Empty to whoever may not read households."""
    known = story_rows(pilot, reader)
    names = {story.household.pk: story.household.pseudonym for story in known}
    households = [facts_of(story, names) for story in known]
    sets = sets_of(households, rules_of(pilot), on)
    return Figures(on, sets, flats_on(pilot, reader, on))


def flats_on(pilot: Pilot, reader: Any, on: date) -> dict[str, int]:
    """How many flats of each programme were in the pilot at the end of a day: one query."""
    there = Q(available_to__isnull=True) | Q(available_to__gt=on)
    rows = Flat.objects.visible_to(reader).filter(there, pilot=pilot, available_from__lte=on)
    found = list(rows.values_list("programme", flat=True))
    return {programme: found.count(programme) for programme in Programme.values}


@dataclass(frozen=True, slots=True)
class Minimums:
    """The least counts that may be published: of one feature, of two, and of a group of which all are alike."""

    one: int
    crossed: int
    group: int


def minimums_on(pilot: Pilot, on: date) -> Minimums:
    """The minimums that hold on a day, before the first rules those of the first: one query."""
    rows = list(PilotRules.objects.filter(pilot=pilot))
    held = holding(rows, on) or min(rows, key=lambda row: (row.valid_from, row.pk))
    return Minimums(held.minimum, held.crossed_minimum, held.group_minimum)


def published_counts(pilot: Pilot) -> list[Count]:
    """Every count that was published of a pilot, with who is counted, in the order of publication: one query.

    For the proof that they reveal nothing together (``revealing.revealed``), and for what may be published besides.
    """
    rows = PreparedRows.objects.filter(
        preparation__publication__pilot=pilot, is_shown=True
    ).select_related("preparation__publication")
    return [
        Count(
            f"{row.name} {row.preparation}/{row.preparation.publication.edition}",
            frozenset(row.rows),
            row.minimum,
        )
        for row in rows.order_by("preparation__publication__pk", "pk")
    ]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Figures of a half-year with what may be published of them."""

    half_year: HalfYear
    figures: Figures
    shown: frozenset[str]
    minimums: Mapping[str, int]

    def told(self) -> dict[str, int | None]:
        """Counts by name in the order of the cuts, None where one is left out."""
        return {
            name: len(self.figures.sets[name]) if name in self.shown else None
            for name in PUBLISHED_NAMES
        }


def proposed(pilot: Pilot, reader: Any, half_year: HalfYear) -> Proposed:
    """What may be published of a half-year beside everything that was published before: twelve queries."""
    on = half_year.last_day
    least = minimums_on(pilot, on)
    figures = figures_on(pilot, reader, on)
    publications = PilotPublication.objects.filter(pilot=pilot).select_related("preparation")
    history = [
        (
            row.half_year.slug,
            {name: value for name, value in row.preparation.figures.items() if value is not None},
        )
        for row in publications.order_by("pk")
    ]
    asked = tables(least.one, least.crossed)
    shown, _counts = shown_names(
        asked, figures.sets, half_year.slug, published_counts(pilot), history, least.group
    )
    minimums = {name: table.minimum for table in asked for name in table.names}
    return Proposed(half_year, figures, shown, minimums)


def households_named(pilot: Pilot, reader: Any, names: Iterable[str]) -> dict[str, Household]:
    """Households behind rows of figures, by pseudonym, as far as the reader may know of them: one query."""
    wanted = {name.split("/")[0] for name in names}
    found = Household.objects.visible_to(reader).filter(pilot=pilot)
    return {row.pseudonym: row for row in found if row.pseudonym in wanted}
