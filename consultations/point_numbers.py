"""Numbers of comments on an agenda as people write and say them: "3, 7–9". Pure: no database."""

import re
from collections.abc import Iterable

MOST_NUMBERS = 2000
_PIECE = re.compile(r"(\d{1,4})(?:\s*[-–—]\s*(\d{1,4}))?")


class NotANumber(ValueError):
    """A piece of what was typed is neither a number nor a range; ``piece`` says which."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


def parse_numbers(typed: str) -> list[int]:
    """Numbers in what was typed, ascending, each once: "3, 7–9" are 3, 7, 8, 9.

    Pieces are divided by commas, semicolons, the Czech "a" or blanks. Raises NotANumber.
    """
    joined = re.sub(r"\s*([-–—])\s*", r"\1", typed)
    found: set[int] = set()
    for piece in re.split(r"[,;\s]+|\ba\b", joined):
        if not piece:
            continue
        match = _PIECE.fullmatch(piece.rstrip("."))
        if match is None:
            raise NotANumber(piece)
        first = int(match[1])
        last = int(match[2] or first)
        if last < first or last - first > MOST_NUMBERS:
            raise NotANumber(piece)
        found.update(range(first, last + 1))
    return sorted(found)


def spoken_numbers(numbers: Iterable[int]) -> str:
    """The shortest way to write numbers: 1, 2, 3, 7 are "1–3, 7"; two in a row stay apart, "1, 2"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return ", ".join(parts)
