"""Values of indicators: shares, sums over periods, verdicts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.formulas import (
    Aggregation,
    Direction,
    Measured,
    NothingToDivideBy,
    Verdict,
    aggregated,
    verdict,
)


def share(top: int, bottom: int) -> Measured:
    return Measured(numerator=Decimal(top), denominator=Decimal(bottom))


def test_a_share_is_computed_from_both_its_parts():
    assert share(74, 92).result(percent=True) == Decimal("80.43")
    assert share(1, 3).result() == Decimal("0.3333")
    assert Measured(value=Decimal("439")).result() == Decimal("439")
    assert Measured().result() is None


def test_nothing_is_divided_by_nobody():
    with pytest.raises(NothingToDivideBy):
        share(0, 0).result()


def test_shares_of_periods_are_not_averaged():
    whole = aggregated([share(1, 2), share(90, 100)], Aggregation.RATIO)
    assert whole == share(91, 102)


def test_sums_latest_and_what_makes_no_whole():
    rows = [Measured(value=Decimal(3)), Measured(value=Decimal("4.5"))]
    assert aggregated(rows, Aggregation.SUM) == Measured(value=Decimal("7.5"))
    assert aggregated(rows, Aggregation.LATEST) == rows[1]
    assert aggregated(rows, Aggregation.NONE) is None
    assert aggregated([], Aggregation.SUM) is None
    assert aggregated([*rows, Measured()], Aggregation.SUM) is None
    assert aggregated([share(1, 2), Measured(value=Decimal(1))], Aggregation.RATIO) is None


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 99)), min_size=1, max_size=8))
def test_a_share_over_periods_lies_between_the_least_and_the_greatest(rows):
    parts = [share(min(pair), max(pair)) for pair in rows]
    whole = aggregated(parts, Aggregation.RATIO)
    assert whole is not None
    values = [part.result() for part in parts]
    assert min(values) <= whole.result() <= max(values)


@pytest.mark.parametrize(
    ("value", "target", "direction", "told"),
    [
        ("508", "509", Direction.UP, Verdict.ON_TRACK),
        ("483.55", "509", Direction.UP, Verdict.ON_TRACK),
        ("483.54", "509", Direction.UP, Verdict.BEHIND),
        ("12", "10", Direction.DOWN, Verdict.BEHIND),
        ("10.5", "10", Direction.DOWN, Verdict.ON_TRACK),
        (None, "10", Direction.UP, Verdict.NOT_MEASURED),
        ("10", None, Direction.UP, Verdict.NOT_MEASURED),
    ],
)
def test_the_verdict_says_how_far_the_target_is(value, target, direction, told):
    given_value, given_target = (
        None if text is None else Decimal(text) for text in (value, target)
    )
    assert verdict(given_value, given_target, direction, Decimal("0.05")) == told
