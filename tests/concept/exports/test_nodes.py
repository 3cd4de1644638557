import pytest
from hypothesis import given
from hypothesis import strategies as st

from concept.exports.nodes import clean, parse_blocks, parse_inline, plain


def text(value):
    return {"t": "text", "v": value}


def test_parse_blocks_reads_nested_lists():
    html = '<ul><li>a\n<ol start="3"><li>b\n</li></ol>\n</li><li><p>c</p>\n</li></ul>'

    assert parse_blocks(html) == [
        {
            "t": "ul",
            "items": [
                [
                    {"t": "p", "c": [text("a")]},
                    {"t": "ol", "start": 3, "items": [[{"t": "p", "c": [text("b")]}]]},
                ],
                [{"t": "p", "c": [text("c")]}],
            ],
        }
    ]


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        ("a <b>b</b>", [text("a "), {"t": "strong", "c": [text("b")]}]),
        ("a<br>\nb", [text("a"), {"t": "break", "c": []}, text("b")]),
        ('x<sup data-footnote="n"></sup>', [text("x"), {"t": "note", "uid": "n", "c": []}]),
        ('<a data-node="u">s</a>', [{"t": "section", "uid": "u", "c": [text("s")]}]),
        ('<a data-passage="u">p</a>', [{"t": "passage", "uid": "u", "c": [text("p")]}]),
        (
            '<a href="https://x.cz">w</a>',
            [{"t": "link", "href": "https://x.cz", "c": [text("w")]}],
        ),
        ('<a href="javascript:x">w</a>', [text("w")]),
        ('<a data-asset="d">w</a> <cite>c</cite>', [text("w"), text(" "), text("c")]),
        ("a &amp;lt; &lt;i&gt;", [text("a &lt; <i>")]),
        ("<p>a</p>\n<p>b</p>", [text("a"), {"t": "break", "c": []}, text("b")]),
        ("a\u00a0b  \n c", [text("a\u00a0b c")]),
        ("", []),
        ("<b>open", [{"t": "strong", "c": [text("open")]}]),
        ("close</b></p>", [text("close")]),
    ],
)
def test_parse_inline(html, nodes):
    assert parse_inline(html) == nodes


def test_clean_drops_what_no_file_may_hold():
    assert clean({"a": ["C\u030c\x00\x07\ud800\ufffe", 1, None]}) == {"a": ["Č", 1, None]}


@given(st.text())
def test_parse_inline_keeps_every_word_of_text(value):
    escaped = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert plain(parse_inline(escaped)).split() == clean(value).split()


@given(st.text(alphabet='<>/abpuloi&;"= \n'))
def test_parse_blocks_survives_any_markup(markup):
    assert isinstance(parse_blocks(markup), list)
