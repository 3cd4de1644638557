"""Writes of files that come with draft comments. Once sent, neither they nor their bytes change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from consultations.actions.statements import draft_of, open_round
from consultations.models import Attachment, Comment, Statement
from core.uploads import MIB, Upload

MOST_OF_STATEMENT = 20
LARGEST_STATEMENT = 40 * MIB


class TooManyFiles(Exception):
    """A statement carries only so many files and megabytes."""


@transaction.atomic
def attach_file(*, statement: Statement, upload: Upload, by: Any, at: datetime) -> Attachment:
    """Keep a file with a draft; ``bind_files`` says with which comment. The same file twice is one.

    Raises StatementAlreadySent, RoundClosed, TooManyFiles.
    """
    statement = draft_of(statement)
    open_round(statement.round, at)
    loose = statement.attachments.filter(is_original=False)
    known = loose.filter(comment=None, digest=upload.digest, filename=upload.filename).first()
    if known is not None:
        return known
    total = loose.aggregate(size=Sum("size", default=0))["size"] + upload.size
    if loose.count() >= MOST_OF_STATEMENT or total > LARGEST_STATEMENT:
        raise TooManyFiles(
            _("All your comments together may have %(count)d files and %(size)d MB at most.")
            % {"count": MOST_OF_STATEMENT, "size": LARGEST_STATEMENT // MIB}
        )
    return store_file(statement, upload, by=by, at=at)


def store_file(
    statement: Statement, upload: Upload, *, by: Any, at: datetime, is_original: bool = False
) -> Attachment:
    """Keep a checked file with a statement, byte by byte; ``is_original``: it is what came by another channel."""
    attachment = Attachment(
        statement=statement,
        is_original=is_original,
        filename=upload.filename,
        mime=upload.mime,
        size=upload.size,
        digest=upload.digest,
        data=upload.data,
        uploaded_by=by,
        uploaded_at=at,
    )
    attachment.full_clean(exclude=["statement", "uploaded_by"])
    attachment.save()
    return attachment


@transaction.atomic
def bind_files(*, comment: Comment, keys: Iterable[int], removed: Iterable[int]) -> None:
    """Give files kept with the draft to a comment, and drop those taken out. Raises StatementAlreadySent."""
    statement = draft_of(comment.statement)
    own = statement.attachments.filter(is_original=False)
    own.filter(pk__in=list(removed)).delete()
    own.filter(pk__in=list(keys), comment=None).update(comment=comment)
