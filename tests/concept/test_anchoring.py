"""Anchors follow their words honestly: found, or said to be lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.edits import edition, judge, random_anchors
from benchmarks.redlines import redlined
from concept.anchoring import Anchor, PassageText, Placement, Target, place

A = "Město převezme byty od městských obvodů. Bude je pronajímat rodinám v bytové nouzi."
B = "Rada města jmenuje koordinátora sociálního bydlení a určí mu náhradníka z odboru."
C = "Nájemné se stanoví podle velikosti bytu a příjmu domácnosti, nejvýše však obvyklé."
D = "Dluhy na nájemném se řeší splátkovým kalendářem dříve, než dojde k výpovědi smlouvy."
OLD = [PassageText("a", A), PassageText("b", B), PassageText("c", C), PassageText("d", D)]


def anchor(uid, quote, text=None):
    text = text or {p.uid: p.text for p in OLD}[uid]
    start = text.index(quote)
    end = start + len(quote)
    return Anchor(uid, start, end, quote, text[max(0, start - 32) : start], text[end : end + 32])


def placed(quote, new, uid="a", **options):
    """Place one quote of passage a; return its status and the quoted words of the new text."""
    [placement] = place([anchor(uid, quote)], OLD, new, **options)
    texts = {p.uid: p.text for p in new}
    return placement.status, [
        (t.passage_uid, texts[t.passage_uid][t.start : t.end]) for t in placement.targets
    ]


def changed(text, uid="a"):
    return [PassageText(uid, text) if p.uid == uid else p for p in OLD]


def test_an_unchanged_passage_keeps_its_anchors_exactly():
    assert place([anchor("b", "koordinátora sociálního bydlení")], OLD, OLD) == [
        Placement("exact", (Target("b", 19, 50),), 1.0)
    ]


def test_words_before_the_quote_shift_it():
    new = changed(f"Nejpozději do roku 2018 platí: {A}")
    assert placed("Bude je pronajímat", new) == ("exact", [("a", "Bude je pronajímat")])


def test_an_inserted_clause_edits_the_quote():
    new = changed(A.replace("pronajímat rodinám", "pronajímat přednostně a levně rodinám"))
    assert placed("pronajímat rodinám v bytové", new) == (
        "edited",
        [("a", "pronajímat přednostně a levně rodinám v bytové")],
    )


def test_a_misspelt_word_is_still_found():
    new = changed(A.replace("pronajímat", "pronajmat"))
    assert placed("je pronajímat", new) == ("edited", [("a", "je pronajmat")])


def test_a_quote_of_which_little_is_left_is_not_placed_by_itself():
    quote = "převezme byty od městských obvodů"
    new = changed(A.replace(quote, "převezme domy od soukromých vlastníků"))
    assert placed(quote, new) == ("ambiguous", [("a", "převezme domy od")])
    new = changed(A.replace(quote, "koupí domy od soukromých vlastníků"))
    assert placed(quote, new) == ("orphaned", [])


def test_a_removed_sentence_orphans_its_anchor():
    new = changed("Město převezme byty od městských obvodů.")
    assert placed("Bude je pronajímat rodinám", new) == ("orphaned", [])


def test_a_deleted_passage_orphans_its_anchors():
    assert placed("převezme byty od městských obvodů", OLD[1:]) == ("orphaned", [])


def test_two_places_as_good_are_left_to_a_person():
    again = "Bude je pronajímat rodinám v bytové nouzi."
    status, targets = placed("pronajímat rodinám", changed(f"{again} {A}"))
    # The sentence before tells them apart.
    assert (status, targets) == ("exact", [("a", "pronajímat rodinám")])
    text = A.removeprefix("Město převezme byty od městských obvodů. ")
    status, targets = placed("pronajímat rodinám", changed(f"{text} {text}"))
    assert (status, targets) == ("ambiguous", [("a", "pronajímat rodinám")] * 2)


def test_a_phrase_in_another_sentence_is_no_place():
    """The rules repeat their phrases: the sentence of the quote was replaced by another one."""
    rule = "Odbor {0} předloží zprávu radě města do třiceti dnů, pokud tomu nebrání závažné důvody."
    old = [PassageText(str(n), rule.format(f"číslo {n}")) for n in range(30)]
    old.append(PassageText("x", "Nájemce uhradí škodu, pokud tomu nebrání závažné důvody."))
    other = "Komise vyzve žadatele k doplnění, pokud tomu nebrání závažné důvody."
    new = [*old[:-1], PassageText("x", other)]
    quote = anchor("x", "pokud tomu nebrání závažné", old[-1].text)
    [placement] = place([quote], old, new)
    assert placement.status in {"ambiguous", "orphaned"}


def test_reordered_sentences_take_their_anchors_along():
    first, second = A.split(". ")
    new = changed(f"{second[:-1]}. {first}.")
    for quote in ("převezme byty od městských", "pronajímat rodinám v bytové"):
        status, targets = placed(quote, new)
        assert (status, targets) == ("exact", [("a", quote)])


def test_a_moved_passage_moves_its_anchors():
    assert placed("převezme byty", [*OLD[1:], OLD[0]]) == ("moved", [("a", "převezme byty")])


def test_a_split_passage_shares_its_anchors_out():
    first, second = A.split(". ")
    new = [PassageText("a", f"{first}."), PassageText("x", second), *OLD[1:]]
    assert placed("převezme byty od", new) == ("exact", [("a", "převezme byty od")])
    assert placed("rodinám v bytové nouzi", new) == ("moved", [("x", "rodinám v bytové nouzi")])
    assert placed("byty od městských obvodů. Bude je pronajímat", new) == (
        "split",
        [("a", "byty od městských obvodů."), ("x", "Bude je pronajímat")],
    )


def test_merged_passages_keep_their_anchors_apart():
    new = [PassageText("a", f"{A} {B}"), *OLD[2:]]
    assert placed("určí mu náhradníka", new, uid="b") == ("moved", [("a", "určí mu náhradníka")])
    assert placed("rodinám v bytové", new) == ("exact", [("a", "rodinám v bytové")])


def test_a_sentence_cut_into_another_passage_is_found_if_it_is_unique():
    first, second = A.split(". ")
    new = [PassageText("a", f"{first}."), OLD[1], PassageText("c", f"{C} {second}"), OLD[3]]
    quote = "Bude je pronajímat rodinám v bytové nouzi"
    assert placed(quote, new) == ("moved", [("c", quote)])
    # A few words go along with their sentence.
    assert placed("pronajímat rodinám", new) == ("moved", [("c", "pronajímat rodinám")])
    # Lineage given by somebody is not left.
    assert placed(quote, new, lineage={p.uid: [p.uid] for p in OLD}) == ("orphaned", [])


def test_all_identities_lost_is_no_move():
    new = [PassageText(f"import-{p.uid}", p.text) for p in OLD]
    assert placed("převezme byty", new) == ("exact", [("import-a", "převezme byty")])


def test_given_lineage_is_believed():
    lineage = {"a": ["c"], "b": ["b"]}
    assert placed("Město převezme byty", OLD, lineage=lineage)[0] == "orphaned"
    assert placed("Rada města", OLD, uid="b", lineage=lineage) == ("exact", [("b", "Rada města")])


def test_of_two_equal_phrases_the_one_in_its_context_is_meant():
    text = "Obvod předloží seznam bytů. Město předloží seznam bytů. Kraj předloží seznam bytů."
    old = [PassageText("a", text)]
    new = [PassageText("a", text.replace("Obvod předloží seznam bytů. ", ""))]
    at = text.index("předloží seznam bytů", 20)
    quote = Anchor("a", at, at + 20, text[at : at + 20], text[at - 32 : at], text[at + 20 :][:32])
    [placement] = place([quote], old, new)
    [target] = placement.targets
    assert new[0].text[: target.start].endswith("Město ")


def test_equal_passages_that_lost_their_place_are_ambiguous():
    repeated = "Termín plnění je průběžně po celou dobu platnosti."
    old = [*OLD, PassageText("x", repeated), PassageText("y", repeated)]
    new = [PassageText("i1", repeated)] + [
        PassageText(f"i{n}", p.text) for n, p in enumerate([OLD[3], OLD[2], OLD[0]], start=2)
    ]
    placements = place([anchor(uid, "průběžně po celou", repeated) for uid in "xy"], old, new)
    assert {p.status for p in placements} <= {"ambiguous", "orphaned"}


@pytest.mark.parametrize(
    ("start", "end", "exact", "status"),
    [
        (5, 13, "Bude je pronajímat", "exact"),  # wrong offsets, right quote
        (0, 5, "Ostrava", "orphaned"),  # no such words
        (0, 0, "", "orphaned"),
    ],
)
def test_a_quote_that_does_not_match_its_offsets(start, end, exact, status):
    [placement] = place([Anchor("a", start, end, exact, "", "")], OLD, OLD)
    assert placement.status == status


def test_an_unknown_passage_orphans():
    assert place([Anchor("zz", 0, 5, "Město", "", "")], OLD, OLD) == [Placement("orphaned", (), 0)]


def test_offsets_are_code_points():
    text = "🏠🏠 Byt e\u0301 je 👩\u200d👧 domov."
    [placement] = place(
        [anchor("a", "domov", text)], [PassageText("a", text)], [PassageText("a", f"🏠{text}")]
    )
    [target] = placement.targets
    assert f"🏠{text}"[target.start : target.end] == "domov"


WORDS = st.lists(
    st.sampled_from(
        ["město", "byt", "bytů", "bydlení", "rodina", "v", "a", ",", ".", "nájem", "🏠", "5\xa0000"]
    ),
    max_size=25,
).map(" ".join)
VERSIONS = st.lists(
    st.tuples(st.sampled_from("abcdef"), WORDS), min_size=1, max_size=5, unique_by=lambda p: p[0]
).map(lambda pairs: [PassageText(uid, text) for uid, text in pairs])


@given(VERSIONS, VERSIONS, st.data())
def test_targets_are_places_of_the_new_text_and_none_is_lost(old, new, data):
    anchors = []
    for passage in old:
        start = data.draw(st.integers(0, len(passage.text)))
        end = data.draw(st.integers(start, len(passage.text)))
        anchors.append(Anchor(passage.uid, start, end, passage.text[start:end], "", ""))
    placements = place(anchors, old, new)
    assert len(placements) == len(anchors)
    lengths = {passage.uid: len(passage.text) for passage in new}
    for placement in placements:
        assert 0 <= placement.score <= 1
        assert all(0 <= t.start < t.end <= lengths[t.passage_uid] for t in placement.targets)
        assert (placement.status == "orphaned") == (not placement.targets)
        assert (placement.status == "split") <= (len(placement.targets) > 1)


@given(VERSIONS)
@settings(max_examples=50)
def test_nothing_changes_when_the_text_does_not(passages):
    anchors = [Anchor(p.uid, 0, len(p.text), p.text, "", "") for p in passages if p.text.strip()]
    assert place(anchors, passages, passages) == [
        Placement("exact", (Target(a.passage_uid, 0, a.end),), 1.0) for a in anchors
    ]


EDITIONS = {
    "recombined": lambda seed: edition(seed, passages=500),
    "rules": lambda seed: redlined("rules", seed, passages=500),
    "plan": lambda seed: redlined("plan", seed, passages=500),
    "documents": lambda seed: redlined("documents", seed),
}


@pytest.mark.slow
@pytest.mark.parametrize("text", EDITIONS)
@pytest.mark.parametrize(
    ("ids_are_kept", "most_wrong", "least_found"), [(True, 0.003, 0.98), (False, 0.01, 0.95)]
)
def test_quality_on_realistic_edits(text, ids_are_kept, most_wrong, least_found):
    """The limits of the product, on smaller texts than in the benchmark."""
    edited = EDITIONS[text](5)
    anchors = random_anchors(5, edited.old, 3000)
    edited = edited if ids_are_kept else edited.without_ids()
    quality = judge(edited, anchors, place(anchors, edited.old, edited.new))
    assert quality.surviving > 2500
    assert quality.wrong_share <= most_wrong
    assert quality.found_share >= least_found


@pytest.mark.parametrize("text", EDITIONS)
def test_given_lineage_is_never_left(text):
    edited = EDITIONS[text](6)
    anchors = random_anchors(6, edited.old, 1500)
    placements = place(anchors, edited.old, edited.new, lineage=edited.lineage)
    for anchor, placement in zip(anchors, placements, strict=True):
        heirs = edited.lineage.get(anchor.passage_uid, [])
        assert {target.passage_uid for target in placement.targets} <= set(heirs)


@pytest.mark.parametrize("text", EDITIONS)
def test_the_generators_tell_the_truth(text):
    """Every surviving character is where the edition says it went."""
    edited = EDITIONS[text](3)
    old = {p.uid: p.text for p in edited.old}
    new = {p.uid: p.text for p in edited.new}
    assert len(new) == len(edited.new)
    assert all(old[uid][i] == new[to][j] for (uid, i), (to, j) in edited.went.items())
    assert len(edited.went) > 0.7 * sum(map(len, old.values()))
    assert sum(old.get(uid) == text for uid, text in new.items()) < 0.75 * len(new)
