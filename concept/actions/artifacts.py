"""Files of versions, made in the background and kept until the text or the program changes."""

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from concept import queries
from concept.exports import downloads
from concept.exports.verification import verification_zip
from concept.models import DocumentPage, Version, VersionArtifact
from core import jobs
from core.enums import DemoOrigin
from core.issued_files import note_issued

PENDING_SECONDS = 120
# Files a reader may ask for: the written ones and the package made from the manifest itself.
FORMATS = {**downloads.FORMATS, "zip": downloads.Format("application/zip", "zip")}


class VersionMoved(Exception):
    """Words of the version were removed, or it took a step, while its file was being made: it is made again."""


def request_artifact(
    *, version: Version, file_format: str, language: str
) -> tuple[VersionArtifact | None, str]:
    """The kept file, or None and "waiting" after queueing a job that makes it (once, however often it is asked for).

    "failed" when the job gave up; asking again after ``PENDING_SECONDS`` tries anew.
    """
    artifact = VersionArtifact.objects.filter(
        version=version,
        format=file_format,
        language=language,
        generator=downloads.generator(file_format),
    ).first()
    if artifact is not None:
        return artifact, "ready"
    key = pending_key(version.pk, file_format, language)
    if cache.add(key, "waiting", PENDING_SECONDS):
        jobs.enqueue(
            "concept.tasks.make_artifact",
            version_id=version.pk,
            file_format=file_format,
            language=language,
        )
    return None, cache.get(key, "waiting")


def pending_key(version_id: int, file_format: str, language: str) -> str:
    """Key under which the state of a file being made is kept."""
    return f"artifact:{version_id}:{file_format}:{language}"


def make_artifact(
    *, version: Version, file_format: str, language: str, at: datetime
) -> VersionArtifact:
    """Make the file and keep it; a second run answers the kept one.

    Raises VersionMoved when words were removed, or a step was taken, while the file was being made: it would tell what
    must not be told any more.
    """
    generator = downloads.generator(file_format)
    kept = VersionArtifact.objects.filter(
        version=version, format=file_format, language=language, generator=generator
    ).first()
    if kept is not None:
        return kept
    told = queries.told_by_files(version)
    data = build(version=version, file_format=file_format, language=language)
    with transaction.atomic():
        # A redaction and a step of the version lock the document too, and delete the files kept by then.
        DocumentPage.objects.select_for_update().get(pk=version.document_id)
        if queries.told_by_files(version) != told:
            raise VersionMoved(f"{version.pk}.{file_format}")
        note_issued(
            record=version.record, file_format=file_format, language=language, data=data, at=at
        )
        same = VersionArtifact.objects.filter(
            version=version, format=file_format, language=language
        )
        same.delete()
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
        if file_format == "zip":
            contents, redacted = queries.content_json(version)
            return verification_zip(queries.manifest_of(version), contents, redacted=redacted)
        content = queries.version_json(version, notice=notice)
        assets = queries.asset_bytes(content["assets"])
        return downloads.make(file_format, content, assets, language=language)


def demo_notice() -> str:
    """What stands on every page and file of the demonstration."""
    return _("Demonstration. This is not the approved wording of the concept.")
