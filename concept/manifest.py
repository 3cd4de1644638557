"""The manifest of a version: the exact bytes whose sha256 is the version's digest. Pure, no database.

It covers every column of Version, VersionSection and VersionPassage (surrogate keys are replaced by the natural ones,
so that an archive loaded into an empty installation has the same digests; only who froze it is the key of an account,
so that no name is published) and the digest of the previous version.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from concept.digests import canonical_json

SCHEMA = "osnova-version/1"
PASSAGE_SCHEMA = "osnova-passage/1"


def moment(at: datetime) -> str:
    """A moment as text: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def manifest(
    *,
    version: Mapping[str, Any],
    sections: Iterable[Mapping[str, Any]],
    passages: Iterable[Mapping[str, Any]],
) -> bytes:
    """Canonical JSON of a version.

    ``version``: schema, document, record, number, slug, label, purpose, reason, title, kind, language, level_names,
    project, previous (digest or ""), frozen_at (text from ``moment``), frozen_by.
    ``sections``: node_uid, address, parent (node_uid or None), order, depth, code, title.
    ``passages``: passage_uid, section (node_uid), order, label, content (digest).
    """
    return canonical_json(
        {
            "version": dict(version),
            "sections": list(sections),
            "passages": list(passages),
        }
    )


def digest(content: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(content).hexdigest()


def version_fields(version: Any) -> dict[str, Any]:
    """Every column of a version but its key and digest, in natural form."""
    return {
        "schema": version.schema,
        "document": str(version.document.doc_uid),
        "record": str(version.record.uid),
        "number": version.number,
        "slug": version.slug,
        "label": version.label,
        "purpose": str(version.purpose),
        "reason": version.reason,
        "title": version.title,
        "kind": str(version.kind),
        "language": version.language,
        "level_names": version.level_names,
        "project": version.project,
        "previous": version.previous.digest if version.previous_id else "",
        "frozen_at": moment(version.frozen_at),
        "frozen_by": version.frozen_by_id,
    }
