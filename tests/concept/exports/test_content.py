import pytest

from concept.exports.content import content
from concept.exports.labels import labels
from concept.rendering_values import WORDS
from tests.concept.exports import samples


def built(**options):
    return content(samples.representative().build(**options), labels("cs"))


def block(data, kind):
    return next(item for item in data["blocks"] if item["type"] == kind)


def test_content_dates_are_those_of_prague():
    # 22:30 UTC on 25 September is already the 26th in Prague.
    assert built()["date"] == "26.\u00a09.\u00a02017"


def test_content_tells_steps_but_no_internal_proposal():
    made = samples.representative().build()
    proposal = {"step": "publication_proposed", "body": "", "occurred_on": "2017-11-16"}
    made["version"]["steps"].insert(1, {**proposal, "resolution": "", "verb": ""})
    words = labels("cs")

    names = [name for name, _ in content(made, words)["facts"]]
    assert names.count(words["step_approved"]) == 1
    assert words["step_publication_proposed"] not in names


def test_content_formats_money_and_deadline_of_a_measure():
    words = labels("cs")
    rows = dict(block(built(), "measure")["rows"])

    assert rows[words["budget"]] == "14\u00a0605\u00a0116,00\u00a0Kč"
    assert rows[words["due"]] == "31.\u00a012.\u00a02018"


def test_content_says_where_words_were_removed():
    assert block(built(), "redacted")["text"] == labels("cs")["redacted"]


def test_content_opens_links_to_what_the_version_does_not_hold():
    last = built()["blocks"][-1]["content"][0]["c"]

    assert {node["t"] for node in last} == {"text"}


def test_content_prints_a_footnote_whose_mark_was_lost():
    made = samples.VersionBuilder()
    made.section("1", "Úvod", 1)
    made.passage("footnote", "<p>Bez značky.</p>", uid="note-9")

    assert content(made.build(), labels("cs"))["blocks"][-1]["type"] == "footnote"


def test_content_puts_a_footnote_at_its_mark_in_a_later_section():
    made = samples.VersionBuilder()
    made.section("1", "Úvod", 1)
    made.passage("footnote", "<p>Předem.</p>", uid="note-9")
    made.section("2", "Závěr", 1)
    made.paragraph('Text<sup data-footnote="note-9"></sup>.')

    blocks = content(made.build(), labels("cs"))["blocks"]
    assert [item["type"] for item in blocks] == ["section", "section", "paragraph"]
    assert blocks[2]["content"][0]["c"][1]["c"] == [{"t": "text", "v": "Předem."}]


def test_content_fills_short_rows_of_a_table():
    made = samples.VersionBuilder()
    made.section("1", "Úvod", 1)
    value = {"caption": "", "header_row": True, "header_column": False}
    made.passage("table", "<table></table>", {**value, "rows": [["a", "b"], ["c"]]})

    table = content(made.build(), labels("cs"))["blocks"][-1]
    assert [len(row) for row in table["rows"]] == [2, 2]


def test_content_gives_a_number_its_room_beside_a_long_text():
    made = samples.VersionBuilder()
    made.section("1", "Úvod", 1)
    value = {"caption": "", "header_row": False, "header_column": False}
    rows = [["1\u00a0250\u00a0000\u00a0Kč", "Dlouhý text " * 40, "ano"]]
    made.passage("table", "<table></table>", {**value, "rows": rows})

    table = content(made.build(), labels("cs"))["blocks"][-1]
    # The number and a short word with the padding of their cells; the text takes the rest.
    assert table["widths"] == [16, 67, 7]


def test_content_shows_by_its_html_what_has_no_value():
    made = samples.VersionBuilder()
    made.section("1", "Úvod", 1)
    made.passage("quote", "<blockquote><p>Citát v textu.</p></blockquote>")

    quote = content(made.build(), labels("cs"))["blocks"][-1]
    assert quote["type"] == "paragraph"
    assert quote["content"] == [{"t": "p", "c": [{"t": "text", "v": "Citát v textu."}]}]


def test_words_of_a_measure_are_those_frozen_in_its_text():
    words = labels("en")
    frozen = WORDS["en"]

    names = ("measure", "responsible", "political", "partners", "due")
    assert {name: words[name] for name in names} == {name: frozen[name] for name in names}
    assert words["funding_sources"] == frozen["funding_sources"]
    assert (words["budget"], words["due_ongoing"]) == (frozen["budget"], frozen["ongoing"])
    assert words["indicator"] == frozen["indicator_note"]


def test_content_refuses_another_schema():
    with pytest.raises(ValueError, match="osnova-version/1"):
        content({**samples.representative().build(), "schema": "other/1"}, labels("cs"))
