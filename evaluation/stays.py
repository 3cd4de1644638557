"""Time in the housing pilot: months, limits and reviews. Pure: no database, no clock.

Months are those of the calendar: six months from 31 August end on the last day of February. Intervals are half-open,
[start, end); ``end`` is the first day on which the household does not hold the flat any more, None while it does.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class StayRules:
    """What was agreed for the pilot; the defaults are Ostrava's. Months of the calendar, days.

    ``gap_days``: two crisis stays with fewer days between them are one stay in the sense of the limit.
    """

    crisis_months: int = 6
    crisis_reviews: tuple[int, ...] = (4, 5)
    assessment_months: int = 3
    gap_days: int = 30

    def on(self, _day: date) -> "StayRules":
        """The same on every day."""
        return self


@dataclass(frozen=True, slots=True)
class DatedRules:
    """Rules by the day from which they hold, in the order of days. What began under some keeps them: it was agreed so.

    The longest crisis stay and its reviews are those of the day the first stay of a chain began; whether a stay counts
    together with the one before it is told by the day it began itself; the time to decide on support is that of the day
    the household moved into its first social or affordable flat.
    """

    rows: tuple[tuple[date, StayRules], ...]

    def on(self, day: date) -> StayRules:
        """Those that hold on a day; before the first ones, the first."""
        held = self.rows[0][1]
        for valid_from, rules in self.rows:
            if valid_from <= day:
                held = rules
        return held


Rules = StayRules | DatedRules


@dataclass(frozen=True, slots=True)
class Stay:
    """Days [start, end) in one flat."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a stay ends before it starts")


def months_after(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def overlapping(stays: Iterable[Stay]) -> list[tuple[Stay, Stay]]:
    """Pairs of stays, one after the other by their start, that share a day; one that ended as it began has none."""
    found = []
    latest: Stay | None = None
    for stay in _ordered(stay for stay in stays if stay.start != stay.end):
        if latest is not None and (latest.end is None or latest.end > stay.start):
            found.append((latest, stay))
        if latest is None or (
            latest.end is not None and (stay.end is None or stay.end > latest.end)
        ):
            latest = stay
    return found


def _ordered(stays: Iterable[Stay]) -> list[Stay]:
    return sorted(stays, key=lambda stay: (stay.start, stay.end or date.max))


def together(crisis_stays: Iterable[Stay], rules: Rules) -> list[list[Stay]]:
    """Crisis stays of one household in chains: stays less than ``gap_days`` apart are of one chain, in order."""
    chains: list[list[Stay]] = []
    for stay in _ordered(crisis_stays):
        former = chains[-1][-1] if chains else None
        if former and (
            former.end is None or (stay.start - former.end).days < rules.on(stay.start).gap_days
        ):
            chains[-1].append(stay)
        else:
            chains.append([stay])
    return chains


def limit_of(chain: Sequence[Stay], rules: Rules) -> date:
    """The first day over the limit of one chain: days between its stays do not count against the household."""
    start = chain[0].start
    return months_after(start, rules.on(start).crisis_months) + timedelta(days=_days_outside(chain))


def reviews_of(chain: Sequence[Stay], rules: Rules) -> list[date]:
    """Days by which the stay of a chain is looked at together."""
    outside = timedelta(days=_days_outside(chain))
    start = chain[0].start
    return [months_after(start, months) + outside for months in rules.on(start).crisis_reviews]


def _days_outside(chain: Sequence[Stay]) -> int:
    return sum(
        max(0, (later.start - former.end).days)
        for former, later in pairwise(chain)
        if former.end is not None
    )


def is_over_limit(chain: Sequence[Stay], rules: Rules, on: date) -> bool:
    """Whether the household is in the flat on the day although the limit has passed. Nothing ends by itself."""
    last = chain[-1]
    is_there = last.start <= on and (last.end is None or on < last.end)
    return is_there and on >= limit_of(chain, rules)


def assessment_due(first_start: date, rules: Rules) -> date:
    """The day by which the level of support is to be decided, from the first social or affordable tenancy."""
    return months_after(first_start, rules.on(first_start).assessment_months)
