"""Canonical html: what remains, where newlines stand, and that nothing else matters."""

import hashlib
import json
import re
import unicodedata

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from concept.canonical import RichTextPart, canonicalise, plain_text, split_rich_text
from concept.canonical_elements import BLOCKS, INLINE, INVISIBLE, VOID
from concept.canonical_tree import ATTRIBUTES
from concept.digests import canonical_json, content_digest, lookup_digest


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        pytest.param(
            '<p data-block-key="a1"><b>Byt</b> a <i>dům</i></p>',
            "<p><strong>Byt</strong> a <em>dům</em></p>",
            id="keys are stripped, elements renamed",
        ),
        pytest.param(
            "<p>  Byt \r\n\t nebo <b> dům </b> </p>\n\n",
            "<p>Byt nebo <strong>dům</strong></p>",
            id="white space is folded over element borders",
        ),
        pytest.param("<p>5&nbsp;bytů</p>", "<p>5\xa0bytů</p>", id="no-break space stays"),
        pytest.param("<p>by\u00add\u200blení</p>", "<p>bydlení</p>", id="invisible characters go"),
        pytest.param("<p>byty\u0301</p>", "<p>bytý</p>", id="characters are composed"),
        pytest.param(
            "<p><b>byty</b>\u0301 ano</p>",
            "<p><strong>bytý</strong> ano</p>",
            id="an accent is composed over an element border",
        ),
        pytest.param(
            "<p>Ulice<br/>Město<br></p>",
            "<p>Ulice<br>\nMěsto</p>",
            id="newline after a break",
        ),
        pytest.param(
            "<ul><li>bydlení</li><li>sociální práce</li></ul>",
            "<ul><li>bydlení</li>\n<li>sociální práce</li>\n</ul>",
            id="newline after each item",
        ),
        pytest.param(
            "<ul><li>bydlení<ol><li>byty</li></ol></li></ul>",
            "<ul><li>bydlení\n<ol><li>byty</li>\n</ol>\n</li>\n</ul>",
            id="words before an inner list do not fuse with it",
        ),
        pytest.param(
            "<table><caption>Fond</caption><tr><th scope='col'>Rok<th>Byty<tr><td>2016<td></table>",
            '<table><caption>Fond</caption>\n<tbody><tr><th scope="col">Rok</th>\n<th>Byty</th>\n'
            "</tr>\n<tr><td>2016</td>\n<td></td>\n</tr>\n</tbody>\n</table>",
            id="table with the closing tags left out",
        ),
        pytest.param(
            "<table><tr><td><p>a</p><p>b</p></td></tr></table>",
            "<table><tbody><tr><td><p>a</p>\n<p>b</p>\n</td>\n</tr>\n</tbody>\n</table>",
            id="newline after inner paragraphs",
        ),
        pytest.param(
            "<dl><dt>Byt</dt><dd>Soubor místností</dd></dl>",
            "<dl><dt>Byt</dt>\n<dd>Soubor místností</dd>\n</dl>",
            id="definition",
        ),
        pytest.param(
            "<blockquote>Nemáme kde bydlet.<footer>účastnice</footer></blockquote>",
            "<blockquote><p>Nemáme kde bydlet.</p>\n<footer>účastnice</footer>\n</blockquote>",
            id="loose words of a quote become a paragraph",
        ),
        pytest.param(
            '<figure><img alt="Mapa" src="/x.png" data-asset="ab12"><figcaption>Obvody'
            "</figcaption></figure>",
            '<figure><img alt="Mapa" data-asset="ab12">\n<figcaption>Obvody</figcaption>\n'
            "</figure>",
            id="images have no address, only an asset",
        ),
        pytest.param(
            '<p><a href="/x/">a</a> <a href="javascript:alert(1)">b</a> '
            '<a title="t" href="https://a.cz/?x=1&y=2">c</a> <a data-node="N" href="/n/">d</a></p>',
            '<p>a b <a href="https://a.cz/?x=1&amp;y=2">c</a> <a data-node="N">d</a></p>',
            id="links: outside addresses and references only",
        ),
        pytest.param(
            '<p>Byt<sup data-footnote="F1">[1]</sup>.</p>',
            '<p>Byt<sup data-footnote="F1"></sup>.</p>',
            id="a footnote mark has no text",
        ),
        pytest.param(
            "<p>a</p><p>&nbsp;</p><p></p><p><b> </b><br></p><ul><li></li></ul><p>b</p>",
            "<p>a</p>\n<p>b</p>",
            id="empty blocks vanish",
        ),
        pytest.param(
            '<div class="x" onclick="y()"><span style="color:red">a</span><!-- c --></div>b'
            "<script>c()</script><style>d{}</style>",
            "<p>a</p>\n<p>b</p>",
            id="unknown elements are unwrapped, scripts dropped",
        ),
        pytest.param(
            "<p>1 &lt; 2 &amp;amp; &quot;x&quot;</p>",
            '<p>1 &lt; 2 &amp;amp; "x"</p>',
            id="entities: only what must be escaped",
        ),
        pytest.param(
            "<p><b>ne</b><b>byt</b></p>",
            "<p><strong>nebyt</strong></p>",
            id="neighbours of one format are one element",
        ),
        pytest.param(
            "<b>a<p>b</p>c</b>",
            "<p>a</p>\n<p>b</p>\n<p>c</p>",
            id="block inside inline",
        ),
        pytest.param(
            "<li>a</li>b<td>c</td>",
            "<p>a</p>\n<p>b</p>\n<p>c</p>",
            id="misplaced parts",
        ),
        pytest.param("a<![if x]>b<!x><?php y ?>c", "<p>abc</p>", id="odd declarations"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_canonical_form(given_html, expected):
    assert canonicalise(given_html) == expected


def test_a_list_reads_as_separate_words():
    html = canonicalise("<ul><li>bydlení</li><li>sociální</li></ul>")
    assert plain_text(html) == "bydlení\nsociální\n"


TOKENS = st.one_of(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<ul>",
            "</ul>",
            "<li>",
            "</li>",
            "<ol>",
            "<b>",
            "</b>",
            "<em>",
            "</em>",
            "<i>",
            "<a>",
            "</a>",
            "<br>",
            "<br/>",
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<th>",
            "<caption>",
            "</caption>",
            "<tbody>",
            "<dl>",
            "<dt>",
            "</dt>",
            "<dd>",
            "</dd>",
            "</dl>",
            "<blockquote>",
            "</blockquote>",
            "<aside>",
            "</aside>",
            "<figure>",
            "</figure>",
            "<footer>",
            "<figcaption>",
            "<div>",
            "</div>",
            "<h2>",
            "</h2>",
            "<hr>",
            "<span>",
            "</span>",
            "<script>",
            "</script>",
            "<sub>",
            "<sup>",
            "</sup>",
            "<!--",
            "-->",
            "<![",
            "<!",
            "&",
            "<",
            ">",
            "&amp;",
            "&lt;b&gt;",
            "&#x301;",
            "&nbsp;",
            "&shy;",
        ]
    ),
    st.sampled_from(
        [
            '<a href="https://a.cz">',
            '<a data-node="n">',
            '<sup data-footnote="f">',
            '<img data-asset="x" alt="">',
            '<p data-block-key="k">',
            " ",
            "\n",
            "\r\n",
        ]
    ),
    st.text(max_size=4),
    st.text(alphabet="aáb \u0301\u030c\u00a0\u00ad\u200b\u0338\U0001f3e0", max_size=6),
)
MARKUP = st.lists(TOKENS, max_size=25).map("".join)


