"""Sections and terms as links: what pages of a document show beside its text. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from concept.models import GlossaryTerm
from concept.queries import Section


def label(section: Section) -> str:
    """Code and title as one label."""
    return f"{section.code} {section.title}".strip()


def ancestors(outline: Sequence[Section], section: Section) -> list[Section]:
    """Sections above, from the top."""
    by_uid = {s.uid: s for s in outline}
    above = []
    parent = section.parent
    while parent is not None:
        above.append(by_uid[parent])
        parent = by_uid[parent].parent
    return above[::-1]


def node(section: Section, base: str) -> dict[str, Any]:
    """A section as a link."""
    return {
        "code": section.code,
        "title": section.title,
        "url": f"{base}{section.address}/",
        "children": [],
    }


def tree(
    outline: Sequence[Section],
    base: str,
    *,
    changed: Mapping[str, int] | None = None,
    current: str = "",
    on_one_page: bool = False,
) -> list[dict[str, Any]]:
    """Sections as nested links."""
    nodes: dict[str, dict[str, Any]] = {}
    top = []
    for section in outline:
        made = node(section, base)
        if on_one_page:
            made["url"] = f"#s-{section.address}"
        made["current"] = section.uid == current
        made["changed"] = bool(changed and changed.get(section.uid))
        nodes[section.uid] = made
        siblings = nodes[section.parent]["children"] if section.parent else top
        siblings.append(made)
    return top


def notes_of(terms: Iterable[GlossaryTerm], seen: set[str]) -> list[dict[str, str]]:
    """Explanations of the terms met on a page."""
    return [
        {"id": f"pojem-{term.pk}", "term": term.term, "definition": term.definition}
        for term in terms
        if f"pojem-{term.pk}" in seen
    ]


def by_letter(terms: Iterable[GlossaryTerm]) -> list[dict[str, Any]]:
    """The glossary under its first letters; "ch" is a letter of its own in Czech."""
    letters: dict[str, list[dict[str, str]]] = {}
    for term in terms:
        first = "Ch" if term.term[:2].casefold() == "ch" else term.term[:1].upper()
        letters.setdefault(first, []).append(
            {
                "id": f"pojem-{term.pk}",
                "term": term.term,
                "definition": term.definition,
                "english": term.english,
                "source": term.source,
            }
        )
    return [{"letter": letter, "terms": found} for letter, found in letters.items()]
