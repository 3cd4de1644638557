"""Small counts in published tables cannot be worked out from what is shown: proved by trying all tables that fit."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.disclosure import Table, suppressed

MINIMUM = 3
counts = st.integers(0, 6)


def tables(rows: int, columns: int):
    return st.lists(
        st.lists(counts, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )


def fitting(shown: Table, largest: int) -> list[tuple[tuple[int, ...], ...]]:
    """Every table of counts up to ``largest`` that somebody who sees ``shown`` may think of."""
    free = [[range(largest + 1) if v is None else (v,) for v in row] for row in shown.cells]
    return [
        rows
        for rows in product(*(tuple(product(*row)) for row in free))
        if all(told in (None, sum(row)) for told, row in zip(shown.row_sums, rows, strict=True))
        and all(
            told in (None, sum(column))
            for told, column in zip(shown.column_sums, zip(*rows, strict=True), strict=True)
        )
        and shown.total in (None, sum(map(sum, rows)))
    ]


def assert_nothing_small_is_told(rows: list[list[int]], shown: Table) -> None:
    thought = fitting(shown, largest=9)
    assert tuple(map(tuple, rows)) in thought
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if 0 < value < MINIMUM:
                might = {table[r][c] for table in thought}
                assert len(might) > 1, (rows, shown)
                assert max(might) >= MINIMUM, (rows, shown)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.one_of(tables(1, 3), tables(2, 2), tables(2, 3)))
def test_no_small_count_is_found_by_trying_all_tables_that_fit(rows):
    assert_nothing_small_is_told(rows, suppressed(rows, MINIMUM))


def test_the_proof_finds_a_count_left_out_alone():
    """What the brute force is for: a small count alone is found by subtraction."""
    rows = [[1, 8], [7, 9]]
    alone = Table(((None, 8), (7, 9)), (9, 16), (8, 17), 25)
    with pytest.raises(AssertionError):
        assert_nothing_small_is_told(rows, alone)


def test_large_counts_and_zeros_are_shown_as_they_are():
    shown = suppressed([[5, 0], [6, 7]], 5)
    assert shown == Table(((5, 0), (6, 7)), (5, 13), (11, 7), 18)


def test_with_a_small_count_goes_the_smallest_that_protects_it():
    shown = suppressed([[1, 20, 30], [15, 25, 35], [40, 50, 60]], 5)
    assert shown.cells == ((None, None, 30), (None, None, 35), (40, 50, 60))
    assert (shown.row_sums, shown.column_sums, shown.total) == ((51, 75, 150), (56, 95, 125), 276)


def test_a_table_of_one_small_count_is_left_out_whole():
    assert suppressed([[2]], 5) == Table(((None,),), (None,), (None,), None)


def test_a_table_without_rows_is_empty_and_wrong_ones_are_refused():
    assert suppressed([], 5) == Table((), (), (), 0)
    with pytest.raises(ValueError, match="unequal"):
        suppressed([[1, 2], [3]], 5)
    with pytest.raises(ValueError, match="negative"):
        suppressed([[-1]], 5)
