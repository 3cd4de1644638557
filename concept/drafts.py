"""Reads of the live side for the administration: previews of what a freeze would take now."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_footnotes.models import Footnote

from concept.enums import UNNUMBERED_KINDS, PassageKind
from concept.figures import find_figures
from concept.models.pages import DocumentPage, SectionPage
from concept.rendering import (
    DraftPassage,
    References,
    RenderIssue,
    printed_label,
    render_section,
)

REFERENCE = re.compile(r' (data-node|data-document|data-asset)="([^"]*)"(?=[^<>]*>)')
MARK = re.compile(r'<sup data-footnote="([^"]+)"></sup>')


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A released section as ``concept/_passages.html`` shows one.

    ``passages`` and ``footnotes`` are mappings in the shape those templates ask for; ``issues`` are
    what must be mended before a version is frozen. ``depth`` is 1 under the document.
    """

    address: str
    code: str
    title: str
    depth: int
    passages: list[dict[str, Any]]
    footnotes: list[dict[str, Any]]
    issues: list[RenderIssue]


@dataclass(slots=True)
class Draft:
    """What the next version of a document would hold."""

    title: str
    sections: list[DraftSection] = field(default_factory=list)
    language: str = "cs"


def load_references(document: DocumentPage | None) -> References:
    """Where links in live text may lead, for one document. Five queries."""
    documents = list(DocumentPage.objects.values_list("pk", "path", "doc_uid"))
    uid_by_path = {path: str(uid) for _, path, uid in documents}
    sections = {}
    for pk, path, node_uid in SectionPage.objects.values_list("pk", "path", "node_uid"):
        parts = (path[:end] for end in range(4, len(path), 4))
        owner = next((uid_by_path[part] for part in parts if part in uid_by_path), "")
        sections[pk] = (owner, str(node_uid))
    uids = {pk: str(uid) for pk, _, uid in documents}
    others = Page.objects.filter(depth__gt=1).values_list("pk", "title")
    return References(
        document=str(document.doc_uid) if document else "",
        sections=sections,
        documents=uids,
        pages={pk: title for pk, title in others if pk not in sections and pk not in uids},
        files=frozenset(get_document_model().objects.values_list("pk", flat=True)),
        images=frozenset(get_image_model().objects.values_list("pk", flat=True)),
    )


def footnotes_by_page(pages: Iterable[SectionPage]) -> dict[int, dict[str, str]]:
    """Mapping page id -> uuid of a live footnote -> its rich text. One query."""
    notes: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Footnote.objects.filter(page__in=[page.pk for page in pages])
    for page_id, uuid, text in rows.order_by("sort_order").values_list("page_id", "uuid", "text"):
        notes[page_id][str(uuid)] = text
    return notes


def draft_document(
    document: DocumentPage | None, *, edited: SectionPage | None = None, alone: bool = False
) -> Draft:
    """Return the released text of a document, with the page being edited in place of its own.

    ``alone`` leaves out every other section. A document that is not saved yet has none.
    """
    sections: list[SectionPage] = []
    if document is not None and document.pk and not alone:
        sections = list(SectionPage.objects.descendant_of(document).live().order_by("path"))
    notes = footnotes_by_page(sections)
    if edited is not None:
        others = [section for section in sections if section.pk != edited.pk]
        sections = sorted([*others, edited], key=lambda section: section.path or "~")
        notes[edited.pk] = {str(note.uuid): note.text for note in edited.footnotes.all()}
    references = load_references(document)
    base = document.depth if document is not None else 0
    addresses = _image_addresses()
    return Draft(
        title=document.title if document is not None else (edited.title if edited else ""),
        sections=[
            _section(
                section,
                render_section(
                    section.body,
                    notes.get(section.pk, {}),
                    references=references,
                    figures=find_figures,
                ),
                depth=max(section.depth - base, 1) if section.depth else 1,
                addresses=addresses,
            )
            for section in sections
        ],
    )


def _image_addresses() -> dict[int, str]:
    return {
        pk: get_image_model()._meta.get_field("file").storage.url(name)
        for pk, name in get_image_model().objects.values_list("pk", "file")
    }


def _section(
    section: SectionPage, drafts: list[DraftPassage], *, depth: int, addresses: Mapping[int, str]
) -> DraftSection:
    notes = [draft for draft in drafts if draft.kind == PassageKind.FOOTNOTE]
    numbers = {note.hints[1]: number for number, note in enumerate(notes, start=1)}
    passages = []
    running = 0
    for position, draft in enumerate(drafts[: len(drafts) - len(notes)], start=1):
        running += draft.kind not in UNNUMBERED_KINDS
        label = "" if draft.kind in UNNUMBERED_KINDS else printed_label(section.code, running)
        html = _shown(draft.html, numbers, addresses)
        uid = f"{section.node_uid}-{position}"
        passages.append({"uid": uid, "kind": draft.kind, "label": label, "html": html})
    return DraftSection(
        address=str(section.node_uid),
        code=section.code,
        title=section.title,
        depth=depth,
        passages=passages,
        footnotes=[
            {
                "uid": uid,
                "number": numbers[uid],
                "html": _shown(note.html, numbers, addresses),
                "back": f"z-{uid}",
            }
            for note in notes
            for uid in [note.hints[1]]
        ],
        issues=[issue for draft in drafts for issue in draft.issues],
    )


def _shown(html: str, numbers: Mapping[str, int], addresses: Mapping[int, str]) -> SafeString:
    """Resolve references for a preview: links stay on the page, marks get numbers by style."""

    def replace(match: re.Match[str]) -> str:
        name, key = match.groups()
        if key.startswith("image:"):
            return f' src="{escape(addresses.get(int(key[6:]), ""))}"'
        return f' href="#s-{key}"' if name == "data-node" else ""

    def mark(match: re.Match[str]) -> str:
        uid = match[1]
        label = escape(_("Footnote %(number)s") % {"number": numbers[uid]})
        return (
            f'<sup class="footnote-mark"><a id="z-{uid}" href="#p-{uid}" '
            f'data-number="{numbers[uid]}" aria-label="{label}"></a></sup>'
        )

    # Canonical html is built by concept.canonical from an allow-list of elements and attributes.
    return mark_safe(REFERENCE.sub(replace, MARK.sub(mark, html)))  # noqa: S308  from an allow-list


def documents_of_projects(pages: Iterable[Page]) -> list[DocumentPage]:
    """Documents whose project is at or below the pages: one query for each page."""
    found: dict[int, DocumentPage] = {}
    for page in pages:
        projects = Page.objects.descendant_of(page, inclusive=True)
        documents = DocumentPage.objects.filter(project__in=projects.values("pk"))
        found |= {document.pk: document for document in documents}
    return list(found.values())


def documents_with_versions(pages: Iterable[Page]) -> list[DocumentPage]:
    """Documents at or below the pages that have frozen versions."""
    found: dict[int, DocumentPage] = {}
    for page in pages:
        below = DocumentPage.objects.descendant_of(page, inclusive=True)
        found |= {d.pk: d for d in below.filter(versions__isnull=False).distinct()}
    return list(found.values())
