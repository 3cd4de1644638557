"""Deadlines of measures on a line of time: a table, and a drawing that says the same. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concept.enums import MeasureStatus
from concept.queries.action_plan import PlannedMeasure

# Pixels downwards; across the drawing is as wide as its place, so that letters keep their size on a telephone.
ROW, TOP = 44, 34
LABEL, LINE = 14, 28
FIRST, LAST = 6.0, 94.0  # percent: marks and years at the ends are whole


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A deadline in the drawing; ``x`` is a place across as SVG writes it ("12.5%"), ``kind`` a class of the mark."""

    measure: PlannedMeasure
    x: str
    label_y: int
    line_y: int
    kind: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Measures with a day as their deadline, the earliest first, and those without.

    ``years``: (year, place of its 1 January). ``today``: place of the day told, "" when it lies outside.
    """

    marks: list[TimelineMark]
    undated: list[PlannedMeasure]
    years: list[tuple[int, str]]
    today: str
    height: int


KINDS = {MeasureStatus.DONE: "done", MeasureStatus.CANCELLED: "cancelled"}


def _kind(row: PlannedMeasure) -> str:
    return "late" if row.is_overdue else KINDS.get(row.standing.status, "open")


def timeline(rows: Iterable[PlannedMeasure], on: date) -> Timeline:
    """The deadlines of measures that are followed, as of a day."""
    followed = [row for row in rows if not row.has_ended]
    dated = sorted((row for row in followed if row.due_on), key=lambda row: (row.due_on, row.order))
    undated = [row for row in followed if not row.due_on]
    if not dated:
        return Timeline([], undated, [], "", 0)
    first = date(dated[0].due_on.year, 1, 1)
    end = date(dated[-1].due_on.year + 1, 1, 1)

    def place(day: date) -> str:
        share = (day - first).days / (end - first).days
        return f"{FIRST + share * (LAST - FIRST):.1f}%"

    step = max(
        1, (end.year - first.year) // 6
    )  # at most seven years are named, or they would overlap on a telephone
    return Timeline(
        marks=[
            TimelineMark(
                row,
                place(row.due_on),
                TOP + number * ROW + LABEL,
                TOP + number * ROW + LINE,
                _kind(row),
            )
            for number, row in enumerate(dated)
        ],
        undated=undated,
        years=[(year, place(date(year, 1, 1))) for year in range(first.year, end.year + 1, step)],
        today=place(on) if first <= on <= end else "",
        height=TOP + len(dated) * ROW,
    )
