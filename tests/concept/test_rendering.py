"""Draft passages of a section: every block kind, references, footnotes, problems, speed."""

from uuid import uuid4

import pytest

from concept.canonical import canonicalise
from concept.rendering import (
    DraftPassage,
    References,
    RenderIssue,
    render_section,
    resolve,
    unused_footnotes,
)

DOCUMENT, OTHER = str(uuid4()), str(uuid4())
NODE, OTHER_NODE = str(uuid4()), str(uuid4())
NOTE, SECOND_NOTE = str(uuid4()), str(uuid4())
REFERENCES = References(
    document=DOCUMENT,
    sections={7: (DOCUMENT, NODE), 8: (OTHER, OTHER_NODE)},
    documents={9: OTHER},
    pages={6: "Kontakty"},
    files=frozenset({3}),
    images=frozenset({12}),
)


def block(kind: str, value, block_id: str = "b-1") -> dict:
    return {"type": kind, "value": value, "id": block_id}


def render(*blocks: dict, footnotes: dict[str, str] | None = None) -> list[DraftPassage]:
    return render_section(list(blocks), footnotes or {}, references=REFERENCES)


def one(kind: str, value, **kwargs) -> DraftPassage:
    [passage] = render(block(kind, value), **kwargs)
    return passage


def test_rich_text_becomes_its_paragraphs_and_lists_with_hints():
    passages = render(
        block(
            "text",
            '<p data-block-key="k1">Byt</p><ul><li data-block-key="k2">a</li></ul>',
        )
    )

    assert [(p.kind, p.html, p.value, p.hints) for p in passages] == [
        ("paragraph", "<p>Byt</p>", {}, ("b-1", "k1")),
        ("list", "<ul><li>a</li>\n</ul>", {}, ("b-1", "k2")),
    ]


def test_links_become_references_without_addresses():
    passage = one(
        "text",
        '<p><a linktype="page" id="7">zde</a> <a id="8" linktype="page">tam</a> '
        '<a linktype="page" id="9">analýza</a> <a linktype="document" id="3">soubor</a> '
        '<a href="https://example.org/?a=1&amp;b=2">ven</a></p>',
    )

    assert passage.html == (
        f'<p><a data-node="{NODE}">zde</a> '
        f'<a data-document="{OTHER}" data-node="{OTHER_NODE}">tam</a> '
        f'<a data-document="{OTHER}">analýza</a> <a data-asset="file:3">soubor</a> '
        '<a href="https://example.org/?a=1&amp;b=2">ven</a></p>'
    )
    assert passage.asset_file_ids == (3,)
    assert passage.issues == ()


@pytest.mark.parametrize(
    ("markup", "issue"),
    [
        (
            '<a linktype="page" id="404"><b>zde</b></a>',
            RenderIssue("broken_link", "zde", "b-1"),
        ),
        (
            '<a linktype="page" id="6">zde</a>',
            RenderIssue("page_link", "zde → Kontakty", "b-1"),
        ),
        ("<a>zde</a>", RenderIssue("broken_link", "zde", "b-1")),
        (
            '<a linktype="document" id="5">zde</a>',
            RenderIssue("missing_file", "5", "b-1"),
        ),
        (
            '<a href="/koncepce/3/">zde</a>',
            RenderIssue("broken_link", "/koncepce/3/", "b-1"),
        ),
        ('<a href="#dole">zde</a>', RenderIssue("broken_link", "#dole", "b-1")),
        (
            '<a href="javascript:x()">zde</a>',
            RenderIssue("broken_link", "javascript:x()", "b-1"),
        ),
    ],
)
def test_a_link_that_leads_nowhere_keeps_its_words_and_is_reported(markup, issue):
    passage = one("text", f"<p>Viz {markup}.</p>")

    assert passage.text.strip() == "Viz zde."
    assert "<a" not in passage.html
    assert passage.issues == (issue,)


def test_footnotes_follow_in_the_order_of_their_first_marks():
    passages = render(
        block("text", f'<p>A<footnote id="{SECOND_NOTE}">[2]</footnote></p>'),
        block(
            "text",
            f'<p>B<footnote id="{NOTE}">[1]</footnote> '
            f'C<footnote id="{SECOND_NOTE}">x</footnote></p>',
        ),
        footnotes={NOTE: "<p>První</p>", SECOND_NOTE: "<p>Druhá <b>zpráva</b></p>"},
    )

    assert [p.html for p in passages] == [
        f'<p>A<sup data-footnote="{SECOND_NOTE}"></sup></p>',
        f'<p>B<sup data-footnote="{NOTE}"></sup> C<sup data-footnote="{SECOND_NOTE}"></sup></p>',
        "<p>Druhá <strong>zpráva</strong></p>",
        "<p>První</p>",
    ]
    assert [p.hints for p in passages[2:]] == [
        ("footnote", SECOND_NOTE),
        ("footnote", NOTE),
    ]
    assert [p.value for p in passages[2:]] == [{"for": ""}, {"for": ""}]
    assert passages[1].footnote_refs == (NOTE, SECOND_NOTE)


