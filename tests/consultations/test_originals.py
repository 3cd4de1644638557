"""The original of a letter as sentences, with the passages that became points."""

import uuid

import pytest

from consultations.originals import Span, chosen_range, is_in_sample, left_over, lines_of

LETTER = "Vážení,\n\n1. Chybí lhůta. Žádáme rok.\n  b) Kdo platí škody?\nStarosta"


def test_lines_are_sentences_and_their_number_belongs_to_them():
    lines = lines_of(LETTER, [])
    said = [[LETTER[s.start : s.end] for s in line] for line in lines]
    assert said == [
        ["Vážení,"],
        ["1. Chybí lhůta.", "Žádáme rok."],
        ["b) Kdo platí škody?"],
        ["Starosta"],
    ]
    assert left_over(lines) == 5


def test_words_of_a_point_are_marked_and_numbered_at_its_last_sentence():
    start = LETTER.index("lhůta")
    end = LETTER.index("rok.") + 4
    lines = lines_of(LETTER, [Span(start, end, "R1-0001", 7)])
    first, second = lines[1]
    assert first.runs == [("1. Chybí ", False), ("lhůta.", True)]
    assert second.runs == [("Žádáme rok.", True)]
    assert [span.label for span in second.spans] == ["R1-0001"]
    assert first.spans == []
    assert left_over(lines) == 4


@pytest.mark.parametrize(
    ("values", "found"),
    [([], None), (["3-9"], (3, 9)), (["12-20", "3-9"], (3, 20)), (["x", "5", "-1-2"], None)],
)
def test_chosen_sentences_are_one_range(values, found):
    assert chosen_range(values) == found


def test_about_one_statement_in_five_is_in_the_sample_always_the_same():
    uids = [str(uuid.UUID(int=number)) for number in range(1000)]
    chosen = [uid for uid in uids if is_in_sample(uid)]
    assert 150 < len(chosen) < 250
    assert [uid for uid in uids if is_in_sample(uid)] == chosen
