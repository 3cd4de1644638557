"""A version as plain data, for downloads and for whoever checks it."""

import re
from typing import Any

from concept import manifest
from concept.digests import canonical_json
from concept.enums import PassageKind
from concept.models import PassageContent, Redaction, Version
from concept.queries.reading import Section, read_version, version_assets
from concept.queries.standing import PUBLIC_STEPS, standing


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


def told_by_files(version: Version) -> tuple[int, int]:
    """How many steps and redactions a file of the version tells of now: two queries."""
    return (
        version.steps.count(),
        Redaction.objects.filter(content__places__version=version).count(),
    )


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
