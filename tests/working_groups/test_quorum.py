"""Quorum by group and moment, from seats and presence."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from working_groups import quorum
from working_groups.enums import AttendanceStatus, Capacity, QuorumRule
from working_groups.quorum import Quorum, Rule, Stretch

START = datetime(2017, 9, 21, 9, tzinfo=UTC)
MAJORITY = Rule(QuorumRule.MAJORITY)


@dataclass(frozen=True)
class Row:
    """A row of attendance without the database."""

    group_id: str | None
    membership_id: int | None
    user_id: int | None
    name: str = ""
    is_voting: bool = True
    capacity: str = Capacity.MEMBER
    status: str = AttendanceStatus.PRESENT
    present_from: datetime | None = None
    present_to: datetime | None = None


def at(hour: int, minute: int = 0) -> datetime:
    return START.replace(hour=hour, minute=minute)


EXAMPLE = [
    Row("A", 1, 11, "Anna"),
    Row("A", 2, 12, "Cyril", status=AttendanceStatus.PART, present_to=at(10)),
    Row("A", 3, 13, "Dana", status=AttendanceStatus.EXCUSED),
]


@pytest.mark.parametrize(
    ("rule", "seats", "fixed", "needed"),
    [
        (QuorumRule.NONE, 9, None, 0),
        (QuorumRule.MAJORITY, 7, None, 4),
        (QuorumRule.MAJORITY, 8, None, 5),
        (QuorumRule.MAJORITY, 0, None, 1),
        (QuorumRule.TWO_THIRDS, 7, None, 5),
        (QuorumRule.TWO_THIRDS, 9, None, 6),
        (QuorumRule.TWO_THIRDS, 0, None, 1),
        (QuorumRule.FIXED, 26, 10, 10),
    ],
)
def test_seats_needed_follow_the_rule(rule, seats, fixed, needed):
    assert quorum.seats_needed(rule, seats, fixed) == needed


def test_a_fixed_quorum_without_a_number_is_refused():
    with pytest.raises(ValueError, match="fixed"):
        quorum.seats_needed(QuorumRule.FIXED, 9, None)


def test_the_worked_example():
    assert quorum.series(EXAMPLE, at(9), at(12), {"A": MAJORITY}) == [
        Stretch(at(9), at(10), {"A": Quorum(present=2, seats=3, needed=2)}),
        Stretch(at(10), at(12), {"A": Quorum(present=1, seats=3, needed=2)}),
    ]
    over = quorum.quorum_over(EXAMPLE, at(9, 30), at(10, 30), {"A": MAJORITY})
    assert over == {"A": Quorum(present=1, seats=3, needed=2)}
    assert not over["A"].is_reached
    assert quorum.quorum_over(EXAMPLE, at(9, 30), at(10), {"A": MAJORITY})["A"].is_reached


def test_who_leaves_at_a_moment_is_no_longer_there():
    assert [row.name for row in quorum.present_at(EXAMPLE, at(9, 59))] == ["Anna", "Cyril"]
    assert [row.name for row in quorum.present_at(EXAMPLE, at(10))] == ["Anna"]


def test_a_substitute_for_two_seats_of_a_group_has_one_vote_and_one_in_another_group():
    eva = {"user_id": 15, "name": "Eva", "capacity": Capacity.SUBSTITUTE}
    rows = [Row("A", 1, **eva), Row("A", 2, **eva), Row("B", 3, 15, "Eva")]
    assert quorum.votes_at(rows, at(9), "A") == 1
    assert quorum.votes_at(rows, at(9), "B") == 1
    assert quorum.seat_count(rows, "A") == 2


def test_guests_and_seats_without_a_vote_do_not_count():
    rows = [
        Row("A", 1, 11, "Anna"),
        Row("A", 2, 12, "tajemnice", is_voting=False),
        Row("A", None, None, "deník", is_voting=True, capacity=Capacity.GUEST),
    ]
    assert quorum.quorum_at(rows, at(9), {"A": MAJORITY}) == {"A": Quorum(1, 1, 1)}
    assert len(quorum.present_at(rows, at(9))) == 3


def test_people_without_an_account_are_told_apart_by_name():
    rows = [Row("A", 1, None, "Jan Novák"), Row("A", 2, None, "Jana Nováková")]
    assert quorum.votes_at(rows, at(9), "A") == 2


def test_an_item_that_took_no_time_is_judged_by_its_moment():
    rules = {"A": MAJORITY}
    assert quorum.quorum_over(EXAMPLE, at(9), at(9), rules)["A"].present == 2
    assert quorum.quorum_over(EXAMPLE, at(10), at(10), rules)["A"].present == 1


MINUTES = st.integers(min_value=0, max_value=180)
STATUSES = st.sampled_from(AttendanceStatus.values)


@st.composite
def attendances(draw) -> list[Row]:
    rows = []
    for seat in range(draw(st.integers(0, 8))):
        first, second = sorted((draw(MINUTES), draw(MINUTES)))
        rows.append(
            Row(
                group_id=draw(st.sampled_from("AB")),
                membership_id=seat,
                user_id=draw(st.integers(1, 6)),
                is_voting=draw(st.booleans()),
                status=draw(STATUSES),
                present_from=draw(st.sampled_from([None, START + timedelta(minutes=first)])),
                present_to=draw(st.sampled_from([None, START + timedelta(minutes=second)])),
            )
        )
    return rows


RULES = {"A": MAJORITY, "B": Rule(QuorumRule.TWO_THIRDS)}


@given(attendances())
def test_the_series_covers_the_meeting_without_gap_and_overlap(rows):
    end = START + timedelta(minutes=180)
    parts = quorum.series(rows, START, end, RULES)
    assert [parts[0].start, parts[-1].end] == [START, end]
    assert all(one.end == two.start for one, two in pairwise(parts))
    assert all(one.groups != two.groups for one, two in pairwise(parts))


@given(attendances(), MINUTES)
def test_the_series_says_what_every_moment_says(rows, minute):
    end, moment = START + timedelta(minutes=181), START + timedelta(minutes=minute)
    parts = quorum.series(rows, START, end, RULES)
    (part,) = [part for part in parts if part.start <= moment < part.end]
    assert part.groups == quorum.quorum_at(rows, moment, RULES)


@given(attendances(), MINUTES)
def test_nobody_adds_more_votes_than_seats_or_people(rows, minute):
    moment = START + timedelta(minutes=minute)
    for group, found in quorum.quorum_at(rows, moment, RULES).items():
        people = {row.user_id for row in rows if row.group_id == group}
        assert 0 <= found.present <= min(found.seats, len(people))


@given(attendances(), MINUTES, MINUTES)
def test_an_item_never_has_more_present_than_any_of_its_moments(rows, one, two):
    start, end = (START + timedelta(minutes=minute) for minute in sorted((one, two)))
    over = quorum.quorum_over(rows, start, end, RULES)
    for group in RULES:
        assert over[group].present <= quorum.votes_at(rows, start, group)
