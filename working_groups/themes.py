"""Nested themes as lines of text: one theme a line, a dash (or blanks, or a tab) in front for each level down. Pure.

Vstup do sociálního bydlení
- kdo rozhoduje
-- lhůty
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DEEPEST = 5
LONGEST = 300
MOST = 300
TAB = 4
LEVEL = re.compile(r"^([\s\u00a0]*)([-–•*\s]*)(.*)$")


@dataclass(frozen=True, slots=True)
class Theme:
    """One line: its words and how many levels it stands below the top one (0)."""

    text: str
    depth: int


def read(lines: str) -> list[Theme]:
    """Themes of a text, empty lines left out.

    What counts is whether a line stands further in than the one above it, not how far: blanks, tabs and the dashes of
    any outline program are read alike, and no level can be skipped.
    """
    found: list[Theme] = []
    above: list[int] = []
    for line in lines.splitlines():
        blanks, marks, text = LEVEL.match(line).groups()  # type: ignore[union-attr]  # it matches every line
        if not text.strip():
            continue
        indent = len(blanks.replace("\t", " " * TAB)) + len(re.findall(r"[-–•*]", marks))
        while above and above[-1] >= indent:
            above.pop()
        found.append(Theme(" ".join(text.split()), len(above)))
        above.append(indent)
    return found


def too_long(themes: Iterable[Theme]) -> list[int]:
    """Which themes, counted from 1, have more than LONGEST characters."""
    return [place for place, theme in enumerate(themes, start=1) if len(theme.text) > LONGEST]


def too_deep(themes: Iterable[Theme]) -> list[int]:
    """Which themes, counted from 1, stand more than DEEPEST levels below the top."""
    return [place for place, theme in enumerate(themes, start=1) if theme.depth > DEEPEST]


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
