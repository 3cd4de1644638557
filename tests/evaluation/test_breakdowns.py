"""Breakdowns as they may be published: what was told before is known, and nothing small can be worked out of it all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.breakdowns import Nature, PartedValue, Row, shown_breakdowns, told_counts
from evaluation.models import IndicatorDefinition
from tests.evaluation.working_out import (
    Published,
    alike_by_algebra,
    small_by_algebra,
    small_by_trying,
    small_growth_by_trying,
)

X = None


def rows_of(nature: Nature, *counts: list[int], minimum: int = 5, group: int = 5) -> list[Row]:
    """Rows of periods that follow each other, in the order of publication."""
    return [
        Row(
            counts=dict(zip("abcdef", row, strict=False)),
            span=(place, place + 1),
            nature=nature,
            minimum=minimum,
            group_minimum=group,
        )
        for place, row in enumerate(counts)
    ]


def told(nature: Nature, *counts: list[int], **fields: int) -> list[tuple[int | None, ...]]:
    return [tuple(row.values()) for row in told_counts(rows_of(nature, *counts, **fields))]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        # one small count would be the rest of the whole: the smallest that hides it goes with it
        ([2, 8, 9], (X, X, 9)),
        ([20, 8], (20, 8)),
        ([0, 8], (0, 8)),
        ([1, 3], (X, X)),
        ([0, 0], (0, 0)),
        ([3, 0, 30, 20], (X, 0, 30, X)),
    ],
)
def test_small_counts_are_left_out_with_another_that_hides_them(row, shown):
    assert told(Nature.EACH, row) == [shown]


def test_of_a_stock_no_category_changes_by_a_few_from_what_was_told_next_to_it():
    """A 12 followed by an 11 shows that somebody left. It is left out, and with it the smallest that hides it."""
    assert told(Nature.STOCK, [12, 30, 40], [11, 37, 48]) == [(12, 30, 40), (X, X, 48)]
    # worked example of the ADR: households that wait for a flat, by size; minimum 5
    assert told(
        Nature.STOCK, [71, 68, 44, 3], [80, 73, 47, 4], [92, 79, 51, 9], group=10
    ) == [(71, 68, X, X), (80, X, 47, X), (92, 79, X, X)]  # fmt: skip
    # with larger changes between, a small one is of nobody in particular
    assert told(Nature.STOCK, [12, 30], [20, 40], [13, 48]) == [(12, 30), (20, 40), (13, 48)]
    # what lies between is told later: both neighbours are looked at
    rows = rows_of(Nature.STOCK, [12, 30], [20, 40], [26, 48])
    assert [X in row.values() for row in told_counts([rows[0], rows[2], rows[1]])] == [False] * 3
    rows = rows_of(Nature.STOCK, [12, 30], [24, 40], [26, 48])
    assert [X in row.values() for row in told_counts([rows[0], rows[2], rows[1]])] == [
        False,
        False,
        True,
    ]


def test_what_happened_in_periods_that_have_nobody_in_common_is_not_compared():
    assert told(Nature.EACH, [12, 30], [11, 29]) == [(12, 30), (11, 29)]
    half, year = rows_of(Nature.EACH, [12, 30], [20, 60])
    whole_year = Row(year.counts, (0, 2), Nature.EACH)
    # a year less its first half would be the second one
    assert list(told_counts([half, whole_year])[1].values()) == [X, X]


@pytest.mark.parametrize("nature", Nature)
def test_a_correction_is_compared_with_what_was_told_before_it(nature):
    (first,) = rows_of(nature, [12, 30, 40])
    (second,) = rows_of(nature, [14, 36, 40])
    (third,) = rows_of(nature, [14, 30, 40])
    shown = [list(row.values()) for row in told_counts([first, second])]
    assert shown == [[12, 30, 40], [X, X, X if nature is Nature.GROWING else 40]]
    # two more altogether: whichever were left out with the first, the two would be of them
    assert list(told_counts([first, third])[1].values()) == [X, X, X]


def test_counts_from_the_beginning_are_told_once_their_differences_are_large_enough():
    assert told(Nature.GROWING, [20, 30], [21, 30], [26, 30], [31, 36]) == [
        (20, 30), (X, X), (X, X), (31, 36),
    ]  # fmt: skip
    assert told(Nature.GROWING, [20, 30], [26, 30], [31, 36]) == [(20, 30), (26, 30), (31, 36)]
    # what goes down was corrected: its difference would be small too
    assert told(Nature.GROWING, [20, 30], [19, 30]) == [(20, 30), (X, X)]
    # not only the last one is compared
    assert told(Nature.GROWING, [20, 30], [26, 36], [21, 46])[2] == (X, X)


def test_it_is_not_told_that_all_of_a_small_group_are_in_one_category():
    for nature in Nature:
        assert told(nature, [6, 0], group=10) == [(X, X)]
        assert told(nature, [10, 0], group=10) == [(10, 0)]
    # all seven who came since are in the first category
    assert told(Nature.GROWING, [20, 30], [27, 30], group=10) == [(20, 30), (X, X)]
    assert told(Nature.GROWING, [20, 30], [30, 30], group=10) == [(20, 30), (30, 30)]
    # who of seven is in which of two categories stays open
    assert told(Nature.STOCK, [7, 0, 0], group=10) == [(X, X, 0)]


def test_what_was_told_is_never_told_otherwise_later():
    rows = rows_of(Nature.STOCK, [12, 30, 40], [11, 37, 48], [40, 3, 60], [39, 4, 66])
    all_told = told_counts(rows)
    assert [told_counts(rows[:end]) for end in range(5)] == [all_told[:end] for end in range(5)]


@st.composite
def tables(draw, nature: Nature, *, largest: int = 40):
    """Up to four rows of two to four counts that change by little, as real ones do."""
    width, counts = draw(st.integers(2, 4)), st.integers(0, 9) | st.integers(0, largest)
    found = [draw(st.lists(counts, min_size=width, max_size=width))]
    for _further in range(draw(st.integers(0, 3))):
        change = st.integers(0 if nature is Nature.GROWING else -9, 9)
        found.append([max(0, count + draw(change)) for count in found[-1]])
    return found


def as_published(rows: list[Row]) -> list[Published]:
    return [
        Published(
            row.moment, tuple(row.counts.values()), tuple(n is not None for n in one.values())
        )
        for row, one in zip(rows, told_counts(rows), strict=True)
    ]


@settings(max_examples=80, deadline=None)
@given(tables(Nature.STOCK), st.integers(3, 6), st.booleans(), st.randoms())
def test_nothing_small_is_worked_out_by_adding_and_subtracting(counts, minimum, is_stock, random):
    """All linear combinations of everything told, in whatever order it was published; every whole is known."""
    nature = Nature.STOCK if is_stock else Nature.EACH
    rows = rows_of(nature, *counts, minimum=minimum, group=12)
    random.shuffle(rows)
    known = sorted(as_published(rows), key=lambda row: row.moment)

    def are_compared(one: int, other: int) -> bool:
        return is_stock and not any(any(row.is_told) for row in known[one + 1 : other])

    assert small_by_algebra(known, minimum, are_compared) == []
    assert small_by_trying(known, minimum) == []
    assert alike_by_algebra(known, 12, is_growing=False) == []


@settings(max_examples=60, deadline=None)
@given(tables(Nature.GROWING, largest=9), st.integers(3, 4))
def test_nothing_small_of_counts_from_the_beginning_is_worked_out(counts, minimum):
    """Adding and subtracting any two rows; and every course of two counts that never falls is tried."""
    known = as_published(rows_of(Nature.GROWING, *counts[:3], minimum=minimum, group=minimum + 2))
    assert small_by_algebra(known, minimum, lambda _one, _other: True) == []
    assert small_by_trying(known, minimum) == []
    assert alike_by_algebra(known, minimum + 2, is_growing=True) == []
    if all(len(row.counts) == 2 for row in known):
        assert small_growth_by_trying(known, minimum) == []


def test_the_proofs_find_what_is_told_without_care():
    everything = [
        Published(n, counts, (True,) * 3) for n, counts in enumerate([(12, 30, 2), (11, 40, 20)])
    ]
    assert small_by_algebra(everything, 5, lambda *_: True) == ["0/2", "1 to 0: (0,)"]
    alone = [Published(0, (12, 30, 2), (True, True, False))]
    assert small_by_algebra(alone, 5, lambda *_: True) == ["0/2"]
    assert small_by_trying(alone, 5) == ["0/2"]
    # hidden with one that is small itself: together they are known to be few
    few = [Published(0, (12, 1, 2), (True, False, False))]
    assert small_by_algebra(few, 5, lambda *_: True) == []
    assert small_by_trying(few, 5) == ["0/1", "0/2"]
    # two came by the second row and all who came by the third are in one category
    grown = [
        Published(0, (6, 6), (True, True)),
        Published(1, (8, 6), (False, False)),
        Published(2, (16, 6), (True, True)),
    ]
    assert small_growth_by_trying(grown, 5) == ["0 to 1: 0"]
    assert told(Nature.GROWING, [6, 6], [8, 6], [16, 6])[2] == (X, X)
    told_rows = [Published(n, (6, count), (True, True)) for n, count in enumerate((0, 7))]
    assert alike_by_algebra(told_rows, 10, is_growing=True) == ["0/0", "0 to 1: 1"]


def definition(**fields) -> IndicatorDefinition:
    categories = [{"key": "a", "label": "Jih"}, {"key": "b", "label": "Poruba"}]
    breakdown = {"key": "obvod", "label": "Městský obvod", "categories": categories}
    return IndicatorDefinition(min_n=5, breakdowns=[breakdown], **fields)


def test_a_breakdown_names_its_categories_and_says_that_it_hides():
    kept = definition(aggregation="latest")
    rows = [
        PartedValue(kept, "2020", (2020, 2021), {"obvod": {"a": 2, "b": 19}}),
        PartedValue(kept, "2019", (2019, 2020), {}),
        PartedValue(kept, "2018", (2018, 2019), {"obvod": {"a": 6, "b": 9}}),
    ]
    (shown,) = shown_breakdowns(kept, rows)
    assert (shown.label, shown.categories, shown.hides_any) == (
        "Městský obvod",
        ("Jih", "Poruba"),
        True,
    )
    # the later year was published first
    assert shown.rows == (("2018", (6, 9)), ("2020", (X, X)))


def test_values_by_a_former_definition_and_corrected_ones_are_known_though_no_longer_shown():
    former, kept = definition(aggregation="latest"), definition(aggregation="sum")
    span, parts = (2018, 2019), {"obvod": {"a": 26, "b": 19}}
    rows = [
        PartedValue(former, "2018", span, {"obvod": {"a": 28, "b": 19}}, is_standing=False),
        PartedValue(kept, "2018", span, parts),
    ]
    (shown,) = shown_breakdowns(kept, rows)
    # who is not counted any more: two of a
    assert shown.rows == (("2018", (X, X)),)
    (alone,) = shown_breakdowns(kept, rows[1:])
    assert alone.rows == (("2018", (26, 19)),)
    assert shown_breakdowns(kept, rows[:1]) == ()
