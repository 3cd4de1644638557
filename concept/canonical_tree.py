"""A tree of known elements becomes canonical: what stands in the wrong place is moved, blanks are folded."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, normalize

from concept.canonical_elements import (
    BLOCKS,
    FLOW_BLOCKS,
    INLINE,
    INVISIBLE,
    PARENTS,
    PHRASING_BLOCKS,
    SPACE,
    VOID,
    Element,
    Node,
    is_break,
    nested,
    same_chain,
)
from concept.canonical_parsing import TreeBuilder

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


def canonical_tree(markup: str) -> list[Node]:
    """Return the canonical form as a tree; ``write`` turns it into html."""
    builder = TreeBuilder()
    builder.feed(markup)
    builder.close()
    return _flow(builder.root.children, "")


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
        after_words = result and result[-1] != "\n" and not is_break(result[-1])
        if is_block and index and after_words and not is_root:
            result.append("\n")
        result.append(node)
        if is_block and (not is_root or index + 1 < len(nodes)):
            result.append("\n")
    return result


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
    while folded and is_break(folded[-1][0]):
        folded.pop()
        _trim_end(folded)
    result: list[list] = []
    for leaf, chain in folded:
        if isinstance(leaf, str) and result and isinstance(result[-1][0], str):
            if not same_chain(result[-1][1], chain):
                # An accent belongs to the letter before it, whatever element stands between.
                marks = next((i for i, c in enumerate(leaf) if not combining(c)), len(leaf))
                result[-1][0] += leaf[:marks]
                leaf = leaf[marks:]
            if same_chain(result[-1][1], chain):
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
