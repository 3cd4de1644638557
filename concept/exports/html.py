"""The printable html of a version: one file with its styles and images inside, no script.

Built as a tree and written by the standard library, so that every word is escaped in one place.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import TreeBuilder, tostring

from concept.exports.content import content
from concept.exports.images import picture
from concept.exports.nodes import Node

STYLES = Path(__file__).with_name("version.css")
INLINES = {"strong": "strong", "em": "em", "sub": "sub", "sup": "sup"}


def write(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return one html file of ``payload["version"]`` with the fixed words ``payload["labels"]``.

    ``files`` maps asset digest -> bytes. The same input gives the same bytes.
    """
    labels = payload["labels"]
    page = _Page(content(payload["version"], labels), labels, files)
    return b"<!doctype html>\n" + tostring(page.tree(), encoding="utf-8", method="html") + b"\n"


class _Page:
    """Writes one version as a tree of elements."""

    def __init__(
        self, data: dict[str, Any], labels: Mapping[str, str], files: Mapping[str, bytes]
    ) -> None:
        self.data, self.labels, self.files = data, labels, files
        self.builder = TreeBuilder()
        self.notes: list[Node] = []
        self.numbers: dict[str, int] = {}

    def tree(self) -> Any:
        """Return the root element."""
        data = self.data
        with self.within("html", lang=self.labels["language"]):
            with self.within("head"):
                self.element("meta", charset="utf-8")
                self.element("meta", name="viewport", content="width=device-width")
                self.element("title", f"{data['title']} – {data['version']}")
                self.element("style", STYLES.read_text(encoding="utf-8"))
            with self.within("body"):
                self._front()
                self._contents()
                with self.within("main", lang=data["language"]):
                    for item in data["blocks"]:
                        self._block(item)
                    self._notes()
                self._about()
        return self.builder.close()

    @contextmanager
    def within(self, tag: str, **attributes: Any) -> Iterator[None]:
        """Open an element; ``class_`` and ``aria_label`` give ``class`` and ``aria-label``.

        Attributes without a value are left out.
        """
        given = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        self.builder.start(tag, {name: str(value) for name, value in given.items() if value})
        yield
        self.builder.end(tag)

    def element(self, tag: str, text: str = "", **attributes: Any) -> None:
        """Write an element that holds only text."""
        with self.within(tag, **attributes):
            self.builder.data(text)

    # the parts around the text

    def _front(self) -> None:
        data, project = self.data, self.data["project"]
        with self.within("header", class_="front"):
            if data["notice"]:
                with self.within("p", class_="notice", role="note"):
                    self.element("strong", self.labels["notice"])
                    self.builder.data(f" {data['notice']}")
            self.element("p", data["kind"], class_="kind")
            self.element("h1", data["title"], lang=data["language"])
            self.element("p", f"{data['version']} · {data['standing']}", class_="version")
            self._facts(data["facts"])
            if project:
                self._facts(project["facts"])
                if project["logos"]:
                    with self.within("p", class_="logos"):
                        for logo in project["logos"]:
                            self._image(logo)
                self._publicity(project)
            self._digest()

    def _facts(self, rows: list[list[str]]) -> None:
        with self.within("dl", class_="facts"):
            for name, value in rows:
                with self.within("div"):
                    self.element("dt", name)
                    self.element("dd", value)

    def _publicity(self, project: Mapping[str, Any]) -> None:
        if project["publicity"]:
            self.element("p", project["publicity"], class_="publicity")

    def _digest(self) -> None:
        with self.within("p", class_="digest"):
            self.builder.data(f"{self.labels['digest']}: ")
            self.element("code", " ".join(self.data["digest_groups"]))

    def _contents(self) -> None:
        sections = [item for item in self.data["blocks"] if item["type"] == "section"]
        if not sections:
            return
        with self.within("nav", class_="contents", aria_labelledby="contents"):
            self.element("h2", self.labels["contents"], id="contents")
            with self.within("ol", lang=self.data["language"]):
                for item in sections:
                    with (
                        self.within("li", class_=f"level-{item['level']}"),
                        self.within("a", href=f"#s-{item['uid']}"),
                    ):
                        self._heading_text(item)

    def _notes(self) -> None:
        if not self.notes:
            return
        with self.within("section", class_="notes", role="doc-endnotes", aria_labelledby="notes"):
            self.element("h2", self.labels["footnotes"], id="notes", lang=self.labels["language"])
            with self.within("ol"):
                for note in self.notes:
                    with self.within("li", id=f"n-{note['uid']}"):
                        self._inlines(note["c"])
                        self.builder.data(" ")
                        self.element(
                            "a",
                            "↩",
                            href=f"#m-{note['uid']}",
                            role="doc-backlink",
                            aria_label=self.labels["back_to_text"],
                        )

    def _about(self) -> None:
        project = self.data["project"]
        with self.within("footer", class_="about"):
            self.element("h2", self.labels["about"])
            self._digest()
            self.element("p", self.labels["verify"])
            if project:
                self._publicity(project)

    # sections and passages

    def _heading_text(self, item: Mapping[str, Any]) -> None:
        if item["code"]:
            self.element("span", item["code"], class_="code")
            self.builder.data(" ")
        self.builder.data(item["title"])

    def _block(self, item: Mapping[str, Any]) -> None:
        kind = item["type"]
        heading = f"h{min(item.get('level', 0) + 1, 6)}"
        if kind == "section":
            with self.within(heading, id=f"s-{item['uid']}", class_=f"level-{item['level']}"):
                self._heading_text(item)
        elif kind == "heading":
            with self.within(heading, id=f"p-{item['uid']}"):
                self._inlines(item["content"])
        else:
            with self.within("div", class_=f"passage {kind}", id=f"p-{item['uid']}"):
                if item["label"]:
                    self.element("span", item["label"], class_="label")
                getattr(self, f"_{kind}")(item)

    def _paragraph(self, item: Mapping[str, Any]) -> None:
        self._rich(item["content"])

    _list = _footnote = _paragraph

    def _redacted(self, item: Mapping[str, Any]) -> None:
        self.element("p", item["text"], lang=self.labels["language"])

    def _table(self, item: Mapping[str, Any]) -> None:
        rows = item["rows"]
        head = rows[:1] if item["header_row"] else []
        with self.within("table"):
            if item["caption"]:
                self.element("caption", item["caption"])
            if head:
                with self.within("thead"), self.within("tr"):
                    for cell in head[0]:
                        self._cell(cell, "col")
            with self.within("tbody"):
                for row in rows[len(head) :]:
                    with self.within("tr"):
                        for index, cell in enumerate(row):
                            heads = item["header_column"] and index == 0
                            self._cell(cell, "row" if heads else "")

    def _cell(self, nodes: list[Node], scope: str) -> None:
        with self.within("th" if scope else "td", scope=scope):
            self._inlines(nodes)

    def _figure(self, item: Mapping[str, Any]) -> None:
        with self.within("figure"):
            self._image(item)
            if item["caption"] or item["source"]:
                with self.within("figcaption"):
                    if item["caption"]:
                        self.element("strong", item["caption"])
                        self.builder.data(" ")
                    self.element("span", item["source"], class_="source")

    def _image(self, item: Mapping[str, Any]) -> None:
        image = picture(item["asset"], self.files, self.labels)
        self.element(
            "img",
            src=f"data:{image.mime};base64,{b64encode(image.content).decode()}",
            alt=item["alt"],
            width=image.width,
            height=image.height,
        )

    def _measure(self, item: Mapping[str, Any]) -> None:
        with self.within("p", class_="title"):
            code = f" {item['code']}" if item["code"] else ""
            self.element("span", f"{item['name']}{code}", class_="kind")
            self.builder.data(" ")
            self.element("strong", item["title"])
        self._rich(item["content"])
        if item["rows"]:
            self._facts(item["rows"])

    def _callout(self, item: Mapping[str, Any]) -> None:
        with self.within("div", class_=f"box {item['tone']}", role="note"):
            title = ": ".join(part for part in (item["tone_label"], item["title"]) if part)
            self.element("p", title, class_="title")
            self._rich(item["content"])

    def _quote(self, item: Mapping[str, Any]) -> None:
        with self.within("figure"):
            with self.within("blockquote"):
                self._rich(item["content"])
            if item["attribution"]:
                self.element("figcaption", f"— {item['attribution']}")

    def _definition(self, item: Mapping[str, Any]) -> None:
        with self.within("dl"):
            self.element("dt", item["term"])
            with self.within("dd"):
                self._rich(item["content"])

    # text

    def _rich(self, blocks: list[Node]) -> None:
        for block in blocks:
            if block["t"] == "p":
                with self.within("p"):
                    self._inlines(block["c"])
                continue
            start = block.get("start", 1)
            with self.within(block["t"], start=start if start != 1 else ""):
                for item in block["items"]:
                    with self.within("li"):
                        self._rich(item)

    def _inlines(self, nodes: list[Node]) -> None:
        for node in nodes:
            kind = node["t"]
            if kind == "text":
                self.builder.data(node["v"])
            elif kind == "break":
                self.element("br")
            elif kind == "note":
                self._note(node)
            elif kind in INLINES:
                with self.within(INLINES[kind]):
                    self._inlines(node["c"])
            else:
                target = {"section": f"#s-{node.get('uid')}", "passage": f"#p-{node.get('uid')}"}
                with self.within("a", href=target.get(kind) or node["href"]):
                    self._inlines(node["c"])

    def _note(self, node: Node) -> None:
        uid = node["uid"]
        first = uid not in self.numbers
        if first:
            self.notes.append(node)
            self.numbers[uid] = len(self.notes)
        number = str(self.numbers[uid])
        with self.within("sup", id=f"m-{uid}" if first else ""):
            self.element("a", number, href=f"#n-{uid}", role="doc-noteref")