def test_unknown_footnote_is_reported_and_an_unused_one_too():
    unknown = str(uuid4())
    notes = {NOTE: "<p>Nikde</p>"}

    passages = render(
        block("text", f'<p>A<footnote id="{unknown}">[?]</footnote></p>'),
        footnotes=notes,
    )

    assert [p.html for p in passages] == ["<p>A</p>"]
    assert passages[0].issues == (RenderIssue("unknown_footnote", unknown[:8], "b-1"),)
    assert unused_footnotes(passages, notes) == [RenderIssue("unused_footnote", "Nikde")]


def test_heading():
    passage = one("heading", {"text": "Co se & osvědčuje", "level": "4"})

    assert (passage.kind, passage.html) == ("heading", "<h4>Co se &amp; osvědčuje</h4>")
    assert passage.value == {"level": 4}


def test_table_with_headings_of_columns_and_rows():
    passage = one(
        "table",
        {
            "table": {
                "caption": "Byty",
                "columns": [
                    {"type": "text", "heading": "Obvod"},
                    {"type": "rich_text", "heading": "Počet < 10"},
                ],
                "rows": [{"values": ["Lípa\na Vrba", "<p><b>5</b></p><p>bytů</p>"]}],
            },
            "header_column": True,
        },
    )

    assert passage.html == (
        "<table><caption>Byty</caption>\n"
        '<thead><tr><th scope="col">Obvod</th>\n'
        '<th scope="col">Počet &lt; 10</th>\n</tr>\n</thead>\n'
        '<tbody><tr><th scope="row">Lípa<br>\na Vrba</th>\n'
        "<td><strong>5</strong><br>\nbytů</td>\n</tr>\n</tbody>\n</table>"
    )
    assert passage.value == {
        "caption": "Byty",
        "header_row": True,
        "header_column": True,
        "rows": [
            ["Obvod", "Počet &lt; 10"],
            ["Lípa<br>\na Vrba", "<strong>5</strong><br>\nbytů"],
        ],
    }


def test_table_without_headings_and_caption_is_reported():
    passage = one(
        "table",
        {
            "table": {
                "caption": "",
                "columns": [{"type": "text", "heading": ""}],
                "rows": [{"values": ["a"]}],
            },
            "header_column": False,
        },
    )

    assert passage.html == "<table><tbody><tr><td>a</td>\n</tr>\n</tbody>\n</table>"
    assert passage.value["header_row"] is False
    assert passage.issues == (RenderIssue("missing_caption", "", "b-1"),)


def test_figure_holds_a_placeholder_until_the_freeze_knows_the_digest():
    passage = one(
        "figure",
        {"image": 12, "alt": 'Graf "bytů"', "caption": "Byty", "source": "ČSÚ"},
    )

    assert passage.html == (
        '<figure><img alt="Graf &quot;bytů&quot;" data-asset="image:12">\n'
        "<figcaption>Byty<br>\n<cite>ČSÚ</cite></figcaption>\n</figure>"
    )
    assert passage.asset_image_ids == (12,)
    assert resolve(passage.value, assets={"image:12": "d1"}, footnotes={}) == {
        "asset": "d1",
        "alt": 'Graf "bytů"',
        "caption": "Byty",
        "source": "ČSÚ",
    }
    assert 'data-asset="d1"' in resolve(passage.html, assets={"image:12": "d1"}, footnotes={})


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (
            {"image": 12, "alt": " ", "caption": "", "source": ""},
            ["missing_alternative_text"],
        ),
        ({"image": 99, "alt": "a", "caption": "", "source": ""}, ["missing_image"]),
        ({"image": None, "alt": "", "caption": "", "source": ""}, ["no_image"]),
    ],
)
def test_figure_without_alternative_text_or_image_is_reported(value, codes):
    assert [issue.code for issue in one("figure", value).issues] == codes


