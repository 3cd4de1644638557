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
    shown: set[str] = set()
    yield from _contents(shown)
    yield from _versions(shown)
    yield from _assets(shown)
    for name in missing_triggers():
        yield Finding(name, "the protecting trigger is missing")


def _contents(shown: set[str]) -> Iterator[Finding]:
    """Check the words of passages; adds the digests of the images and files they show to ``shown``."""
    redacted = dict(Redaction.objects.values_list("content_id", "reason"))
    for content in PassageContent.objects.iterator(chunk_size=500):
        place = f"passage {content.digest[:12]}"
        shown.update(content.assets)
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


def _assets(shown: set[str]) -> Iterator[Finding]:
    """Check the bytes of images and files; those shown somewhere must be there."""
    for asset in VersionAsset.objects.iterator(chunk_size=20):
        shown.discard(asset.digest)
        if hashlib.sha256(asset.data).hexdigest() != asset.digest:
            yield Finding(f"asset {asset.digest[:12]}", "the bytes were altered")
    for digest in sorted(shown):
        yield Finding(f"asset {digest[:12]}", "the bytes are gone")


def _versions(shown: set[str]) -> Iterator[Finding]:
    """Check versions and their chain; adds the digests of the logos of their projects to ``shown``."""
    numbers: dict[int, int] = {}
    versions = Version.objects.select_related("document", "record", "previous")
    for version in versions.order_by("document_id", "number"):
        shown.update(logo["asset"] for logo in (version.project or {}).get("logos", []))
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
    """What the digests, made of natural keys, cannot see: rows tied to a row of another version, lost rows."""
    passages = VersionPassage.objects.exclude(section__version=F("version"))
    for passage in passages.select_related("version"):
        yield Finding(str(passage.version), "a passage stands in a section of another version")
    sections = VersionSection.objects.filter(parent__isnull=False)
    for section in sections.exclude(parent__version=F("version")).select_related("version"):
        yield Finding(str(section.version), "a section stands under one of another version")
    lost = VersionPassage.objects.exclude(content__in=PassageContent.objects.values("pk"))
    for passage in lost.select_related("version"):
        yield Finding(str(passage.version), f"the words of passage {passage} are gone")
    for record in Record.objects.filter(kind="version", version__isnull=True):
        yield Finding(record.title, "the version is gone")
