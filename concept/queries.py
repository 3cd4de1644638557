"""Reads of documents and versions: the data of pages, exports and checks."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from concept import manifest
from concept.canonical import canonical_json
from concept.enums import LineageRelation, PassageKind, Standing, StepKind
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
    VersionStep,
)

# What became of a version is public; who proposed and agreed inside the office is not.
PUBLIC_STEPS = frozenset(
    {
        StepKind.APPROVED,
        StepKind.CONSIDERED,
        StepKind.PUBLISHED,
        StepKind.SUPERSEDED,
        StepKind.WITHDRAWN,
    }
)
# What a publication goes through, and what ends it.
PUBLICATION_STEPS = frozenset(
    {
        StepKind.PUBLICATION_PROPOSED,
        StepKind.PUBLICATION_AGREED,
        StepKind.PUBLISHED,
        StepKind.WITHDRAWN,
    }
)


def document_by_slug(slug: str) -> DocumentPage | None:
    """A document by its address, released or not (versions decide what is shown)."""
    return DocumentPage.objects.filter(slug=slug).first()


def document_slugs() -> list[str]:
    """Addresses of all documents in the order of the site."""
    return list(DocumentPage.objects.order_by("path").values_list("slug", flat=True))


def versions_of(document: DocumentPage) -> list[Version]:
    """All versions of a document whoever may read them, newest first: for commands only."""
    versions = Version.objects.filter(document=document).order_by("-number")
    return list(versions.select_related("record", "previous", "document"))


def standings(versions: Sequence[Version]) -> dict[int, str]:
    """Where each version stands now, by primary key: one query."""
    steps: dict[int, list[str]] = defaultdict(list)
    rows = VersionStep.objects.filter(version__in=[v.pk for v in versions]).order_by("pk")
    for version_id, step in rows.values_list("version_id", "step"):
        steps[version_id].append(step)
    return {version.pk: standing_of(steps[version.pk]) for version in versions}


def standing(version: Version) -> str:
    """Where one version stands now."""
    return standings([version])[version.pk]


def standing_of(steps: Iterable[str]) -> str:
    """Standing that follows from steps in order."""
    result = Standing.FROZEN
    for step in steps:
        if step == StepKind.WITHDRAWN:
            return Standing.WITHDRAWN
        if step == StepKind.PUBLISHED:
            result = Standing.PUBLISHED
        elif step == StepKind.SUPERSEDED:
            result = Standing.SUPERSEDED
        elif step == StepKind.APPROVED and result == Standing.FROZEN:
            result = Standing.APPROVED
    return result


def readable_versions(slug: str, user: Any) -> list[Version]:
    """Versions of the document at an address that the user may read, newest first, with the document: one query."""
    versions = Version.objects.filter(document__slug=slug).visible_to(user).order_by("-number")
    return list(versions.select_related("record", "previous", "document", "document__project"))


def public_steps(versions: Sequence[Version]) -> dict[int, list[VersionStep]]:
    """Steps everyone may know of, in order, by the version's primary key: one query."""
    steps: dict[int, list[VersionStep]] = {version.pk: [] for version in versions}
    for step in VersionStep.objects.filter(version__in=list(steps), step__in=PUBLIC_STEPS).order_by(
        "pk"
    ):
        steps[step.version_id].append(step)
    return steps


def current_version(versions: Sequence[Version], where: Mapping[int, str]) -> Version | None:
    """The version a document's address shows: the published one, else the newest not withdrawn."""
    for version in versions:
        if where[version.pk] == Standing.PUBLISHED:
            return version
    return next((v for v in versions if where[v.pk] != Standing.WITHDRAWN), None)


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


def lineage_map(from_version: Version, to_version: Version) -> dict[str, list[str]]:
    """Descendants of every passage of the older version in the newer one: uid -> uids, [] when deleted.

    Two queries; composed over the versions in between; a confirmed row of a passage overrules computed ones.
    """
    if from_version.document_id != to_version.document_id:
        raise ValueError("Both versions must belong to one document.")
    if from_version.number > to_version.number:
        raise ValueError("The first version must be the older one.")
    rows = _lineage_rows(from_version, from_version.number, to_version.number)
    uids = VersionPassage.objects.filter(version=from_version).values_list("passage_uid", flat=True)
    return _follow(
        map(str, uids), _lineage_steps(rows), range(from_version.number + 1, to_version.number + 1)
    )


