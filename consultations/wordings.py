"""Suggested wordings of one passage: the words each one touches, collisions, what a combination gives. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from concept.word_alignment import diff_words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``new`` in place of the code points [start, end) of the passage's text; ``key`` tells suggestions apart."""

    key: int
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Words [start, end) of the passage become ``new``; start == end only adds words."""

    start: int
    end: int
    new: str


def edits_of(text: str, suggestion: Suggestion) -> list[Edit]:
    """What a suggestion changes, word by word, in the order of the text."""
    found: list[Edit] = []
    at = suggestion.start
    for kind, words in diff_words(text[suggestion.start : suggestion.end], suggestion.new):
        if kind == "equal":
            at += len(words)
        elif kind == "delete":
            found.append(Edit(at, at + len(words), ""))
            at += len(words)
        elif found and found[-1].end == at and not found[-1].new:
            found[-1] = Edit(found[-1].start, at, words)
        else:
            found.append(Edit(at, at, words))
    return found


def touch(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same words; the same edit twice is agreement, not a collision."""
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        # words added at the border of a change depend on which comes first
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def collisions(text: str, suggestions: Sequence[Suggestion]) -> list[tuple[int, int]]:
    """Pairs of keys of suggestions that touch the same words, each pair once in the given order."""
    edits = [(suggestion.key, edits_of(text, suggestion)) for suggestion in suggestions]
    return [
        (key, other_key)
        for index, (key, own) in enumerate(edits)
        for other_key, others in edits[index + 1 :]
        if any(touch(edit, other) for edit in own for other in others)
    ]


def combine(text: str, suggestions: Sequence[Suggestion]) -> str:
    """The passage with all suggestions that do not collide; of colliding ones the first in the given order wins."""
    taken: list[Edit] = []
    for suggestion in suggestions:
        own = edits_of(text, suggestion)
        if any(touch(edit, other) for edit in own for other in taken):
            continue
        taken += [edit for edit in own if edit not in taken]
    for edit in sorted(taken, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def carried_over(base: str, now: str, suggestions: Sequence[Suggestion]) -> str | None:
    """The suggestions put into words that have changed since ``base``; None when they touch what changed there."""
    if base == now:
        return combine(base, suggestions)
    drift = Suggestion(0, 0, len(base), now)
    own = edits_of(base, drift)
    for suggestion in suggestions:
        if any(touch(edit, other) for edit in edits_of(base, suggestion) for other in own):
            return None
    return combine(base, [drift, *suggestions])


def in_place_of_quote(base: str, start: int, end: int, final: str) -> str:
    """The final words in place of the quote [start, end) of ``base``; all of them if that is unclear."""
    before, after = base[:start], base[end:]
    fits = len(final) >= len(before) + len(after)
    if fits and final.startswith(before) and final.endswith(after):
        return final[start : len(final) - len(after)]
    return final
