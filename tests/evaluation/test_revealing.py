"""What published counts reveal together, and which further ones may stand beside them."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.revealing import Count, Ledger, Revealed, Table, revealed, shown_names


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


def told(tables: list[Table], figures: dict[str, int], history=(), group: int = 3) -> set[str]:
    """Names that may be told of made-up households, so many in each figure; history as figures of half-years."""
    sets = {name: {f"{name} {n}" for n in range(count)} for name, count in figures.items()}
    names, counts = shown_names(tables, sets, "2018-1", [], history, group)
    assert [count.name for count in counts] == [
        f"{name} 2018-1" for table in tables for name in table.names if name in names
    ]
    return set(names)


def test_parts_are_told_with_their_whole_only_and_changes_by_a_few_are_not():
    left, went, people = Table(("left",), "", 3), Table(("a", "b"), "left", 3), Table(("p",), "", 3)
    figures = {"left": 8, "a": 4, "b": 4, "p": 5}
    assert told([left, went, people], figures) == {"left", "a", "b", "p"}
    assert told([left, went, people], figures | {"left": 2}) == {"p"}
    # rows were corrected: one more than in any half-year told before
    history = [("2017-2", {"p": 4}), ("2017-1", {"p": 9})]
    assert told([left, went, people], figures, history) == {"left", "a", "b"}


def test_a_stock_is_compared_with_what_was_told_next_before_and_after():
    living = [Table(("living",), "", 3, is_stock=True)]
    history = [("2016-2", {"living": 11}), ("2017-1", {"living": 20}), ("2018-2", {"living": 30})]
    assert told(living, {"living": 12}, history) == {"living"}
    for other in ({"2017-2": 13}, {"2018-1": 13}, {"2018-2": 13}):
        ((label, value),) = other.items()
        assert told(living, {"living": 12}, [*history, (label, {"living": value})]) == set()
    growing = [Table(("living",), "", 3)]
    assert told(growing, {"living": 12}, history) == set()


@pytest.mark.parametrize(
    ("parts", "history", "is_told"),
    [
        ((6, 0), {}, False),  # six of six: everybody would know it of each
        ((3, 3), {}, True),
        ((10, 0), {}, True),  # the group is large enough
        ((16, 4), {"left": 10, "a": 10, "b": 0}, True),
        ((16, 0), {"left": 10, "a": 10, "b": 0}, False),  # all six who came since
        ((16, 0), {"left": 10}, True),  # how the ten were split was not told
        ((26, 0), {"left": 10, "a": 10, "b": 0}, True),
    ],
)
def test_it_is_not_told_that_all_of_a_small_group_are_alike(parts, history, is_told):
    tables = [Table(("left",), "", 3), Table(("a", "b"), "left", 3, lines=(("a", "b"),))]
    figures = {"left": sum(parts), "a": parts[0], "b": parts[1]}
    names = told(tables, figures, [("2017-2", history)], group=10)
    assert names == ({"left", "a", "b"} if is_told else {"left"})


def test_a_figure_that_stands_alone_tells_neither_of_all_nor_of_none_of_a_few():
    tables = [Table(("entered",), "", 3), Table(("living",), "entered", 3, lines=(("living",),))]
    for living, entered, is_told in ((8, 8, False), (0, 8, False), (4, 8, True), (10, 10, True)):
        names = told(tables, {"entered": entered, "living": living}, group=10)
        assert names == {"entered", "living"} if is_told else {"entered"}


def test_in_a_table_of_two_features_no_small_row_or_column_is_of_one_kind():
    lines = (("aa", "ab"), ("ba", "bb"), ("aa", "ba"), ("ab", "bb"))
    tables = [Table(("all",), "", 3), Table(("aa", "ab", "ba", "bb"), "all", 3, lines=lines)]
    even = {"all": 24, "aa": 6, "ab": 6, "ba": 6, "bb": 6}
    assert len(told(tables, even, group=10)) == 5
    # all of the second row are of the second column
    assert told(tables, even | {"all": 18, "ba": 0}, group=10) == {"all"}
    assert len(told(tables, even | {"all": 42, "ba": 0, "aa": 12, "bb": 24}, group=5)) == 5


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
