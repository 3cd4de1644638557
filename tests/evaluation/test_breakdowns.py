"""Breakdowns as they may be published: no small count can be worked out, beside the wholes and between periods."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.breakdowns import safe, shown_breakdowns
from evaluation.models import IndicatorDefinition

X = None


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        # one small count would be the rest of the whole: a second one goes with it
        ([[2, 8, 9]], [(X, X, 9)]),
        ([[20, 8]], [(20, 8)]),
        ([[0, 8]], [(0, 8)]),
        ([[1, 3]], [(X, X)]),
        ([[0, 0]], [(0, 0)]),
    ],
)
def test_small_counts_are_left_out_with_another_that_hides_them(rows, shown):
    assert safe(rows, 5, is_cumulative=False) == shown


def test_counts_from_the_beginning_are_told_once_their_differences_are_large_enough():
    rows = [[20, 30], [21, 30], [26, 30], [31, 36]]
    assert safe(rows, 5, is_cumulative=True) == [(20, 30), (X, X), (26, 30), (31, 36)]
    # what goes down was corrected: its difference would be small too
    assert safe([[20, 30], [19, 30]], 5, is_cumulative=True) == [(20, 30), (X, X)]


tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


@given(tables, st.integers(3, 6))
def test_a_small_count_could_always_be_a_large_one(rows, minimum):
    for row, shown in zip(rows, safe(rows, minimum, is_cumulative=False), strict=True):
        rest = sum(row) - sum(count for count in shown if count is not None)
        hidden = [count for count, told in zip(row, shown, strict=True) if told is None]
        assert all(told in (None, count) for count, told in zip(row, shown, strict=True))
        assert not any(0 < told < minimum for told in shown if told)
        if any(0 < count < minimum for count in hidden) and sum(row) >= minimum:
            assert len(hidden) >= 2
            assert rest >= minimum


@given(tables, st.integers(3, 6))
def test_no_difference_of_counts_from_the_beginning_is_small(rows, minimum):
    grown = [[sum(column) for column in zip(*rows[: n + 1], strict=True)] for n in range(len(rows))]
    told = [row for row in safe(grown, minimum, is_cumulative=True) if None not in row]
    for former, row in pairwise([(0,) * len(rows[0]), *told]):
        added = [now - before for before, now in zip(former, row, strict=True)]
        assert all(count == 0 or count >= minimum for count in added)


def test_a_breakdown_names_its_categories_and_says_that_it_hides():
    definition = IndicatorDefinition(
        min_n=5,
        breakdowns=[
            {
                "key": "obvod",
                "label": "Městský obvod",
                "categories": [{"key": "a", "label": "Jih"}, {"key": "b", "label": "Poruba"}],
            }
        ],
    )
    rows = [
        ("2018", {"obvod": {"a": 6, "b": 9}}),
        ("2019", {}),
        ("2020", {"obvod": {"a": 2, "b": 9}}),
    ]
    (told,) = shown_breakdowns(definition, rows)
    assert (told.label, told.categories, told.hides_any) == (
        "Městský obvod",
        ("Jih", "Poruba"),
        True,
    )
    assert told.rows == (("2018", (6, 9)), ("2020", (X, X)))
