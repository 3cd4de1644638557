"""Breakdowns of counts as they may be published. Pure: no database, no clock.

The whole of each period is published as the value itself, so it is taken as known, and so is everything that was told
before: also of values that were corrected since, and by former definitions. Rows are therefore taken in the order in
which they were published, and what was told of one is never told otherwise later. Of each row as few counts are left
out as need be, and of as many the smallest (``told_counts``), so that nobody can work out

- a count from 1 to ``minimum`` - 1, by itself or as the rest of its whole;
- a change of so few between two rows that are compared. What can be compared are the smallest groups of categories
  known in both rows: a category that is told, or what is left out in one row as far as the other does not tell it. The
  sum of two told changes is not looked at: each of them is large;
- that all of a group smaller than ``group_minimum`` are in one category.

Which rows are compared depends on what the counts are (``Nature``). Two breakdowns of the same whole tell nothing of
each other: any counts of one go with any of the other. That no category stands in two of them is up to who defines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations
from typing import Any, Protocol

from evaluation.enums import Joining

# Counts left out besides those that must be: where two do not do, the whole row is left out.
MOST_BESIDES = 2
APART = frozenset({Joining.SUM, Joining.RATIO})


class Nature(Enum):
    """What counts of several periods have to do with each other.

    GROWING: counted from the beginning, so a difference counts those who came in between; every two rows are compared,
    and a row is told wholly or not at all. STOCK: a state at the end of a period, so a difference is a net change: it
    is compared with what was told next before and after, a 12 followed by an 11 shows that somebody left. With larger
    changes between, a small one is of nobody in particular. EACH: what happened in a period and is added up, so periods
    have nobody in common; only values of the same period are compared, and of a period that overlaps a told one in
    part nothing is told, since the difference would be a period of its own.
    """

    GROWING = "growing"
    STOCK = "stock"
    EACH = "each"


class Defined(Protocol):
    """What is asked of a definition."""

    breakdowns: Sequence[Mapping[str, Any]]
    min_n: int
    group_min_n: int
    is_cumulative: bool
    aggregation: str


@dataclass(frozen=True, slots=True)
class PartedValue:
    """A published value with its parts. ``span``: its period as [first, last), in anything that compares.

    ``is_standing``: it is still what counts, by the definition of today; others were told once and are known.
    """

    definition: Defined
    period: str
    span: tuple[Any, Any]
    parts: Mapping[str, Mapping[str, int]]
    is_standing: bool = True


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


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of the categories of one value."""

    counts: Mapping[str, int]
    span: tuple[Any, Any]
    nature: Nature
    minimum: int = 5
    group_minimum: int = 10

    @property
    def whole(self) -> int:
        """The value itself."""
        return sum(self.counts.values())

    @property
    def moment(self) -> Any:
        """The end of its period."""
        return self.span[1]


@dataclass(frozen=True, slots=True)
class _Told:
    """A row as it was told: without the counts of ``hidden``."""

    row: Row
    hidden: frozenset[str]

    @property
    def is_told(self) -> bool:
        """Whether any of its counts is."""
        return len(self.hidden) < len(self.row.counts)

    def knows(self, group: frozenset[str]) -> bool:
        """Whether the sum of the group can be worked out of it."""
        return group <= self.row.counts.keys() and (not group & self.hidden or self.hidden <= group)


def shown_breakdowns(
    definition: Defined, values: Sequence[PartedValue]
) -> tuple[ShownBreakdown, ...]:
    """Breakdowns of today's definition as they may be published, by time. ``values`` in the order of publication."""
    found = []
    for breakdown in definition.breakdowns:
        key = breakdown["key"]
        parted = [value for value in values if key in value.parts]
        told = list(
            zip(parted, told_counts([_row_of(value, key) for value in parted]), strict=True)
        )
        standing = sorted((row for row in told if row[0].is_standing), key=lambda row: row[0].span)
        if not standing:
            continue
        found.append(
            ShownBreakdown(
                key=key,
                label=breakdown["label"],
                categories=tuple(category["label"] for category in breakdown["categories"]),
                rows=tuple(
                    (
                        value.period,
                        tuple(counts[category["key"]] for category in breakdown["categories"]),
                    )
                    for value, counts in standing
                ),
            )
        )
    return tuple(found)


def _row_of(value: PartedValue, key: str) -> Row:
    definition, parts = value.definition, value.parts[key]
    (breakdown,) = [row for row in definition.breakdowns if row["key"] == key]
    return Row(
        counts={one["key"]: parts.get(one["key"], 0) for one in breakdown["categories"]},
        span=value.span,
        nature=nature_of(definition),
        minimum=definition.min_n,
        group_minimum=max(definition.min_n, definition.group_min_n),
    )


def nature_of(definition: Defined) -> Nature:
    """What its counts of several periods have to do with each other; a state where it is not said."""
    if definition.is_cumulative:
        return Nature.GROWING
    return Nature.EACH if definition.aggregation in APART else Nature.STOCK


def told_counts(rows: Sequence[Row]) -> list[dict[str, int | None]]:
    """The counts of each row that may be published, None for the others. ``rows`` in the order of publication."""
    told: list[_Told] = []
    for row in rows:
        hidden = next(
            (hidden for hidden in _ways(row, told) if _is_safe(_Told(row, hidden), told)),
            frozenset(row.counts),
        )
        told.append(_Told(row, hidden))
    return [
        {name: None if name in one.hidden else count for name, count in one.row.counts.items()}
        for one in told
    ]