def passage_thread(
    version: Version, current: Version, uids: Iterable[str]
) -> tuple[set[str], dict[str, list[str]]]:
    """What a section page tells of its passages: those that differ from the version before, and the descendants of
    each in the current version ({} when this is it). One query.
    """
    uids = list(uids)
    rows = _lineage_rows(version, version.number - 1, max(version.number, current.number))
    changed = {
        str(row.new)
        for row in rows
        if row.number == version.number
        and row.new is not None
        and (row.relation != LineageRelation.SAME or row.is_moved)
    }
    if version.number >= current.number:
        return changed.intersection(uids), {}
    numbers = range(version.number + 1, current.number + 1)
    later = [row for row in rows if row.number in numbers]
    return changed.intersection(uids), _follow(uids, _lineage_steps(later), numbers)


def _follow(
    uids: Iterable[str], steps: Mapping[int, Mapping[str, list[str]]], numbers: Iterable[int]
) -> dict[str, list[str]]:
    found = {uid: [uid] for uid in uids}
    for number in numbers:
        step = steps.get(number, {})
        found = {
            uid: list(dict.fromkeys(new for old in olds for new in step.get(old, [])))
            for uid, olds in found.items()
        }
    return found


class LineageRow(NamedTuple):
    """A row of lineage as it is read: ``old`` and ``new`` are uids of passages or None."""

    number: int
    old: UUID | None
    new: UUID | None
    relation: str
    is_moved: bool
    confirmed_by: int | None
    recorded_at: datetime
    frozen_at: datetime


def _lineage_rows(version: Version, after: int, last: int) -> list[LineageRow]:
    """Lineage of the version's document into the versions with numbers in (after, last]: one query."""
    rows = Lineage.objects.filter(
        to_version__document_id=version.document_id,
        to_version__number__gt=after,
        to_version__number__lte=last,
    ).order_by("pk")
    return [
        LineageRow(*row)
        for row in rows.values_list(
            "to_version__number",
            "from_uid",
            "to_uid",
            "relation",
            "is_moved",
            "confirmed_by_id",
            "recorded_at",
            "to_version__frozen_at",
        )
    ]


def _lineage_steps(rows: Iterable[LineageRow]) -> dict[int, dict[str, list[str]]]:
    """Per version number: uid of the version before -> uids in it."""
    steps: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    corrections = []
    for number, old, new, _relation, _is_moved, confirmed_by, recorded_at, frozen_at in rows:
        if confirmed_by is not None and recorded_at > frozen_at:
            corrections.append((number, old, new, recorded_at))
        elif old is not None and new is not None:
            steps[number][str(old)].append(str(new))
    overruled = set()
    for number, old, new, recorded_at in corrections:
        step = steps[number]
        # rows of one moment belong together: a passage merged from two has two of them
        if new is not None and (number, new, recorded_at) not in overruled:
            overruled.add((number, new, recorded_at))
            for uids in step.values():
                if str(new) in uids:
                    uids.remove(str(new))
        if old is not None:
            if new is None:
                step[str(old)] = []
            elif str(new) not in step[str(old)]:
                step[str(old)].append(str(new))
    return steps


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


def descendants(uid: str, from_version: Version, to_version: Version) -> list[str]:
    """What became of one passage."""
    return lineage_map(from_version, to_version).get(uid, [])


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """A passage in one version. ``html`` and ``text`` are empty when the words were redacted."""

    version: Version
    uid: str
    kind: str
    label: str
    section_address: str
    html: str
    text: str
    digest: str


def passage_history(uid: str, versions: Sequence[Version]) -> list[PassagePlace]:
    """What a passage came from and became, in each of the given versions of its document, oldest first.

    Empty when none of them holds the passage. Three queries. Followed from the newest version that holds it:
    backwards to its ancestors and forwards to its descendants, never to its siblings.
    """
    by_number = {version.number: version for version in versions}
    holders = VersionPassage.objects.filter(version__in=versions, passage_uid=uid)
    start = holders.order_by("-version__number").values_list("version__number", flat=True).first()
    if start is None:
        return []
    last = max(by_number)
    steps = _lineage_steps(_lineage_rows(versions[0], min(by_number), last))
    uids = {start: {uid}}
    for number in range(start + 1, last + 1):
        step = steps.get(number, {})
        uids[number] = {new for old in uids[number - 1] for new in step.get(old, [])}
    for number in range(start, min(by_number), -1):
        step = steps.get(number, {})
        uids[number - 1] = {old for old, news in step.items() if uids[number] & set(news)}
    rows = VersionPassage.objects.filter(
        version__in=versions, passage_uid__in=set().union(*uids.values())
    ).order_by("version__number", "order")
    return [
        PassagePlace(by_number[number], str(found), *rest)
        for number, found, *rest in rows.values_list(
            "version__number",
            "passage_uid",
            "content__kind",
            "label",
            "section__address",
            "content__html",
            "content__text",
            "content_id",
        )
        if str(found) in uids[number]
    ]


