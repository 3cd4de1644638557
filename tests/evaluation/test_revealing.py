"""What published counts reveal together, and which further ones may stand beside them."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.revealing import Count, Ledger, Revealed, revealed, shown_names


def count(name: str, rows: str | range, minimum: int = 3) -> Count:
    return Count(name, frozenset(map(str, rows)), minimum)


def test_a_count_that_is_small_reveals_itself_and_zero_reveals_nobody():
    assert revealed([count("left", "ab")]) == [Revealed(("left",), 2)]
    assert revealed([count("left", ""), count("entered", "abc")]) == []


def test_what_is_left_of_a_whole_without_its_other_part_is_small():
    whole, part = count("entered", "abcdef"), count("housed", "abcd")
    assert revealed([whole, part]) == [Revealed(("entered", "- housed"), 2)]
    assert revealed([part, whole]) == [Revealed(("entered", "- housed"), 2)]


def test_the_difference_of_two_years_is_small():
    assert revealed([count("left 2017", "abc"), count("left 2018", "abcde")]) == [
        Revealed(("left 2018", "- left 2017"), 2)
    ]


def test_two_parts_leave_a_small_third_one():
    whole = count("left", "abcdefgh")
    parts = [count("stable", "abc"), count("temporary", "def")]
    assert Revealed(("left", "- stable", "- temporary"), 2) in revealed([whole, *parts])


def test_who_left_in_between_is_worked_out_of_four_counts():
    """Entered and living in two half-years: nobody is told who left, and yet 2018-2 has two more than 2018-1."""
    counts = [
        count("entered 1", range(10)),
        count("living 1", range(3, 10)),
        count("entered 2", range(20)),
        count("living 2", range(5, 20)),
    ]
    found = revealed(counts)
    assert [(set(row.terms), row.value) for row in found] == [
        ({"entered 2", "- living 2", "- entered 1", "living 1"}, 2)
    ]


def test_a_crossed_table_asks_for_its_own_minimum():
    assert revealed([count("a", range(9)), count("b", range(5), minimum=5)]) == [
        Revealed(("a", "- b"), 4)
    ]


def test_a_refused_count_leaves_the_ledger_as_it_was():
    ledger = Ledger([count("left 2017", "abc")])
    assert not ledger.admits([count("left 2018", "abcd")])
    assert ledger.admits([count("left 2019", "abcdef")])


def test_parts_are_told_with_their_whole_only_and_changes_by_a_few_are_not():
    sets = {
        "left": set("abcdef"),
        "stable": set("abc"),
        "other": set("def"),
        "people": set("xyz12"),
    }
    cuts = [(("left",), "", 3), (("stable", "other"), "left", 3), (("people",), "", 3)]
    names, counts = shown_names(cuts, sets, "2018-1", [], {"people": 4})
    assert names == {"left", "stable", "other"}  # people grew by one: rows were corrected
    assert [c.name for c in counts] == ["left 2018-1", "stable 2018-1", "other 2018-1"]
    names, _counts = shown_names(
        cuts[:2], sets | {"stable": set("ab"), "other": set("cdef")}, "2018-1", [], {}
    )
    assert names == {"left"}


ROWS = st.frozensets(st.sampled_from("abcdefghij"), max_size=10)


def combinations_that_are_sets(counts: list[Count], most: int) -> list[tuple[frozenset, int]]:
    """Brute force: every sum and difference of up to ``most`` counts in which each row is once or not at all."""
    found = []
    for size in range(1, most + 1):
        for chosen in combinations(counts, size):
            for signs in product((1, -1), repeat=size):
                held = {
                    row: sum(sign for sign, c in zip(signs, chosen, strict=True) if row in c.rows)
                    for row in "abcdefghij"
                }
                if set(held.values()) <= {0, 1}:
                    rows = frozenset(row for row, times in held.items() if times)
                    found.append((rows, max(c.minimum for c in chosen)))
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_brute_force_finds_no_small_group_in_what_was_admitted(sets):
    """Every count that the ledger admits, in the order it comes: no sum or difference of up to three is small."""
    ledger, told = Ledger(), []
    for number, rows in enumerate(sets):
        asked = Count(str(number), rows, 3)
        if ledger.admits([asked]):
            told.append(asked)
    small = [rows for rows, least in combinations_that_are_sets(told, 3) if 0 < len(rows) < least]
    assert small == []
    assert revealed(told) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=4))
def test_brute_force_and_the_ledger_agree_on_what_is_small(sets):
    counts = [Count(str(number), rows, 3) for number, rows in enumerate(sets)]
    small = any(0 < len(rows) < least for rows, least in combinations_that_are_sets(counts, 2))
    assert not small or revealed(counts)
