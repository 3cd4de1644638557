"""Numbers of comments as people write and say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.point_numbers import NotANumber, parse_numbers, spoken_numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("3", [3]),
        ("3, 7–9", [3, 7, 8, 9]),
        ("3,7 - 9", [3, 7, 8, 9]),
        ("9; 3 a 4", [3, 4, 9]),
        ("3. 3 2-4", [2, 3, 4]),
        (" ", []),
    ],
)
def test_what_people_type_is_read(typed, numbers):
    assert parse_numbers(typed) == numbers


@pytest.mark.parametrize("typed", ["tři", "3, x", "9-7", "3--4", "12345", "-3", "1-9999"])
def test_what_is_no_number_is_named(typed):
    with pytest.raises(NotANumber):
        parse_numbers(typed)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1, 2, 3, 7], "1–3, 7"),
        ([2, 1], "1, 2"),
        ([], ""),
    ],
)
def test_numbers_are_said_shortly(numbers, words):
    assert spoken_numbers(numbers) == words


@given(st.sets(st.integers(min_value=1, max_value=500)))
def test_what_is_said_is_read_back(numbers):
    assert parse_numbers(spoken_numbers(numbers)) == sorted(numbers)
