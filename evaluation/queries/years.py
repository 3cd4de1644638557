"""Values of whole years, worked out from those of their periods. Asks no database; nothing of it is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from core.enums import DemoOrigin
from evaluation.enums import PeriodKind
from evaluation.formulas import Aggregation, Measured, aggregated
from evaluation.models import IndicatorDefinition
from evaluation.queries.shown import ShownValue, Targets, judged

WHOLE_YEAR = "whole_year"


def year_values(
    definition: IndicatorDefinition, values: Iterable[ShownValue], targets: Targets, path: str
) -> list[ShownValue]:
    """Values of the years that the periods of a series fill from the first day to the last, the oldest first.

    ``definition``: the newest of the series, by whose rule periods are joined. A year with a gap, with a period without
    a number, or in which the series was broken has none, nor has an indicator that is measured by years anyway. Worked
    out of values the reader is told, so it tells nothing of its own; breakdowns are not joined. ``path`` leads to where
    the parts stand.
    """
    how = Aggregation(definition.aggregation)
    by_year: dict[int, dict[date, ShownValue]] = {}
    for value in sorted(values, key=lambda value: (value.start_on, value.definition)):
        if value.kind == PeriodKind.OWN:
            # of a period that was restated the value by the newest definition
            by_year.setdefault(value.start_on.year, {})[value.start_on] = value
    found = []
    for year, by_start in sorted(by_year.items()):
        parts = list(by_start.values())
        measured = _joined(how, parts) if _fill(year, parts) else None
        if measured is None or (result := measured.result(percent=definition.is_percent)) is None:
            continue
        target = targets.of_year(definition.pk, year)
        found.append(
            replace(
                parts[-1],
                definition=definition.number,
                period=str(year),
                start_on=date(year, 1, 1),
                end_on=date(year + 1, 1, 1),
                kind=WHOLE_YEAR,
                value=result,
                numerator=measured.numerator,
                denominator=measured.denominator,
                narrative="",
                comment=str(definition.get_aggregation_display()),
                target=target,
                verdict=judged(definition, result, target),
                path=path,
                origin=_common_origin(parts),
                source=parts[-1].source if len({part.source for part in parts}) == 1 else "",
                is_late=False,
                correction_reason="",
                is_restated=False,
            )
        )
    return found


def _fill(year: int, parts: Sequence[ShownValue]) -> bool:
    """Whether periods in their order, several of them, make the whole year without a gap."""
    borders = [date(year, 1, 1), *(part.end_on for part in parts)]
    starts = [*(part.start_on for part in parts), date(year + 1, 1, 1)]
    return len(parts) > 1 and starts == borders


def _common_origin(parts: Sequence[ShownValue]) -> str:
    """One invented value makes the whole invented."""
    found = {part.origin for part in parts}
    return DemoOrigin.INVENTED if DemoOrigin.INVENTED in found else parts[-1].origin


def _joined(how: Aggregation, parts: Sequence[ShownValue]) -> Measured | None:
    return aggregated(
        [
            # of a share its parts count, and its result only where they are not known
            Measured(value=None, numerator=part.numerator, denominator=part.denominator)
            if part.numerator is not None
            else Measured(value=part.value)
            for part in parts
        ],
        how,
    )
