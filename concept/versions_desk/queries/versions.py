"""One frozen version: its steps, its readers, and who may agree to its publication."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from concept import queries
from concept.enums import Standing, StepKind
from concept.models import (
    Version,
    VersionStep,
)
from core.czech import sort_key
from people.enums import Role
from people.models import Audience, User


def version(pk: int, user: Any) -> Version:
    """A version the user may know of, with its document and people, else Http404."""
    found = (
        Version.objects.visible_to(user)
        .select_related("document", "record__audience", "frozen_by", "previous")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def steps_of(version: Version) -> list[VersionStep]:
    """Everything that happened to a version, oldest first."""
    return list(version.steps.select_related("by").order_by("pk"))


def access_of(version: Version) -> Any:
    """The row that says who may read the version now, or None: staff."""
    return version.accesses.select_related("audience", "by").order_by("-pk").first()


def redacted_count(version: Version) -> int:
    """How many passages of the version have lost their words."""
    return version.passages.filter(content__redactions__isnull=False).count()


def people_who_may_agree(proposer: Any, on: date) -> list[User]:
    """Editors and chairs other than the proposer, as Czech sorts their names."""
    people = User.objects.filter(
        is_active=True,
        role_grants__in=_current_grants(on, Role.EDITOR, Role.CHAIR),
    )
    others = people.exclude(pk=proposer.pk).distinct()
    return sorted(others, key=lambda person: sort_key(person.name))


def _current_grants(on: date, *roles: str) -> QuerySet:
    grants = User._meta.get_field("role_grants").related_model.objects
    return grants.current(on).filter(role__in=roles)


def audiences() -> QuerySet:
    """Circles of readers a version can be opened to; a form puts them in Czech order."""
    return Audience.objects.all()


def newest_proposal(version: Version) -> VersionStep | None:
    """The newest proposal to publish, answered or not."""
    return version.steps.filter(step=StepKind.PUBLICATION_PROPOSED).order_by("-pk").first()


def newer_in_force(version: Version) -> Version | None:
    """A version with a higher number that is published now: publishing this one would supersede it. Two queries."""
    newer = list(Version.objects.of(version.document).filter(number__gt=version.number))
    where = queries.standings(newer)
    return next((other for other in newer if where[other.pk] == Standing.PUBLISHED), None)
