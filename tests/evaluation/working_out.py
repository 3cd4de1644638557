"""What readers can work out of published counts, by brute force. Knows nothing of how it was chosen what is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, pairwise, product
from typing import Any

from evaluation.revealing import Count


def small_by_brute_force(counts: list[Count]) -> list[tuple[str, ...]]:
    """Combinations of one to three published counts that are the count of a small group, asked one by one."""
    distinct = list({count.rows: count for count in counts if count.rows}.values())
    found = [(one.name,) for one in distinct if one.value < one.minimum]
    pairs = []
    for one, other in combinations(distinct, 2):
        large, little = (one, other) if one.value > other.value else (other, one)
        least = max(one.minimum, other.minimum)
        if little.rows < large.rows:
            pairs.append((large.rows - little.rows, (large.name, "-" + little.name), least))
        if not one.rows & other.rows:
            pairs.append((one.rows | other.rows, (one.name, other.name), least))
    found += [names for rows, names, least in pairs if len(rows) < least]
    for rows, names, least in pairs:
        for third in distinct:
            least = max(least, third.minimum)
            if third.rows < rows and len(rows) - third.value < least:
                found.append((*names, "-" + third.name))
            if rows < third.rows and third.value - len(rows) < least:
                found.append((third.name, *names))
    return found


# Parts of wholes of the pilot: that all of a few households are in one of them would be known of each of those.
ALIKE = {
    **{f"reached_{m}": (f"housed_{m}", f"not_housed_{m}") for m in (6, 12, 24)},
    **{f"not_housed_{m}": (f"lost_{m}", f"died_{m}", f"unknown_{m}") for m in (6, 12, 24)},
    "people": ("adults", "children"),
    "left": ("left_stable", "left_elsewhere"),
    "left_elsewhere": (
        "left_temporary", "left_institution", "left_homeless", "left_deceased", "left_unknown",
    ),
    "entered": ("without_housing", "badly_housed"),
    "level_decided": ("intensive", "light"),
    "intensive": ("intensive_without", "intensive_badly"),
    "light": ("light_without", "light_badly"),
}  # fmt: skip
ALONE = ("living", "left", "moved_between_flats")


def alike_by_brute_force(half_years: Sequence[Mapping[str, int]], least: int) -> list[str]:
    """Figures in which all of a small group are: all there are, or all who came between two half-years."""
    found = []
    for now, before in chain(product(half_years, [None]), combinations(half_years, 2)):
        grown = {
            name: value - (before[name] if before else 0)
            for name, value in now.items()
            if before is None or name in before
        }
        for whole, parts in ALIKE.items():
            if 0 < abs(grown.get(whole, 0)) < least:
                found += [name for name in parts if grown.get(name) == grown[whole]]
    for now in half_years:
        if 0 < now.get("entered", 0) < least:
            found += [name for name in ALONE if now.get(name) in (0, now["entered"])]
    return found


@dataclass(frozen=True)
class Published:
    """A row of a breakdown: true counts, and whether each is told. The whole is always known."""

    moment: Any
    counts: tuple[int, ...]
    is_told: tuple[bool, ...]


Sums = dict[tuple[int, int], int]  # (row, category) -> how often


class Reader:
    """Somebody who adds and subtracts whatever was told, with exact fractions."""

    def __init__(self, rows: Sequence[Published]) -> None:
        self.places = [(r, c) for r, row in enumerate(rows) for c in range(len(row.counts))]
        told: list[Sums] = []
        for r, row in enumerate(rows):
            told.append({(r, c): 1 for c in range(len(row.counts))})
            told += [{(r, c): 1} for c, is_told in enumerate(row.is_told) if is_told]
        self.basis: list[tuple[int, list[Fraction]]] = []
        for sums in told:
            self._learn(sums)

    def _left(self, sums: Sums) -> list[Fraction]:
        left = [Fraction(sums.get(place, 0)) for place in self.places]
        for place, known in self.basis:
            if left[place]:
                times = left[place]
                left = [one - times * other for one, other in zip(left, known, strict=True)]
        return left

    def _learn(self, sums: Sums) -> None:
        left = self._left(sums)
        place = next((n for n, value in enumerate(left) if value), None)
        if place is not None:
            self.basis.append((place, [value / left[place] for value in left]))

    def knows(self, sums: Sums) -> bool:
        """Whether the sum of these counts can be worked out."""
        return not any(self._left(sums))


def _groups(size: int) -> Iterator[tuple[int, ...]]:
    for many in range(1, size):
        yield from combinations(range(size), many)


def small_by_algebra(
    rows: Sequence[Published], minimum: int, are_compared: Callable[[int, int], bool]
) -> list[str]:
    """Small counts and changes by a few that adding and subtracting tells.

    Changes are those of the smallest groups of categories whose change can be worked out, but of all of them together,
    which are public; between rows that ``are_compared``.
    """
    reader, found = Reader(rows), []
    for r, row in enumerate(rows):
        found += [
            f"{r}/{c}"
            for c, count in enumerate(row.counts)
            if 0 < count < minimum and reader.knows({(r, c): 1})
        ]
    for one, other in combinations(range(len(rows)), 2):
        if not are_compared(one, other):
            continue
        known: list[set[int]] = []
        for group in _groups(len(rows[one].counts)):
            sums = {(one, c): 1 for c in group} | {(other, c): -1 for c in group}
            if any(smaller <= set(group) for smaller in known) or not reader.knows(sums):
                continue
            known.append(set(group))
            change = sum(rows[one].counts[c] - rows[other].counts[c] for c in group)
            if 0 < abs(change) < minimum:
                found.append(f"{other} to {one}: {group}")
    return found


def alike_by_algebra(rows: Sequence[Published], least: int, *, is_growing: bool) -> list[str]:
    """Categories known to hold all of a group smaller than ``least``: all of a row, or all who came between two."""
    reader, found = Reader(rows), []
    for r, row in enumerate(rows):
        if 0 < sum(row.counts) < least:
            found += [
                f"{r}/{c}"
                for c, count in enumerate(row.counts)
                if count == sum(row.counts) and reader.knows({(r, c): 1})
            ]
    for one, other in combinations(range(len(rows)), 2) if is_growing else ():
        came = sum(rows[other].counts) - sum(rows[one].counts)
        if 0 < came < least:
            found += [
                f"{one} to {other}: {c}"
                for c in range(len(rows[one].counts))
                if rows[other].counts[c] - rows[one].counts[c] == came
                and reader.knows({(other, c): 1, (one, c): -1})
            ]
    return found


def _fitting(row: Published) -> Iterator[tuple[int, ...]]:
    """Every row of counts with the same whole that somebody who sees what is told may think of."""
    hidden = [c for c, is_told in enumerate(row.is_told) if not is_told]
    rest = sum(row.counts[c] for c in hidden)
    for counts in product(range(rest + 1), repeat=max(0, len(hidden) - 1)):
        if sum(counts) <= rest:
            filled = list(row.counts)
            for c, count in zip(hidden, (*counts, rest - sum(counts)), strict=bool(hidden)):
                filled[c] = count
            yield tuple(filled)


def small_by_trying(rows: Sequence[Published], minimum: int) -> list[str]:
    """Small counts that are known not to be large, though their whole is: every row that fits is tried."""
    found = []
    for r, row in enumerate(rows):
        thought = list(_fitting(row))
        for c, count in enumerate(row.counts):
            if 0 < count < minimum <= sum(row.counts):
                might = {counts[c] for counts in thought}
                if len(might) == 1 or max(might) < minimum:
                    found.append(f"{r}/{c}")
    return found


def small_growth_by_trying(rows: Sequence[Published], minimum: int) -> list[str]:
    """Of counts from the beginning, in order of time: who came between two rows, few in a category, and it is known.

    Every course of counts is tried that never falls. Where few came altogether, it is known that few came to each
    category: then how many must not be known.
    """
    courses = [
        course
        for course in product(*(tuple(_fitting(row)) for row in rows))
        if all(
            before <= after
            for one, other in pairwise(course)
            for before, after in zip(one, other, strict=True)
        )
    ]
    found = []
    for one, other in combinations(range(len(rows)), 2):
        came = sum(rows[other].counts) - sum(rows[one].counts)
        for c in range(len(rows[one].counts)):
            if 0 < rows[other].counts[c] - rows[one].counts[c] < minimum:
                might = {course[other][c] - course[one][c] for course in courses}
                if len(might) == 1 or (came >= minimum and max(might) < minimum):
                    found.append(f"{one} to {other}: {c}")
    return found
