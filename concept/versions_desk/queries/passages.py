"""Passages of a frozen version: found by their words, and the ancestors they have or may have."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rapidfuzz import fuzz, process

from concept import queries
from concept.models import (
    Lineage,
    PassageContent,
    Version,
    VersionPassage,
)
from concept.versions_desk.queries.plans import SUGGESTED_ANCESTORS, old_passages
from core.czech import fold


def search_passages(version: Version, words: str) -> QuerySet:
    """Passages of a version whose text holds the words, whatever case and accents; all without words."""
    found = (
        VersionPassage.objects.filter(version=version)
        .select_related("content", "section")
        .order_by("order")
    )
    if not words.strip():
        return found
    wanted = fold(words).split()
    rows = VersionPassage.objects.filter(version=version).values_list("pk", "content__text")
    keys = [pk for pk, text in rows if all(word in fold(text) for word in wanted)]
    return found.filter(pk__in=keys)


def content(version: Version, digest: str) -> PassageContent:
    """A content a passage of the version shows, else Http404."""
    found = PassageContent.objects.filter(pk=digest, places__version=version).first()
    if found is None:
        raise Http404
    return found


def places_of(content: PassageContent) -> list[VersionPassage]:
    """Where a content is shown: every version and place, newest version first."""
    return list(
        VersionPassage.objects.filter(content=content)
        .select_related("version__document", "section")
        .order_by("-version__document_id", "-version__number", "order")
    )


def passage(version: Version, uid: Any) -> VersionPassage:
    """A passage of a version, else Http404."""
    found = (
        VersionPassage.objects.filter(version=version, passage_uid=uid)
        .select_related("content", "section")
        .first()
    )
    if found is None:
        raise Http404
    return found


def ancestors_of(version: Version, uid: Any) -> list[VersionPassage]:
    """The passages of the previous version a passage descends from, corrections included."""
    if version.previous is None:
        return []
    heirs = queries.lineage_map(version.previous, version)
    uids = [old for old, news in heirs.items() if str(uid) in news]
    return list(
        VersionPassage.objects.filter(version=version.previous, passage_uid__in=uids)
        .select_related("content", "section")
        .order_by("order")
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of the version before that a passage may come from."""

    uid: str
    name: str
    text: str


def likely_ancestors(version: Version, passage: VersionPassage, words: str) -> list[Candidate]:
    """Passages of the version before: those holding the words, else the most similar ones first."""
    if version.previous is None:
        return []
    old = old_passages(version.previous)
    if words.strip():
        wanted = fold(words).split()
        found = [p for p in old.values() if all(word in fold(p.text) for word in wanted)]
        found = found[:SUGGESTED_ANCESTORS]
    else:
        texts = {uid: p.text for uid, p in old.items()}
        likely = process.extract(
            passage.content.text, texts, scorer=fuzz.ratio, limit=SUGGESTED_ANCESTORS
        )
        found = [old[uid] for _text, _score, uid in likely]
    return [Candidate(p.uid, p.name, p.text) for p in found]


def lineage_corrections(version: Version) -> list[Lineage]:
    """Corrections made after the freeze, newest first."""
    return list(
        Lineage.objects.filter(
            to_version=version, confirmed_by__isnull=False, recorded_at__gt=version.frozen_at
        )
        .select_related("confirmed_by")
        .order_by("-pk")
    )
