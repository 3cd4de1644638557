"""Canonical html and text: the one form in which a passage is frozen.

Two passages that read the same have the same canonical html; their ``text`` is exactly what a
browser's ``textContent`` gives for that html, so that offsets over it hold for ever. The words of
neighbouring cells or items never fuse, because a newline text node stands after each of them.

The input is html we made ourselves (Wagtail's rich text with its references already resolved to
``data-node``, ``data-passage``, ``data-asset``). What ``canonical_elements`` does not name is unwrapped or
dropped, but this is no substitute for ``core.sanitizing`` on text from outside.
"""

from collections.abc import Iterable
from typing import NamedTuple

from concept.canonical_elements import Element, Node, block_key, write
from concept.canonical_parsing import TextReader
from concept.canonical_tree import canonical_tree


class RichTextPart(NamedTuple):
    """One passage to be, cut from a rich-text block; ``hint`` is its ``data-block-key`` or ""."""

    kind: str
    html: str
    hint: str


def canonicalise(markup: str) -> str:
    """Return the canonical form of a passage's html; canonical html comes back unchanged.

    Only the elements and attributes that are named remain, attributes in alphabetical order.
    Text is NFC without invisible characters, white space is folded to single blanks and a newline
    stands after every ``li``, ``td``, ``th``, ``tr``, ``caption``, ``br``, inner block and between
    words and the block that follows them. Empty paragraphs and items vanish.
    """
    return "".join(write(canonical_tree(markup)))


def plain_text(markup: str) -> str:
    """Return the joined text nodes of html, as ``textContent`` does in a browser."""
    reader = TextReader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.parts)


def marks(markup: str) -> tuple[tuple[int, int, str], ...]:
    """Return start, end and opening tag of every element, over the text of canonical html.

    Two passages with equal text and different marks differ in formatting only.
    """
    found: list[tuple[int, int, str]] = []

    def walk(nodes: Iterable[Node], at: int) -> int:
        for node in nodes:
            if isinstance(node, str):
                at += len(node)
                continue
            end = walk(node.children, at)
            found.append((at, end, "".join(write([Element(node.tag, node.attributes)]))))
            at = end
        return at

    walk(canonical_tree(markup), 0)
    return tuple(sorted(found))


def split_rich_text(markup: str) -> list[RichTextPart]:
    """Expand one rich-text block into the passages it holds, in order, as canonical html.

    Kinds: paragraph, list, heading, quote, table, figure, callout, definition. The hint of a list
    is the key of its first item, because the editor gives keys to items only.
    """
    kinds = {
        **dict.fromkeys(("ul", "ol"), "list"),
        **dict.fromkeys(("h3", "h4", "h5"), "heading"),
        "blockquote": "quote",
        "table": "table",
        "figure": "figure",
        "aside": "callout",
        "dl": "definition",
    }
    return [
        RichTextPart(
            kind=kinds.get(block.tag, "paragraph"),
            html="".join(write([block])),
            hint=block_key(block),
        )
        for block in canonical_tree(markup)
        if isinstance(block, Element)
    ]
