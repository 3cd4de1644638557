"""Checking that nothing frozen was altered: every digest is computed again and compared."""

import hashlib
from collections.abc import Iterator

from django.db.models import F

from concept import manifest
from concept.digests import content_digest, lookup_digest
from concept.models import (
    PassageContent,
    Redaction,
    Version,
    VersionAsset,
    VersionPassage,
    VersionSection,
)
from concept.queries import manifest_of
from core.immutability import missing_triggers
from core.models import Record
from core.verification import Finding


def verify() -> Iterator[Finding]:
    """Check all contents, versions, the chain of digests, assets and triggers."""
    yield from _contents()
    yield from _versions()
    for asset in VersionAsset.objects.iterator(chunk_size=20):
        if hashlib.sha256(asset.data).hexdigest() != asset.digest:
            yield Finding(f"asset {asset.digest[:12]}", "the bytes were altered")
    for name in missing_triggers():
        yield Finding(name, "the protecting trigger is missing")


def _contents() -> Iterator[Finding]:
    redacted = dict(Redaction.objects.values_list("content_id", "reason"))
    for content in PassageContent.objects.iterator(chunk_size=500):
        place = f"passage {content.digest[:12]}"
        if content.digest in redacted:
            if content.html or content.text or content.salt or content.lookup or content.value:
                yield Finding(place, "redacted, but words are still stored")
            else:
                yield Finding(place, f"redacted: {redacted[content.digest]}", is_fault=False)
            continue
        words = {
            "schema": content.schema,
            "kind": content.kind,
            "value": content.value,
            "html": content.html,
            "text": content.text,
            "assets": content.assets,
        }
        if content_digest(**words, salt=content.salt) != content.digest:
            yield Finding(place, "the words or their form were altered")
        elif lookup_digest(**words) != content.lookup:
            yield Finding(place, "the key by which equal words are found was altered")


def _versions() -> Iterator[Finding]:
    numbers: dict[int, int] = {}
    versions = Version.objects.select_related("document", "record", "previous")
    for version in versions.order_by("document_id", "number"):
        expected = numbers.get(version.document_id, 0) + 1
        numbers[version.document_id] = version.number
        if version.number != expected:
            yield Finding(str(version), f"number {expected} is missing before it")
        if (version.previous.number if version.previous else 0) != version.number - 1:
            yield Finding(str(version), "it does not follow the version before it")
        if manifest.digest(manifest_of(version)) != version.digest:
            yield Finding(str(version), "the version, its sections or its passages were altered")
    yield from _strangers()


def _strangers() -> Iterator[Finding]:
    """What the digests, made of natural keys, cannot see: rows tied to a row of another version, lost versions."""
    passages = VersionPassage.objects.exclude(section__version=F("version"))
    for passage in passages.select_related("version"):
        yield Finding(str(passage.version), "a passage stands in a section of another version")
    sections = VersionSection.objects.filter(parent__isnull=False)
    for section in sections.exclude(parent__version=F("version")).select_related("version"):
        yield Finding(str(section.version), "a section stands under one of another version")
    for record in Record.objects.filter(kind="version", version__isnull=True):
        yield Finding(record.title, "the version is gone")
