"""Breakdowns of counts as they may be published. Pure: no database, no clock.

The whole of each period is published as the value itself, so it is taken as known. A count from 1 to ``min_n`` - 1 is
left out, with so many others of its period that it cannot be worked out. Counts from the beginning tell by their
differences what happened in between: there, a period is broken down once every category has grown enough, or not at
all, since the last one that was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.disclosure import suppressed

Rows = Sequence[tuple[str, Mapping[str, Mapping[str, int]]]]


class Defined(Protocol):
    """What is asked of a definition."""

    breakdowns: Sequence[Mapping[str, Any]]
    min_n: int
    is_cumulative: bool


@dataclass(frozen=True, slots=True)
class ShownBreakdown:
    """One breakdown: labels of its categories, and for each period the counts, None where one is left out."""

    key: str
    label: str
    categories: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def hides_any(self) -> bool:
        """Whether a count is left out."""
        return any(None in counts for _period, counts in self.rows)


def shown_breakdowns(definition: Defined, rows: Rows) -> tuple[ShownBreakdown, ...]:
    """Breakdowns of a series of (period, parts of its value), as they may be published."""
    found = []
    for breakdown in definition.breakdowns:
        keys = [category["key"] for category in breakdown["categories"]]
        told = [
            (period, [parts[breakdown["key"]].get(key, 0) for key in keys])
            for period, parts in rows
            if breakdown["key"] in parts
        ]
        if not told:
            continue
        counts = safe([row for _period, row in told], definition.min_n, definition.is_cumulative)
        found.append(
            ShownBreakdown(
                key=breakdown["key"],
                label=breakdown["label"],
                categories=tuple(category["label"] for category in breakdown["categories"]),
                rows=tuple((period, row) for (period, _), row in zip(told, counts, strict=True)),
            )
        )
    return tuple(found)


def safe(
    rows: Sequence[Sequence[int]], minimum: int, is_cumulative: bool
) -> list[tuple[int | None, ...]]:
    """The counts of each period that may be published beside its whole, None for the others."""
    if is_cumulative:
        return _far_enough_apart(rows, minimum)
    return [_safe_beside_whole(row, minimum) for row in rows]


def _safe_beside_whole(row: Sequence[int], minimum: int) -> tuple[int | None, ...]:
    table = suppressed([row], minimum)
    if table.row_sums == (None,):
        # a whole that is small itself, or would have to be left out: it is published, so it is not broken down
        return (None,) * len(row)
    return table.cells[0]


def _far_enough_apart(rows: Sequence[Sequence[int]], minimum: int) -> list[tuple[int | None, ...]]:
    """Rows of counts from the beginning, each shown once no difference to the last one shown is small."""
    found: list[tuple[int | None, ...]] = []
    last: Sequence[int] = [0] * len(rows[0])
    for row in rows:
        added = [now - before for before, now in zip(last, row, strict=True)]
        if all(count == 0 or count >= minimum for count in added):
            found.append(tuple(row))
            last = row
        else:
            found.append((None,) * len(row))
    return found
