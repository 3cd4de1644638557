"""Reads of indicators: which there are, their last values, their series with breaks, corrections and breakdowns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from concept.models import Measure
from concept.queries import MeasureLink, describe_measures
from core.enums import Visibility
from evaluation.breakdowns import PartedValue, ShownBreakdown, shown_breakdowns
from evaluation.enums import STANDING_STATES, MeasurementState, PeriodKind
from evaluation.formulas import Verdict
from evaluation.models import Indicator, IndicatorDefinition, Measurement, Period, Target
from evaluation.queries.shown import (
    ShownValue,
    Targets,
    number_text,
    shown,
    value_of,
    verdict_label,
)
from evaluation.queries.years import year_values

# Own periods before the funder's, the latest first, by the newest definition.
LATEST_FIRST = ("-period__kind", "-period__end_on", "-definition__number", "-number")
WITH = ("definition", "period", "record", "approved", "indicator__record")


def last_values(indicators: Iterable[Indicator], reader: Any) -> dict[int, ShownValue]:
    """The last value that counts of each indicator the reader may know of: mapping primary key -> value. Three queries.

    Values on their way are not among them, whoever asks; see ``MeasurementQuerySet.shown``.
    """
    keys = [indicator.pk for indicator in indicators]
    return last_values_of(Indicator.objects.visible_to(reader).filter(pk__in=keys))


def last_values_of(known: QuerySet[Indicator]) -> dict[int, ShownValue]:
    """The same for indicators their reader may know of."""
    values = Measurement.objects.shown().filter(indicator=OuterRef("pk"))
    last = known.values_list(Subquery(values.order_by(*LATEST_FIRST).values("pk")[:1]), flat=True)
    rows = list(
        Measurement.objects.filter(pk__in=[key for key in last if key]).select_related(*WITH)
    )
    targets = Targets(row.definition_id for row in rows)
    return {row.indicator_id: shown(row, targets) for row in rows}


def current_definitions(indicators: Iterable[Indicator]) -> dict[int, IndicatorDefinition]:
    """The newest definition of each indicator: mapping primary key -> definition. One query."""
    rows = IndicatorDefinition.objects.filter(indicator__in=[row.pk for row in indicators])
    return {row.indicator_id: row for row in rows.order_by("number")}


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    """An indicator in a list: what it says today, and its last value (None when nothing was measured)."""

    indicator: Indicator
    definition: IndicatorDefinition
    last: ShownValue | None

    @property
    def verdict(self) -> Verdict:
        """What is told of it in one word."""
        return self.last.verdict if self.last else Verdict.NOT_MEASURED

    @property
    def verdict_label(self) -> str:
        """The same in words."""
        return (
            self.last.verdict_label if self.last else verdict_label(self.verdict, has_value=False)
        )

    @property
    def baseline_text(self) -> str:
        """The baseline in words of the active language; "" where it is not known."""
        return number_text(self.definition.baseline, self.definition.unit)


def listed(indicators: Sequence[Indicator], reader: Any) -> list[ListedIndicator]:
    """The indicators with their definitions of today and last values, in the given order. Four queries."""
    definitions, last = current_definitions(indicators), last_values(indicators, reader)
    return [ListedIndicator(row, definitions[row.pk], last.get(row.pk)) for row in indicators]


def known_indicators(reader: Any) -> list[Indicator]:
    """Indicators the reader may know of, by code: one query."""
    rows = Indicator.objects.visible_to(reader).select_related("record")
    return sorted(rows, key=lambda row: _in_order(row.code))


def _in_order(code: str) -> list[tuple[int, int, str]]:
    """2.10 after 2.9, numbers before words."""
    parts = code.replace(".", " ").split()
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def indicator_by_slug(slug: str, reader: Any) -> Indicator | None:
    """An indicator the reader may know of: one query."""
    return Indicator.objects.visible_to(reader).filter(slug=slug).select_related("record").first()


@dataclass(frozen=True, slots=True)
class Former:
    """A published value whose place another took: what it was and why it was corrected."""

    text: str
    reason: str
    path: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value in a series, with the values it corrected, the latest first."""

    value: ShownValue
    formers: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Values that compare with each other: by one definition, or by several whose change did not break them."""

    definitions: tuple[IndicatorDefinition, ...]
    points: tuple[Point, ...]

    @property
    def definition(self) -> IndicatorDefinition:
        """The newest of its definitions."""
        return self.definitions[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """A period in the table of series: one cell for each series, None where it has no value."""

    period: str
    cells: tuple[Point | None, ...]

    @property
    def newest(self) -> ShownValue:
        """The value by the newest definition: it is the one that is judged."""
        return next(point.value for point in reversed(self.cells) if point)


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything readers are told of an indicator. ``rows``: own periods, ``funder_rows``: those of the funder,
    ``year_rows``: whole years worked out from own periods.
    """

    definitions: tuple[IndicatorDefinition, ...]
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    funder_rows: tuple[Row, ...]
    year_rows: tuple[Row, ...]
    targets: tuple[tuple[str, str], ...]
    breakdowns: tuple[ShownBreakdown, ...]

    @property
    def definition(self) -> IndicatorDefinition:
        """The definition of today."""
        return self.definitions[-1]

    @property
    def last(self) -> ShownValue | None:
        """The last value of an own period, else of one of the funder."""
        rows = self.rows or self.funder_rows
        return rows[-1].newest if rows else None

    @property
    def verdict(self) -> Verdict:
        """What is told of it in one word."""
        return self.last.verdict if self.last else Verdict.NOT_MEASURED

    @property
    def verdict_label(self) -> str:
        """The same in words."""
        return (
            self.last.verdict_label if self.last else verdict_label(self.verdict, has_value=False)
        )


