"""Canonical html, text and digests: the one form in which a passage is frozen.

Two passages that read the same have the same canonical html; their ``text`` is exactly what a
browser's ``textContent`` gives for that html, so that offsets over it hold for ever. The words of
neighbouring cells or items never fuse, because a newline text node stands after each of them.

The input is html we made ourselves (Wagtail's rich text with its references already resolved to
``data-node``, ``data-passage``, ``data-asset``). Whatever is not in the tables below is unwrapped
or dropped, but this is no substitute for ``core.sanitizing`` on text from outside.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple
from unicodedata import combining, normalize

RENAMED = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h6": "h5"}
INLINE = frozenset({"strong", "em", "sub", "sup", "a", "cite"})
VOID = frozenset({"br", "img"})
PHRASING_BLOCKS = frozenset({"p", "h3", "h4", "h5", "dt", "caption", "figcaption", "footer"})
FLOW_BLOCKS = frozenset({"li", "dd", "td", "th", "blockquote", "aside", "figure"})
STRUCTURES = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
BLOCKS = PHRASING_BLOCKS | FLOW_BLOCKS | STRUCTURES
DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "head",
        "title",
        "textarea",
        "select",
        "button",
        "audio",
        "video",
        "canvas",
    ]
)
# Unknown blocks are unwrapped, but they still separate words.
SEPARATING = frozenset(
    [
        "div",
        "section",
        "article",
        "header",
        "main",
        "nav",
        "address",
        "pre",
        "hr",
        "form",
        "fieldset",
    ]
)

# Where an element may stand; elsewhere it is unwrapped.
PARENTS = {
    "li": {"ul", "ol"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "dt": {"dl"},
    "dd": {"dl"},
    "figcaption": {"figure"},
    "footer": {"blockquote", "figcaption"},
}
# What wraps a child that has no business directly inside a structure.
STRAY_WRAPPER = {
    "ul": "li",
    "ol": "li",
    "dl": "dd",
    "table": "tbody",
    "thead": "tr",
    "tbody": "tr",
    "tfoot": "tr",
    "tr": "td",
}
BARE_PARAGRAPH = frozenset({"", "blockquote", "aside"})  # loose words become a paragraph here
ATTRIBUTES = {
    "a": ("data-asset", "data-document", "data-node", "data-passage", "href"),
    "aside": ("data-tone",),
    "img": ("alt", "data-asset"),
    "ol": ("start",),
    "sup": ("data-footnote",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
}
EXTERNAL = re.compile(r"(?:https?://|mailto:|tel:)[^\s]+\Z", re.IGNORECASE)
NUMBER = re.compile(r"[1-9][0-9]{0,3}\Z")
# Closing tags that people and editors leave out: an opening one closes these, up to the barrier.
IMPLIED_END = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"thead", "tbody", "tfoot", "table"}),
    "thead": ({"caption", "thead", "tbody", "tfoot"}, {"table"}),
    "tbody": ({"caption", "thead", "tbody", "tfoot"}, {"table"}),
    "tfoot": ({"caption", "thead", "tbody", "tfoot"}, {"table"}),
}

# Soft hyphens, zero-width and direction characters cannot be seen; control characters (except
# tab and line ends) and lone surrogates are no text at all.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\U000e0000-\U000e007f]"
)
SPACE = re.compile("[ \t\n\r\f\x85\u2028\u2029]+")  # the no-break spaces are words' own, they stay


@dataclass(slots=True)
class Element:
    """A node of the small tree between parsing and writing; text is a plain ``str``."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)


Node = Element | str


class RichTextPart(NamedTuple):
    """One passage to be, cut from a rich-text block; ``hint`` is its ``data-block-key`` or ""."""

    kind: str
    html: str
    hint: str


def canonicalise(markup: str) -> str:
    """Return the canonical form of a passage's html; canonical html comes back unchanged.

    Only the elements and attributes of this module remain, attributes in alphabetical order.
    Text is NFC without invisible characters, white space is folded to single blanks and a newline
    stands after every ``li``, ``td``, ``th``, ``tr``, ``caption``, ``br``, inner block and between
    words and the block that follows them. Empty paragraphs and items vanish.
    """
    return "".join(write(canonical_tree(markup)))


