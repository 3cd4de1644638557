"""Lists of words removed from texts that are kept, outside the database and its backups, so that a restore repeats it.

One line of JSON each. Of the words it holds their length and a keyed hash, so that it tells nothing to who has no key;
words that came back with a backup are recognised by trying every piece of a text that has the length.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concept.phrases import masked, phrase_digest, phrase_digests
from core import outside_lists

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


def name_of(what: str) -> str:
    """The name of a list, such as that of "minutes"."""
    return f"removed-from-{what}"


def _said(text: str) -> str:
    return " ".join(text.split()).lower()


def append(
    what: str, *, record: Any, words: Sequence[str], reason: str, by: Any, at: datetime
) -> None:
    """Add one line to a list, written through to the disk."""
    said = [_said(word) for word in words]
    line = {
        what: str(record.uid),
        "words": [[len(word), phrase_digest(word)] for word in said],
        "reason": reason,
        "by": by.pk if by is not None else None,
        "at": at.isoformat(),
    }
    outside_lists.append(name_of(what), line)


def removals(what: str) -> list[Removal]:
    """All lines of a list, oldest first."""
    return [
        Removal(
            record=line[what],
            marks=tuple(Mark(length, digest) for length, digest in line["words"]),
            reason=line["reason"],
            by=line["by"],
            at=datetime.fromisoformat(line["at"]),
        )
        for line in outside_lists.lines(name_of(what))
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


class Cleaner:
    """Called with a text, blocks out the words of a removal in it; ``found`` has every word met, each once."""

    def __init__(self, removal: Removal) -> None:
        self.marks = removal.marks
        self.found: dict[str, None] = {}

    def __call__(self, text: str) -> str:
        words = recognised(text, self.marks)
        self.found.update(dict.fromkeys(words))
        return masked(text, words) if words else text


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not INSIDE_A_WORD.match(before) and not INSIDE_A_WORD.match(after)
