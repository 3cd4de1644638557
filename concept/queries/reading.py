"""Reads of frozen text: sections, passages, assets, the manifest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from concept import manifest
from concept.enums import LineageRelation
from concept.glossary import Term, TermMarker
from concept.models import (
    DocumentPage,
    GlossaryTerm,
    Lineage,
    PassageContent,
    SectionAddress,
    SectionPage,
    Version,
    VersionAsset,
    VersionPassage,
    VersionSection,
)


@dataclass(slots=True)
class Passage:
    """A frozen passage with its place, as readers see it. ``html`` still holds references, no addresses."""

    uid: str
    kind: str
    label: str
    html: str
    text: str
    value: Any
    digest: str
    order: int
    assets: list[str] = field(default_factory=list)


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


def read_sections(version: Version) -> list[Section]:
    """The sections of a version without passages, in order: one query.

    Where demonstration text comes from is no part of a version; it is asked of the section being written.
    """
    page = SectionPage.objects.filter(node_uid=OuterRef("node_uid"))
    rows = (
        VersionSection.objects.filter(version=version)
        .annotate(
            origin=Subquery(page.values("demo_origin")), source=Subquery(page.values("demo_source"))
        )
        .order_by("order")
        .values_list(
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
    )
    return [
        Section(str(uid), *labels, str(parent) if parent else None, origin or "", source or "")
        for uid, *labels, parent, origin, source in rows
    ]


def read_version(
    version: Version,
    *,
    section_uid: str | None = None,
    outline: Sequence[Section] | None = None,
) -> list[Section]:
    """The sections of a version with their passages: two queries, however long the text.

    With ``section_uid`` only that section carries passages; a given ``outline`` (``read_sections``) saves a query.
    """
    sections = list(outline) if outline is not None else read_sections(version)
    by_uid = {section.uid: section for section in sections}
    rows = VersionPassage.objects.filter(version=version)
    if section_uid is not None:
        rows = rows.filter(section__node_uid=section_uid)
    for row in rows.order_by("order").values_list(
        "section__node_uid",
        "passage_uid",
        "content__kind",
        "label",
        "content__html",
        "content__text",
        "content__value",
        "content_id",
        "order",
        "content__assets",
    ):
        section, uid, *rest = row
        by_uid[str(section)].passages.append(Passage(str(uid), *rest))
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


def places_in(version: Version) -> tuple[dict[str, str], dict[str, str]]:
    """Addresses of the sections of a version by section uid, and by the uids of their passages: one query."""
    sections: dict[str, str] = {}
    passages: dict[str, str] = {}
    rows = VersionSection.objects.filter(version=version)
    for node, address, passage in rows.values_list("node_uid", "address", "passages__passage_uid"):
        sections[str(node)] = address
        if passage is not None:
            passages[str(passage)] = address
    return sections, passages


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
