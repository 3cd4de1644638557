"""Where the links of a page lead: into the current wording, and into other documents the reader may read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    CharField,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    UUIDField,
    Value,
)

from concept.models import Version, VersionSection
from concept.queries.standing import current_key, standing_of

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Where sections and passages are read.

    ``sections`` and ``passages`` map a section's uid, and that of a passage, to the address of the section in the
    current version of the document being read. ``documents`` maps the uid of another document to its slug; only those
    whose address shows the reader something are in it. ``foreign`` maps (document uid, section uid) to the path below
    that document's address: "najem", or "verze/0-8/najem" where the current wording has no such section any more.
    """

    sections: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[Link, str] = field(default_factory=dict)


class _Row(NamedTuple):
    document: UUID | None
    slug: str | None
    version: int
    number: int | None
    label: str | None
    step_key: int | None
    step: str | None
    node: UUID | None
    address: str | None
    passage: UUID | None


def read_places(current: Version | None, links: Iterable[Link], user: Any) -> Places:
    """Places for one page: one query, none when nothing is asked.

    ``current``: the version whose sections and passages are wanted, if any. ``links``: (document uid, section uid or
    "") of the links to other documents. A document of which the user may read nothing, or whose versions are all
    withdrawn, is left out: its address would be told to somebody who finds nothing there.
    """
    links = set(links)
    parts = []
    if current is not None:
        parts.append(_rows_of_current(current))
    if links:
        parts.append(_rows_of_linked(links, user))
    if not parts:
        return Places()
    rows = [_Row(*row) for row in parts[0].union(*parts[1:], all=True)]
    own = [row for row in rows if row.document is None]
    documents, foreign = _linked([row for row in rows if row.document is not None])
    return Places(
        sections={str(row.node): row.address for row in own},
        passages={str(row.passage): row.address for row in own if row.passage is not None},
        documents=documents,
        foreign=foreign,
    )


def _rows_of_current(version: Version) -> QuerySet:
    return VersionSection.objects.filter(version=version).values_list(
        _nothing(UUIDField()),
        _nothing(CharField()),
        "version_id",
        _nothing(IntegerField()),
        _nothing(CharField()),
        _nothing(IntegerField()),
        _nothing(CharField()),
        "node_uid",
        "address",
        "passages__passage_uid",
    )


def _rows_of_linked(links: Iterable[Link], user: Any) -> QuerySet:
    """A row for each readable version, each of its steps and each section a link names: a few dozen."""
    nodes = {node for _document, node in links if node}
    versions = Version.objects.visible_to(user).filter(
        document__doc_uid__in={document for document, _node in links}
    )
    named = FilteredRelation("sections", condition=Q(sections__node_uid__in=nodes))
    return versions.annotate(named=named).values_list(
        "document__doc_uid",
        "document__slug",
        "pk",
        "number",
        "slug",
        "steps__pk",
        "steps__step",
        "named__node_uid",
        "named__address",
        _nothing(UUIDField()),
    )


def _nothing(output_field: Any) -> Value:
    return Value(None, output_field=output_field)


def _linked(rows: list[_Row]) -> tuple[dict[str, str], dict[Link, str]]:
    """Slugs of the documents, and paths of their sections below them; the newest readable version that has it."""
    steps: dict[int, dict[int, str]] = defaultdict(dict)
    versions: dict[UUID, dict[int, _Row]] = defaultdict(dict)
    sections: dict[tuple[UUID, UUID], dict[int, str]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: -row.number):
        versions[row.document].setdefault(row.version, row)
        if row.step_key is not None:
            steps[row.version][row.step_key] = row.step
        if row.node is not None:
            sections[row.document, row.node].setdefault(row.version, row.address)
    documents: dict[str, str] = {}
    foreign: dict[Link, str] = {}
    for document, of_document in versions.items():
        where = {
            key: standing_of(step for _, step in sorted(steps[key].items())) for key in of_document
        }
        current = current_key(list(of_document), where)
        if current is None:
            continue
        documents[str(document)] = of_document[current].slug
        for (owner, node), addresses in sections.items():
            if owner != document:
                continue
            newest = next(iter(addresses))
            foreign[str(document), str(node)] = (
                addresses[current]
                if current in addresses
                else f"verze/{of_document[newest].label}/{addresses[newest]}"
            )
    return documents, foreign
