"""The list of withdrawn consents kept outside the database and its backups, so that a restore repeats them.

One line of JSON each: random ids, scopes and days. It holds neither words nor pseudonyms.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Line:
    """What was taken back of which consent, and the ids of the statements erased for it. Moments in ISO 8601."""

    limit: str
    consent: str
    scopes: list[str]
    occurred_on: str
    statements: list[str]
    by: int
    at: str


def _list() -> Path:
    return settings.REDACTION_LIST.with_name("withdrawn-consents.jsonl")


def append(line: Line) -> None:
    """Add one line, written through to the disk."""
    _list().parent.mkdir(parents=True, exist_ok=True)
    with _list().open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def lines() -> list[Line]:
    """All lines, oldest first."""
    if not _list().exists():
        return []
    text = _list().read_text(encoding="utf-8")
    return [Line(**json.loads(line)) for line in text.split("\n") if line]
