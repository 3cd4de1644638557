"""Marks terms of the glossary in text for readers. Pure; applied when a page is rendered.

Only elements are added, never characters: ``textContent`` of a passage stays what was frozen, so
that places in the text keep their offsets. The mark is a link to the explanation at the end of the
page (``concept/_terms.html``), which opens by ``:target`` and works without script.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape

TOKEN = re.compile(r"(<[^>]*>)")
TAG = re.compile(r"</?([a-z0-9]+)", re.IGNORECASE)
# Inside these a mark would nest links, repeat what is said there, or disturb a heading.
CLOSED_ELEMENTS = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dfn", "caption", "th"})


@dataclass(frozen=True, slots=True)
class Term:
    """A term to be marked. ``anchor`` is the id of its explanation, such as "pojem-12"."""

    anchor: str
    forms: tuple[str, ...]
    definition: str = ""


@dataclass(slots=True)
class TermMarker:
    """Marks each term once; use one marker for all passages of a section.

    ``seen`` holds the anchors of the terms marked so far: these need an explanation on the page.
    ``address`` stands before the anchor when the explanations are on another page.
    """

    terms: tuple[Term, ...]
    address: str = ""
    seen: set[str] = field(default_factory=set)

    def mark(self, html: str) -> str:
        """Return the html with the first place of each term not seen yet linked to its entry."""
        pattern, anchors = _compiled(self.terms)
        if pattern is None or len(self.seen) == len(self.terms):
            return html
        if not pattern.search(html):
            return html
        parts = TOKEN.split(html)
        closed = 0
        for position, part in enumerate(parts):
            if part.startswith("<"):
                name = TAG.match(part)
                if name and name[1].lower() in CLOSED_ELEMENTS:
                    closed += -1 if part.startswith("</") else 1
            elif part and not closed:
                parts[position] = pattern.sub(lambda match: self._link(match, anchors), part)
        return "".join(parts)

    def _link(self, match: re.Match[str], anchors: Mapping[str, str]) -> str:
        words = match.group()
        anchor = anchors[_folded(unescape(words))]
        if anchor in self.seen:
            return words
        self.seen.add(anchor)
        return f'<a class="term" href="{escape(self.address)}#{escape(anchor)}">{words}</a>'


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


@lru_cache(maxsize=8)
def _compiled(terms: tuple[Term, ...]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """One pattern for all forms, longest first; mapping folded form -> anchor."""
    anchors: dict[str, str] = {}
    for term in terms:
        for form in term.forms:
            if folded := _folded(form):
                anchors.setdefault(folded, term.anchor)
    if not anchors:
        return None, {}
    longest_first = sorted(anchors, key=len, reverse=True)
    choices = "|".join(
        r"\s+".join(re.escape(escape(word, quote=False)) for word in form.split())
        for form in longest_first
    )
    return re.compile(rf"(?<![\w&])(?:{choices})(?!\w)", re.IGNORECASE), anchors
