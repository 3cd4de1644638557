"""Which comments say the same: equal words, nearly equal words, and never all pairs."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from consultations.likeness import NEAR, Point, find_alike

LONG = (
    "Navrhujeme doplnit do kapitoly o sociálním bydlení lhůtu, ve které město rozhodne o žádosti "
    "domácnosti v bytové nouzi, a způsob, jakým se žadatel o rozhodnutí dozví."
)


def points(*texts: str, places: tuple[str, ...] = ()) -> list[Point]:
    return [
        Point(
            key,
            text,
            "".join(text.casefold().split()).strip("."),
            places[key - 1] if places else "",
        )
        for key, text in enumerate(texts, start=1)
    ]


def test_equal_long_texts_are_one_group_wherever_they_stand():
    found = find_alike(points(LONG, "Jiná věc.", LONG.upper(), places=("a", "b", "c")))
    assert [(g.keys, g.is_equal, g.score) for g in found] == [((1, 3), True, 100.0)]


def test_short_texts_mean_the_same_only_at_the_same_place():
    found = find_alike(
        points("Doplnit lhůtu.", "Doplnit lhůtu.", "Doplnit lhůtu.", places=("a", "b", "a"))
    )
    assert [g.keys for g in found] == [(1, 3)]


def test_nearly_equal_texts_are_suggested_with_their_likeness():
    near = LONG.replace("domácnosti", "rodiny")
    [group] = find_alike(points(LONG, near, "Něco docela jiného o nájmech a kaucích v bytech."))
    assert group.keys == (1, 2)
    assert not group.is_equal
    assert NEAR <= group.score < 100


def test_texts_that_share_a_topic_only_stay_apart():
    other = (
        "Navrhujeme doplnit do kapitoly o sociálním bydlení přehled bytů podle obvodů a počet "
        "domácností, které na byt čekají déle než rok."
    )
    assert find_alike(points(LONG, other)) == []


def test_another_number_is_another_point():
    first = f"{LONG} Do 30 dnů."
    assert find_alike(points(first, first.replace("30", "60"))) == []


def test_each_comment_is_in_one_group_only():
    texts = [LONG, LONG.replace("město", "obvod"), LONG, LONG.replace("žádosti", "podání")]
    groups = find_alike(points(*texts))
    keys = [key for group in groups for key in group.keys]
    assert sorted(keys) == [1, 2, 3, 4]


def test_nothing_has_no_twins():
    assert find_alike([]) == []
    assert find_alike([Point(1, "", "", ""), Point(2, "", "", "")]) == []


@given(st.lists(st.sampled_from(["byt", "dům", LONG, LONG + " Děkujeme.", "Souhlasím."])))
def test_groups_are_disjoint_and_known(texts):
    made = points(*texts)
    keys = [key for group in find_alike(made) for key in group.keys]
    assert len(keys) == len(set(keys))
    assert set(keys) <= {point.key for point in made}


def test_work_does_not_grow_with_the_square():
    """A round of one sentence said a thousand times in other words is no thousand times thousand comparisons."""
    chance = random.Random(3)
    words = [f"slovo{n}" for n in range(400)]
    texts = [" ".join(chance.choices(words, k=25)) for _ in range(2000)]
    started = time.perf_counter()
    find_alike(points(*texts))
    assert time.perf_counter() - started < 20
