"""Whether a change still stands later on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concept.retesting import left_out_again, retest

BEFORE = "Žádost podá domácnost na kontaktním místě. O žádosti rozhodne komise do třiceti dnů."
AFTER = "Žádost podá domácnost na kontaktním místě. O žádosti rozhodne komise do 15 pracovních dnů."


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (AFTER, True),
        (f"Nový úvod. {AFTER}", True),
        # the other words of the passage may change as they like
        ("Domácnost žádá na úřadě. Komise o žádosti rozhodne do 15 pracovních dnů.", True),
        # sentences changed places
        (
            "O žádosti rozhodne komise do 15 pracovních dnů. Žádost podá domácnost na kontaktním místě.",
            True,
        ),
        (BEFORE, False),
        (AFTER.replace("15 pracovních", "šedesáti"), False),
        # one number is enough
        (AFTER.replace("15", "30"), False),
        ("", False),
    ],
)
def test_brought_words_must_still_stand(now, stands):
    assert retest(BEFORE, AFTER, now).stands is stands


def test_a_lost_number_in_a_long_addition_is_noticed():
    added = (
        f"{BEFORE} Domácnost s dětmi má přednost a město jí do 30 dnů od podání žádosti nabídne "
        "náhradní ubytování v některém z bytů určených pro krizové bydlení."
    )
    now = added.replace("do 30 dnů", "do 90 dnů")
    found = retest(BEFORE, added, now)
    assert (round(found.share, 2), found.stands) == (0.98, False)


def test_a_reversed_negation_is_noticed():
    added = (
        f"{BEFORE} Rozhodnutí komise o přidělení bytu v programu sociálního bydlení domácnost musí "
        "dostat písemně a s odůvodněním."
    )
    assert not retest(BEFORE, added, added.replace("musí", "nemusí")).stands
    assert not retest(BEFORE, added.replace("musí", "nemusí"), added).stands


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        ("O žádosti rozhodne komise do třiceti dnů.", True),
        (BEFORE, False),
    ],
)
def test_words_left_out_must_stay_out(now, stands):
    after = "O žádosti rozhodne komise do třiceti dnů."
    assert retest(BEFORE, after, now).stands is stands


def test_a_passage_left_out_as_a_whole_must_not_come_back():
    assert left_out_again(BEFORE, ["Obvody sdělí městu počet volných bytů jednou za rok."]).stands
    assert not left_out_again(BEFORE, ["Něco jiného.", f"Úvodem: {BEFORE}"]).stands
    assert left_out_again("Zrušeno.", ["Zrušeno."]).stands


words = st.lists(st.sampled_from(["město", "byt", "do", "30", "dnů", "komise"]), max_size=12)


@given(words, words)
def test_a_change_stands_in_the_text_it_made(before, after):
    found = retest(" ".join(before), " ".join(after), " ".join(after))
    assert (found.share, found.stands) == (1.0, True)


@given(words, words, words)
def test_the_share_is_a_share(before, after, now):
    assert 0.0 <= retest(" ".join(before), " ".join(after), " ".join(now)).share <= 1.0
