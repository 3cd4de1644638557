"""A passage in pieces: sentences, items, cells."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consultations.pieces import pieces


def words(text: str, kind: str = "paragraph") -> list[str]:
    return [piece.text for piece in pieces(kind, text)]


def test_sentences_end_where_people_hear_them_end():
    assert words("Podpora trvá šest měsíců. Pak se vyhodnotí! Kdo rozhodne? Město.") == [
        "Podpora trvá šest měsíců.",
        "Pak se vyhodnotí!",
        "Kdo rozhodne?",
        "Město.",
    ]


def test_shortened_words_numbers_and_dates_end_no_sentence():
    assert words(
        "Podle § 9 odst. 2 zák. č. 128/2000 Sb. Ostrava rozhodne dne 3. 12. 2019 o bytech, "
        "např. Poruba. Dr. J. Nováková souhlasí. Lhůta je do roku 2020. Město ji sdělí."
    ) == [
        "Podle § 9 odst. 2 zák. č. 128/2000 Sb. Ostrava rozhodne dne 3. 12. 2019 o bytech, "
        "např. Poruba.",
        "Dr. J. Nováková souhlasí.",
        "Lhůta je do roku 2020.",
        "Město ji sdělí.",
    ]


def test_quotes_and_brackets_stay_with_their_sentence():
    assert words("Řekla: „Bydlím.“ (Bylo to v zimě.) „Kde?“ ptal se.") == [
        "Řekla: „Bydlím.“",
        "(Bylo to v zimě.)",
        "„Kde?“ ptal se.",
    ]


def test_one_sentence_has_no_pieces_since_it_is_the_whole_passage():
    assert words("Město nabízí byty.") == []
    assert words("") == []


def test_items_of_a_list_are_pieces():
    assert words("první\ndruhý. Dovětek.\n", "list") == ["první", "druhý.", "Dovětek."]


def test_cells_of_a_table_are_pieces_with_the_names_of_their_row_and_column():
    text = "Byty v obvodech\nObvod\nPočet\n\nPoruba\n7\n\nVítkovice\n7\n\n"
    value = {
        "caption": "Byty v obvodech",
        "header_row": True,
        "header_column": True,
        "rows": [["Obvod", "Počet"], ["Poruba", "7"], ["Vítkovice", "7"]],
    }
    found = pieces("table", text, value)
    assert [(p.text, p.context) for p in found] == [
        ("Obvod", ""),
        ("Počet", ""),
        ("Poruba", "Obvod"),
        ("7", "Poruba, Počet"),
        ("Vítkovice", "Obvod"),
        ("7", "Vítkovice, Počet"),
    ]
    assert [text[p.start : p.end] for p in found] == [p.text for p in found]
    assert found[5].start > found[4].start > found[3].start


def test_sentences_of_a_measure_stand_under_the_name_of_their_line():
    text = "Opatření 2.1\nSpočítat byty\nPopis\nKaždý rok. Do března.\nTermín\n31. 12. 2018\n"
    html = (
        "<dl><dt>Opatření 2.1</dt>\n<dd>Spočítat byty</dd>\n<dt>Popis</dt>\n<dd><p>Každý rok. Do března.</p></dd>\n"
        "<dt>Termín</dt>\n<dd>31. 12. 2018</dd></dl>"
    )
    found = pieces("measure", text, {}, html)
    assert [(p.text, p.context) for p in found] == [
        ("Spočítat byty", "Opatření 2.1"),
        ("Každý rok.", "Popis"),
        ("Do března.", "Popis"),
        ("31. 12. 2018", "Termín"),
    ]
    assert [text[p.start : p.end] for p in found] == [p.text for p in found]


@given(st.text(alphabet="Ab1 .!?\n🏠„“()", max_size=60))
def test_pieces_stand_in_order_hold_their_words_and_lose_none(text):
    found = pieces("paragraph", text)
    assert all(text[p.start : p.end] == p.text and p.text.strip() == p.text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    if found:
        assert "".join("".join(p.text for p in found).split()) == "".join(text.split())
