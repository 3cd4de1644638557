"""What is on in a month: worked examples of the rules, and what holds of every list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.month import Due, Facts, Matter, all_due, left_open, of_month
from evaluation.stays import Stay, StayRules, limit_of, months_after, together

OSTRAVA = StayRules()
ON = date(2018, 3, 10)
CRISIS, SOCIAL = Matter.CRISIS_REVIEW, Matter.ASSESSMENT


def due(facts: Facts, on: date = ON) -> list[Due]:
    return all_due(facts, OSTRAVA, on, (6, 12))


def told(facts: Facts, on: date = ON) -> list[tuple]:
    return [(d.matter.value, d.day, d.month, d.done_on) for d in due(facts, on)]


def test_a_crisis_stay_from_31_august_has_its_days_at_the_ends_of_months():
    facts = Facts(crisis=[Stay(date(2017, 8, 31))], looked_at={6: ON, 12: ON})
    assert told(facts)[:3] == [
        ("crisis_review", date(2017, 12, 31), 4, None),
        ("crisis_review", date(2018, 1, 31), 5, None),
        ("limit", date(2018, 2, 28), None, None),
    ]


def test_the_limit_stays_open_until_an_answer_holds_and_opens_again_after_it():
    def limit(**more) -> Due:
        facts = Facts(crisis=[Stay(date(2017, 8, 31), more.pop("end", None))], **more)
        return next(d for d in due(facts) if d.matter is Matter.LIMIT)

    assert limit().is_open(ON)
    assert limit().is_over_limit(ON)
    held = limit(answers=[(date(2018, 2, 20), date(2018, 5, 1))])
    assert (held.done_on, held.until, held.is_open(ON), held.is_late(ON)) == (
        date(2018, 2, 20), date(2018, 5, 1), False, False,
    )  # fmt: skip
    # the household still lives there: an exception does not make the limit another day
    assert held.is_over_limit(ON)
    assert held.is_open(date(2018, 5, 1))
    ended = limit(end=date(2018, 3, 5))
    assert (ended.ended_on, ended.is_open(ON), ended.is_over_limit(ON)) == (
        date(2018, 3, 5), False, False,
    )  # fmt: skip


def test_what_waits_for_long_stands_apart_and_an_ended_pilot_asks_for_nothing():
    facts = Facts(
        crisis=[Stay(date(2017, 8, 31))],
        social=[Stay(date(2017, 5, 1), date(2017, 8, 31))],
        decided_on=date(2017, 7, 1),
        looked_at={6: ON},
    )
    dues = due(facts)
    # the review of month 5 was due on 31 January; who lives over a limit is never put aside
    assert [(d.matter, d.month) for d in left_open(dues, ON)] == []
    assert [(d.matter, d.month) for d in left_open(dues, date(2018, 4, 15))] == [(CRISIS, 4)]
    later = date(2019, 1, 1)
    assert [(d.matter, d.month) for d in left_open(due(facts, later), later)] == [
        (CRISIS, 4), (CRISIS, 5), (Matter.STATUS, 12),
    ]  # fmt: skip
    ended_on = date(2018, 2, 10)
    assert [(d.matter, d.month) for d in left_open(dues, later, ended_on)] == [
        (CRISIS, 4), (CRISIS, 5),
    ]  # fmt: skip
    assert [d.matter for d in of_month(dues, date(2018, 2, 1), later, ended_on)] == []
    assert [d.month for d in of_month(dues, date(2018, 1, 1), later, ended_on)] == [5]


def test_what_a_stay_did_not_live_to_see_is_not_asked_for():
    left = Facts(crisis=[Stay(date(2017, 8, 31), date(2018, 1, 15))], looked_at={6: ON, 12: ON})
    assert [(d.matter, d.month) for d in due(left)] == [
        (CRISIS, 4), (Matter.STATUS, 6), (Matter.STATUS, 12),
    ]  # fmt: skip
    # a review that was not held before the stay ended cannot be held any more
    assert next((d.ended_on, d.is_open(ON)) for d in due(left)) == (date(2018, 1, 15), False)
    undecided = Facts(
        social=[Stay(date(2017, 10, 1), date(2018, 2, 15))], looked_at={6: ON, 12: ON}
    )
    assert next((d.matter, d.is_open(ON)) for d in due(undecided)) == (SOCIAL, False)
    gone = Facts(social=[Stay(date(2017, 12, 1), date(2018, 1, 15))], is_gone=True)
    assert due(gone) == []


@pytest.mark.parametrize(
    ("decided_on", "expected"),
    [
        # undecided after three months: overdue
        (None, [("assessment", date(2018, 3, 1), None, None)]),
        (date(2018, 2, 1), [("assessment", date(2018, 3, 1), None, date(2018, 2, 1))]),
        (date(2018, 3, 9), [("assessment", date(2018, 3, 1), None, date(2018, 3, 9))]),
        # decided before moving in: nothing to assess
        (date(2017, 11, 20), []),
    ],
)
def test_support_is_decided_within_three_months(decided_on, expected):
    facts = Facts(
        social=[Stay(date(2017, 12, 1))], decided_on=decided_on, looked_at={6: ON, 12: ON}
    )
    assert [row for row in told(facts) if row[0] == "assessment"] == expected
    late = [d.is_late(ON) for d in due(facts) if d.matter is SOCIAL]
    assert late == [row[3] is None or row[3] > row[1] for row in expected]


def test_a_month_has_its_own_days_and_the_present_one_what_is_left():
    facts = Facts(
        crisis=[Stay(date(2017, 8, 31))],
        review_days=[(4, date(2017, 12, 20))],
        contracts=[date(2018, 3, 31)],
        looked_at={6: ON, 12: ON},
    )
    dues = due(facts)
    present = of_month(dues, date(2018, 3, 1), ON)
    assert [(d.matter, d.month) for d in present] == [
        (CRISIS, 5), (Matter.LIMIT, None), (Matter.CONTRACT, None),
    ]  # fmt: skip
    assert [d.done_on for d in of_month(dues, date(2017, 12, 1), ON)] == [date(2017, 12, 20)]
    assert of_month(dues, date(2018, 4, 1), ON) == []


def test_a_second_crisis_stay_has_reviews_of_its_own():
    facts = Facts(
        crisis=[Stay(date(2017, 1, 1), date(2017, 5, 15)), Stay(date(2017, 8, 1))],
        review_days=[(4, date(2017, 5, 2))],
        looked_at={6: ON, 12: ON},
    )
    assert [row for row in told(facts) if row[0] == "crisis_review"] == [
        ("crisis_review", date(2017, 5, 1), 4, date(2017, 5, 2)),
        ("crisis_review", date(2017, 12, 1), 4, None),
        ("crisis_review", date(2018, 1, 1), 5, None),
    ]


gaps = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300)), min_size=1, max_size=4)


@given(gaps, st.booleans(), st.dates(date(2017, 1, 1), date(2020, 1, 1)))
def test_nothing_ends_a_stay_and_every_open_thing_is_in_the_present_month(rows, lasts, on):
    stays, day = [], date(2017, 1, 1)
    for gap, length in rows:
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        stays.append(Stay(start, day))
    if lasts:
        stays[-1] = Stay(stays[-1].start)
    dues = due(Facts(crisis=stays), on)
    assert dues == sorted(dues, key=lambda d: d.day)
    first = on.replace(day=1)
    listed = of_month(dues, first, on)
    for one in dues:
        if one.is_open(on) and one.day < months_after(first, 1):
            assert one in listed
    chain = together(stays, OSTRAVA)[-1]
    over = [d for d in dues if d.is_over_limit(on) and d.day == limit_of(chain, OSTRAVA)]
    still_there = chain[-1].end is None or chain[-1].end > on
    assert bool(over) == (still_there and on >= limit_of(chain, OSTRAVA))
