"""Who is heard in a series, in bands: lines such as "rodiče s dětmi: 5–9". An exact or small count points at people."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

RANGE = re.compile(r"^\D*\d+\s*(?:[-–—]|až|to)\s*(\d+)\D*$")
BOUNDED = re.compile(
    r"\b(do|méně než|nejvýše?|nejméně|alespoň|více než|přes|asi|kolem|zhruba|a více|a víc"
    r"|up to|under|fewer than|less than|at most|at least|more than|over|about|or more)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MixLine:
    """A line that cannot be read: its number from 1, and the text."""

    number: int
    text: str


def is_band(band: str, minimum: int) -> bool:
    """Whether a text tells no exact count, nor a range that lies below the least count that may be published.

    A range ("5–9") reaches the minimum, a bound is said in words ("do 5", "10 a více"), no number at all is fine.
    """
    if not re.search(r"\d", band):
        return bool(band.strip())
    if found := RANGE.match(band):
        return int(found[1]) >= minimum
    return bool(BOUNDED.search(band))


def wrong_bands(mix: Iterable[Mapping[str, str]], minimum: int) -> list[str]:
    """Labels of the rows whose band is none."""
    return [row["label"] for row in mix if not is_band(row["band"], minimum)]


def read_mix(text: str) -> tuple[list[dict[str, str]], list[MixLine]]:
    """Rows of lines "label: band", and the lines that are not so."""
    rows, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        label, colon, band = line.rpartition(":")
        if colon and label.strip() and band.strip():
            rows.append({"label": label.strip(), "band": band.strip()})
        else:
            wrong.append(MixLine(number, line.strip()))
    return rows, wrong


def mix_lines(mix: Sequence[Mapping[str, str]]) -> str:
    """The rows as they are written."""
    return "\n".join(f"{row['label']}: {row['band']}" for row in mix)
