"""Reads of documents and versions: which there are for whom, and where each stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from concept.enums import Standing, StepKind
from concept.models import (
    DocumentPage,
    SectionPage,
    Version,
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
        StepKind.PUBLICATION_CANCELLED,
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
    """Versions of the document at an address that the user may read, newest first, with the document: one query.

    Each carries ``shown_steps``: the steps everyone may know of, in order.
    """
    found = Version.objects.filter(document__slug=slug).visible_to(user)
    return _with_shown_steps(found.order_by("-number"))


def all_readable_versions(user: Any) -> list[Version]:
    """The same of all documents, in the order of the site: one query."""
    return _with_shown_steps(Version.objects.visible_to(user).order_by("document__path", "-number"))


def _with_shown_steps(found: QuerySet) -> list[Version]:
    """A row for each version and shown step (few), so that a cold page need not ask twice."""
    shown = FilteredRelation("steps", condition=Q(steps__step__in=PUBLIC_STEPS))
    columns = [field.attname for field in VersionStep._meta.concrete_fields]
    rows = (
        found.select_related("record", "previous", "document", "document__project")
        .annotate(shown=shown)
        .annotate(**{f"shown_{column}": F(f"shown__{column}") for column in columns})
        .order_by(*found.query.order_by, "shown__pk")
    )
    versions: list[Version] = []
    for row in rows:
        if not versions or versions[-1].pk != row.pk:
            row.shown_steps = []
            versions.append(row)
        if row.shown_id is not None:
            values = [getattr(row, f"shown_{column}") for column in columns]
            versions[-1].shown_steps.append(VersionStep.from_db(None, columns, values))
    return versions


def current_version(versions: Sequence[Version], where: Mapping[int, str]) -> Version | None:
    """The version a document's address shows: the published one, else the newest not withdrawn."""
    key = current_key([version.pk for version in versions], where)
    return next((version for version in versions if version.pk == key), None)


def current_key(keys: Sequence[int], where: Mapping[int, str]) -> int | None:
    """The same asked of primary keys, newest first."""
    for key in keys:
        if where[key] == Standing.PUBLISHED:
            return key
    return next((key for key in keys if where[key] != Standing.WITHDRAWN), None)


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
