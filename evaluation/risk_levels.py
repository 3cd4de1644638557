"""How large a risk is, and when a value warns of it. Pure: no database, no clock."""

from decimal import Decimal
from enum import StrEnum

SCALE = (1, 2, 3, 4, 5)


class Level(StrEnum):
    """How large a risk is, in one word."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


def level_of(probability: int, impact: int) -> Level:
    """The level by probability times impact, each from 1 to 5: up to 4 low, to 9 medium, to 14 high, from 15 critical.

    Four fifths of the whole (5 x 3) and what is certain and at least serious come out as critical.
    """
    if probability not in SCALE or impact not in SCALE:
        raise ValueError("probability and impact go from 1 to 5")
    product = probability * impact
    if product >= 15:
        return Level.CRITICAL
    if product >= 10:
        return Level.HIGH
    return Level.MEDIUM if product >= 5 else Level.LOW


def warns(value: Decimal | None, threshold: Decimal, *, above: bool) -> bool:
    """Whether a value reaches its threshold from below (``above``) or falls to it. What was not measured does not."""
    if value is None:
        return False
    return value >= threshold if above else value <= threshold
