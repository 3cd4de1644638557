"""Files of versions, made in the background and kept until the text or the program changes."""

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import override

from concept import queries
from concept.exports import downloads
from concept.models import Version, VersionArtifact
from core import jobs
from core.enums import DemoOrigin

PENDING_SECONDS = 120


def request_artifact(
    *, version: Version, file_format: str, language: str
) -> VersionArtifact | None:
    """The kept file, or None after queueing a job that makes it (once, however often it is asked for)."""
    artifact = VersionArtifact.objects.filter(
        version=version,
        format=file_format,
        language=language,
        generator=downloads.generator(file_format),
    ).first()
    if artifact is None and cache.add(
        f"artifact:{version.pk}:{file_format}:{language}", 1, PENDING_SECONDS
    ):
        jobs.enqueue(
            "concept.tasks.make_artifact",
            version_id=version.pk,
            file_format=file_format,
            language=language,
        )
    return artifact


def make_artifact(
    *, version: Version, file_format: str, language: str, at: datetime
) -> VersionArtifact:
    """Make the file and keep it; a second run answers the kept one."""
    generator = downloads.generator(file_format)
    kept = VersionArtifact.objects.filter(
        version=version, format=file_format, language=language, generator=generator
    ).first()
    if kept is not None:
        return kept
    data = build(version=version, file_format=file_format, language=language)
    VersionArtifact.objects.filter(version=version, format=file_format, language=language).delete()
    return VersionArtifact.objects.create(
        version=version,
        format=file_format,
        language=language,
        generator=generator,
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        created_at=at,
    )


def build(*, version: Version, file_format: str, language: str) -> bytes:
    """The bytes of a file of a version, not kept."""
    with override(language):
        notice = demo_notice() if version.record.demo_origin != DemoOrigin.NONE else ""
        content = queries.version_json(version, notice=notice)
        assets = queries.asset_bytes(content["assets"])
        return downloads.make(file_format, content, assets, language=language)


def demo_notice() -> str:
    """What stands on every page and file of the demonstration."""
    return _("Demonstration. This is not the approved wording of the concept.")
