"""Elements of canonical html: which there are, what may stand in what, and how they are written."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

INLINE = frozenset({"strong", "em", "sub", "sup", "a", "cite"})
VOID = frozenset({"br", "img"})
PHRASING_BLOCKS = frozenset({"p", "h3", "h4", "h5", "dt", "caption", "figcaption", "footer"})
FLOW_BLOCKS = frozenset({"li", "dd", "td", "th", "blockquote", "aside", "figure"})
STRUCTURES = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
BLOCKS = PHRASING_BLOCKS | FLOW_BLOCKS | STRUCTURES

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


def is_break(node: Node) -> bool:
    """Say whether a node is a line break."""
    return isinstance(node, Element) and node.tag == "br"


def same_chain(one: Sequence[Element], other: Sequence[Element]) -> bool:
    """Say whether the same elements are open."""
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
            and same_chain([stack[depth + 1]], [chain[depth]])
        ):
            depth += 1
        del stack[depth + 1 :]
        for element in chain[depth:]:
            opened = Element(element.tag, element.attributes)
            stack[-1].children.append(opened)
            stack.append(opened)
        parent = stack[-1]
        parent.children.append(leaf)
        if is_break(leaf):
            parent.children.append("\n")
    return root.children


def block_key(block: Element) -> str:
    """Return the editor's mark of a block, of a list that of its first item; "" when there is none."""
    key = block.attributes.get("data-block-key", "")
    if key or block.tag == "p":
        return key
    for child in block.children:
        if isinstance(child, Element) and (key := block_key(child)):
            return key
    return ""


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
