"""A passage in pieces one can point at without a mouse: sentences, items of a list, cells of a table. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from concept.canonical import plain_text
from concept.enums import PassageKind

# A full stop after one of these, or after a number or a single letter, ends no sentence.
ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        "aj apod arch atd bc čj čl doc dr hl ing inž jj judr kap kol kč max mgr min mj mld mil mudr např nám násl obr "
        "odb odst okr op phd phdr písm pol popř pozn prof příp r resp rndr roč sb sp srov st str sv tab tel tj tis tzn "
        "tzv ul usn vč vyd zák zejm zn",
    )
)
END = re.compile(
    r"""[.!?…]+["'“”»’)\]]*(?=\s+["'„“«(\[–-]*[^\W\d_a-záčďéěíňóřšťúůýž]|\s+["'„“«(\[–-]*\d|\s*$)"""
)
LAST_WORD = re.compile(r"(\w+)\.$")
LINE = re.compile(r"[^\n]+")
PAIR = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points [start, end) of a passage's text; ``context`` names the row and column of a cell."""

    start: int
    end: int
    text: str
    context: str = ""

    @property
    def value(self) -> str:
        """How a form says which piece was chosen."""
        return f"{self.start}-{self.end}"


def pieces(kind: str, text: str, value: object = None, html: str = "") -> list[Piece]:
    """The pieces of a passage in order; none when it is a single one, since that is the whole passage.

    ``value`` is the stored value of a table, whose cells are its pieces; of a measure and a definition, whose canonical
    ``html`` is a list of names and descriptions, the sentences of the descriptions are.
    """
    if kind == PassageKind.TABLE and isinstance(value, dict):
        found = list(_cells(text, value))
    elif kind in {PassageKind.MEASURE, PassageKind.DEFINITION} and html:
        found = list(_described(text, html))
    else:
        found = [piece for line in LINE.finditer(text) for piece in _sentences(text, line)]
    return found if len(found) > 1 else []


def _sentences(text: str, line: re.Match[str]) -> Iterator[Piece]:
    start = line.start()
    for end in END.finditer(text, line.start(), line.end()):
        if _goes_on(text, start, end, line.end()):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, line.end())


def _goes_on(text: str, start: int, end: re.Match[str], line_end: int) -> bool:
    """Whether the stop belongs to a shortened word, an ordinal number or a date."""
    if end.end() >= line_end or end.group()[0] != ".":
        return False
    word = LAST_WORD.search(text[start : end.start() + 1])
    if word is None:
        return False
    last = word.group(1)
    if last.isdigit():
        following = text[end.end() : line_end].lstrip()
        return following[:1].isdigit()
    return len(last) == 1 or last.casefold() in ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[Piece]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield Piece(start, end, text[start:end])


def _described(text: str, html: str) -> Iterator[Piece]:
    at = 0
    for name, description in PAIR.findall(html):
        named, words = plain_text(name).strip(), plain_text(description).strip()
        at = max(at, text.find(named, at) + len(named))
        start = text.find(words, at)
        if start < 0:
            return
        at = start + len(words)
        for line in LINE.finditer(text, start, at):
            for piece in _sentences(text, line):
                yield replace(piece, context=named)


def _cells(text: str, value: dict) -> Iterator[Piece]:
    rows: Sequence[Sequence[str]] = value.get("rows") or []
    at = len(str(value.get("caption") or ""))
    words = [[plain_text(cell).strip() for cell in row] for row in rows]
    heads = words[0] if words and value.get("header_row") else []
    for number, row in enumerate(words):
        for column, cell in enumerate(row):
            if not cell:
                continue
            start = text.find(cell, at)
            if start < 0:
                return
            at = start + len(cell)
            names = [
                row[0] if value.get("header_column") and column and (number or not heads) else "",
                heads[column] if number and column < len(heads) else "",
            ]
            yield Piece(start, at, cell, ", ".join(filter(None, names)))