def plain_text(markup: str) -> str:
    """Return the joined text nodes of html, as ``textContent`` does in a browser."""
    reader = _TextReader()
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
            hint=_block_key(block),
        )
        for block in canonical_tree(markup)
        if isinstance(block, Element)
    ]


def canonical_json(value: Any) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8, no NaN.

    Raises ValueError for NaN, infinities and lone surrogates, TypeError for keys that are no text.
    """
    _refuse_keys_other_than_text(value)
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode("utf-8")


def content_digest(
    *,
    schema: str,
    kind: str,
    value: Any,
    html: str,
    text: str,
    assets: Sequence[str],
    salt: str,
) -> str:
    """Return the sha256 (hex) under which a passage's content is stored.

    The salt keeps a redacted content from being guessed from its digest.
    """
    content = _content(schema, kind, value, html, text, assets)
    return hashlib.sha256(canonical_json({**content, "salt": salt})).hexdigest()


def lookup_digest(
    *, schema: str, kind: str, value: Any, html: str, text: str, assets: Sequence[str]
) -> str:
    """Return the sha256 (hex) of a content without its salt, by which equal content is found."""
    return hashlib.sha256(
        canonical_json(_content(schema, kind, value, html, text, assets))
    ).hexdigest()


def _content(
    schema: str, kind: str, value: Any, html: str, text: str, assets: Sequence[str]
) -> dict[str, Any]:
    return {
        "schema": schema,
        "kind": kind,
        "value": value,
        "html": html,
        "text": text,
        "assets": list(assets),
    }


def _refuse_keys_other_than_text(value: Any) -> None:
    """``json`` turns 1, True and None into text keys; two different values would become one."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of canonical JSON must be text, not {key!r}")
            _refuse_keys_other_than_text(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_keys_other_than_text(item)


# --- reading -------------------------------------------------------------------------------------


class _LenientParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_html_declaration(self, i: int) -> int:
        """Read any declaration as a comment, as browsers do (the base class may raise)."""
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        return self.parse_bogus_comment(i)


class _TextReader(_LenientParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


class _TreeBuilder(_LenientParser):
    """Builds a tree of known elements; unknown ones are unwrapped, dangerous ones dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.stack = [self.root]
        self.dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.dropping or tag in DROPPED:
            if tag in DROPPED and tag != "embed":
                self.dropping.append(tag)
            return
        tag = RENAMED.get(tag, tag)
        if tag in SEPARATING:
            tag = "p" if tag == "pre" else "div"
        elif tag not in INLINE and tag not in VOID and tag not in BLOCKS:
            return
        if tag in BLOCKS or tag == "div":
            self._close({"p"}, BLOCKS - {"p"})
        if tag in IMPLIED_END:
            self._close(*IMPLIED_END[tag])
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML knows no self-closing elements: <p/> opens a paragraph.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
            return
        tag = RENAMED.get(tag, tag)
        if tag in SEPARATING:
            tag = "p" if tag == "pre" else "div"
        barrier = {"table", "td", "th"} - {tag} if tag in INLINE or tag == "p" else {"table"}
        self._close({tag}, barrier - {tag})

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.stack[-1].children.append(data)

    def _close(self, tags: set[str] | frozenset[str], barrier: set[str] | frozenset[str]) -> None:
        """Close the innermost open element of ``tags`` unless one of ``barrier`` stands inside."""
        for index in range(len(self.stack) - 1, 0, -1):
            if self.stack[index].tag in tags:
                del self.stack[index:]
                return
            if self.stack[index].tag in barrier:
                return


def canonical_tree(markup: str) -> list[Node]:
    """Return the canonical form as a tree; ``write`` turns it into html."""
    builder = _TreeBuilder()
    builder.feed(markup)
    builder.close()
    return _flow(builder.root.children, "")


# --- shaping -------------------------------------------------------------------------------------


def _flow(nodes: Iterable[Node], parent: str) -> list[Node]:
    """Shape the content of a container: blocks, and runs of words between them."""
    result: list[Node] = []
    run: list[Node] = []

    def end_run() -> None:
        words = _phrasing(run)
        run.clear()
        if not words:
            return
        if parent in BARE_PARAGRAPH:
            result.append(Element("p", {}, words))
        else:
            if result and not (isinstance(result[-1], Element) and result[-1].tag in BLOCKS):
                result.extend((Element("br"), "\n"))
            result.extend(words)

    for node in _placed(nodes, parent):
        if isinstance(node, Element) and (node.tag in BLOCKS or node.tag == "div"):
            end_run()
            if node.tag == "div":
                continue
            block = _block(node)
            if block is not None:
                result.append(block)
        else:
            run.append(node)
    end_run()
    return _with_newlines(result, is_root=parent == "")


def _placed(nodes: Iterable[Node], parent: str) -> Iterable[Node]:
    """Yield nodes with misplaced elements unwrapped; an empty ``div`` marks a seam."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "div" or (node.tag in PARENTS and parent not in PARENTS[node.tag]):
            yield Element("div")
            yield from _placed(node.children, parent)
            yield Element("div")
        elif node.tag in INLINE and _holds_block(node):
            yield from _placed(node.children, parent)
        else:
            yield node


def _holds_block(node: Element) -> bool:
    return any(
        isinstance(child, Element)
        and (child.tag in BLOCKS or child.tag == "div" or _holds_block(child))
        for child in node.children
    )


def _block(node: Element) -> Element | None:
    """Shape one block; None when nothing is left of it."""
    attributes = _attributes(node)
    if node.tag in PHRASING_BLOCKS:
        children = _phrasing(node.children)
        keep = node.tag == "dt"
    elif node.tag in FLOW_BLOCKS:
        children = _flow(node.children, node.tag)
        keep = node.tag in {"td", "th", "dd"}
    else:
        children = _structure(node.children, node.tag)
        keep = False
    if not children and not keep:
        return None
    return Element(node.tag, attributes, children)


def _structure(nodes: Iterable[Node], tag: str) -> list[Node]:
    """Shape a list or a table part: only its own children, strays wrapped."""
    wrapper = STRAY_WRAPPER[tag]
    children: list[Element] = []
    stray: Element | None = None
    for node in nodes:
        if isinstance(node, Element) and tag in PARENTS.get(node.tag, ()):
            children.append(node)
            stray = None
        elif isinstance(node, Element) or node.strip():
            if stray is None:
                stray = Element(wrapper)
                children.append(stray)
            stray.children.append(node)
    blocks = [block for child in children if (block := _block(child)) is not None]
    return _with_newlines(blocks, is_root=False)


def _with_newlines(nodes: Sequence[Node], *, is_root: bool) -> list[Node]:
    """Put a newline after every block and between words and the block that follows them."""
    result: list[Node] = []
    for index, node in enumerate(nodes):
        is_block = isinstance(node, Element) and node.tag in BLOCKS
        after_words = result and result[-1] != "\n" and not _is_break(result[-1])
        if is_block and index and after_words and not is_root:
            result.append("\n")
        result.append(node)
        if is_block and (not is_root or index + 1 < len(nodes)):
            result.append("\n")
    return result


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _phrasing(nodes: Iterable[Node]) -> list[Node]:
    """Shape a run of words: fold white space, drop empty elements, normalise text nodes."""
    leaves: list[list] = []  # [text or void element or None, chain of open elements]

    def walk(children: Iterable[Node], chain: tuple[Element, ...]) -> None:
        for node in children:
            if isinstance(node, str):
                leaves.append([INVISIBLE.sub("", node), chain])
            elif node.tag in VOID:
                attributes = _attributes(node)
                if node.tag == "br" or "data-asset" in attributes:
                    leaves.append([Element(node.tag, attributes), chain])
            elif node.tag in INLINE:
                attributes = _attributes(node)
                if node.tag == "sup" and "data-footnote" in attributes:
                    leaves.append([Element("sup", attributes), chain])
                elif (node.tag == "a" and not attributes) or any(
                    node.tag == outer.tag for outer in chain
                ):
                    walk(node.children, chain)
                else:
                    walk(node.children, (*chain, Element(node.tag, attributes)))
            else:  # a block where only words may stand
                leaves.append([" ", chain])
                walk(node.children, chain)
                leaves.append([" ", chain])

    walk(nodes, ())
    leaves = _folded(leaves)
    if not any(isinstance(leaf, Element) or leaf.strip() for leaf, _ in leaves):
        return []
    return nested(leaves)


def _folded(leaves: list[list]) -> list[list]:
    """Fold white space over element borders, trim both ends, compose characters."""
    folded: list[list] = []
    blank_before = True
    for leaf, chain in leaves:
        if isinstance(leaf, Element):
            if leaf.tag == "br":
                _trim_end(folded)
                if not folded:
                    continue
            folded.append([leaf, chain])
            blank_before = leaf.tag == "br"
            continue
        text = SPACE.sub(" ", leaf)
        if blank_before:
            text = text.lstrip(" ")
        if text:
            folded.append([text, chain])
            blank_before = text.endswith(" ")
    _trim_end(folded)
    while folded and _is_break(folded[-1][0]):
        folded.pop()
        _trim_end(folded)
    result: list[list] = []
    for leaf, chain in folded:
        if isinstance(leaf, str) and result and isinstance(result[-1][0], str):
            if not _same_chain(result[-1][1], chain):
                # An accent belongs to the letter before it, whatever element stands between.
                marks = next((i for i, c in enumerate(leaf) if not combining(c)), len(leaf))
                result[-1][0] += leaf[:marks]
                leaf = leaf[marks:]
            if _same_chain(result[-1][1], chain):
                result[-1][0] += leaf
                continue
        if leaf != "":
            result.append([leaf, chain])
    return [
        [normalize("NFC", leaf) if isinstance(leaf, str) else leaf, chain] for leaf, chain in result
    ]


def _trim_end(leaves: list[list]) -> None:
    if leaves and isinstance(leaves[-1][0], str):
        leaves[-1][0] = leaves[-1][0].rstrip(" ")
        if not leaves[-1][0]:
            leaves.pop()
            _trim_end(leaves)


def _same_chain(one: Sequence[Element], other: Sequence[Element]) -> bool:
    return [(e.tag, e.attributes) for e in one] == [(e.tag, e.attributes) for e in other]


def nested(leaves: Iterable[Sequence]) -> list[Node]:
    """Rebuild the tree from leaves; neighbours with the same open elements share them."""
    root = Element("")
    stack = [root]
    for leaf, chain in leaves:
        depth = 0
        while (
            depth < len(chain)
            and depth + 1 < len(stack)
            and _same_chain([stack[depth + 1]], [chain[depth]])
        ):
            depth += 1
        del stack[depth + 1 :]
        for element in chain[depth:]:
            opened = Element(element.tag, element.attributes)
            stack[-1].children.append(opened)
            stack.append(opened)
        parent = stack[-1]
        parent.children.append(leaf)
        if _is_break(leaf):
            parent.children.append("\n")
    return root.children


def _attributes(node: Element) -> dict[str, str]:
    """Return the allowed attributes with valid values, in alphabetical order."""
    result = {}
    for name in ATTRIBUTES.get(node.tag, ()):
        if name not in node.attributes:
            continue
        value = normalize("NFC", INVISIBLE.sub("", node.attributes[name]))
        value = SPACE.sub(" ", value).strip()
        if name == "href" and not EXTERNAL.match(value):
            continue
        if name in {"colspan", "rowspan", "start"} and (not NUMBER.match(value) or value == "1"):
            continue
        if name == "scope" and value not in {"col", "row", "colgroup", "rowgroup"}:
            continue
        if not value and name != "alt":
            continue
        result[name] = value
    if node.tag == "a" and len(result) > 1:  # a reference beats an address
        result.pop("href", None)
    if node.tag in BLOCKS and "data-block-key" in node.attributes:
        result["data-block-key"] = node.attributes["data-block-key"]  # never written
    return result


def _block_key(block: Element) -> str:
    key = block.attributes.get("data-block-key", "")
    if key or block.tag == "p":
        return key
    for child in block.children:
        if isinstance(child, Element) and (key := _block_key(child)):
            return key
    return ""


# --- writing -------------------------------------------------------------------------------------


def write(nodes: Iterable[Node]) -> Iterable[str]:
    """Yield the html of a tree piece by piece."""
    for node in nodes:
        if isinstance(node, str):
            yield html.escape(node, quote=False)
            continue
        attributes = "".join(
            f' {name}="{html.escape(value)}"'
            for name, value in node.attributes.items()
            if name != "data-block-key"
        )
        yield f"<{node.tag}{attributes}>"
        if node.tag not in VOID:
            yield from write(node.children)
            yield f"</{node.tag}>"