@given(MARKUP)
@example("<p>x</p>\u0338y")
@example('& <a href="https://a.cz"> \u0300')
@example("<dl>A<tr>\u0300")
def test_canonical_html_is_a_fixed_point(markup):
    once = canonicalise(markup)
    assert canonicalise(once) == once


@given(MARKUP)
def test_text_is_what_another_parser_reads(markup):
    html = canonicalise(markup)
    assert plain_text(html) == BeautifulSoup(html, "html.parser").get_text()


@given(MARKUP)
def test_text_is_clean(markup):
    html = canonicalise(markup)
    text = plain_text(html)
    assert not INVISIBLE.search(text)
    assert "\r" not in text
    for node in BeautifulSoup(html, "html.parser").find_all(string=True):
        assert unicodedata.normalize("NFC", node) == node
        assert "  " not in node


@given(
    st.lists(st.text(alphabet="abcč", min_size=1, max_size=5), min_size=1, max_size=8),
    st.data(),
)
def test_no_word_is_lost_or_fused(words, data):
    """Blocks of every kind around words never join two words nor drop one."""
    wrap = st.sampled_from(
        [
            "<p>{}</p>",
            "<ul><li>{}</li></ul>",
            "<li>{}</li>",
            "<div>{}</div>",
            "<td>{}</td>",
            "<table><tr><td>{}</td></tr></table>",
            "<h2>{}</h2>",
            "<dl><dd>{}</dd></dl>",
            "<blockquote>{}</blockquote>",
            "<br>{}",
            "<p>{}",
            "<td>{}<div>",
            "<aside><div>{}</div></aside>",
        ]
    )
    pieces = []
    for word in words:
        piece = word
        for _ in range(data.draw(st.integers(1, 3))):
            piece = data.draw(wrap).format(piece)
        pieces.append(piece)
    outer = data.draw(st.sampled_from(["{}", "<ul><li>{}", "<table><tr><td>{}", "<dl><dd>{}"]))
    assert plain_text(canonicalise(outer.format("".join(pieces)))).split() == words


