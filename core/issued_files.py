"""The list of files that were given out, so that one knows which hold words that were removed since."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from core.models import IssuedFile, Record


def note_issued(
    *, record: Record, file_format: str, language: str, data: bytes, at: datetime
) -> IssuedFile:
    """Remember that a file of a record's public data was given out; the same bytes are remembered once."""
    row, _made = IssuedFile.objects.get_or_create(
        record=record,
        digest=hashlib.sha256(data).hexdigest(),
        defaults={"format": file_format, "language": language, "issued_at": at},
    )
    return row


def mark_outdated(records: Iterable[int], *, at: datetime) -> int:
    """Say of all files given out of the records that they hold words removed now; answers how many. May run twice."""
    files = IssuedFile.objects.filter(record__in=list(records), outdated_at=None)
    return files.update(outdated_at=at)


def issued_files(record: Record) -> list[IssuedFile]:
    """Files given out of one record, newest first: one query."""
    return list(IssuedFile.objects.filter(record=record).order_by("-issued_at", "-pk"))
