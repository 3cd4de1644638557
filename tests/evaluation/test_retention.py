"""Retention: worked examples, and that nobody is counted twice or lost.

At 6, 12 and 24 months as programmes of housing first count it: of the households that moved in early enough, those who
lived in a flat of the pilot on that day; who died or is not known of is counted apart. Calculated by hand.
"""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluation.retention import HousingStory, Retention, Whereabouts, retention
from evaluation.stays import Stay, months_after

W = Whereabouts
ON = date(2019, 9, 30)


def story(start: date, end: date | None = None, went: W | None = None) -> HousingStory:
    return HousingStory([Stay(start, end)], went)


def counts(found: Retention) -> dict[W, int]:
    return {where: count for where, count in found.counts.items() if count}


def test_numerator_and_denominator_of_a_small_pilot():
    stories = [
        story(date(2017, 1, 15)),
        story(date(2017, 3, 1)),
        story(date(2017, 3, 31), date(2017, 12, 1), W.HOMELESS),
        story(date(2017, 5, 2), date(2018, 1, 10), W.DECEASED),
        story(date(2017, 6, 1), date(2018, 5, 31), W.UNKNOWN),
        # not yet twelve months in: in no part of the share
        story(date(2018, 10, 1)),
    ]
    found = retention(stories, 12, ON)
    assert counts(found) == {W.HOUSED: 2, W.HOMELESS: 1, W.DECEASED: 1, W.UNKNOWN: 1}
    assert found.entered == 5
    assert found.share() == Fraction(2, 5)
    # the definition that leaves the dead out (E1) is another series, not another truth
    assert found.share(left_out={W.DECEASED}) == Fraction(2, 4)


def test_the_day_asked_of_belongs_to_the_stay_that_ends_the_day_after():
    assert counts(retention([story(date(2017, 1, 31), date(2017, 7, 31), W.STABLE)], 6, ON)) == {
        W.STABLE: 1
    }
    assert counts(retention([story(date(2017, 1, 31), date(2017, 8, 1), W.STABLE)], 6, ON)) == {
        W.HOUSED: 1
    }


def test_a_move_inside_the_system_is_housing_kept():
    moved = HousingStory(
        [Stay(date(2017, 1, 1), date(2017, 6, 1)), Stay(date(2017, 6, 1))], went=None
    )
    assert retention([moved], 12, ON).share() == 1


def test_between_two_stays_nobody_knows_and_a_stable_place_elsewhere_counts_where_it_is_said():
    between = HousingStory([Stay(date(2017, 1, 1), date(2017, 6, 1)), Stay(date(2017, 9, 1))])
    away = story(date(2017, 1, 1), date(2017, 3, 1), W.STABLE)
    found = retention([between, away], 6, ON)
    assert counts(found) == {W.UNKNOWN: 1, W.STABLE: 1}
    assert found.share() == 0
    assert found.share(kept={W.HOUSED, W.STABLE}) == Fraction(1, 2)


def test_of_nobody_there_is_no_share():
    assert retention([], 12, ON).share() is None
    only_dead = retention([story(date(2017, 1, 1), date(2017, 2, 1), W.DECEASED)], 12, ON)
    assert only_dead.share(left_out={W.DECEASED}) is None


starts = st.dates(date(2017, 1, 1), date(2019, 9, 30))
drawn = st.lists(st.tuples(starts, st.integers(0, 900) | st.none(), st.sampled_from(list(W)[1:])))


@given(drawn, st.sampled_from([6, 12, 24]))
def test_everybody_long_enough_in_is_counted_once(rows, months):
    stories = [
        story(start, None if length is None else start + timedelta(days=length), went)
        for start, length, went in rows
    ]
    found = retention(stories, months, ON)
    assert found.entered == sum(months_after(one.moved_in, months) <= ON for one in stories)
    share = found.share()
    assert share is None or 0 <= share <= 1
