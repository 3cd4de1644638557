"""Lists of words removed from texts that are kept, outside the database and its backups, so that a restore repeats it.

One line of JSON each. Of the words it holds their length and a keyed hash, so that it tells nothing to who has no key;
words that came back with a backup are recognised by trying every piece of a text that has the length.
"""

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from concept.phrases import phrase_digest, phrase_digests

INSIDE_A_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of some words: how long they are once blanks are single, and their keyed hash."""

    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Removal:
    """A line of a list: from what (the uid of its record), which words, why, by whom (a primary key), when."""

    record: str
    marks: tuple[Mark, ...]
    reason: str
    by: int | None
    at: datetime


def list_of(what: str) -> Path:
    """The file of a list, such as "minutes"."""
    return settings.REDACTION_LIST.with_name(f"removed-from-{what}.jsonl")


def _said(text: str) -> str:
    return " ".join(text.split()).lower()


def append(what: str, *, record: Any, words: Sequence[str], reason: str, by: Any, at: datetime) -> None:
    """Add one line to a list, written through to the disk."""
    said = [_said(word) for word in words]
    line = {
        what: str(record.uid),
        "words": [[len(word), phrase_digest(word)] for word in said],
        "reason": reason,
        "by": by.pk if by is not None else None,
        "at": at.isoformat(),
    }
    path = list_of(what)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def removals(what: str) -> list[Removal]:
    """All lines of a list, oldest first."""
    path = list_of(what)
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [
        Removal(
            record=line[what],
            marks=tuple(Mark(length, digest) for length, digest in line["words"]),
            reason=line["reason"],
            by=line["by"],
            at=datetime.fromisoformat(line["at"]),
        )
        for line in map(json.loads, filter(None, lines))
    ]


def recognised(text: str, marks: Iterable[Mark]) -> list[str]:
    """Removed words that stand in a text as whole words, each once."""
    said = _said(text)
    found = dict.fromkeys(
        said[start : start + mark.length]
        for mark in marks
        for start in range(len(said) - mark.length + 1)
        if _is_whole(said, start, start + mark.length)
        and mark.digest in phrase_digests(said[start : start + mark.length])
    )
    return list(found)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not INSIDE_A_WORD.match(before) and not INSIDE_A_WORD.match(after)
