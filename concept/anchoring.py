"""Anchors: where a quoted place of an old version stands in a new one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as the pure algorithms see it.

    ``cells`` are the rows of a table, each a tuple of cell texts; ``marks`` describe formatting
    (``concept.canonical.marks``): two passages with equal text and other marks differ in form only.
    """

    uid: str
    text: str
    kind: str = "paragraph"
    cells: tuple = ()
    marks: tuple = ()