def version_json(version: Version, *, notice: str = "") -> dict[str, Any]:
    """A version as plain data: the JSON download and the input of every writer (version.schema.json)."""
    document = version.document
    sections = read_version(version)
    steps = version.steps.order_by("pk")
    return {
        "schema": manifest.SCHEMA,
        "document": {
            "uid": str(document.doc_uid),
            "slug": document.slug,
            "title": version.title,
            "kind": version.kind,
            "language": version.language,
            "level_names": version.level_names,
            "project": _project_json(version),
        },
        "version": {
            "number": version.number,
            "slug": version.slug,
            "label": version.label,
            "purpose": version.purpose,
            "reason": version.reason,
            "frozen_at": version.frozen_at.isoformat(),
            "digest": version.digest,
            "previous_digest": version.previous.digest if version.previous_id else "",
            "standing": standing(version),
            "steps": [
                {
                    "step": step.step,
                    "body": step.body,
                    "occurred_on": step.occurred_on.isoformat(),
                    "resolution": step.resolution,
                    "verb": step.verb,
                }
                for step in steps
                if step.step in PUBLIC_STEPS
            ],
        },
        "notice": notice,
        "sections": [
            {
                "uid": section.uid,
                "address": section.address,
                "code": section.code,
                "title": section.title,
                "depth": section.depth,
                "parent": section.parent,
                "passages": _passages_json(section),
            }
            for section in sections
        ],
        "assets": {
            asset.digest: {
                "mime": asset.mime,
                "width": asset.width,
                "height": asset.height,
                "filename": asset.filename,
            }
            for asset in version_assets(version, sections)
        },
    }


FOOTNOTE_MARK = re.compile(r'data-footnote="([^"]+)"')


def _project_json(version: Version) -> dict[str, Any] | None:
    if not version.project:
        return None
    logos = [{"asset": logo["asset"], "alt": logo["alt"]} for logo in version.project["logos"]]
    return {**version.project, "logos": logos}


def _passages_json(section: Section) -> list[dict[str, Any]]:
    bearer = {
        uid: passage.uid
        for passage in section.passages
        for uid in FOOTNOTE_MARK.findall(passage.html)
    }
    return [
        {
            "uid": passage.uid,
            "kind": passage.kind,
            "label": passage.label,
            "html": passage.html,
            "text": passage.text,
            "value": {"for": bearer.get(passage.uid, "")}
            if passage.kind == PassageKind.FOOTNOTE
            else passage.value or {},
            "digest": passage.digest,
        }
        for passage in section.passages
    ]


def version_assets(version: Version, sections: Iterable[Section]) -> list[VersionAsset]:
    """The assets of a version's passages and of its project's publicity, without their bytes."""
    digests = {digest for s in sections for p in s.passages for digest in p.assets}
    digests |= {logo["asset"] for logo in (version.project or {}).get("logos", [])}
    return list(VersionAsset.objects.filter(digest__in=digests).defer("data").order_by("digest"))


def asset_bytes(digests: Iterable[str]) -> dict[str, bytes]:
    """Bytes of assets by digest."""
    rows = VersionAsset.objects.filter(digest__in=list(digests)).values_list("digest", "data")
    return {digest: bytes(data) for digest, data in rows}


def content_json(version: Version) -> tuple[dict[str, bytes], list[str]]:
    """Canonical JSON of every content of a version by digest, and the digests of redacted ones."""
    contents: dict[str, bytes] = {}
    redacted = set(
        Redaction.objects.filter(content__places__version=version).values_list(
            "content_id", flat=True
        )
    )
    for content in PassageContent.objects.filter(places__version=version).distinct():
        if content.digest not in redacted:
            contents[content.digest] = canonical_json(
                {
                    "schema": content.schema,
                    "kind": content.kind,
                    "value": content.value,
                    "html": content.html,
                    "text": content.text,
                    "assets": content.assets,
                    "salt": content.salt,
                }
            )
    return contents, sorted(redacted)


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


def all_readable_versions(user: Any) -> list[Version]:
    """Versions of all documents that the user may read, in the order of the site, newest first: one query."""
    versions = Version.objects.visible_to(user).order_by("document__path", "-number")
    return list(versions.select_related("record", "previous", "document", "document__project"))


def waiting_proposals(user: Any) -> list[VersionStep]:
    """Proposed publications nobody has answered yet, of versions the user may know of, oldest first: one query."""
    latest: dict[int, VersionStep] = {}
    steps = VersionStep.objects.filter(
        version__in=Version.objects.visible_to(user), step__in=PUBLICATION_STEPS
    )
    for step in steps.select_related("version__document", "by").order_by("pk"):
        latest[step.version_id] = step
    waiting = (s for s in latest.values() if s.step == StepKind.PUBLICATION_PROPOSED)
    return sorted(waiting, key=lambda step: step.pk)


def unreleased_section_count() -> int:
    """How many sections have a draft that is newer than what was released: one query."""
    return SectionPage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True)).count()
