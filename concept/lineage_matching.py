"""Which passage of the previous version each new passage descends from. Pure, no database.

First step: equal content keeps its identity; everything else is new.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of either version; ``hints`` are the editor's block id and key."""

    uid: str | None
    kind: str
    text: str
    section_uid: str
    position: int
    hints: tuple[str, str]
    lookup: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a new passage came from."""

    new_index: int
    old_uids: tuple[str, ...]
    relation: str
    score: float
    certain: bool
    moved: bool = False


def match_passages(old: Sequence[Candidate], new: Sequence[Candidate]) -> list[Match]:
    """One match per new passage, in order; each old passage is used once."""
    free = {candidate.lookup: candidate.uid for candidate in old}
    matches = []
    for index, candidate in enumerate(new):
        uid = free.pop(candidate.lookup, None)
        found = (uid,) if uid else ()
        matches.append(Match(index, found, "same" if uid else "new", 1.0, certain=True))
    return matches
