"""Published figures of the pilot as readers are told them, and prepared ones for whoever agrees to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.enums import Visibility
from evaluation.enums.pilot import Programme
from evaluation.models import Indicator, Pilot, PilotPreparation, PilotPublication, PreparedRows
from evaluation.pilot_sets import CUTS, SHARES, HalfYear, closed_half_years
from evaluation.pilot_words import CRISIS_FLATS, FLATS, INSIDE_WORDS, SECTIONS, WORDS
from evaluation.queries.indicators import ListedIndicator, listed
from evaluation.queries.pilot_figures import Figures
from evaluation.queries.shown import number_text

OCCUPANCY = {"living": FLATS}
# Of which whole a figure is a part.
WHOLES = {name: cut.whole for cut in CUTS for name in cut.names if cut.whole}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in words: its count (None: left out) and, for a part, its share of the whole in per cent.

    ``wholes``: words of what it is a part of, the widest first, as far as it stands above it in its section.
    """

    name: str
    label: str
    value: int | None
    percent: Decimal | None = None
    wholes: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """How far it is set in: of how many others it is a part."""
        return len(self.wholes)

    @property
    def whole(self) -> str:
        """Words of what it is a part of; "" for none."""
        return self.wholes[-1] if self.wholes else ""

    @property
    def is_counted(self) -> bool:
        """Whether rows of households stand behind it."""
        return self.name not in (FLATS, CRISIS_FLATS)

    @property
    def text(self) -> str:
        """The count in the active language."""
        return number_text(None if self.value is None else Decimal(self.value))

    @property
    def percent_text(self) -> str:
        """The share in the active language."""
        return number_text(self.percent, "%")


@dataclass(frozen=True, slots=True)
class Section:
    """Figures about one matter; ``anchor`` is its place on a page."""

    title: str
    rows: Sequence[FigureRow]
    anchor: str = ""


def sections_of(told: Mapping[str, int | None]) -> list[Section]:
    """Figures by name in words, section by section. No query."""
    return [
        Section(
            str(title),
            [
                replace(figure_row(name, told), wholes=_wholes_in(names, name))
                for name in names
                if name in told
            ],
            f"cisla-{place}",
        )
        for place, (title, names) in enumerate(SECTIONS, 1)
    ]


def _wholes_in(names: Sequence[str], name: str) -> tuple[str, ...]:
    """What a figure of a section is a part of, as far as it stands there, the widest first."""
    whole = WHOLES.get(name, "")
    return (*_wholes_in(names, whole), str(WORDS[whole])) if whole in names else ()