@given(MARKUP)
def test_only_known_markup_remains(markup):
    html = canonicalise(markup)
    assert not re.search(r"<(?!/?[a-z])", html)
    for element in BeautifulSoup(html, "html.parser").find_all():
        assert element.name in INLINE | VOID | BLOCKS
        assert list(element.attrs) == sorted(
            set(element.attrs) & set(ATTRIBUTES.get(element.name, ()))
        )


@given(MARKUP)
def test_splitting_loses_nothing(markup):
    parts = split_rich_text(markup)
    assert "\n".join(part.html for part in parts) == canonicalise(markup)
    assert all(canonicalise(part.html) == part.html for part in parts)


def test_rich_text_is_split_into_paragraphs_and_lists():
    markup = (
        '<p data-block-key="k1">První <b>odstavec</b>.</p><p data-block-key="k2"></p>'
        '<h4 data-block-key="k3">Nadpis</h4><ul><li data-block-key="k4">a</li>'
        '<li data-block-key="k5">b</li></ul><p>Bez klíče.</p>'
    )
    assert split_rich_text(markup) == [
        RichTextPart("paragraph", "<p>První <strong>odstavec</strong>.</p>", "k1"),
        RichTextPart("heading", "<h4>Nadpis</h4>", "k3"),
        RichTextPart("list", "<ul><li>a</li>\n<li>b</li>\n</ul>", "k4"),
        RichTextPart("paragraph", "<p>Bez klíče.</p>", ""),
    ]


def test_canonical_json_has_one_form():
    assert (
        canonical_json({"b": [1, None, True], "a": "č"}) == '{"a":"č","b":[1,null,true]}'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), {"a": [float("inf")]}, "\ud800"])
def test_canonical_json_refuses_what_has_no_form(value):
    with pytest.raises(ValueError, match=r"Out of range|surrogates not allowed"):
        canonical_json(value)


@pytest.mark.parametrize("value", [{1: "a"}, [{"a": {None: 1}}]])
def test_canonical_json_refuses_keys_that_would_change(value):
    with pytest.raises(TypeError):
        canonical_json(value)


CONTENT = {
    "schema": "osnova-passage/1",
    "kind": "paragraph",
    "value": {"level": 3},
    "html": "<p>Byt</p>",
    "text": "Byt",
    "assets": ["ab", "cd"],
}


def test_content_digest_is_the_documented_recipe():
    recipe = json.dumps(
        {**CONTENT, "salt": "s"},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    assert content_digest(**CONTENT, salt="s") == hashlib.sha256(recipe.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", "osnova-passage/2"),
        ("kind", "list"),
        ("value", {"level": 4}),
        ("html", "<p>byt</p>"),
        ("text", "byt"),
        ("assets", ["cd", "ab"]),
        ("salt", "t"),
    ],
)
def test_content_digest_depends_on_every_part(name, value):
    base = {**CONTENT, "salt": "s"}
    assert content_digest(**{**base, name: value}) != content_digest(**base)


def test_lookup_digest_leaves_out_the_salt():
    assert lookup_digest(**CONTENT) == lookup_digest(**CONTENT)
    assert lookup_digest(**CONTENT) != content_digest(**CONTENT, salt="")
    assert lookup_digest(**{**CONTENT, "text": "byt"}) != lookup_digest(**CONTENT)
