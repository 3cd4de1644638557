"""Words that repeat erased ones: found whatever their case and punctuation, replaced by a block a letter. Pure.

Erasing a passage or a comment is worth little while an answer, a proposed wording or another comment repeats it. A run
of four words in a row counts as repeated (all of a shorter text of three), and so does a number of six digits or more.
Runs that stand in ``public`` text are everybody's and stay.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.czech import fold

MASK = "█"
RUN = 4
SHORTEST = 3
WORD = re.compile(r"\w+")
TELLING_DIGITS = 6


@dataclass(frozen=True)
class Repeats:
    """What counts as repeated: folded runs of words, by their length, and telling numbers."""

    runs: frozenset[tuple[str, ...]]
    numbers: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.runs or self.numbers)


def repeats_of(texts: Iterable[str], public: Iterable[str] = ()) -> Repeats:
    """What of the erased texts must not stand anywhere else."""
    runs: set[tuple[str, ...]] = set()
    numbers: set[str] = set()
    for text in texts:
        words = _folded(text)
        if len(words) >= SHORTEST:
            runs.update(_runs(words, min(RUN, len(words))))
        numbers.update(word for word in words if word.isdigit() and len(word) >= TELLING_DIGITS)
    for text in public:
        words = _folded(text)
        for length in {len(run) for run in runs}:
            runs.difference_update(_runs(words, length))
        numbers.difference_update(words)
    return Repeats(frozenset(runs), frozenset(numbers))


def masked(text: str, repeats: Repeats) -> str:
    """The text with a block for each letter of what is repeated; blanks stay, so that positions do not move.

    >>> masked("Prý Jana Nová dluží nájem od ledna.", repeats_of(["Jana Nová dluží nájem."]))
    'Prý ████ ████ █████ █████ od ledna.'
    """
    if not text or not repeats:
        return text
    spans = [match.span() for match in WORD.finditer(text)]
    words = [fold(text[start:end]) for start, end in spans]
    hit = {number for number, word in enumerate(words) if word in repeats.numbers}
    for length in {len(run) for run in repeats.runs}:
        for first in range(len(words) - length + 1):
            if tuple(words[first : first + length]) in repeats.runs:
                hit.update(range(first, first + length))
    if not hit:
        return text
    signs = list(text)
    for number in hit:
        start, end = spans[number]
        signs[start:end] = MASK * (end - start)
    return "".join(signs)


def _folded(text: str) -> list[str]:
    return [fold(word) for word in WORD.findall(text)]


def _runs(words: list[str], length: int) -> Iterable[tuple[str, ...]]:
    return (tuple(words[n : n + length]) for n in range(len(words) - length + 1))
