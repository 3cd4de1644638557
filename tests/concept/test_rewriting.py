"""Changing words inside rich text: formatting, links and footnotes around them stay."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concept.canonical import plain_text, split_rich_text
from concept.rewriting import CannotRewrite, rewrite, top_blocks

KEY = 'data-block-key="ab1"'
NOTE = '<footnote id="5e1c8a34-0000-4000-8000-000000000001">[1]</footnote>'


def text_of(markup: str) -> str:
    """Canonical words of one block, as a freeze takes them."""
    [part] = split_rich_text(markup.replace(NOTE, ""))
    return plain_text(part.html)


@pytest.mark.parametrize(
    ("markup", "new", "expected"),
    [
        (
            f"<p {KEY}>Podpora trvá šest měsíců.</p>",
            "Podpora trvá jeden rok.",
            f"<p {KEY}>Podpora trvá jeden rok.</p>",
        ),
        (
            f"<p {KEY}>Podpora <b>trvá šest</b> měsíců{NOTE}.</p>",
            "Podpora <i>& co trvá dvanáct měsíců.",
            f"<p {KEY}>Podpora &lt;i&gt;&amp; co <b>trvá dvanáct</b> měsíců{NOTE}.</p>",
        ),
        (
            f"<p {KEY}>Žádost <b>podá</b> rodina.</p>",
            "Žádost rodina.",
            f"<p {KEY}>Žádost rodina.</p>",
        ),
        (
            f"<p {KEY}>Byty&nbsp;obvodů &amp; města.</p>",
            "Byty\u00a0obvodů & celého města.",
            f"<p {KEY}>Byty&nbsp;obvodů &amp; celého města.</p>",
        ),
        (
            f'<p {KEY}>Viz <a linktype="page" id="3">oddíl Služby</a> níže.</p>',
            "Viz oddíl Pomoc níže.",
            f'<p {KEY}>Viz <a linktype="page" id="3">oddíl Pomoc</a> níže.</p>',
        ),
        (f"<p {KEY}>Konec.</p>", "Úplný konec.", f"<p {KEY}>Úplný konec.</p>"),
        (f"<p {KEY}>Byty.</p>", "Byty. A domy.", f"<p {KEY}>Byty. A domy.</p>"),
        (
            f"<ul><li {KEY}>první byt</li><li>druhý byt</li></ul>",
            "první dům\ndruhý byt\n",
            f"<ul><li {KEY}>první dům</li><li>druhý byt</li></ul>",
        ),
    ],
)
def test_only_the_changed_words_change(markup, new, expected):
    assert rewrite(markup, text_of(markup), new) == expected


@pytest.mark.parametrize(
    ("markup", "old", "new"),
    [
        (f"<p {KEY}>Jiná slova.</p>", "Podpora trvá rok.", "Podpora trvá dva roky."),
        (f"<p {KEY}>Krátké.</p>", "Krátké. A delší.", "Krátké."),
        (f"<ul><li {KEY}>první</li><li>druhý</li></ul>", "první\ndruhý\n", "první\n"),
        (f"<p {KEY}></p>", "", "Nové."),
    ],
)
def test_what_is_not_understood_is_refused(markup, old, new):
    with pytest.raises(CannotRewrite):
        rewrite(markup, old, new)


def test_outermost_blocks_have_their_keys():
    markup = (
        '<p data-block-key="a">Jedna<br/>dvě</p><ul><li data-block-key="b">x<ul><li>y</li></ul></li></ul>'
        "<p>bez klíče</p>"
    )
    assert [key for _start, _end, key in top_blocks(markup)] == ["a", "b", ""]
    assert [markup[start:end][:3] for start, end, _key in top_blocks(markup)] == [
        "<p ",
        "<ul",
        "<p>",
    ]


WORDS = st.lists(st.sampled_from(["byt", "dům", "nájem", "a", "o", "12", "&", "<x>"]), min_size=1)


@given(
    runs=st.lists(
        st.tuples(WORDS, st.sampled_from(["", "b", "i", "a"]), st.booleans()), min_size=1
    ),
    new=WORDS,
)
def test_the_result_reads_as_the_new_words(runs, new):
    parts = []
    for words, tag, has_note in runs:
        inner = escape(" ".join(words), quote=False)
        parts.append(f"<{tag}>{inner}</{tag}>" if tag in {"b", "i"} else inner)
        parts.append(NOTE if has_note else "")
        parts.append(" ")
    markup = f"<p {KEY}>{''.join(parts)}</p>"
    wanted = " ".join(new)
    made = rewrite(markup, text_of(markup), wanted)
    assert text_of(made) == wanted
    assert made.count(NOTE) == markup.count(NOTE)