def page_of(indicator: Indicator) -> IndicatorPage:
    """What is told of an indicator whose reader may know of it: four queries, one more with breakdowns."""
    definitions = tuple(indicator.definitions.order_by("number"))
    rows = list(
        Measurement.objects.shown()
        .filter(indicator=indicator)
        .select_related(*WITH)
        .order_by("period__start_on", "period__end_on", "definition__number")
    )
    targets = Targets(definition.pk for definition in definitions)
    formers = _formers(indicator, rows)
    measured = {(row.period_id, row.definition.number) for row in rows}
    points = {
        row.pk: Point(
            shown(
                row,
                targets,
                is_restated=any(
                    (row.period_id, number) in measured
                    for number in range(1, row.definition.number)
                ),
            ),
            formers.get(row.pk, ()),
        )
        for row in rows
    }
    series = _series(definitions, rows, points)
    newest = definitions[-1]
    return IndicatorPage(
        definitions=definitions,
        series=series,
        rows=_rows(rows, series, points, PeriodKind.OWN),
        funder_rows=_rows(rows, series, points, PeriodKind.FUNDER),
        year_rows=_year_rows(series, targets, indicator.record.path),
        targets=tuple(
            (row.period.label if row.period else str(row.year), number_text(row.value, newest.unit))
            for row in targets.rows
            if row.definition_id == newest.pk
        ),
        breakdowns=shown_breakdowns(newest, _parted(indicator, definitions, rows)),
    )


def _parted(
    indicator: Indicator, definitions: Sequence[IndicatorDefinition], rows: Iterable[Measurement]
) -> list[PartedValue]:
    """All values of own periods that were ever told with parts, in the order in which they were: one query, none where
    there is no breakdown.
    """
    if not any(definition.breakdowns for definition in definitions):
        return []
    is_public = indicator.record.visibility == Visibility.PUBLIC
    states = {MeasurementState.PUBLISHED} if is_public else STANDING_STATES
    told = Measurement.objects.filter(
        indicator=indicator, state__in=sorted(states), period__kind=PeriodKind.OWN
    ).select_related("definition", "period", "approved")
    standing = {row.pk for row in rows if row.definition_id == definitions[-1].pk}
    return [
        PartedValue(
            definition=row.definition,
            period=row.period.label,
            span=(row.period.start_on, row.period.end_on),
            parts=row.figures.parts,
            is_standing=row.pk in standing,
        )
        for row in told.order_by("published_at" if is_public else "approved__at", "pk")
    ]


def _series(
    definitions: Sequence[IndicatorDefinition],
    rows: Iterable[Measurement],
    points: Mapping[int, Point],
) -> tuple[Series, ...]:
    """Definitions joined where their change broke nothing; what has no value is no series."""
    runs: list[list[IndicatorDefinition]] = []
    for definition in definitions:
        if runs and not definition.breaks_series:
            runs[-1].append(definition)
        else:
            runs.append([definition])
    found = []
    for run in runs:
        keys = {definition.pk for definition in run}
        held = tuple(points[row.pk] for row in rows if row.definition_id in keys)
        if held:
            found.append(Series(tuple(run), held))
    return tuple(found)


