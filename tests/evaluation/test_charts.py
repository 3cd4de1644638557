"""Places in a line chart: in proportion to days and values, from zero up."""

from datetime import date
from decimal import Decimal

from evaluation.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, line_chart

D = Decimal
BEGIN, MIDDLE, END = date(2018, 1, 1), date(2018, 7, 2), date(2019, 1, 1)


def test_values_are_placed_by_days_and_above_zero():
    chart = line_chart([[(BEGIN, D(0), "0"), (END, D(50), "50")]], [(MIDDLE, D(100), "100")])
    assert [(dot.x, dot.y, dot.text) for dot in chart.lines[0].dots] == [
        (LEFT, HEIGHT - BOTTOM, "0"),
        (WIDTH - RIGHT, (HEIGHT - BOTTOM + TOP) // 2, "50"),
    ]
    assert [(dot.x, dot.y) for dot in chart.targets] == [(WIDTH // 2, TOP)]
    assert [(tick.x, tick.text) for tick in chart.ticks] == [
        (LEFT, "2018"),
        (WIDTH - RIGHT, "2019"),
    ]
    assert (
        chart.lines[0].path
        == f"{LEFT},{HEIGHT - BOTTOM} {WIDTH - RIGHT},{(HEIGHT - BOTTOM + TOP) // 2}"
    )


def test_only_the_first_and_the_last_value_of_several_lines_are_written():
    former = [(BEGIN, D(1), "1"), (MIDDLE, D(2), "2")]
    newest = [(MIDDLE, D(3), "3"), (END, D(4), "4")]
    chart = line_chart([former, newest], [])
    assert [[dot.text for dot in line.dots] for line in chart.lines] == [["1", ""], ["", "4"]]


def test_one_day_or_nothing_is_not_drawn():
    assert line_chart([], []) is None
    assert line_chart([[(END, D(1), "1")]], [(END, D(2), "2")]) is None
    flat = line_chart([[(BEGIN, D(0), ""), (END, D(0), "")]], [])
    assert [dot.y for dot in flat.lines[0].dots] == [HEIGHT - BOTTOM] * 2
