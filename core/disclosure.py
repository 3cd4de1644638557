"""Counts of people in published tables: small ones are left out, with so many others that none can be worked out.

A table is rows of counts with the sum of each row, of each column and of all. Everybody knows that sums are sums and
that counts are not negative, so a count left out alone is found by subtraction. ``suppressed`` leaves out further
counts until each small one could be anything up to a value that is at least ``minimum``. How far it could be is not
guessed but worked out: the most that can flow round the count through others that are left out, as in a network whose
nodes are the rows and columns (Cox, "Network models for complementary cell suppression", JASA 1995).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

NO_LIMIT = 10**9
SUM = -1  # the row or column of sums


@dataclass(frozen=True, slots=True)
class Table:
    """Counts as they may be published; None where one is left out. Sums belong to the whole table, shown or not."""

    cells: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int | None, ...]
    column_sums: tuple[int | None, ...]
    total: int | None


Place = tuple[int, int]  # (row, column), either may be SUM


def suppressed(rows: Sequence[Sequence[int]], minimum: int) -> Table:
    """The table with every count from 1 to ``minimum`` - 1 left out, and as many others as that needs.

    Zeros are shown unless they protect a small count: that nobody is meant says nothing of anybody. What is left out
    besides is as small as possible for each count, so that readers keep the large ones. Raises ValueError for negative
    counts and rows of unequal length.
    """
    values = _with_sums(rows)
    small = {place for place, value in values.items() if 0 < value < minimum}
    hidden = set(small)
    while unsafe := _first_unsafe(values, hidden, small, minimum):
        # nothing that could protect it: the whole table is left out
        hidden |= _cheapest_round(values, hidden, unsafe, minimum) or set(values)
    return _table(values, hidden, len(rows), len(rows[0]) if rows else 0)


def _with_sums(rows: Sequence[Sequence[int]]) -> dict[Place, int]:
    if len({len(row) for row in rows}) > 1:
        raise ValueError("rows of unequal length")
    if any(value < 0 for row in rows for value in row):
        raise ValueError("a count is not negative")
    values = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}
    for r, row in enumerate(rows):
        values[r, SUM] = sum(row)
    for c in range(len(rows[0]) if rows else 0):
        values[SUM, c] = sum(row[c] for row in rows)
    values[SUM, SUM] = sum(sum(row) for row in rows)
    return values


def reach(values: dict[Place, int], hidden: set[Place], place: Place) -> tuple[int, int]:
    """The least and the most a count left out could be, for who sees all others: (least, most)."""
    return (
        values[place] - _flow(values, hidden, place, up=False, most=values[place]),
        values[place] + _flow(values, hidden, place, up=True, most=NO_LIMIT),
    )


def _first_unsafe(
    values: dict[Place, int], hidden: set[Place], small: set[Place], minimum: int
) -> Place | None:
    for place in sorted(small):
        least, most = reach(values, hidden, place)
        if most < minimum or least == most:
            return place
    return None


def _cheapest_round(
    values: dict[Place, int], hidden: set[Place], unsafe: Place, minimum: int
) -> set[Place]:
    """The counts whose hiding lets an unsafe one be as large as ``minimum``, of least sum: a shortest way round it.

    What is hidden already costs nothing. Empty when no way is wide enough.
    """
    needed = max(1, minimum - values[unsafe])
    ways: dict[str, list[tuple[str, int, Place]]] = {}
    for place, value in values.items():
        if place == unsafe:
            continue
        source, target = _ends(*place)
        cost = 0 if place in hidden else value + 1
        ways.setdefault(source, []).append((target, cost, place))
        if value >= needed:
            ways.setdefault(target, []).append((source, cost, place))
    goal, start = _ends(*unsafe)
    best: dict[str, tuple[int, frozenset[Place]]] = {start: (0, frozenset())}
    queue: list[tuple[int, str]] = [(0, start)]
    while queue:
        spent, node = heappop(queue)
        if node == goal:
            return set(best[goal][1])
        if spent > best[node][0]:
            continue
        for other, cost, place in ways.get(node, ()):
            if other not in best or spent + cost < best[other][0]:
                best[other] = (spent + cost, best[node][1] | {place})
                heappush(queue, (spent + cost, other))
    return set()


def _flow(
    values: dict[Place, int], hidden: set[Place], place: Place, *, up: bool, most: int
) -> int:
    """How much the count can grow (``up``) or shrink while all shown counts stay: the largest flow back round it.

    Growing an inner count of a row needs another of the row to shrink, or its sum to grow, and so on; a sum changes
    against the counts it sums.
    """
    capacity: dict[tuple[str, str], int] = {}

    def edge(start: str, end: str, amount: int) -> None:
        capacity[start, end] = capacity.get((start, end), 0) + amount
        capacity.setdefault((end, start), 0)

    for r, c in hidden:
        if (r, c) == place:
            continue
        source, target = _ends(r, c)
        edge(source, target, NO_LIMIT)  # the count grows
        edge(target, source, values[r, c])  # it shrinks, not below zero
    begin, end = _ends(*place)
    # to grow, the place itself carries flow from begin to end; the others bring it back
    start, goal = (end, begin) if up else (begin, end)
    return min(most, _largest_flow(capacity, start, goal, most))


def _ends(row: int, column: int) -> tuple[str, str]:
    """Nodes a count leads between: row to column, and the other way round where exactly one of them is of sums."""
    source, target = f"r{row}", f"c{column}"
    return (target, source) if (row == SUM) != (column == SUM) else (source, target)


def _largest_flow(capacity: dict[tuple[str, str], int], start: str, goal: str, most: int) -> int:
    """Edmonds and Karp: shortest ways first, until ``most`` flows or no way is left."""
    left = dict(capacity)
    neighbours: dict[str, set[str]] = {}
    for a, b in capacity:
        neighbours.setdefault(a, set()).add(b)
    flowing = 0
    while flowing < most:
        came: dict[str, str] = {start: start}
        queue = deque([start])
        while queue and goal not in came:
            node = queue.popleft()
            for other in sorted(neighbours.get(node, ())):
                if other not in came and left[node, other] > 0:
                    came[other] = node
                    queue.append(other)
        if goal not in came:
            break
        way = [goal]
        while way[-1] != start:
            way.append(came[way[-1]])
        steps = list(zip(way[1:], way[:-1], strict=True))
        amount = min(min(left[step] for step in steps), most - flowing)
        for a, b in steps:
            left[a, b] -= amount
            left[b, a] += amount
        flowing += amount
    return flowing


def _table(values: dict[Place, int], hidden: set[Place], rows: int, columns: int) -> Table:
    def shown(row: int, column: int) -> int | None:
        return None if (row, column) in hidden else values[row, column]

    return Table(
        cells=tuple(tuple(shown(r, c) for c in range(columns)) for r in range(rows)),
        row_sums=tuple(shown(r, SUM) for r in range(rows)),
        column_sums=tuple(shown(SUM, c) for c in range(columns)),
        total=shown(SUM, SUM),
    )
