"""Places as people write them."""

import pytest

from consultations.place_words import Place, PlaceFinder

FINDER = PlaceFinder(
    sections=[
        ("s32", "3.2", "Sociální bydlení"),
        ("s3", "3", "Nástroje"),
        ("sB", "B", "Návrhová část"),
        ("sA11", "A1.1", "Zapojení skupin"),
        ("u1", "", "Úvod"),
        ("x1", "7.1", "Dvakrát"),
        ("x2", "7.2", "Dvakrát"),
    ],
    passages=[
        ("p1", "s32", "3.2/1"),
        ("p2", "s32", "3.2/2"),
        ("pA", "sA11", "A1.1/1"),
        ("h", "s32", ""),
    ],
)
P2 = Place("s32", "p2", "3.2/2")
S32 = Place("s32", "", "3.2")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("3.2/2", P2),
        (" 3.2 / 2 ", P2),
        ("3.2, odst. 2", P2),
        ("3.2 odst. 2", P2),
        ("3.2, odstavec 2.", P2),
        ("kap. 3.2, odst.\u00a02", P2),
        ("odst. 2 oddílu 3.2", P2),
        ("Odst. 2, 3.2", P2),
        ("Sociální bydlení, odst. 2", P2),
        ("3.2, 2", P2),
        ("3.2, para 2", P2),
        ("str. 14, 3.2/2", P2),
        ("A1.1/1", Place("sA11", "pA", "A1.1/1")),
        ("3.2", S32),
        ("3.2.", S32),
        ("opatření 3.2", S32),
        ("Kapitola 3.2", S32),
        ("3.2 Sociální bydlení", S32),
        ("3.2 – Sociální bydlení (str. 14)", S32),
        ("„sociální bydlení“", S32),
        ("Návrhová část", Place("sB", "", "B")),
        ("část B", Place("sB", "", "B")),
        ("úvod", Place("u1", "", "Úvod")),
        ("", Place()),
        ("celý dokument", Place()),
        ("Obecně", Place()),
        ("3.2/9", None),
        ("3.2, odst. 9", None),
        ("9.9", None),
        ("Dvakrát", None),
        ("str. 14", None),
        ("někde uprostřed", None),
        ("2", None),
    ],
)
def test_place_is_found_or_left_to_a_person(words, place):
    assert FINDER.find(words) == place


def test_places_become_quotes():
    assert P2.as_quote() == {"passage_uid": "p2"}
    assert S32.as_quote() == {"section_uid": "s32"}
    assert Place().as_quote() == {}
