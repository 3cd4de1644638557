"""How large a risk is, and when a value warns of it."""

from decimal import Decimal

import pytest

from evaluation.risk_levels import SCALE, Level, level_of, warns


def test_the_level_follows_probability_times_impact():
    levels = ["".join(level_of(p, i)[0] for i in SCALE) for p in SCALE]
    assert levels == ["llllm", "llmmh", "lmmhc", "lmhcc", "mhccc"]
    assert level_of(5, 3) is Level.CRITICAL


@pytest.mark.parametrize(("probability", "impact"), [(0, 3), (6, 1), (3, 0), (1, 6)])
def test_the_scale_goes_from_one_to_five(probability, impact):
    with pytest.raises(ValueError, match="from 1 to 5"):
        level_of(probability, impact)


def test_a_value_warns_when_it_reaches_the_limit():
    limit = Decimal("80.0000")
    values = [Decimal("79.99"), Decimal(80), Decimal("80.01"), None]
    assert [warns(value, limit, above=True) for value in values] == [False, True, True, False]
    assert [warns(value, limit, above=False) for value in values] == [True, True, False, False]
