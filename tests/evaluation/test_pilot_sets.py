"""Who is counted in each figure of the pilot, and that what is published of them over time reveals nobody."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.pilot_sets import (
    PUBLISHED_NAMES,
    Facts,
    HalfYear,
    closed_half_years,
    sets_of,
    tables,
)
from evaluation.retention import HousingStory, Whereabouts
from evaluation.revealing import Count, Revealed, revealed, shown_names
from evaluation.stays import DatedRules, Stay, StayRules, months_after
from tests.evaluation.working_out import alike_by_brute_force, small_by_brute_force

RULES = StayRules()
START = date(2017, 1, 10)


def household(name: str, start: date = START, end: date | None = None, **fields) -> Facts:
    """One stay; left for temporary housing where it ended."""
    where = fields.pop("where", Whereabouts.TEMPORARY)
    stay = Stay(start, end)
    told = {
        "social": [stay],
        "housing": HousingStory([stay], went=where if end else None),
        "left": [(end, where)] if end else [],
        "adults": 1,
        **fields,
    }
    return Facts(name, **told)


def test_half_years_that_are_over():
    found = closed_half_years(date(2017, 3, 1), date(2018, 7, 1))
    assert [half.slug for half in found] == ["2017-1", "2017-2", "2018-1"]
    assert closed_half_years(date(2017, 3, 1), date(2017, 6, 30)) == []
    assert (found[0].first_day, found[0].last_day) == (date(2017, 1, 1), date(2017, 6, 30))
    assert HalfYear.of(date(2018, 7, 1)) == HalfYear(2018, 2)
    with pytest.raises(ValueError, match="two halves"):
        HalfYear(2018, 3)


def test_retention_counts_who_moved_in_long_enough_ago():
    """Worked example: five moved in a year ago, of whom one died, one left in the fourth month, one later; one moved
    in yesterday and is not counted. Kept after six months: three of five (Tsemberis and others count alike)."""
    day = months_after(START, 12)
    rows = [
        household("A"),
        household("B"),
        household("C", end=date(2017, 5, 1), where=Whereabouts.HOMELESS),
        household("D", end=date(2017, 3, 1), where=Whereabouts.DECEASED),
        household("E", end=date(2017, 9, 1)),
        household("F", start=day - timedelta(days=1)),
    ]
    sets = sets_of(rows, RULES, day)
    assert sets["entered"] == set("ABCDEF")
    assert sets["reached_6"] == sets["reached_12"] == set("ABCDE")
    assert sets["housed_6"] == set("ABE")
    assert (sets["lost_6"], sets["died_6"], sets["unknown_6"]) == (set("C"), set("D"), set())
    assert sets["housed_12"] == set("AB")
    assert sets["reached_24"] == set()
    assert sets["living"] == set("ABF")
    assert sets["left"] == set("CDE")
    assert sets["left_elsewhere"] == set("CDE")
    assert sets["left_homeless"] == set("C")
    assert sets["people"] == {f"{name}/d0" for name in "ABCDEF"}


def test_support_is_in_time_by_the_day_it_was_truly_decided():
    """P1: on day 104, dated as of day 88: late. Three calendar months from 10 January end on 10 April."""
    day = date(2017, 12, 31)
    rows = [
        household("A", decided=[(date(2017, 4, 10), "light")]),
        household("B", decided=[(START + timedelta(days=104), "intensive")], is_badly_housed=True),
        household("C"),
        household("D", start=date(2017, 11, 1), decided=[(date(2017, 11, 1), "light")]),
    ]
    sets = sets_of(rows, RULES, day)
    assert sets["decision_due"] == set("ABC")
    assert (sets["decided_in_time"], sets["decided_late"]) == (set("A"), set("BC"))
    assert (sets["light"], sets["intensive"]) == (set("AD"), set("B"))
    assert (sets["intensive_badly"], sets["light_without"]) == (set("B"), set("AD"))


def test_people_of_a_part_are_counted_once_wherever_they_moved_in_first():
    """P2. Five moved in, two of them left in May and moved in elsewhere in June, with a newborn: six people, not eight.

    A part that left before anybody had moved in is counted on its own, as is one that left on the day of moving in.
    """
    may, june = date(2017, 5, 1), date(2017, 6, 1)
    gone = {"split_on": may, "split_adults": 1, "split_children": 1, "adults": 1, "children": 2}
    whole = household("A", adults=2, children=3)
    parts = [
        household("B", june, split_from="A", **gone),
        # a part of the part, which left it before it moved in, had been counted with the first household, too
        household("C", june, split_from="D", split_on=may, split_adults=1, adults=1),
        Facts("D", split_from="A", split_on=date(2017, 4, 1), split_adults=2),
    ]
    sets = sets_of([whole, *parts], RULES, date(2017, 12, 31))
    assert sets["entered"] == {"A", "B", "C"}
    assert (len(sets["people"]), len(sets["adults"]), sets["children"]) == (
        6, 2, {"A/n0", "A/n1", "A/n2", "B/n0"},
    )  # fmt: skip
    for start in (may, june):
        late = household("A", start, adults=1, children=2)
        sets = sets_of([late, household("B", june, split_from="A", **gone)], RULES, june)
        assert len(sets["people"]) == 6
    # what is told of people only grows
    assert len(sets_of([whole, parts[0]], RULES, may)["people"]) == 5


def test_a_decision_is_in_time_by_the_rules_of_the_day_of_moving_in():
    """Decided after two months and a half, in time; rules of two months since 2019 change nothing about it."""
    rules = DatedRules(((START, RULES), (date(2019, 1, 1), StayRules(assessment_months=2))))
    rows = [
        household("A", decided=[(date(2017, 3, 25), "light")]),
        household("B", date(2019, 1, 10), decided=[(date(2019, 3, 25), "light")]),
    ]
    sets = sets_of(rows, rules, date(2019, 12, 31))
    assert (sets["decided_in_time"], sets["decided_late"]) == ({"A"}, {"B"})


def test_a_household_that_comes_back_is_counted_once_and_left_once():
    first, second = Stay(START, date(2017, 3, 1)), Stay(date(2017, 8, 1))
    row = Facts(
        "A",
        social=[first, second],
        crisis=[Stay(date(2016, 9, 1), START), Stay(date(2017, 5, 1), date(2017, 8, 1))],
        housing=HousingStory([first, second], between={first.end: Whereabouts.INSTITUTION}),
        left=[(first.end, Whereabouts.INSTITUTION)],
    )
    sets = sets_of([row], RULES, date(2017, 12, 31))
    assert [len(sets[name]) for name in ("entered", "left", "living", "from_crisis")] == [
        1,
        1,
        1,
        1,
    ]
    assert sets["to_crisis"] == {"A"}  # and from the social flat to crisis housing again
    assert sets["left_institution"] == {"A"}
    assert sets["crisis_stays"] == {"A/2016-09-01", "A/2017-05-01"}
    assert sets["moved_between_flats"] == set()
    moved = Facts("B", social=[Stay(START, date(2017, 3, 1)), Stay(date(2017, 3, 1))])
    assert sets_of([moved], RULES, START)["moved_between_flats"] == set()
    assert sets_of([moved], RULES, date(2017, 3, 1))["moved_between_flats"] == {"B"}


@st.composite
def pilots(draw) -> list[Facts]:
    """Households that moved in over two years, some of which left."""
    rows = []
    for number in range(draw(st.integers(8, 40))):
        start = START + timedelta(days=draw(st.integers(0, 700)))
        stayed = draw(st.one_of(st.none(), st.integers(20, 700)))
        decided = draw(st.one_of(st.none(), st.integers(0, 140)))
        rows.append(
            household(
                f"H{number}",
                start,
                None if stayed is None else start + timedelta(days=stayed),
                where=draw(st.sampled_from([w for w in Whereabouts if w != Whereabouts.HOUSED])),
                is_badly_housed=draw(st.booleans()),
                decided=[]
                if decided is None
                else [
                    (start + timedelta(days=decided), draw(st.sampled_from(["light", "intensive"])))
                ],
                children=draw(st.integers(0, 4)),
            )
        )
    return rows


def published(
    rows: list[Facts], *, suppress: bool = True, group_minimum: int = 10
) -> tuple[list[Count], list[dict[str, int]]]:
    """What is published of a pilot in all half-years one after the other: counts with their rows, figures by name."""
    told: list[Count] = []
    half_years: list[tuple[str, dict[str, int]]] = []
    for half in closed_half_years(START, date(2019, 7, 1)):
        sets = sets_of(rows, RULES, half.last_day)
        if suppress:
            names, counts = shown_names(
                tables(5, 10), sets, half.slug, told, half_years, group_minimum
            )
        else:
            names = frozenset(PUBLISHED_NAMES)
            counts = [
                Count(f"{name} {half.slug}", sets[name], table.minimum)
                for table in tables(5, 10)
                for name in table.names
            ]
        half_years.append((half.slug, {name: len(sets[name]) for name in names}))
        told += counts
    return told, [figures for _label, figures in half_years]


@settings(max_examples=15, deadline=None)
@given(pilots())
def test_no_combination_of_published_half_years_tells_of_fewer_than_the_minimum(rows):
    told, half_years = published(rows, group_minimum=15)
    assert small_by_brute_force(told) == []
    assert revealed(told) == []
    assert alike_by_brute_force(half_years, 15) == []
    living = [figures["living"] for figures in half_years if "living" in figures]
    assert not [1 for one, other in pairwise(living) if 0 < abs(one - other) < 5]


def test_the_checks_find_small_groups_once_nothing_is_left_out():
    rows = [
        household(
            f"H{n}", START + timedelta(days=7 * n), START + timedelta(days=300) if n < 3 else None
        )
        for n in range(30)
    ]
    told, half_years = published(rows, suppress=False)
    assert any(len(terms) == 1 for terms in small_by_brute_force(told))
    assert Revealed(("left 2017-2",), 3) in revealed(told)
    # all three who left went to temporary housing
    assert "left_temporary" in alike_by_brute_force(half_years, 10)
    told, half_years = published(rows)
    assert small_by_brute_force(told) == alike_by_brute_force(half_years, 10) == []
    # what is safe is told all the same
    assert [figures["entered"] for figures in half_years] == [25, 30, 30, 30, 30]
