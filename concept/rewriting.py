"""Changing words inside live rich text without touching what stands around them. Pure: markup in, markup out.

The words are given as a passage's frozen text; every letter of it is found again in the markup, so that formatting,
links and footnote marks outside the changed words stay exactly as they were.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from unicodedata import normalize

from concept.canonical_elements import INVISIBLE, SPACE
from concept.word_alignment import diff_words

TOKEN = re.compile(r"<!--.*?-->|<footnote\b.*?</footnote\s*>|<[^>]*>|[^<]+|<", re.S | re.I)
TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9-]*)")
KEY = re.compile(r"""\bdata-block-key\s*=\s*["']([^"']*)["']""")
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.", re.S)
TOP_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"})
VOID = frozenset({"br", "hr", "embed", "img"})
EMPTY_INLINE = re.compile(r"<(b|i|strong|em|sub|sup|a)\b[^>]*></\1>", re.I)


class CannotRewrite(Exception):
    """The words cannot be found in the markup, or the change would alter its structure."""


@dataclass(slots=True)
class _Atom:
    """A tag (``text`` "") or one letter of the words with the piece of markup it comes from."""

    raw: str
    text: str = ""


def top_blocks(markup: str) -> list[tuple[int, int, str]]:
    """Start, end and key of every outermost block of a rich text; the key of a list is that of its first item."""
    found = []
    depth, start, name, key = 0, 0, "", ""
    for match in TOKEN.finditer(markup):
        tag = TAG_NAME.match(match[0])
        if tag is None or match[0].lower().startswith("<footnote"):
            continue
        this = tag[1].lower()
        if this in VOID or match[0].endswith("/>"):
            continue
        is_end = match[0].startswith("</")
        if depth == 0:
            if is_end or this not in TOP_BLOCKS:
                continue
            start, name, key, depth = match.start(), this, _key(match[0]), 1
            continue
        if not is_end:
            if not key and this == "li":
                key = _key(match[0])
            depth += this == name
        elif this == name:
            depth -= 1
            if depth == 0:
                found.append((start, match.end(), key))
    return found


def _key(tag: str) -> str:
    match = KEY.search(tag)
    return match[1] if match else ""


def rewrite(markup: str, old: str, new: str) -> str:
    """Markup of one block whose canonical text is ``old``, with the words of ``new``.

    Words that replace others take their formatting; new words belong to what stands before them. Raises CannotRewrite
    when the markup does not read as ``old``, or when a line of a list would come or go.
    """
    atoms = list(_atoms(markup))
    places = _places(atoms, old)
    gone: set[int] = set()
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    at = 0
    segments = diff_words(old, new)
    for index, (kind, text) in enumerate(segments):
        if kind != "equal" and "\n" in text:
            raise CannotRewrite("lines")
        if kind == "insert":
            replaces = index > 0 and segments[index - 1][0] == "delete"
            if replaces:
                first = places[at - len(segments[index - 1][1])]
                before[first[0]] = before.get(first[0], "") + text
            elif at > 0 and old[at - 1] != "\n":
                last = places[at - 1][-1]
                after[last] = after.get(last, "") + text
            elif at < len(old):
                first = places[at][0]
                before[first] = text + before.get(first, "")
            else:
                raise CannotRewrite("empty")
            continue
        if kind == "delete":
            gone.update(atom for place in places[at : at + len(text)] for atom in place)
        at += len(text)
    parts = []
    for number, atom in enumerate(atoms):
        parts.append(escape(before.get(number, ""), quote=False))
        if number not in gone:
            parts.append(atom.raw)
        parts.append(escape(after.get(number, ""), quote=False))
    return _without_empty("".join(parts))


def _without_empty(markup: str) -> str:
    """Emphasis and links that hold nothing any more go."""
    while True:
        cleaned = EMPTY_INLINE.sub("", markup)
        if cleaned == markup:
            return markup
        markup = cleaned


def _atoms(markup: str) -> Iterator[_Atom]:
    for match in TOKEN.finditer(markup):
        piece = match[0]
        if piece.startswith("<") and len(piece) > 1:
            yield _Atom(piece)
            continue
        for entity in ENTITY.finditer(normalize("NFC", piece)):
            text = unescape(entity[0])
            yield _Atom(entity[0], text)


def _places(atoms: Sequence[_Atom], old: str) -> list[list[int]]:
    """For each letter of ``old`` the atoms it comes from; a line end comes from none. Raises CannotRewrite."""
    places: list[list[int]] = []
    at = 0
    waiting: list[int] = []  # white space that may turn out to be one blank, or nothing
    for number, atom in enumerate(atoms):
        if not atom.text:
            name = TAG_NAME.match(atom.raw)
            is_line_end = atom.raw.lower().startswith("</li") or (name and name[1].lower() == "br")
            if is_line_end and at < len(old) and old[at] == "\n":
                places.append([])
                at += 1
                waiting = []
            continue
        for letter in atom.text:
            if INVISIBLE.match(letter):
                continue
            if SPACE.fullmatch(letter):
                waiting.append(number)
                continue
            if waiting:
                if at < len(old) and old[at] == " " and at > 0:
                    places.append(list(dict.fromkeys(waiting)))
                    at += 1
                waiting = []
            if at >= len(old) or old[at] != letter:
                raise CannotRewrite("words")
            places.append([number])
            at += 1
    if at < len(old) and old[at:].strip("\n"):
        raise CannotRewrite("words")
    places += [[] for _ in old[at:]]
    return places
