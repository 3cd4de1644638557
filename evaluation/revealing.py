"""What published counts reveal beside each other, and which further ones may be published. Pure: no database, no clock.

A count tells of a small group not only by itself: last year's count taken from this year's tells who came in between,
a whole without one part tells the other, those who entered without those who live there tell who left. So a count is
taken as the set of those it counts, and everything that adding and subtracting makes of sets already told is looked
at: whenever a combination of published counts is the count of a set (each is in it once or not at all), the set must be
empty or have at least ``minimum`` members. Looked at are

- every published count,
- sums of two that share nobody, and differences of two of which one lies within the other,
- the same of those results with a further count, and differences of two differences: up to four counts.

A set lies within another one by who is counted, whether or not readers know that it must: that refuses rather too much.
Equal sets tell nothing new. Other methods (rounding, noise) would change figures people rely on.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Count:
    """A published count: what it is called, who is counted, and the least count that may be told of such a group."""

    name: str
    rows: frozenset[str]
    minimum: int = 5

    @property
    def value(self) -> int:
        """How many."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Revealed:
    """A small group told by a combination of published counts, such as ("left 2018-2", "- left 2018-1")."""

    terms: tuple[str, ...]
    value: int


@dataclass(frozen=True, slots=True)
class _Told:
    """A set somebody can work out, as a mask of bits, the terms it is worked out of and the minimum that holds."""

    mask: int
    terms: tuple[str, ...]
    minimum: int


@dataclass(slots=True)
class _Bits:
    """A bit for each who is counted anywhere."""

    places: dict[str, int] = field(default_factory=dict)

    def mask(self, rows: Iterable[str]) -> int:
        """The set as a mask."""
        found = 0
        for row in rows:
            found |= 1 << self.places.setdefault(row, len(self.places))
        return found


