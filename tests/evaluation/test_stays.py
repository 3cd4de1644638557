"""Time in the pilot: months of the calendar, limits, chains of stays.

The values are Ostrava's, as the city wrote of the beginning of the project: a crisis stay of at most six months, looked
at in the fourth and the fifth; at most three months for the assessment, then intensive or light support.
"""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.stays import (
    DatedRules,
    Stay,
    StayRules,
    assessment_due,
    is_over_limit,
    limit_of,
    months_after,
    overlapping,
    reviews_of,
    together,
)
from evaluation.storage_limits import kept_until

OSTRAVA = StayRules()
days = st.dates(date(2016, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        (date(2017, 8, 31), date(2018, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2017, 1, 15), date(2017, 7, 15)),
        (date(2017, 3, 31), date(2017, 9, 30)),
    ],
)
def test_six_months_are_months_of_the_calendar(start, limit):
    assert limit_of([Stay(start)], OSTRAVA) == limit


def test_rules_that_change_hold_for_what_begins_from_their_day_on():
    """Agreed anew from 1 January 2019: four months, reviewed in the third; decided in two; days between matter more."""
    former, later = date(2017, 1, 1), date(2019, 1, 1)
    anew = StayRules(crisis_months=4, crisis_reviews=(3,), assessment_months=2, gap_days=10)
    rules = DatedRules(((former, OSTRAVA), (later, anew)))
    before, after = Stay(date(2018, 12, 31)), Stay(later)
    assert limit_of([before], rules) == date(2019, 6, 30)
    assert reviews_of([before], rules) == [date(2019, 4, 30), date(2019, 5, 31)]
    assert (limit_of([after], rules), reviews_of([after], rules)) == (
        date(2019, 5, 1), [date(2019, 4, 1)],
    )  # fmt: skip
    assert assessment_due(before.start, rules) == date(2019, 3, 31)
    assert assessment_due(after.start, rules) == date(2019, 3, 1)
    # twenty days apart: together by the rules of the day on which the later one began, or not
    first = Stay(date(2018, 10, 1), date(2018, 12, 10))
    assert len(together([first, Stay(date(2018, 12, 30))], rules)) == 1
    assert (
        len(together([Stay(first.start, date(2018, 12, 20)), Stay(date(2019, 1, 9))], rules)) == 2
    )
    # before the first rules, the first
    assert rules.on(date(2016, 1, 1)) == OSTRAVA


@given(days, st.integers(-60, 60))
def test_the_day_is_kept_or_is_the_last_of_a_shorter_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == min(day.day, last)


def test_days_between_two_stays_of_a_chain_do_not_count():
    chain = [Stay(date(2017, 2, 1), date(2017, 4, 1)), Stay(date(2017, 4, 11))]
    assert together(chain, OSTRAVA) == [chain]
    assert limit_of(chain, OSTRAVA) == date(2017, 8, 11)
    assert reviews_of(chain, OSTRAVA) == [date(2017, 6, 11), date(2017, 7, 11)]


def test_a_gap_of_thirty_days_begins_a_new_limit():
    first = Stay(date(2017, 2, 1), date(2017, 4, 1))
    assert together([Stay(date(2017, 4, 30)), first], OSTRAVA) == [[first, Stay(date(2017, 4, 30))]]
    assert together([Stay(date(2017, 5, 1)), first], OSTRAVA) == [[first], [Stay(date(2017, 5, 1))]]


def test_over_the_limit_is_a_state_of_who_still_lives_there():
    stay = Stay(date(2017, 8, 31))
    assert not is_over_limit([stay], OSTRAVA, date(2018, 2, 27))
    assert is_over_limit([stay], OSTRAVA, date(2018, 2, 28))
    ended = Stay(date(2017, 8, 31), date(2018, 3, 5))
    assert is_over_limit([ended], OSTRAVA, date(2018, 3, 4))
    assert not is_over_limit([ended], OSTRAVA, date(2018, 3, 5))


def test_support_is_decided_within_three_months():
    assert assessment_due(date(2017, 11, 30), OSTRAVA) == date(2018, 2, 28)
    assert assessment_due(date(2017, 11, 30), StayRules(assessment_months=2)) == date(2018, 1, 30)


def test_a_stay_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="ends before it starts"):
        Stay(date(2017, 2, 2), date(2017, 2, 1))


@given(st.lists(st.tuples(days, st.integers(0, 400) | st.none()), max_size=7))
def test_overlaps_are_found_exactly_where_two_stays_share_a_day(drawn):
    stays = [
        Stay(start, None if length is None else start + timedelta(days=length))
        for start, length in drawn
    ]

    def share(a: Stay, b: Stay) -> bool:
        start = max(a.start, b.start)
        return start < min(a.end or date.max, b.end or date.max)

    brute = any(share(a, b) for place, a in enumerate(stays) for b in stays[place + 1 :])
    assert bool(overlapping(stays)) == brute


@pytest.mark.parametrize(
    ("ends", "pilot_ends", "until"),
    [
        ([date(2018, 5, 31)], date(2019, 10, 31), date(2029, 10, 31)),  # the pilot ended later
        ([date(2018, 5, 31), date(2020, 2, 29)], date(2019, 10, 31), date(2030, 2, 28)),
        ([], date(2019, 10, 31), date(2029, 10, 31)),  # never moved in
        ([date(2018, 5, 31), None], date(2019, 10, 31), None),  # lives there
        ([date(2018, 5, 31)], None, None),  # counted in figures still
    ],
)
def test_rows_are_kept_ten_years_after_the_last_stay_and_the_pilot(ends, pilot_ends, until):
    assert kept_until(ends, pilot_ends, 10) == until


@given(st.lists(days | st.none(), max_size=5), days | st.none(), st.integers(1, 30))
def test_the_day_until_which_rows_are_kept_is_never_too_early(ends, pilot_ends, years):
    until = kept_until(ends, pilot_ends, years)
    assert (until is None) == (pilot_ends is None or None in ends)
    if until is not None:
        each = [months_after(day, 12 * years) for day in [pilot_ends, *ends]]
        assert until == max(each)
        assert until < kept_until(ends, pilot_ends, years + 1)