def _ways(row: Row, told: Sequence[_Told]) -> Iterator[frozenset[str]]:
    """What could be left out: what must be, with as few others as need be, the smallest first."""
    if row.nature is Nature.GROWING:
        yield frozenset()
        return
    must = {name for name, count in row.counts.items() if 0 < count < row.minimum}
    for group in _small_changes(_Told(row, frozenset()), told):
        if len(group) == 1:
            must |= group
    others = sorted(row.counts.keys() - must)
    for besides in range(MOST_BESIDES + 1):
        chosen = combinations(others, besides)
        for more in sorted(chosen, key=lambda names: sum(row.counts[name] for name in names)):
            yield frozenset(must | set(more))


def _is_safe(one: _Told, told: Sequence[_Told]) -> bool:
    """Whether the row may be told like this beside all that was told."""
    return (
        _hides_small(one)
        and not any(_overlap_in_part(one.row, other) for other in told)
        and not any(_are_alike(one, other) for other in _with_groups(one.row, told))
        and not _tells_between(one.row, told)
        and next(_small_changes(one, told), None) is None
    )


def _hides_small(one: _Told) -> bool:
    """Whether every small count is left out, and with others that could be its own: each could be the minimum then."""
    counts, minimum = one.row.counts, one.row.minimum
    small = {name for name, count in counts.items() if 0 < count < minimum}
    if not small:
        return True
    rest = sum(counts[name] for name in one.hidden)
    return small <= one.hidden and len(one.hidden) > 1 and rest >= minimum


def _common_groups(one: _Told, other: _Told) -> Iterator[tuple[frozenset[str], int]]:
    """The smallest groups of categories known in both rows, with how many more there are in ``one``."""
    left = set(one.row.counts)
    while left:
        group = frozenset({min(left)})
        while True:
            wider = group
            for known in (one, other):
                if wider & known.hidden:
                    wider |= known.hidden
            if wider == group:
                break
            group = wider
        left -= group
        if one.knows(group) and other.knows(group):
            yield (
                group,
                sum(one.row.counts[name] for name in group)
                - sum(other.row.counts[name] for name in group),
            )


def _nobody(row: Row) -> _Told:
    """What everybody knows: that counts from the beginning began with none."""
    return _Told(replace(row, counts=dict.fromkeys(row.counts, 0)), frozenset())


def _small_changes(one: _Told, told: Sequence[_Told]) -> Iterator[frozenset[str]]:
    """Groups of categories whose change by a few would be known."""
    row = one.row
    for other in told:
        is_same = other.row.span == row.span
        if row.nature is Nature.EACH and not is_same:
            continue
        for group, change in _common_groups(one, other):
            is_small = 0 < abs(change) < max(row.minimum, other.row.minimum)
            # the change of the whole is public already
            if not is_small or group == row.counts.keys():
                continue
            is_far = row.nature is Nature.STOCK and any(
                between.knows(group)
                and _is_between(between.row.moment, row.moment, other.row.moment)
                for between in told
            )
            if not is_far:
                yield group


def _is_between(moment: Any, one: Any, other: Any) -> bool:
    return min(one, other) < moment < max(one, other)


def _with_groups(row: Row, told: Sequence[_Told]) -> Iterator[_Told]:
    """What was told of others from which those of the row differ by persons: by none of them, by who came since, by
    who was forgotten.
    """
    yield _nobody(row)
    for other in told:
        if row.nature is Nature.GROWING or other.row.span == row.span:
            yield other


def _are_alike(one: _Told, other: _Told) -> bool:
    """Whether all of the small group by which the rows differ are known to be in one category."""
    group = one.row.whole - other.row.whole
    return 0 < abs(group) < one.row.group_minimum and any(
        len(names) == 1 and change == group for names, change in _common_groups(one, other)
    )


def _overlap_in_part(row: Row, other: _Told) -> bool:
    return (
        row.nature is Nature.EACH
        and other.is_told
        and other.row.span != row.span
        and other.row.span[0] < row.span[1]
        and row.span[0] < other.row.span[1]
    )


def _tells_between(row: Row, told: Sequence[_Told]) -> bool:
    """Whether a row that is not told could be worked out: all who came between two told ones are in one category."""
    if row.nature is not Nature.GROWING:
        return False
    shown = [other.row for other in told if other.is_told]
    before = [other for other in shown if other.moment < row.moment]
    after = [other for other in shown if other.moment > row.moment]
    first = max(before, key=lambda other: other.moment, default=None)
    last = min(after, key=lambda other: other.moment, default=None)
    for near in (first or _nobody(row).row, last):
        if near is None:
            continue
        grown = [name for name in row.counts if row.counts[name] != near.counts.get(name, 0)]
        wholes = {row.whole, near.whole}
        if len(grown) == 1 and any(
            not other.is_told
            and other.row.whole not in wholes
            and (
                _is_between(other.row.moment, row.moment, near.moment)
                if near in shown
                else other.row.moment < row.moment
            )
            for other in told
        ):
            return True
    return False
