"""The list of redactions kept outside the database and its backups, so that a restore repeats them.

One line of JSON each: the digest of the content, the reason, who and when. Digests are made with a salt that the
redaction destroyed, so the list says nothing about the words.
"""

import json
import os

from django.conf import settings

from concept.models import PassageContent, Redaction


def append(redaction: Redaction) -> None:
    """Add one line, written through to the disk."""
    line = {
        "content": redaction.content_id,
        "reason": redaction.reason,
        "by": redaction.by_id,
        "at": redaction.at.isoformat(),
    }
    settings.REDACTION_LIST.parent.mkdir(parents=True, exist_ok=True)
    with settings.REDACTION_LIST.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def missing() -> list[dict]:
    """Lines whose redaction the database does not have, though it has the content: data from before it."""
    listed = {line["content"]: line for line in _lines()}
    contents = PassageContent.objects.filter(pk__in=listed, redactions__isnull=True)
    return [listed[pk] for pk in contents.order_by("pk").values_list("pk", flat=True)]


def _lines() -> list[dict]:
    if not settings.REDACTION_LIST.exists():
        return []
    text = settings.REDACTION_LIST.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]
