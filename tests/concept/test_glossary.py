"""Marking of terms: once each, never inside links or headings, without changing a character."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from concept.canonical import canonicalise, plain_text
from concept.glossary import Term, TermMarker
from concept.models import GlossaryTerm

NEED = Term("pojem-1", ("bytová nouze", "bytové nouzi", "bytové nouze"))
FLAT = Term("pojem-2", ("byt", "bytu", "byty"))
TERMS = (NEED, FLAT)


def link(anchor: str, words: str) -> str:
    return f'<a class="term" href="#{anchor}">{words}</a>'


def mark_terms(html: str, terms) -> str:
    return TermMarker(tuple(terms)).mark(html)


def test_first_place_of_each_term_is_linked_to_its_explanation():
    marked = mark_terms("<p>Lidé v bytové nouzi hledají byt. Každý byt pomůže.</p>", TERMS)

    assert marked == (
        f"<p>Lidé v {link('pojem-1', 'bytové nouzi')} hledají {link('pojem-2', 'byt')}. "
        "Každý byt pomůže.</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<h3>Byt</h3>",
        '<p><a data-node="x">byt</a></p>',
        '<p><a href="https://example.org/"><strong>byt</strong></a></p>',
        "<table><caption>Byty</caption>\n</table>",
        "<dl><dt>Byt</dt>\n</dl>",
        "<p>Bytový fond, nebytové prostory</p>",
    ],
)
def test_never_inside_links_headings_or_other_words(html):
    assert mark_terms(html, TERMS) == html


def test_longest_form_wins_and_case_and_hard_spaces_do_not_matter():
    marked = mark_terms("<p>Bytová\u00a0nouze</p>", (FLAT, NEED))

    assert marked == "<p>" + link("pojem-1", "Bytová\u00a0nouze") + "</p>"


def test_one_marker_marks_once_in_all_passages_of_a_section():
    marker = TermMarker(TERMS)

    first, second = marker.mark("<p>Jeden byt</p>"), marker.mark("<p>Druhý byt</p>")

    assert first == f"<p>Jeden {link('pojem-2', 'byt')}</p>"
    assert second == "<p>Druhý byt</p>"
    assert marker.seen == {"pojem-2"}


def test_term_with_special_characters_is_found_in_escaped_text():
    marked = mark_terms("<p>Zákon &amp; řád</p>", [Term("pojem-9", ("zákon & řád",))])

    assert marked == f"<p>{link('pojem-9', 'Zákon &amp; řád')}</p>"


def test_no_terms_change_nothing():
    assert mark_terms("<p>byt</p>", []) == "<p>byt</p>"


@given(
    st.lists(
        st.sampled_from(["byt", "bytové nouzi", "<b>", "</b>", "&", " ", "<h3>", "</h3>", "dům"]),
        max_size=12,
    )
)
def test_words_stay_what_was_frozen(parts):
    html = canonicalise("<p>" + "".join(parts) + "</p>")

    assert plain_text(mark_terms(html, TERMS)) == plain_text(html)


def test_term_folds_its_forms():
    term = GlossaryTerm(term=" bytová  nouze", forms="bytové nouze\n\nbytové nouze\nbytová nouze")
    term.definition = "Stav."

    term.clean()

    assert term.all_forms() == ["bytová nouze", "bytové nouze"]
    assert term.sort_key


def test_term_refuses_a_form_of_two_letters():
    with pytest.raises(ValidationError):
        GlossaryTerm(term="úp", definition="Úřad práce").clean()
