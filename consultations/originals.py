"""The original of a letter on the screen: its sentences, which of them became points, what is left. Pure."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from concept.enums import PassageKind
from consultations.pieces import Piece, pieces

LINE = re.compile(r"[^\n]+")
# "1.", "b)", "IV." at the beginning of a line belongs to the sentence after it.
MARKER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivxIVX]{1,5})[.)]+")
# One entered statement in five is compared with its original by a second person.
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Code points [start, end) of the original that became a point; ``label`` is the point's number or "1.", "2."."""

    start: int
    end: int
    label: str
    key: int


@dataclass(slots=True)
class Sentence:
    """A sentence with its code points; ``runs`` are its words in order with whether they are in a point."""

    start: int
    end: int
    runs: list[tuple[str, bool]]
    spans: list[Span] = field(default_factory=list)

    @property
    def value(self) -> str:
        """How a form says that it was chosen."""
        return f"{self.start}-{self.end}"


def lines_of(text: str, spans: Sequence[Span]) -> list[list[Sentence]]:
    """Lines of the original that hold words, as sentences. A point's number stands at its last sentence."""
    found = []
    for line in LINE.finditer(text):
        if line.group().strip():
            found.append([_sentence(text, piece, spans) for piece in _sentences(text, line)])
    return found


def _sentences(text: str, line: re.Match[str]) -> Iterable[Piece]:
    whole = line.group()
    start = line.start()
    parts = pieces(PassageKind.PARAGRAPH, whole)
    if not parts:
        begin = start + len(whole) - len(whole.lstrip())
        return [Piece(begin, begin + len(whole.strip()), whole.strip())]
    found: list[Piece] = []
    marker: Piece | None = None
    for part in parts:
        begin = marker.start if marker else part.start
        joined = Piece(start + begin, start + part.end, whole[begin : part.end])
        marker = Piece(begin, part.end, joined.text) if MARKER.fullmatch(joined.text) else None
        if marker is None:
            found.append(joined)
    if marker is not None:
        found.append(Piece(start + marker.start, start + marker.end, marker.text))
    return found


def _sentence(text: str, piece: Piece, spans: Sequence[Span]) -> Sentence:
    here = [span for span in spans if span.start < piece.end and piece.start < span.end]
    cuts = {piece.start, piece.end}
    for span in here:
        cuts |= {max(span.start, piece.start), min(span.end, piece.end)}
    edges = sorted(cuts)
    runs = [
        (text[start:end], any(span.start <= start and end <= span.end for span in here))
        for start, end in pairwise(edges)
    ]
    ending = [span for span in here if span.end <= piece.end]
    return Sentence(piece.start, piece.end, runs, ending)


def chosen_range(values: Iterable[str]) -> tuple[int, int] | None:
    """From the first to the last chosen sentence ("12-40"); None when none was chosen. Wrong values are left out."""
    found = [
        (int(match[1]), int(match[2]))
        for value in values
        if (match := re.fullmatch(r"(\d{1,7})-(\d{1,7})", value))
    ]
    return (min(s for s, _ in found), max(e for _, e in found)) if found else None


def left_over(lines: Iterable[Iterable[Sentence]]) -> int:
    """How many sentences hold words that are in no point."""
    return sum(
        any(words.strip(" .,;:–-") and not marked for words, marked in sentence.runs)
        for line in lines
        for sentence in line
    )


def is_in_sample(uid: str) -> bool:
    """Whether a statement is one of those a second person compares with the original.

    It follows from the identity of its record, so nobody chooses and nobody can foresee it.
    """
    return hashlib.sha256(uid.encode()).digest()[0] % SAMPLE == 0