def _rows(
    rows: Iterable[Measurement],
    series: Sequence[Series],
    points: Mapping[int, Point],
    kind: str,
) -> tuple[Row, ...]:
    numbers = {
        definition.number: place
        for place, one in enumerate(series)
        for definition in one.definitions
    }
    table: dict[int, tuple[str, list[Point | None]]] = {}
    for row in rows:
        if row.period.kind == kind:
            _label, cells = table.setdefault(
                row.period_id, (row.period.label, [None] * len(series))
            )
            cells[numbers[row.definition.number]] = points[row.pk]
    return tuple(Row(label, tuple(cells)) for label, cells in table.values())


def _year_rows(series: Sequence[Series], targets: Targets, path: str) -> tuple[Row, ...]:
    table: dict[str, list[Point | None]] = {}
    for place, one in enumerate(series):
        values = (point.value for point in one.points)
        for value in year_values(one.definition, values, targets, path):
            cells = table.setdefault(value.period, [None] * len(series))
            cells[place] = Point(value)
    return tuple(Row(period, tuple(cells)) for period, cells in sorted(table.items()))


def _formers(indicator: Indicator, rows: Iterable[Measurement]) -> dict[int, tuple[Former, ...]]:
    """Values that were corrected by those that count: mapping primary key -> formers. One query, none without any.

    Of a public indicator only those that were published: one found wrong before that is not told afterwards.
    """
    if all(row.corrects_id is None for row in rows):
        return {}
    known = {
        row.pk: row
        for row in Measurement.objects.filter(
            indicator=indicator, correction__isnull=False
        ).select_related(*WITH)
    }
    is_public = indicator.record.visibility == Visibility.PUBLIC
    found = {}
    for row in rows:
        chain, step = [], row
        while step.corrects_id in known:
            former = known[step.corrects_id]
            if former.state == MeasurementState.PUBLISHED or not is_public:
                text = number_text(value_of(former), former.definition.unit)
                told = text or former.figures.narrative
                chain.append(Former(told, step.correction_reason, former.record.path))
            step = former
        found[row.pk] = tuple(chain)
    return found


def definitions_of(indicator: Indicator) -> list[IndicatorDefinition]:
    """All definitions of an indicator, the newest first: one query."""
    return list(indicator.definitions.select_related("by").order_by("-number"))


def all_targets(indicator: Indicator) -> list[tuple[Target, str]]:
    """Every target that was set, in its words, the newest first: one query."""
    rows = Target.objects.filter(definition__indicator=indicator).select_related(
        "definition", "period"
    )
    return [(row, number_text(row.value, row.definition.unit)) for row in rows.order_by("-pk")]


def measures_of(indicator: Indicator, reader: Any) -> list[MeasureLink]:
    """Measures the indicator belongs to, as far as the reader may know of them, with their titles: four queries."""
    keys = indicator.measures.order_by("code").values_list("pk", flat=True)
    described = describe_measures(keys, reader)
    return [described[key] for key in keys if key in described and described[key].is_shown]


def values_on_their_way(indicator: Indicator, reader: Any) -> list[Measurement]:
    """Values that do not count yet and the reader may know of, the newest first: one query, none for a visitor."""
    if not reader.is_authenticated:
        return []
    rows = Measurement.objects.visible_to(reader).filter(indicator=indicator)
    counting = Measurement.objects.shown().filter(indicator=indicator).values("pk")
    return list(
        rows.exclude(pk__in=counting)
        .filter(correction__isnull=True)
        .select_related("record", "period", "definition", "approved")
        .order_by("-number")
    )


def indicators_of_measure(measure: Measure, reader: Any) -> list[Indicator]:
    """Indicators of a measure the reader may know of, by code: one query."""
    rows = Indicator.objects.visible_to(reader).filter(measures=measure).select_related("record")
    return sorted(rows, key=lambda row: _in_order(row.code))


def measures_for_choice(reader: Any) -> tuple[Any, dict[int, str]]:
    """Measures an indicator may belong to, and what they are called, by primary key: three queries."""
    rows = Measure.objects.visible_to(reader)
    described = describe_measures(rows.values_list("pk", flat=True), reader)
    return rows, {key: link.title for key, link in described.items()}


def periods_for_choice() -> Any:
    """All periods in their order."""
    return Period.objects.in_order()


def periods_to_enter(definition: IndicatorDefinition) -> Any:
    """Open periods for which values may be entered by the definition: its own, the funder's where it is reported."""
    kinds = Q(kind=PeriodKind.OWN, frequency=definition.frequency)
    if definition.indicator.is_funders:
        kinds |= Q(kind=PeriodKind.FUNDER)
    return Period.objects.filter(kinds, is_locked=False).in_order()
