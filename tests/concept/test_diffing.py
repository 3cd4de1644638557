"""Comparing passages, words, tables and html."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from concept.anchoring import PassageText
from concept.canonical import marks, plain_text
from concept.diffing import CellRow, PassageChange, diff_passages, diff_words

WORDS = st.sampled_from(
    [
        "město",
        "byt",
        "bytů",
        "bydlení",
        "a",
        "v",
        "o",
        "dům,",
        "rada.",
        "2017",
        "5\xa0000",
        "Kč",
        "–",
        "»sociální«",
        "é",
        "🏠",
        "řád\n\n",
        "\xa0",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=12))
PASSAGES = st.lists(
    st.tuples(st.sampled_from("abcdefghij"), TEXTS), max_size=7, unique_by=lambda pair: pair[0]
).map(lambda pairs: [PassageText(uid, text) for uid, text in pairs])


def joined(segments, *kinds):
    return "".join(text for kind, text in segments if kind in kinds)


@given(TEXTS, TEXTS)
@example("a a", "a\xa0a")
@example("", "x")
def test_segments_of_words_give_back_both_texts(old, new):
    segments = diff_words(old, new)
    assert joined(segments, "equal", "delete") == old
    assert joined(segments, "equal", "insert") == new
    assert all(text for _, text in segments)
    assert [kind for kind, _ in segments if kind not in {"equal", "delete", "insert"}] == []


@given(TEXTS, TEXTS)
def test_deletions_stand_before_insertions_and_equal_runs_are_joined(old, new):
    kinds = [kind for kind, _ in diff_words(old, new)]
    assert ("insert", "delete") not in list(pairwise(kinds))
    assert all(a != b for a, b in pairwise(kinds))


@given(TEXTS)
def test_an_equal_text_has_no_changes(text):
    assert diff_words(text, text) == ([("equal", text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "segments"),
    [
        (
            "Město postaví byty.",
            "Město postaví nové byty.",
            [("equal", "Město postaví "), ("insert", "nové "), ("equal", "byty.")],
        ),
        (
            "do roku 2020 přibude 100 bytů",
            "do roku 2022 přibude 150 bytů",
            [
                ("equal", "do roku "),
                ("delete", "2020"),
                ("insert", "2022"),
                ("equal", " přibude "),
                ("delete", "100"),
                ("insert", "150"),
                ("equal", " bytů"),
            ],
        ),
        (
            "rodiny v nouzi",
            "lidé v bytech",
            [("delete", "rodiny v nouzi"), ("insert", "lidé v bytech")],
        ),
        (
            "5 000 Kč",
            "5\xa0000 Kč",
            [("equal", "5"), ("delete", " "), ("insert", "\xa0"), ("equal", "000 Kč")],
        ),
    ],
    ids=["insertion", "replacements", "a short equal word is absorbed", "only a space"],
)
def test_words(old, new, segments):
    assert diff_words(old, new) == segments


def test_long_texts_are_compared_word_by_word():
    old = " ".join(f"slovo{i % 997} a bydlení{i}" for i in range(20_000))
    new = old.replace("bydlení777 ", "byty ").replace("slovo5 ", "")
    segments = diff_words(old, new)
    assert joined(segments, "equal", "insert") == new
    assert ("delete", "bydlení777") in segments


@given(PASSAGES, PASSAGES)
def test_segments_of_passages_give_back_their_texts(old, new):
    old_texts = {passage.uid: passage.text for passage in old}
    new_texts = {passage.uid: passage.text for passage in new}
    changes = diff_passages(old, new)
    for change in changes:
        assert joined(change.segments, "equal", "delete") == "\n".join(
            old_texts[uid] for uid in change.old_uids
        )
        assert joined(change.segments, "equal", "insert") == "\n".join(
            new_texts[uid] for uid in change.new_uids
        )
    assert sorted(uid for change in changes for uid in change.old_uids) == sorted(old_texts)
    assert sorted(uid for change in changes for uid in change.new_uids) == sorted(new_texts)


@given(PASSAGES, PASSAGES, st.data())
def test_any_lineage_is_obeyed_and_loses_nothing(old, new, data):
    news = st.lists(st.sampled_from([p.uid for p in new] or ["none"]), max_size=2)
    lineage = {passage.uid: data.draw(news) for passage in old}
    changes = diff_passages(old, new, lineage=lineage)
    assert sorted(u for c in changes for u in c.old_uids) == sorted(p.uid for p in old)
    assert sorted(u for c in changes for u in c.new_uids) == sorted(p.uid for p in new)
    together = {(o, n) for c in changes for o in c.old_uids for n in c.new_uids}
    known = {passage.uid for passage in new}
    assert {(o, n) for o, ns in lineage.items() for n in ns if n in known} <= together


@given(PASSAGES)
def test_a_version_compared_with_itself_is_the_same(passages):
    changes = diff_passages(passages, passages)
    assert [(c.relation, c.new_uids) for c in changes] == [("same", (p.uid,)) for p in passages]


A = PassageText("a", "Město převezme byty od obvodů a bude je pronajímat rodinám.")
B = PassageText("b", "Rada města jmenuje koordinátora sociálního bydlení.")
C = PassageText("c", "Nájemné se stanoví podle velikosti bytu a příjmu domácnosti.")
D = PassageText("d", "Vyhodnocení proběhne každý rok do konce června.")


def relations(changes: list[PassageChange]):
    return [(c.relation, c.old_uids, c.new_uids, c.moved) for c in changes]


def test_same_edited_new_and_deleted_in_the_order_of_the_new_text():
    edited = PassageText("b", "Rada města jmenuje do března koordinátora sociálního bydlení.")
    new = PassageText("n", "Zcela nový odstavec o energiích a zálohách.")
    assert relations(diff_passages([A, B, C, D], [A, edited, new, D])) == [
        ("same", ("a",), ("a",), False),
        ("edited", ("b",), ("b",), False),
        ("deleted", ("c",), (), False),
        ("new", (), ("n",), False),
        ("same", ("d",), ("d",), False),
    ]


def test_a_deleted_first_passage_stands_first():
    assert relations(diff_passages([A, B], [B]))[0] == ("deleted", ("a",), (), False)


def test_one_moved_passage_is_the_only_one_moved():
    assert relations(diff_passages([A, B, C, D], [D, A, B, C])) == [
        ("moved", ("d",), ("d",), True),
        ("same", ("a",), ("a",), False),
        ("same", ("b",), ("b",), False),
        ("same", ("c",), ("c",), False),
    ]


def test_a_moved_passage_may_be_edited_too():
    edited = PassageText("d", "Vyhodnocení proběhne každý druhý rok do konce června.")
    assert relations(diff_passages([A, B, C, D], [edited, A, B, C]))[0] == (
        "edited",
        ("d",),
        ("d",),
        True,
    )


def test_split_and_merged_passages():
    first = PassageText("a", "Město převezme byty od obvodů")
    second = PassageText("x", "a bude je pronajímat rodinám.")
    assert relations(diff_passages([A, B], [first, second, B])) == [
        ("split", ("a",), ("a", "x"), False),
        ("same", ("b",), ("b",), False),
    ]
    assert relations(diff_passages([first, second, B], [A, B])) == [
        ("merged", ("a", "x"), ("a",), False),
        ("same", ("b",), ("b",), False),
    ]


def test_another_text_under_the_same_identity_is_replaced():
    other = PassageText("b", "Zálohy za energie hradí příspěvek, o který žádá nájemce.")
    [_, change, _] = diff_passages([A, B, C], [A, other, C])
    assert (change.relation, change.old_uids, change.new_uids) == ("replaced", ("b",), ("b",))
    assert change.segments == (("delete", B.text), ("insert", other.text))


def test_lineage_wins_over_equal_uids():
    swapped = {"a": ["b"], "b": ["a"]}
    assert [(c.old_uids, c.new_uids) for c in diff_passages([A, B], [A, B], lineage=swapped)] == [
        (("b",), ("a",)),
        (("a",), ("b",)),
    ]


def test_formatting_alone_is_told_apart():
    plain = "<p>Město staví byty.</p>"
    strong = "<p>Město <strong>staví</strong> byty.</p>"
    [change] = diff_passages(
        [PassageText("a", plain_text(plain), marks=marks(plain))],
        [PassageText("a", plain_text(strong), marks=marks(strong))],
    )
    assert (change.relation, change.formatting_only) == ("edited", True)
    assert change.segments == (("equal", "Město staví byty."),)
    assert marks(strong) == ((0, 17, "<p></p>"), (6, 11, "<strong></strong>"))


def table(uid, *rows):
    cells = tuple(tuple(row.split("|")) for row in rows)
    return PassageText(uid, "\n".join("\n".join(row) for row in cells), "table", cells)


def test_tables_are_compared_by_cell():
    old = table("t", "Rok|Byty|Cena", "2016|100|5", "2017|120|6", "2018|130|7")
    new = table("t", "Rok|Byty|Cena", "2016|100|5", "2018|135|7", "2019|140|8")
    [change] = diff_passages([old], [new])
    assert [row.relation for row in change.cells] == ["same", "same", "deleted", "edited", "new"]
    assert change.cells[0].cells == (
        (("equal", "Rok"),),
        (("equal", "Byty"),),
        (("equal", "Cena"),),
    )


def test_a_row_added_to_a_table_is_new_and_the_others_stay():
    old = table("t", "Rok|Byty", "2016|100", "2018|130")
    new = table("t", "Rok|Byty", "2016|100", "2017|120", "2018|131")
    [change] = diff_passages([old], [new])
    assert change.cells == (
        CellRow("same", ((("equal", "Rok"),), (("equal", "Byty"),))),
        CellRow("same", ((("equal", "2016"),), (("equal", "100"),))),
        CellRow("new", ((("insert", "2017"),), (("insert", "120"),))),
        CellRow("edited", ((("equal", "2018"),), (("delete", "130"), ("insert", "131")))),
    )


def test_a_column_added_to_a_table_is_new_in_every_row():
    old = table("t", "Rok|Cena", "2016|5", "2017|6")
    new = table("t", "Rok|Byty|Cena", "2016|100|5", "2017|120|6")
    [change] = diff_passages([old], [new])
    assert [row.cells[1] for row in change.cells] == [
        (("insert", "Byty"),),
        (("insert", "100"),),
        (("insert", "120"),),
    ]
    assert [row.cells[2] for row in change.cells] == [
        (("equal", "Cena"),),
        (("equal", "5"),),
        (("equal", "6"),),
    ]