def figure_row(name: str, told: Mapping[str, int | None]) -> FigureRow:
    """One figure in words. No query."""
    part, whole = told[name], told.get({**SHARES, **OCCUPANCY}.get(name, ""))
    percent = None
    if part is not None and whole:
        percent = (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = {**WORDS, **INSIDE_WORDS}
    return FigureRow(name, str(words[name]), part, percent)


def told_by(preparation: PilotPreparation) -> dict[str, int | None]:
    """What is told by prepared or published figures, by name, flats among them."""
    return {**_flats(preparation.flats), **preparation.figures}


def _flats(by_programme: Mapping[str, int]) -> dict[str, int]:
    return {
        FLATS: by_programme[Programme.SOCIAL_AFFORDABLE],
        CRISIS_FLATS: by_programme[Programme.CRISIS],
    }


def all_of(figures: Figures) -> dict[str, int | None]:
    """Every figure as it is, for whoever reads households."""
    counts = {
        name: len(figures.sets[name]) for name in {**WORDS, **INSIDE_WORDS} if name in figures.sets
    }
    return {**_flats(figures.flats), **counts}


def headline_of(publication: PilotPublication) -> list[tuple[str, str]]:
    """The few published figures that say most, as (what, how many); what is left out is not among them. No query."""
    told = told_by(publication.preparation)
    rows = [figure_row(name, told) for name in ("entered", "people") if name in told]
    found = [(row.label, row.text) for row in rows if row.value is not None]
    kept, asked = figure_row("housed_12", told), figure_row("reached_12", told)
    if kept.percent is not None:
        of = pgettext("of a share", "%(part)s of %(whole)s")
        share = of % {"part": kept.text, "whole": asked.text}
        found.append(
            (
                _("Households that lived in their flat after 12 months"),
                f"{kept.percent_text} ({share})",
            )
        )
    return found


def publications_of(pilot: Pilot, reader: Any) -> list[PilotPublication]:
    """The newest edition of each half-year of a pilot, the latest half-year first: one query."""
    found = PilotPublication.objects.visible_to(reader).filter(pilot=pilot).newest()
    return list(found.select_related("preparation", "record", "pilot").order_by("-year", "-half"))


def all_publications(reader: Any) -> list[PilotPublication]:
    """The same of all pilots, of one half-year in the order in which they were published: one query."""
    found = PilotPublication.objects.visible_to(reader).newest()
    known = found.select_related("preparation", "record", "pilot")
    return list(known.order_by("-year", "-half", "pk"))


@dataclass(frozen=True, slots=True)
class Editions:
    """Editions of one half-year of one pilot, the newest first. ``elsewhere``: the newest ones of other pilots."""

    rows: Sequence[PilotPublication]
    elsewhere: Sequence[PilotPublication] = ()


def editions_of(half_year: HalfYear, reader: Any, slug: str = "") -> Editions | None:
    """Editions of a half-year of the pilot with the short name, without one of the pilot that published it first, so
    that an address goes on to lead where it led; None where there is none. One query.
    """
    found = PilotPublication.objects.visible_to(reader).filter(
        year=half_year.year, half=half_year.half
    )
    by_pilot: dict[str, list[PilotPublication]] = {}
    for row in found.select_related("preparation", "record", "pilot").order_by("pk"):
        by_pilot.setdefault(row.pilot.slug, []).insert(0, row)
    chosen = by_pilot.pop(slug or next(iter(by_pilot), ""), None)
    return None if chosen is None else Editions(chosen, [rows[0] for rows in by_pilot.values()])


def public_edition(half_year: HalfYear, on: date, slug: str = "") -> PilotPublication | None:
    """The edition of a half-year that everybody could read at the end of a day, of the pilot with the short name or of
    the one that published the half-year first: one query.
    """
    found = PilotPublication.objects.filter(
        record__visibility=Visibility.PUBLIC,
        year=half_year.year,
        half=half_year.half,
        record__occurred_on__lte=on,
    )
    rows = list(found.select_related("preparation", "pilot", "record").order_by("pk"))
    of = slug or (rows[0].pilot.slug if rows else "")
    return max(
        (row for row in rows if row.pilot.slug == of), key=lambda row: row.edition, default=None
    )


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One figure over the published half-years, the oldest first."""

    cells: Sequence[FigureRow]

    @property
    def figure(self) -> FigureRow:
        """What it is called and of what it is a part."""
        return self.cells[0]


def series_of(publications: Sequence[PilotPublication]) -> list[tuple[str, list[SeriesRow]]]:
    """Every figure over the half-years that were published, by section. No query."""
    in_order = [sections_of(told_by(row.preparation)) for row in reversed(publications)]
    if not in_order:
        return []
    return [
        (
            section.title,
            [
                SeriesRow([sections[s].rows[r] for sections in in_order])
                for r in range(len(section.rows))
            ],
        )
        for s, section in enumerate(in_order[0])
    ]


def as_published_elsewhere(reader: Any) -> list[ListedIndicator]:
    """Figures of the real pilot as they were published, without a definition: five queries."""
    rows = Indicator.objects.visible_to(reader).filter(
        is_pilot=True, definitions__is_as_published=True
    )
    found = listed(list(rows.select_related("record").distinct().order_by("code")), reader)
    return [row for row in found if row.definition.is_as_published and row.last is not None]


@dataclass(frozen=True, slots=True)
class HalfYearState:
    """A half-year that is over: how far its publication is."""

    half_year: HalfYear
    publication: PilotPublication | None
    preparation: PilotPreparation | None


def half_years_of(pilot: Pilot, reader: Any, today: date) -> list[HalfYearState]:
    """Half-years that are over, the latest first, with what waits for another person: two queries."""
    published = {row.half_year: row for row in publications_of(pilot, reader)}
    waiting: dict[HalfYear, PilotPreparation] = {}
    last = max((row.pk for row in PilotPublication.objects.filter(pilot=pilot)), default=0)
    rows = PilotPreparation.objects.visible_to(reader).filter(
        pilot=pilot, publication__isnull=True, published_before=last
    )
    for row in rows.select_related("by").order_by("pk"):
        waiting[row.half_year] = row
    found = closed_half_years(pilot.starts_on, min(today, pilot.ends_on or today))
    return [HalfYearState(half, published.get(half), waiting.get(half)) for half in found[::-1]]


def preparation_by_key(reader: Any, key: int) -> PilotPreparation | None:
    """Prepared figures the reader may know of: one query."""
    found = PilotPreparation.objects.visible_to(reader).filter(pk=key)
    return found.select_related("pilot__record", "pilot__inside", "by").first()


def kept_rows(publication: PilotPublication, reader: Any, name: str) -> list[str]:
    """Who was counted in a figure when it was published: pseudonyms, and what is behind them. One query."""
    row = (
        PreparedRows.objects.visible_to(reader)
        .filter(preparation=publication.preparation_id, name=name)
        .first()
    )
    return list(row.rows) if row else []
