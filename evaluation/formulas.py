"""Values of indicators: computed from what was measured, added up over periods, judged. Pure: no database, no clock.

Values are ``Decimal``: what somebody entered is what is shown, and 0.1 is a tenth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Aggregation(StrEnum):
    """How values of periods make the value of a longer one."""

    SUM = "sum"
    LATEST = "latest"
    RATIO = "recompute_ratio"
    NONE = "none"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Verdict(StrEnum):
    """What is told of an indicator in one word."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    NOT_MEASURED = "not_measured"


class NothingToDivideBy(ValueError):
    """A share of nobody has no value."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value: as such, or as numerator and denominator of a share."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def result(self, *, percent: bool = False) -> Decimal | None:
        """The value; of a share with four digits, or as per cent with two. Raises NothingToDivideBy.

        None where nothing was measured.
        """
        if self.numerator is None or self.denominator is None:
            return self.value
        if self.denominator == 0:
            raise NothingToDivideBy
        share = self.numerator / self.denominator * (100 if percent else 1)
        return share.quantize(Decimal("0.01" if percent else "0.0001"), ROUND_HALF_UP)


def aggregated(rows: Sequence[Measured], how: Aggregation) -> Measured | None:
    """The value of a longer period from those of its parts in their order; None where the parts do not make one.

    A share is computed again from the sums: the mean of shares would weigh a small period like a large one.
    """
    if not rows:
        return None
    if how is Aggregation.LATEST:
        return rows[-1]
    if how is Aggregation.SUM:
        values = [row.value for row in rows]
        return None if None in values else Measured(value=sum(values, Decimal()))  # type: ignore[arg-type]
    if how is Aggregation.RATIO:
        pairs = [(row.numerator, row.denominator) for row in rows]
        if any(top is None or bottom is None for top, bottom in pairs):
            return None
        tops, bottoms = zip(*pairs, strict=True)
        return Measured(numerator=sum(tops, Decimal()), denominator=sum(bottoms, Decimal()))
    return None


def verdict(
    value: Decimal | None, target: Decimal | None, direction: Direction, tolerance: Decimal
) -> Verdict:
    """Compare the last approved value with the target of its period.

    On track: the target is reached, or missed by at most ``tolerance`` (a share of the target, 0.05 is five per cent).
    Without a value or a target there is nothing to judge.
    """
    if value is None or target is None:
        return Verdict.NOT_MEASURED
    margin = abs(target) * tolerance
    reached = value >= target - margin if direction is Direction.UP else value <= target + margin
    return Verdict.ON_TRACK if reached else Verdict.BEHIND