def test_callout_keeps_marks_inside_its_value():
    passage = one(
        "callout",
        {
            "title": "Pozor",
            "tone": "warning",
            "body": f'<p>Text<footnote id="{NOTE}">[1]</footnote></p>',
        },
        footnotes={},
    )
    assert passage.issues[0].code == "unknown_footnote"

    passage, note = render(
        block(
            "callout",
            {
                "title": "",
                "tone": "note",
                "body": f'<p>T<footnote id="{NOTE}">1</footnote></p>',
            },
        ),
        footnotes={NOTE: "<p>Zdroj</p>"},
    )
    assert passage.html == (
        f'<aside data-tone="note"><p>T<sup data-footnote="{NOTE}"></sup></p>\n</aside>'
    )
    assert resolve(passage.value, assets={}, footnotes={NOTE: "uid"}) == {
        "title": "",
        "tone": "note",
        "body": '<p>T<sup data-footnote="uid"></sup></p>',
    }
    assert note.kind == "footnote"


def test_quote():
    passage = one(
        "quote",
        {"body": "<p>Doma.</p>", "attribution": "Fokusní skupina", "source": "Zpráva"},
    )

    assert passage.html == (
        "<blockquote><p>Doma.</p>\n"
        "<footer>Fokusní skupina, <cite>Zpráva</cite></footer>\n</blockquote>"
    )
    assert passage.value == {
        "body": "<p>Doma.</p>",
        "attribution": "Fokusní skupina",
        "source": "Zpráva",
    }


def test_definition():
    passage = one("definition", {"term": "Domácnost", "body": "<p>Lidé v jednom bytě.</p>"})

    assert passage.html == ("<dl><dt>Domácnost</dt>\n<dd><p>Lidé v jednom bytě.</p>\n</dd>\n</dl>")
    assert passage.value == {"term": "Domácnost", "body": "<p>Lidé v jednom bytě.</p>"}


def test_measure_says_everything_in_words_and_in_data():
    passage = one(
        "measure",
        {
            "code": "1.1",
            "title": "Depistáž",
            "description": "<p>Zavést.</p>",
            "responsible": "odbor A",
            "partners": [{"type": "item", "id": "x", "value": "obvody"}, "služby"],
            "due_kind": "date",
            "due_on": "2018-06-30",
            "due_text": "zbytek",
            "budget_czk": "14605116",
            "funding_sources": [],
            "indicator_note": "",
        },
    )

    assert passage.text.split("\n") == [
        "Opatření 1.1",
        "Depistáž",
        "Popis",
        "Zavést.",
        "",
        "Odpovídá",
        "odbor A",
        "Spolupracují",
        "obvody, služby",
        "Termín",
        "30.\u00a06.\u00a02018",
        "Rozpočet",
        "14\u00a0605\u00a0116,00\u00a0Kč",
        "",
    ]
    assert passage.value == {
        "code": "1.1",
        "title": "Depistáž",
        "description": "<p>Zavést.</p>",
        "responsible": "odbor A",
        "partners": ["obvody", "služby"],
        "due_kind": "date",
        "due_on": "2018-06-30",
        "due_text": "",
        "budget_czk": "14605116.00",
        "funding_sources": [],
        "indicator_note": "",
    }


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ({"due_kind": "ongoing"}, "průběžně"),
        ({"due_kind": "text", "due_text": "dle AP"}, "dle AP"),
    ],
)
def test_measure_without_a_date(due, expected):
    passage = one("measure", {"code": "1", "title": "T", "description": "", **due})

    assert f"Termín\n{expected}\n" in passage.text
    assert passage.value["due_on"] is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", {"text": " ", "level": "3"}),
        ("callout", {"title": "", "tone": "note", "body": "<p></p>"}),
        ("table", {"table": {"columns": [], "rows": [], "caption": ""}}),
    ],
)
def test_an_empty_block_is_reported(kind, value):
    passage = one(kind, value)

    assert passage.html == ""
    assert "empty_block" in [issue.code for issue in passage.issues]


def test_words_that_look_like_a_placeholder_stay_words():
    words = 'Píše se data-asset="image:12" nebo data-footnote="x".'
    passage = one("text", f"<p>{words}</p>")

    assert (passage.text, passage.asset_image_ids, passage.footnote_refs) == (words, (), ())
    assert resolve(passage.html, assets={}, footnotes={}) == passage.html


def test_every_passage_is_a_fixed_point_of_canonical_form():
    passages = render(
        block("figure", {"image": 12, "alt": "a", "caption": "c", "source": "s"}),
        block("quote", {"body": "<p>x</p><p>y</p>", "attribution": "z", "source": ""}),
        block("callout", {"title": "t", "tone": "note", "body": "<ul><li>a</li></ul>"}),
    )

    assert [canonicalise(p.html) for p in passages] == [p.html for p in passages]