def _minus(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(t.removeprefix("- ") if t.startswith("- ") else f"- {t}" for t in terms)


def _less(one: _Told, other: _Told) -> _Told | None:
    """The difference where one set lies within the other, whichever it is; None for equal or other sets."""
    if one.mask == other.mask:
        return None
    minimum = max(one.minimum, other.minimum)
    if one.mask & other.mask == other.mask:
        return _Told(one.mask & ~other.mask, one.terms + _minus(other.terms), minimum)
    if one.mask & other.mask == one.mask:
        return _Told(other.mask & ~one.mask, other.terms + _minus(one.terms), minimum)
    return None


def _plus(one: _Told, other: _Told) -> _Told | None:
    """The sum of two sets that share nobody."""
    if one.mask & other.mask:
        return None
    minimum = max(one.minimum, other.minimum)
    return _Told(one.mask | other.mask, one.terms + other.terms, minimum)


def _is_small(told: _Told) -> bool:
    return 0 < told.mask.bit_count() < told.minimum


def _small_differences(told: _Told, others: Iterable[_Told]) -> list[_Told]:
    """Small sets left when one is taken from the other. Asked very often, so masks are compared here."""
    mask, found = told.mask, []
    for other in others:
        common = mask & other.mask
        if common == other.mask or common == mask:
            size = (mask ^ other.mask).bit_count()
            if 0 < size < max(told.minimum, other.minimum) and (left := _less(told, other)):
                found.append(left)
    return found


class Ledger:
    """Counts that were published, and what they tell together. ``safe_with`` asks before more are added."""

    def __init__(self, counts: Iterable[Count] = ()) -> None:
        self._bits = _Bits()
        self._told: dict[int, _Told] = {}
        self._differences: dict[int, _Told] = {}
        self._sums: dict[int, _Told] = {}
        for count in counts:
            self.add(count)

    def _as_told(self, count: Count) -> _Told:
        return _Told(self._bits.mask(count.rows), (count.name,), count.minimum)

    def found_with(self, count: Count) -> list[Revealed]:
        """Small groups told once the count is published beside the others."""
        new = self._as_told(count)
        known = self._told.get(new.mask)
        if not new.mask or (known is not None and known.minimum >= new.minimum):
            return []
        near = {new.mask: new}
        for other in self._told.values():
            for told in (_less(new, other), _plus(new, other)):
                if told is not None:
                    near.setdefault(told.mask, told)
        found = [told for told in near.values() if _is_small(told)]
        for told in near.values():
            found += _small_differences(told, self._told.values())
            found += _small_differences(told, self._differences.values())
        found += _small_differences(new, self._sums.values())
        unique = {(told.terms, told.mask.bit_count()) for told in found}
        return [Revealed(terms, value) for terms, value in sorted(unique)]

    def add(self, count: Count) -> None:
        """The count is published."""
        new = self._as_told(count)
        known = self._told.get(new.mask)
        if not new.mask or (known is not None and known.minimum >= new.minimum):
            return
        for other in self._told.values():
            if (difference := _less(new, other)) is not None:
                self._differences.setdefault(difference.mask, difference)
            if (together := _plus(new, other)) is not None:
                self._sums.setdefault(together.mask, together)
        self._told[new.mask] = new

    def copy(self) -> "Ledger":
        """The same, to try something on."""
        other = Ledger()
        other._bits = self._bits
        other._told = dict(self._told)
        other._differences = dict(self._differences)
        other._sums = dict(self._sums)
        return other

    def admits(self, counts: Sequence[Count]) -> bool:
        """Whether the counts may be published together; they are added if so."""
        tried = self.copy()
        for count in counts:
            if tried.found_with(count):
                return False
            tried.add(count)
        self._told, self._differences, self._sums = tried._told, tried._differences, tried._sums
        return True


def revealed(counts: Sequence[Count]) -> list[Revealed]:
    """Every small group that combinations of the published counts tell: empty for what may stand published."""
    ledger, found = Ledger(), []
    for count in counts:
        found += ledger.found_with(count)
        ledger.add(count)
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that are published together or not at all: all parts of ``whole``, or one figure (a part of it, or none).

    ``lines``: names whose sum is a group of which it may not be told that all are alike while it is small: the parts,
    in a table of two features those of each row and column; empty where being alike says nothing of anybody.
    ``is_stock``: it may fall again, so that a change is a net one.
    """

    names: tuple[str, ...]
    whole: str = ""
    minimum: int = 5
    lines: tuple[tuple[str, ...], ...] = ()
    is_stock: bool = False


# Figures that were told, by name, with the label of their half-year; labels sort by time.
History = Sequence[tuple[str, Mapping[str, int]]]


def shown_names(
    tables: Sequence[Table],
    sets: Mapping[str, Set[str]],
    label: str,
    published: Sequence[Count],
    history: History,
    group_minimum: int,
) -> tuple[frozenset[str], list[Count]]:
    """Which figures may be published, table by table in their order: (their names, their counts as published).

    The parts of a whole are told when it is. ``published``, ``history``: all that was published before, in whatever
    edition. Left out is besides

    - a figure that differs by less than the minimum from what was told under its name, also where rows were corrected
      and no set lies within the other any more; of a stock what was told next before and after is compared, since the
      net change over years with larger changes between is of nobody in particular,
    - a table by which all of a group smaller than ``group_minimum`` are alike: by itself, or those who came to it since
      another half-year.
    """
    ledger = Ledger(published)
    shown: set[str] = set()
    counts: list[Count] = []
    for table in tables:
        if table.whole and table.whole not in shown:
            continue
        asked = [
            Count(f"{name} {label}", frozenset(sets[name]), table.minimum) for name in table.names
        ]
        now = {name: count.value for name, count in zip(table.names, asked, strict=True)}
        if (
            _changes_by_few(table, now, label, history)
            or _are_alike(table, now, len(sets.get(table.whole, ())), history, group_minimum)
            or not ledger.admits(asked)
        ):
            continue
        shown.update(table.names)
        counts += asked
    return frozenset(shown), counts


def _changes_by_few(table: Table, now: Mapping[str, int], label: str, history: History) -> bool:
    """Whether a figure differs by some, but fewer than the minimum, from one told before."""
    for name, value in now.items():
        told = [(when, figures[name]) for when, figures in history if name in figures]
        if table.is_stock:
            before = max((when for when, _ in told if when < label), default=label)
            after = min((when for when, _ in told if when > label), default=label)
            told = [row for row in told if before <= row[0] <= after]
        if any(0 < abs(value - former) < table.minimum for _when, former in told):
            return True
    return False


def _are_alike(
    table: Table, now: Mapping[str, int], whole: int, history: History, group_minimum: int
) -> bool:
    """Whether all of a small group are counted in one figure of a line, or none in a figure that stands alone.

    Parts are of fixed moments of each household, so what a whole and its parts grew by is a group with its parts.
    """
    least = max(group_minimum, table.minimum)

    def is_full(parts: Sequence[int]) -> bool:
        group = sum(parts)
        return 0 < abs(group) < least and group in parts

    for line in table.lines:
        parts = [now[name] for name in line]
        if len(line) == 1:
            if is_full([parts[0], whole - parts[0]]):
                return True
            continue
        formers = [[0] * len(line)] + [
            [figures[name] for name in line]
            for _when, figures in history
            if figures.keys() >= set(line)
        ]
        for former in formers:
            if is_full([value - known for value, known in zip(parts, former, strict=True)]):
                return True
    return False
