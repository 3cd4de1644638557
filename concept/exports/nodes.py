"""Canonical html of a passage as a tree of plain nodes, the only form the writers ever see.

A node is a dict with its type in ``t``. Inline: ``text`` (v), ``strong``, ``em``, ``sub``, ``sup``,
``break``, ``link`` (href), ``section``, ``passage``, ``note`` (uid), each with children ``c``.
Blocks: ``p`` (c = inline), ``ul`` and ``ol`` (items = lists of blocks, ``start``).
Unknown elements lose their tags and keep their text; no html reaches a template as markup.
"""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

Node = dict[str, Any]

INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "sub": "sub", "sup": "sup"}
BLOCKS = {
    *("p", "div", "section", "article", "header", "footer", "aside", "blockquote", "pre", "hr"),
    *("figure", "figcaption", "dl", "dt", "dd", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
VOID = {"img", "hr", "meta", "link", "input", "col", "wbr", "source", "embed"}
LINK_SCHEMES = ("https://", "http://", "mailto:", "tel:")
#: Not allowed in XML: control characters, lone surrogates, noncharacters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]"
)
#: HTML's white space; the no-break space is not among it.
SPACE = re.compile("[ \t\n\r\f]+")


def clean(value: Any) -> Any:
    """Return JSON data with every string in NFC, without characters that no file may hold."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


def plain(nodes: list[Node]) -> str:
    """Return the text of inline nodes without notes, e.g. for a bookmark."""
    return "".join(
        node["v"] if node["t"] == "text" else " " if node["t"] == "break" else plain(node["c"])
        for node in nodes
        if node["t"] != "note"
    )


def parse_blocks(html: str) -> list[Node]:
    """Return the block nodes of canonical html; loose inline content becomes a paragraph."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return _blocks(builder.root["c"])


def parse_inline(html: str) -> list[Node]:
    """Return the inline nodes of canonical html; paragraphs inside are joined by line breaks."""
    inline: list[Node] = []
    for block in parse_blocks(html):
        if inline:
            inline.append({"t": "break", "c": []})
        inline += _flatten(block)
    return inline


def _flatten(block: Node) -> list[Node]:
    if block["t"] == "p":
        return block["c"]
    flat: list[Node] = []
    for item in block["items"]:
        for child in item:
            if flat:
                flat.append({"t": "break", "c": []})
            flat += _flatten(child)
    return flat


class _Builder(HTMLParser):
    """Builds inline nodes as described above, every other element as ``raw`` with its name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = {"t": "raw", "tag": "", "c": []}
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.stack[-1]["c"].append({"t": "break", "c": []})
        elif tag not in VOID:
            node = self._node(tag, found)
            node |= {"tag": tag, "c": []}
            if tag == "ol":
                node["start"] = int(found.get("start") or 1)
            self.stack[-1]["c"].append(node)
            self.stack.append(node)

    def _node(self, tag: str, attrs: dict[str, str]) -> Node:
        if tag == "a":
            href = attrs.get("href", "").strip()
            if attrs.get("data-node"):
                return {"t": "section", "uid": attrs["data-node"]}
            if attrs.get("data-passage"):
                return {"t": "passage", "uid": attrs["data-passage"]}
            if href.lower().startswith(LINK_SCHEMES):
                return {"t": "link", "href": href}
        elif tag == "sup" and attrs.get("data-footnote"):
            return {"t": "note", "uid": attrs["data-footnote"]}
        elif tag in INLINE:
            return {"t": INLINE[tag]}
        return {"t": "raw"}

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth]["tag"] == tag:
                del self.stack[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.stack[-1]["c"].append({"t": "text", "v": data})


def _blocks(children: list[Node]) -> list[Node]:
    """Sort raw children into blocks; neighbouring inline nodes make one paragraph."""
    blocks: list[Node] = []
    loose: list[Node] = []

    def flush() -> None:
        paragraph = _trim(loose)
        if paragraph:
            blocks.append({"t": "p", "c": paragraph})
        loose.clear()

    for child in children:
        if child["t"] != "raw":
            loose += _inline([child])
        elif child["tag"] in ("ul", "ol"):
            flush()
            items = [_blocks(item["c"]) for item in child["c"] if item.get("tag") == "li"]
            start = {"start": child["start"]} if child["tag"] == "ol" else {}
            blocks.append({"t": child["tag"], "items": [item for item in items if item], **start})
        elif child["tag"] in BLOCKS:
            flush()
            blocks += _blocks(child["c"])
        else:
            loose += _inline(child["c"])
    flush()
    return [block for block in blocks if block.get("c") or block.get("items")]


def _inline(children: list[Node]) -> list[Node]:
    """Return clean inline nodes: white space folded, unknown elements opened."""
    inline: list[Node] = []
    for child in children:
        if child["t"] == "text":
            inline.append({"t": "text", "v": SPACE.sub(" ", child["v"])})
        elif child["t"] == "raw":
            inline += _inline(child["c"])
        elif child["t"] == "note":
            inline.append({"t": "note", "uid": child["uid"], "c": []})
        else:
            node = {key: value for key, value in child.items() if key != "tag"}
            inline.append({**node, "c": _inline(child["c"])})
    return inline


def _trim(nodes: list[Node]) -> list[Node]:
    """Drop white space at both ends and around line breaks; empty when nothing is left."""
    result: list[Node] = []
    for node in nodes:
        if node["t"] == "text" and (not result or result[-1]["t"] == "break"):
            node = {"t": "text", "v": node["v"].lstrip(" ")}
        if node["t"] == "break" and not result:
            continue
        if node["t"] != "text" or node["v"]:
            result.append(node)
    while result and (result[-1]["t"] == "break" or result[-1] == {"t": "text", "v": " "}):
        result.pop()
    if result and result[-1]["t"] == "text":
        result[-1] = {"t": "text", "v": result[-1]["v"].rstrip(" ")}
    return result
