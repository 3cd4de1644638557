"""Help for the people who use the site: whole pages of plain words in two languages.

A page is one file of words per language, ``templates/help/<slug>.<language>.html``: sentences in order, without keys of
a catalogue between them, so that one reads and mends it as a whole. Names of what stands on the screens are marked by
``<b>``; a test compares both languages piece by piece and finds each name in the catalogue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

from django.template.loader import render_to_string
from django.utils import translation

from core import search
from core.czech import search_stems

# In the order in which they are listed: for everybody, for those who take part, for those who run groups, for those
# who work with comments, with focus groups, with figures.
SLUGS = (
    "pripominky",
    "clenove",
    "zmocnene-osoby",
    "jednani",
    "predsedajici",
    "zapisy",
    "kola",
    "tajemnici",
    "vyporadani",
    "umisteni",
    "fokusni-skupiny",
    "zapis-vypovedi",
    "garanti",
    "hodnoceni",
    "pilot",
    "projekt",
)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of help; ``html`` is ours, everything after the heading and the introduction."""

    slug: str
    title: str
    lead: str
    template: str
    text: str

    @property
    def path(self) -> str:
        """Address of the page without a language."""
        return f"/napoveda/{self.slug}/"


class _Words(HTMLParser):
    """Takes the heading, the introduction and all other words out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title: list[str] = []
        self.lead: list[str] = []
        self.text: list[str] = []
        self._into = self.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h1":
            self._into = self.title
        elif tag == "p" and ("class", "lead") in attrs:
            self._into = self.lead

    def handle_endtag(self, tag: str) -> None:
        if tag in {"h1", "p"}:
            self._into = self.text

    def handle_data(self, data: str) -> None:
        self._into.append(data)


def _folded(words: Sequence[str]) -> str:
    return " ".join("".join(words).split())


@cache
def help_page(slug: str, language: str) -> HelpPage:
    """The page in a language. Read once per process: the words come with the release."""
    template = f"help/{slug}.{language}.html"
    with translation.override(language):
        html = render_to_string(template)
    words = _Words()
    words.feed(html)
    return HelpPage(
        slug=slug,
        title=_folded(words.title),
        lead=_folded(words.lead),
        template=template,
        text=_folded(words.text),
    )


def help_pages(language: str) -> list[HelpPage]:
    """All pages of help in a language."""
    return [help_page(slug, language) for slug in SLUGS]


def find_help(query: str, language: str) -> list[HelpPage]:
    """Pages that hold every word asked for, in any form of it; those that name it in the heading first. No query."""
    stems = search.query_stems(query)
    if not stems:
        return []
    found = [page for page in help_pages(language) if _holds(_all_words(page), stems)]
    return sorted(found, key=lambda page: not _holds(page.title, stems))


def _all_words(page: HelpPage) -> str:
    return f"{page.title} {page.lead} {page.text}"


def _holds(words: str, stems: Sequence[str]) -> bool:
    there = f" {search_stems(words)} "
    return all(
        f" {stem}" in there if len(stem) >= search.SHORTEST_BEGINNING else f" {stem} " in there
        for stem in stems
    )
