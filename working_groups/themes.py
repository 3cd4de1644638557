"""Nested themes as lines of text: one theme a line, a dash (or two blanks) in front for each level down. Pure.

Vstup do sociálního bydlení
- kdo rozhoduje
-- lhůty
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DEEPEST = 5
LEVEL = re.compile(r"^((?:[-–•*]|\t|\u00a0| )*)(.*)$")


@dataclass(frozen=True, slots=True)
class Theme:
    """One line: its words and how many levels it stands below the top one (0)."""

    text: str
    depth: int


def read(lines: str) -> list[Theme]:
    """Themes of a text, empty lines left out; one that skips a level is drawn up to just below the one above it."""
    found: list[Theme] = []
    for line in lines.splitlines():
        marks, text = LEVEL.match(line).groups()  # type: ignore[union-attr]  # it matches every line
        if not text.strip():
            continue
        dashes = len(re.findall(r"[-–•*\t]", marks)) or len(marks) // 2
        most = found[-1].depth + 1 if found else 0
        found.append(Theme(" ".join(text.split()), min(dashes, most, DEEPEST)))
    return found


def write(themes: Sequence[Theme]) -> str:
    """The same as text for a form."""
    return "\n".join(
        f"{'-' * theme.depth}{' ' if theme.depth else ''}{theme.text}" for theme in themes
    )


def nested(rows: Iterable[tuple[int, int | None, str]]) -> list[Theme]:
    """Themes of stored rows (key, parent's key, words) in their order."""
    depths: dict[int | None, int] = {None: -1}
    found = []
    for key, parent, text in rows:
        depths[key] = depths[parent] + 1
        found.append(Theme(text, depths[key]))
    return found
