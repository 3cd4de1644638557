"""Reads of frozen text: sections, passages, assets, the manifest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from concept import manifest
from concept.enums import LineageRelation
from concept.glossary import Term, TermMarker
from concept.models import (
    DocumentPage,
    GlossaryTerm,
    Lineage,
    PassageContent,
    Redaction,
    SectionAddress,
    SectionPage,
    Version,
    VersionAsset,
    VersionPassage,
    VersionSection,
)


@dataclass(slots=True)
class Passage:
    """A frozen passage with its place, as readers see it. ``html`` still holds references, no addresses.

    ``removal``: why its words were removed, if they were.
    """

    uid: str
    kind: str
    label: str
    html: str
    text: str
    value: Any
    digest: str
    order: int
    assets: list[str] = field(default_factory=list)
    removal: str | None = None


@dataclass(slots=True)
class Section:
    """A frozen section with its passages in order."""

    uid: str
    address: str
    code: str
    title: str
    depth: int
    order: int
    parent: str | None
    origin: str = ""
    source: str = ""
    passages: list[Passage] = field(default_factory=list)


SECTION_COLUMNS = (
    "node_uid",
    "address",
    "code",
    "title",
    "depth",
    "order",
    "parent__node_uid",
    "origin",
    "source",
)
PASSAGE_COLUMNS = (
    "passage_uid",
    "content__kind",
    "label",
    "content__html",
    "content__text",
    "content__value",
    "content_id",
    "order",
    "content__assets",
)


def _outline(version: Version) -> QuerySet:
    """Where demonstration text comes from is no part of a version; it is asked of the section being written."""
    page = SectionPage.objects.filter(node_uid=OuterRef("node_uid"))
    return (
        VersionSection.objects.filter(version=version)
        .annotate(
            origin=Subquery(page.values("demo_origin")), source=Subquery(page.values("demo_source"))
        )
        .order_by("order")
    )


def _removal(content: str) -> Subquery:
    """The reason of the redaction of the content in the named column."""
    return Subquery(Redaction.objects.filter(content=OuterRef(content)).values("reason")[:1])


def _section(uid: Any, *columns: Any) -> Section:
    *labels, parent, origin, source = columns
    return Section(str(uid), *labels, str(parent) if parent else None, origin or "", source or "")


def read_sections(version: Version) -> list[Section]:
    """The sections of a version without passages, in order: one query."""
    return [_section(*row) for row in _outline(version).values_list(*SECTION_COLUMNS)]


def read_section(version: Version, address: str) -> list[Section]:
    """The sections of a version in order; only the one at the address carries its passages: one query."""
    shown = FilteredRelation("passages", condition=Q(address=address))
    rows = (
        _outline(version)
        .annotate(shown=shown, removal=_removal("shown__content_id"))
        .order_by("order", "shown__order")
    )
    columns = [*(f"shown__{column}" for column in PASSAGE_COLUMNS), "removal"]
    sections: list[Section] = []
    for row in rows.values_list(*SECTION_COLUMNS, *columns):
        section = _section(*row[: len(SECTION_COLUMNS)])
        if not sections or sections[-1].uid != section.uid:
            sections.append(section)
        uid, *passage = row[len(SECTION_COLUMNS) :]
        if uid is not None:
            sections[-1].passages.append(Passage(str(uid), *passage))
    return sections


def read_version(version: Version) -> list[Section]:
    """The sections of a version with their passages: two queries, however long the text."""
    sections = read_sections(version)
    by_uid = {section.uid: section for section in sections}
    rows = (
        VersionPassage.objects.filter(version=version)
        .annotate(removal=_removal("content_id"))
        .order_by("order")
    )
    for section, uid, *passage in rows.values_list(
        "section__node_uid", *PASSAGE_COLUMNS, "removal"
    ):
        by_uid[str(section)].passages.append(Passage(str(uid), *passage))
    return sections


def manifest_of(version: Version) -> bytes:
    """The manifest rebuilt from the stored rows; its sha256 must be ``version.digest``."""
    sections = [
        {
            "node_uid": str(uid),
            "address": address,
            "parent": str(parent) if parent else None,
            "order": order,
            "depth": depth,
            "code": code,
            "title": title,
        }
        for uid, address, parent, order, depth, code, title in VersionSection.objects.filter(
            version=version
        )
        .order_by("order")
        .values_list("node_uid", "address", "parent__node_uid", "order", "depth", "code", "title")
    ]
    passages = [
        {
            "passage_uid": str(uid),
            "section": str(section),
            "order": order,
            "label": label,
            "content": content,
        }
        for uid, section, order, label, content in VersionPassage.objects.filter(version=version)
        .order_by("order")
        .values_list("passage_uid", "section__node_uid", "order", "label", "content_id")
    ]
    return manifest.manifest(
        version=manifest.version_fields(version), sections=sections, passages=passages
    )


def version_assets(version: Version, sections: Iterable[Section]) -> list[VersionAsset]:
    """The assets of a version's passages and of its project's publicity, without their bytes."""
    digests = {digest for s in sections for p in s.passages for digest in p.assets}
    digests |= {logo["asset"] for logo in (version.project or {}).get("logos", [])}
    return list(VersionAsset.objects.filter(digest__in=digests).defer("data").order_by("digest"))


def asset_bytes(digests: Iterable[str]) -> dict[str, bytes]:
    """Bytes of assets by digest."""
    rows = VersionAsset.objects.filter(digest__in=list(digests)).values_list("digest", "data")
    return {digest: bytes(data) for digest, data in rows}


def changed_sections(version: Version) -> dict[str, int]:
    """How many passages of each section differ from the version before: section uid -> count; one query."""
    if version.previous_id is None:
        return {}
    rows = (
        Lineage.objects.filter(to_version=version)
        .exclude(relation=LineageRelation.SAME, is_moved=False)
        .values_list("to_uid", flat=True)
    )
    sections = VersionPassage.objects.filter(
        version=version, passage_uid__in=rows.exclude(to_uid=None)
    )
    return dict(Counter(str(uid) for uid in sections.values_list("section__node_uid", flat=True)))


def asset_of(version: Version, digest: str) -> VersionAsset | None:
    """An asset if a passage of the version, or its project's publicity, shows it."""
    if digest in {logo["asset"] for logo in (version.project or {}).get("logos", [])}:
        return VersionAsset.objects.filter(digest=digest).first()
    rows = PassageContent.objects.filter(places__version=version).exclude(assets=[])
    if not any(digest in assets for assets in rows.values_list("assets", flat=True)):
        return None
    return VersionAsset.objects.filter(digest=digest).first()


def glossary_terms() -> list[GlossaryTerm]:
    """The glossary in Czech order: one query."""
    return list(GlossaryTerm.objects.order_by("sort_key", "term"))


def term_marker(terms: Iterable[GlossaryTerm]) -> TermMarker:
    """Marks terms in the text of one page; each leads to its note on the same page ("#pojem-12")."""
    return TermMarker(
        tuple(
            Term(
                anchor=f"pojem-{term.pk}", forms=tuple(term.all_forms()), definition=term.definition
            )
            for term in terms
        ),
        address="",
    )


def section_at(document: DocumentPage, address: str) -> str | None:
    """Uid of the section that has or once had an address."""
    found = SectionAddress.objects.filter(document=document, address=address)
    uid = found.values_list("node_uid", flat=True).first()
    return str(uid) if uid else None


def last_place_of(uid: str, versions: Sequence[Version]) -> tuple[Version, str] | None:
    """The newest of the given versions that holds a section, with its address there: one query."""
    row = (
        VersionSection.objects.filter(version__in=[v.pk for v in versions], node_uid=uid)
        .order_by("-version__number")
        .values_list("version_id", "address")
        .first()
    )
    if row is None:
        return None
    return next(v for v in versions if v.pk == row[0]), row[1]
