"""Whether a change of the text still stands in a later version: the words it brought, and those it took away. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from concept.word_alignment import followed_words, spans

# Below this share of letters, or when one of its numbers or negations is gone, a person has to look: a change that is
# listed for nothing costs a click, one that is missed breaks a promise.
STANDS_SHARE = 0.8
RETURNED_SHARE = 0.7  # of a left-out text found again in one passage: it is back
SHORTEST_RETURN_WORDS = 4
NEGATION = "ne"


@dataclass(frozen=True, slots=True)
class Retest:
    """``share`` (0-1): the smaller of brought letters that still stand and of removed letters that are still gone."""

    share: float
    stands: bool


def retest(before: str, after: str, now: str) -> Retest:
    """Compare a change ``before`` -> ``after`` with what its descendants say ``now``.

    Words are compared without case and punctuation. A single lost number or a reversed negation counts as gone.
    """
    old, new, present = _words(before), _words(after), _words(now)
    kept = followed_words(old, new)
    brought = set(range(len(new))) - set(kept.values())
    removed = set(range(len(old))) - kept.keys()
    stands = followed_words(new, present)
    lost = {number for number in brought if number not in stands}
    share = 1.0 - _share(lost, brought, new)
    returned = _returned(old, present, removed, taken=set(stands.values()))
    share = min(share, 1.0 - _share(returned, removed, old))
    critical = any(_is_number(new[number]) for number in lost)
    critical = critical or _negation_turned(lost, new, present)
    return Retest(share, share >= STANDS_SHARE and not critical)


def left_out_again(text: str, passages: Sequence[str]) -> Retest:
    """Whether a text left out as a whole is in none of the passages; a few words always count as left out."""
    words = _words(text)
    if len(words) < SHORTEST_RETURN_WORDS:
        return Retest(1.0, stands=True)
    back = max((_alike(words, passage) for passage in passages), default=0.0)
    return Retest(1.0 - back, back < RETURNED_SHARE)


def most_alike(text: str, passages: Sequence[str]) -> str:
    """The passage that holds most of a text's words in their order; "" where none holds enough to call it back."""
    words = _words(text)
    found = max(passages, key=lambda passage: _alike(words, passage), default="")
    return found if found and _alike(words, found) >= RETURNED_SHARE else ""


def _alike(words: Sequence[str], passage: str) -> float:
    return LCSseq.similarity(words, _words(passage)) / len(words) if words else 0.0


def _words(text: str) -> list[str]:
    found = (text[start:end].casefold() for start, end in spans(text))
    return [word for word in found if any(map(str.isalnum, word))]


def _share(part: set[int], whole: set[int], words: Sequence[str]) -> float:
    letters = sum(len(words[number]) for number in whole)
    return sum(len(words[number]) for number in part) / letters if letters else 0.0


def _returned(
    old: Sequence[str], present: Sequence[str], removed: set[int], *, taken: set[int]
) -> set[int]:
    """Removed words that stand again beside a neighbour they had, at a place the changed text does not account for."""
    back = followed_words(old, present)
    return {
        number
        for number in removed & back.keys()
        if back[number] not in taken
        and any(back.get(number + step) == back[number] + step for step in (-1, 1))
    }


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _negation_turned(lost: set[int], words: Sequence[str], present: Sequence[str]) -> bool:
    here = set(present)
    return any(
        f"{NEGATION}{words[number]}" in here
        or (words[number].startswith(NEGATION) and words[number][len(NEGATION) :] in here)
        for number in lost
        if len(words[number]) > len(NEGATION) + 1
    )
