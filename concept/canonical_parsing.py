"""Any html is read leniently into a tree of known elements, or into its text."""

from html.parser import HTMLParser

from concept.canonical_elements import BLOCKS, INLINE, VOID, Element

RENAMED = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h6": "h5"}
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


class _LenientParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_html_declaration(self, i: int) -> int:
        """Read any declaration as a comment, as browsers do (the base class may raise)."""
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        return self.parse_bogus_comment(i)


class TextReader(_LenientParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


class TreeBuilder(_LenientParser):
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
