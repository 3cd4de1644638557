"""A line chart of values over time, in places of a drawing. Pure: what is drawn stands in the table beside it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 360, 200  # about those of a telephone, so that words stay readable there
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 30, 30


@dataclass(frozen=True, slots=True)
class Dot:
    """A value in the drawing; ``text`` is written above it, "" for nothing."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """Values that compare with each other; ``path`` joins them."""

    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A day under the drawing."""

    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines, targets as dots of their own, days below; sizes in units of the drawing."""

    lines: tuple[Line, ...]
    targets: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


Value = tuple[date, Decimal, str]


def line_chart(series: Sequence[Sequence[Value]], targets: Sequence[Value]) -> Chart | None:
    """Draw series of (day, value, text) with targets; None where fewer than two days have anything to be drawn.

    The scale begins at zero unless a value is below it, so that a small change does not look large.
    """
    everything = [value for values in series for value in values] + list(targets)
    days = sorted({day for day, _value, _text in everything})
    if len(days) < 2:
        return None
    span = (days[-1] - days[0]).days
    values = [value for _day, value, _text in everything]
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    reach = high - low or Decimal(1)

    def dot(value: Value) -> Dot:
        day, number, text = value
        x = LEFT + round((WIDTH - LEFT - RIGHT) * (day - days[0]).days / span)
        y = HEIGHT - BOTTOM - round((HEIGHT - TOP - BOTTOM) * (number - low) / reach)
        return Dot(x, y, text)

    lines = []
    for number, one in enumerate(series, start=1):
        # where a line begins, and where the newest one ends: more words would lie over each other
        told = [
            (place == 0 and number == 1) or (place == len(one) - 1 and number == len(series))
            for place in range(len(one))
        ]
        dots = tuple(
            dot((day, value, text if is_told else ""))
            for (day, value, text), is_told in zip(one, told, strict=True)
        )
        lines.append(Line(" ".join(f"{place.x},{place.y}" for place in dots), dots))
    ticks = []
    for year in range(days[0].year, days[-1].year + 2):
        day = date(year, 1, 1)
        if days[0] <= day <= days[-1]:
            ticks.append(Tick(dot((day, Decimal(0), "")).x, str(year)))
    return Chart(tuple(lines), tuple(dot(value) for value in targets), tuple(ticks))
