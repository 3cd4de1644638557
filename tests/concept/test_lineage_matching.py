"""Which passage continues which: the situations an editor causes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concept.lineage_matching import Match, lineage, match_passages
from concept.lineage_state import Candidate

TEXTS = {
    "a": "Město převezme byty od městských obvodů a bude je pronajímat rodinám v bytové nouzi.",
    "b": "Rada města jmenuje koordinátora sociálního bydlení a určí mu náhradníka z odboru.",
    "c": "Nájemné se stanoví podle velikosti bytu a příjmu domácnosti, nejvýše však obvyklé.",
    "d": "Vyhodnocení proběhne každý rok do konce června a jeho výsledky se zveřejní na webu.",
    "e": "Sociální pracovník navštíví domácnost nejméně jednou za měsíc, pokud s tím souhlasí.",
    "f": "Dluhy na nájemném se řeší splátkovým kalendářem dříve, než dojde k výpovědi smlouvy.",
}


def old(*uids, section=None, texts=TEXTS, hints=True):
    """Passages of an old version; two to a section unless one is given."""
    return [
        Candidate(
            uid,
            "paragraph",
            texts[uid],
            section or f"s{i // 2}",
            i,
            ("block", uid) if hints else ("", ""),
        )
        for i, uid in enumerate(uids)
    ]


def new(*specs):
    """New passages from (text, section, hint)."""
    return [
        Candidate(None, "paragraph", text, section, i, ("block", hint) if hint else ("", ""))
        for i, (text, section, hint) in enumerate(specs)
    ]


def outcome(matches):
    return [(m.relation, m.old_uids, m.taken_uid) for m in matches]


def test_nothing_changed():
    before = old(*"abcdef")
    after = [Candidate(None, c.kind, c.text, c.section_uid, c.position, c.hints) for c in before]
    assert match_passages(before, after) == [
        Match(i, (uid,), "same", 1.0, True, False, uid) for i, uid in enumerate("abcdef")
    ]


def test_an_edited_passage_keeps_its_identity():
    edited = TEXTS["b"].replace("koordinátora", "do března koordinátora")
    after = new((TEXTS["a"], "s0", "a"), (edited, "s0", "b"))
    [_, match] = match_passages(old(*"ab"), after)
    assert (match.relation, match.taken_uid, match.certain) == ("edited", "b", True)


def test_enter_inside_a_paragraph_splits_it():
    """The editor keeps the key for the first part and makes one for the second."""
    first, second = TEXTS["a"].split(" a bude ")
    after = new(
        (first, "s0", "a"),
        (f"a bude {second}", "s0", "x"),
        (TEXTS["b"], "s0", "b"),
    )
    matches = match_passages(old(*"ab"), after)
    # The first part takes the identity over.
    assert outcome(matches) == [
        ("split", ("a",), "a"),
        ("split", ("a",), None),
        ("same", ("b",), "b"),
    ]
    assert all(m.certain for m in matches)


def test_a_passage_may_be_split_in_three_without_hints():
    words = TEXTS["c"].split(" ")
    parts = [" ".join(words[:5]), " ".join(words[5:10]), " ".join(words[10:])]
    after = new(*((part, "s0", "") for part in parts), (TEXTS["d"], "s0", ""))
    matches = match_passages(old(*"cd", hints=False), after)
    assert [m.old_uids for m in matches] == [("c",), ("c",), ("c",), ("d",)]
    assert [m.relation for m in matches] == ["split", "split", "split", "same"]
    assert sorted(m.taken_uid or "" for m in matches) == ["", "", "c", "d"]


def test_joined_paragraphs_are_merged():
    after = new((f"{TEXTS['a']} {TEXTS['b']}", "s0", "a"), (TEXTS["c"], "s1", "c"))
    matches = match_passages(old(*"abc"), after)
    assert outcome(matches) == [
        ("merged", ("a", "b"), "b" if len(TEXTS["b"]) > len(TEXTS["a"]) else "a"),
        ("same", ("c",), "c"),
    ]


def test_cut_and_paste_to_another_section_moves():
    """The text comes with a new key, the content decides."""
    after = new(
        (TEXTS["b"], "s0", "b"),
        (TEXTS["c"], "s1", "c"),
        (TEXTS["d"], "s1", "d"),
        (TEXTS["e"], "s2", "e"),
        (TEXTS["a"], "s2", "new"),
        (TEXTS["f"], "s2", "f"),
    )
    matches = match_passages(old(*"abcdef"), after)
    assert [m.taken_uid for m in matches] == list("bcdeaf")
    assert [m.relation for m in matches] == ["same"] * 4 + ["moved", "same"]
    assert all(m.certain for m in matches)


def test_cut_paste_and_edit_is_an_edited_move():
    edited = TEXTS["a"].replace("městských ", "").replace("rodinám", "domácnostem")
    after = new((TEXTS["b"], "s0", ""), (TEXTS["c"], "s1", ""), (edited, "s2", ""))
    matches = match_passages(old(*"abc", hints=False), after)
    assert [(m.relation, m.taken_uid, m.moved) for m in matches] == [
        ("same", "b", False),
        ("same", "c", False),
        ("edited", "a", True),
    ]


def test_reordering_moves_as_few_passages_as_possible():
    after = new(*((TEXTS[uid], "s0", uid) for uid in "adbcef"))
    matches = match_passages(old(*"abcdef", section="s0"), after)
    assert [m.moved for m in matches] == [False, True, False, False, False, False]


def test_a_moved_section_keeps_every_identity():
    order = "efabcd"
    sections = dict(zip("abcdef", ["s0", "s0", "s1", "s1", "s2", "s2"], strict=True))
    after = new(*((TEXTS[uid], sections[uid], uid) for uid in order))
    matches = match_passages(old(*"abcdef"), after)
    assert [m.taken_uid for m in matches] == list(order)
    assert [m.moved for m in matches] == [True, True, False, False, False, False]


def test_a_dropped_section_is_deleted():
    after = new(*((TEXTS[uid], "s", uid) for uid in "abef"))
    matches = match_passages(old(*"abcdef"), after)
    assert outcome(matches) == [("same", (uid,), uid) for uid in "abef"]


def test_a_copied_page_does_not_take_the_identities_of_its_original():
    """``Page.copy`` keeps block ids and keys; the copy is another section, here standing first."""
    copy = [(TEXTS[uid], "copy", uid) for uid in "ab"]
    original = [(TEXTS[uid], "s0", uid) for uid in "ab"]
    matches = match_passages(old(*"ab"), new(*copy, *original))
    assert outcome(matches) == [
        ("new", (), None),
        ("new", (), None),
        ("same", ("a",), "a"),
        ("same", ("b",), "b"),
    ]


def test_an_edited_original_wins_over_its_edited_copy():
    one = TEXTS["a"].replace("rodinám", "domácnostem")
    other = TEXTS["a"].replace("pronajímat", "přidělovat")
    after = new((other, "copy", "a"), (one, "s0", "a"))
    assert [m.taken_uid for m in match_passages(old("a"), after)] == [None, "a"]


def test_all_ids_lost_is_found_by_the_text():
    texts = dict(TEXTS, b=TEXTS["b"].replace("náhradníka", "zástupce"))
    after = [
        Candidate(None, "paragraph", texts[uid], f"n{i // 2}", i) for i, uid in enumerate("abcdef")
    ]
    matches = match_passages(old(*"abcdef"), after)
    assert [m.taken_uid for m in matches] == list("abcdef")
    assert [m.relation for m in matches] == ["same", "edited", *["same"] * 4]


def test_two_equal_paragraphs_keep_their_places():
    texts = {"a": "Termín: průběžně.", "b": TEXTS["b"], "c": "Termín: průběžně.", "d": TEXTS["d"]}
    before = old(*"abcd", texts=texts)
    after = [Candidate(None, c.kind, c.text, f"n{i // 2}", i) for i, c in enumerate(before)]
    assert [m.taken_uid for m in match_passages(before, after)] == list("abcd")


def test_of_two_equal_paragraphs_the_one_in_place_stays_when_the_other_goes():
    texts = {"a": "Termín: průběžně.", "b": TEXTS["b"], "c": "Termín: průběžně.", "d": TEXTS["d"]}
    after = new((texts["b"], "n0", ""), (texts["c"], "n1", ""), (texts["d"], "n1", ""))
    matches = match_passages(old(*"abcd", texts=texts), after)
    assert [m.taken_uid for m in matches] == ["b", "c", "d"]


def test_a_block_with_another_text_is_replaced_and_asks():
    other = "Zálohy za energie hradí příspěvek, který vyplácí stát prostřednictvím úřadu práce."
    [match] = match_passages(old("a"), new((other, "s0", "a")))
    assert (match.relation, match.old_uids, match.taken_uid) == ("replaced", ("a",), None)
    assert not match.certain


def test_a_weak_likeness_asks():
    rewritten = (
        "Město převezme prázdné domy a po opravě je bude pronajímat lidem, kteří hledají bydlení."
    )
    [match] = match_passages(old("a", hints=False), new((rewritten, "s0", "")))
    assert match.relation in {"edited", "new"}
    assert match.relation == "new" or not match.certain


def test_strangers_do_not_meet():
    after = new((TEXTS["d"], "s0", ""), (TEXTS["e"], "s0", ""))
    matches = match_passages(old(*"abc", hints=False), after)
    assert [m.relation for m in matches] == ["new", "new"]


def test_lineage_maps_each_old_passage_to_its_descendants():
    matches = [
        Match(0, ("a",), "split", 1.0, True, False, "a"),
        Match(1, ("a",), "split", 1.0, True),
        Match(2, ("b", "c"), "merged", 1.0, True, False, "b"),
        Match(3, (), "new", 1.0, True),
    ]
    assert lineage(matches, ["a", "x", "b", "y"]) == {
        "a": ["a", "x"],
        "b": ["b"],
        "c": ["b"],
    }


PIECES = st.lists(st.sampled_from([*TEXTS.values(), "Termín: průběžně.", "", "a b c"]), max_size=8)


@given(PIECES, PIECES, st.booleans(), st.data())
def test_each_identity_is_used_once_and_no_passage_is_forgotten(olds, news, hints, data):
    keys = st.sampled_from([("", ""), ("k", "1"), ("k", "2")]) if hints else st.just(("", ""))
    before = [
        Candidate(f"u{i}", "paragraph", text, f"s{i % 2}", i, data.draw(keys))
        for i, text in enumerate(olds)
    ]
    after = [
        Candidate(None, "paragraph", text, f"s{i % 3}", i, data.draw(keys))
        for i, text in enumerate(news)
    ]
    matches = match_passages(before, after)
    taken = [m.taken_uid for m in matches if m.taken_uid]
    assert len(taken) == len(set(taken))
    assert [m.new_index for m in matches] == list(range(len(news)))
    assert {uid for m in matches for uid in m.old_uids} <= {c.uid for c in before}
    assert set(taken) >= {m.old_uids[0] for m in matches if m.relation in {"same", "edited"}}
    assert all((m.relation == "new") == (not m.old_uids) for m in matches)


@pytest.mark.parametrize("hints", [True, False])
def test_a_large_edited_document_keeps_every_identity(hints):
    rng = random.Random(1)
    vocabulary = [f"slovo{i}" for i in range(800)]
    before = [
        Candidate(
            f"u{i}",
            "paragraph",
            " ".join(rng.choices(vocabulary, k=35)),
            f"s{i // 6}",
            i,
            ("b", f"k{i}"),
        )
        for i in range(1440)
    ]
    after = []
    for i, candidate in enumerate(before):
        words = candidate.text.split(" ")
        if rng.random() < 0.3:
            words[rng.randrange(len(words))] = "změna"
            words.insert(rng.randrange(len(words)), "přidané")
        after.append(
            Candidate(
                None, "paragraph", " ".join(words), "", i, candidate.hints if hints else ("", "")
            )
        )
    matches = match_passages(before, after)
    assert [m.taken_uid for m in matches] == [c.uid for c in before]
