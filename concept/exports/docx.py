"""The docx of a version: a pandoc document built as data, turned into Word's format by pandoc.

Pandoc reads JSON, never markup, runs without access to files (``--sandbox``) and a warning is an
error, because a dropped image is only a warning to it.
"""

import json
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pypandoc

from concept.exports.content import content
from concept.exports.images import picture
from concept.exports.nodes import Node
from concept.exports.reference import reference

Json = dict[str, Any]

API_VERSION = [1, 23, 1]
LANGUAGES = {"cs": "cs-CZ", "en": "en-GB"}
CONTENTS_DEPTH = 3
#: Width of the text column and the largest height of a picture, in millimetres.
COLUMN_MM, TALLEST_MM, DOTS_PER_MM = 142, 160, 5.9
NO_ATTR = ["", [], []]
INLINES = {"strong": "Strong", "em": "Emph", "sub": "Subscript", "sup": "Superscript"}
TAB = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}
FIELD_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
    f' TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def write(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the docx of ``payload["version"]`` with the fixed words ``payload["labels"]``.

    ``files`` maps asset digest -> bytes. The same input gives the same bytes.
    """
    labels = payload["labels"]
    data = content(payload["version"], labels)
    document = _Document(data, labels, files).document()
    digest = " ".join(data["digest_groups"][:2]) + " …"
    styles = reference(
        header=(data["title"], data["version"]),
        footer=(labels["digest_short"] % {"digest": digest}, labels["page_of"]),
    )
    moment = int(datetime.fromisoformat(data["frozen_at"]).timestamp())
    return _pandoc(document, styles, moment)


def _pandoc(document: Json, styles: bytes, moment: int) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "reference.docx").write_bytes(styles)
        subprocess.run(
            [
                pypandoc.get_pandoc_path(),
                *("--from", "json", "--to", "docx", "--standalone"),
                *("--sandbox", "--fail-if-warnings"),
                *("--reference-doc", "reference.docx", "--output", "made.docx"),
            ],
            input=json.dumps(document).encode(),
            cwd=folder,
            env={"SOURCE_DATE_EPOCH": str(moment), "LC_ALL": "C.UTF-8"},
            check=True,
        )
        return (folder / "made.docx").read_bytes()


class _Document:
    """Builds the pandoc document of one version."""

    def __init__(
        self, data: dict[str, Any], labels: Mapping[str, str], files: Mapping[str, bytes]
    ) -> None:
        self.data, self.labels, self.files = data, labels, files

    def document(self) -> Json:
        """Return the whole document with its metadata."""
        data = self.data
        meta = {
            "title": {"t": "MetaInlines", "c": _text(data["title"])},
            "lang": {"t": "MetaString", "c": LANGUAGES.get(data["language"], data["language"])},
        }
        blocks = [*self._front(), *self._contents()]
        for item in data["blocks"]:
            blocks += self._block(item)
        blocks += self._about()
        return {"pandoc-api-version": API_VERSION, "meta": meta, "blocks": blocks}

    # the pages around the text

    def _front(self) -> Iterable[Json]:
        data = self.data
        yield _styled("Subtitle", f"{data['kind']} · {data['version']} · {data['standing']}")
        if data["notice"]:
            notice = [_strong(self.labels["notice"]), *_text(f" {data['notice']}")]
            yield _styled("Notice", notice)
        yield from _facts(data["facts"])
        project = data["project"]
        if project:
            yield from _facts(project["facts"])
            if project["logos"]:
                logos = [self._image(logo, height_mm=14) for logo in project["logos"]]
                yield _para([node for logo in logos for node in (logo, *_text("   "))][:-1])
            yield from self._publicity(project)
        yield from self._digest()

    def _publicity(self, project: Mapping[str, Any]) -> Iterable[Json]:
        if project["publicity"]:
            yield _styled("Publicity", project["publicity"])

    def _digest(self) -> Iterable[Json]:
        groups = self.data["digest_groups"]
        lines = [*_text(" ".join(groups[:4])), _node("LineBreak"), *_text(" ".join(groups[4:]))]
        yield _styled("Publicity", self.labels["digest"])
        yield _styled("Digest", lines)

    def _contents(self) -> Iterable[Json]:
        """Yield a table of contents that reads at once and that Word can bring up to date."""
        sections = [
            item
            for item in self.data["blocks"]
            if item["type"] == "section" and item["level"] <= CONTENTS_DEPTH
        ]
        if not sections:
            return
        yield _styled("TOC Heading", self.labels["contents"])
        for item in sections:
            link = _link(_text(_heading_text(item)), f"#s-{item['uid']}")
            before = [_openxml(FIELD_BEGIN)] if item is sections[0] else []
            after = [_openxml(FIELD_END)] if item is sections[-1] else []
            yield _styled(f"toc {item['level']}", [*before, link, *after])

    def _about(self) -> Iterable[Json]:
        yield _header(1, "about", _text(self.labels["about"]))
        yield from _facts([[self.labels["version_word"], self.data["label"]], *self.data["facts"]])
        yield from self._digest()
        yield _para(_text(self.labels["verify"]))
        if self.data["project"]:
            yield from self._publicity(self.data["project"])

    # sections and passages

    def _block(self, item: Mapping[str, Any]) -> Iterable[Json]:
        kind = item["type"]
        if kind == "section":
            yield _header(item["level"], f"s-{item['uid']}", _text(_heading_text(item)))
            return
        if kind == "heading":
            yield _header(item["level"], f"p-{item['uid']}", self._inlines(item["content"]))
            return
        blocks = list(getattr(self, f"_{kind}")(item))
        if item["label"]:
            blocks = [_styled("Passage Label", item["label"]), *blocks]
        yield {"t": "Div", "c": [[f"p-{item['uid']}", [], []], blocks]}

    def _paragraph(self, item: Mapping[str, Any]) -> Iterable[Json]:
        return self._rich(item["content"])

    _list = _footnote = _paragraph

    def _redacted(self, item: Mapping[str, Any]) -> Iterable[Json]:
        yield _para([{"t": "Emph", "c": _text(item["text"])}])

    def _table(self, item: Mapping[str, Any]) -> Iterable[Json]:
        rows = [[self._inlines(cell) for cell in row] for row in item["rows"]]
        head = rows[:1] if item["header_row"] else []
        if item["header_column"]:
            for row in rows[len(head) :]:
                row[0] = [_node("Strong", row[0])] if row[0] else []
        yield _table(
            rows[len(head) :],
            head=head,
            widths=item["widths"],
            caption=item["caption"],
            header_column=item["header_column"],
        )

    def _figure(self, item: Mapping[str, Any]) -> Iterable[Json]:
        image = _plain([self._image(item)])
        if item["caption"]:
            caption = [None, [_plain(_text(item["caption"]))]]
            yield {"t": "Figure", "c": [NO_ATTR, caption, [image]]}
        else:
            yield image
        if item["source"]:
            yield _styled("Source", item["source"])

    def _measure(self, item: Mapping[str, Any]) -> Iterable[Json]:
        title = " ".join(part for part in (item["name"], item["code"]) if part)
        yield _styled("Measure Title", f"{title}: {item['title']}")
        yield from self._rich(item["content"])
        if item["rows"]:
            rows = [[_text(name), _text(value)] for name, value in item["rows"]]
            yield _table(rows, head=[], widths=[25, 75], caption="", header_column=True)

    def _callout(self, item: Mapping[str, Any]) -> Iterable[Json]:
        style = "Warning" if item["tone"] == "warning" else "Callout"
        title = ": ".join(part for part in (item["tone_label"], item["title"]) if part)
        yield _styled(f"{style} Title", title)
        yield _style(style, self._rich(item["content"]))

    def _quote(self, item: Mapping[str, Any]) -> Iterable[Json]:
        yield {"t": "BlockQuote", "c": self._rich(item["content"])}
        if item["attribution"]:
            yield _styled("Attribution", f"— {item['attribution']}")

    def _definition(self, item: Mapping[str, Any]) -> Iterable[Json]:
        yield {"t": "DefinitionList", "c": [[_text(item["term"]), [self._rich(item["content"])]]]}

    # text

    def _rich(self, blocks: list[Node]) -> list[Json]:
        made = []
        for block in blocks:
            if block["t"] == "p":
                made.append(_para(self._inlines(block["c"])))
                continue
            items = [self._item(item) for item in block["items"]]
            if block["t"] == "ul":
                made.append({"t": "BulletList", "c": items})
            else:
                style = [block["start"], {"t": "Decimal"}, {"t": "Period"}]
                made.append({"t": "OrderedList", "c": [style, items]})
        return made

    def _item(self, blocks: list[Node]) -> list[Json]:
        """Return a list item whose paragraphs stand close, as in the text."""
        return [
            {**block, "t": "Plain"} if block["t"] == "Para" else block
            for block in self._rich(blocks)
        ]

    def _inlines(self, nodes: list[Node]) -> list[Json]:
        return [self._inline(node) for node in nodes]

    def _inline(self, node: Node) -> Json:
        kind = node["t"]
        if kind == "text":
            return _node("Str", node["v"])
        if kind == "break":
            return _node("LineBreak")
        children = self._inlines(node["c"])
        if kind in INLINES:
            return _node(INLINES[kind], children)
        if kind == "note":
            return _node("Note", [_para(children)])
        if kind == "link":
            return _link(children, node["href"])
        return _link(children, f"#{'s' if kind == 'section' else 'p'}-{node['uid']}")

    def _image(self, item: Mapping[str, Any], height_mm: float = 0) -> Json:
        image = picture(item["asset"], self.files, self.labels)
        if not height_mm:
            widest = min(COLUMN_MM, image.width / DOTS_PER_MM)
            height_mm = min(TALLEST_MM, widest * image.height / image.width)
        width_mm = height_mm * image.width / image.height
        size = [["width", f"{width_mm:.1f}mm"], ["height", f"{height_mm:.1f}mm"]]
        address = f"data:{image.mime};base64,{b64encode(image.content).decode()}"
        return _node("Image", [["", [], size], _text(item["alt"]), [address, ""]])


# The smallest pieces of pandoc's document


def _node(kind: str, value: Any = None) -> Json:
    return {"t": kind} if value is None else {"t": kind, "c": value}


def _text(text: str) -> list[Json]:
    return [_node("Str", text)]


def _strong(text: str) -> Json:
    return _node("Strong", _text(text))


def _openxml(fixed: str) -> Json:
    return _node("RawInline", ["openxml", fixed])


def _para(inlines: list[Json]) -> Json:
    return _node("Para", inlines)


def _plain(inlines: list[Json]) -> Json:
    return _node("Plain", inlines)


def _link(inlines: list[Json], address: str) -> Json:
    return _node("Link", [NO_ATTR, inlines, [address, ""]])


def _header(level: int, identifier: str, inlines: list[Json]) -> Json:
    return _node("Header", [level, [identifier, [], []], inlines])


def _style(name: str, blocks: list[Json]) -> Json:
    return _node("Div", [["", [], [["custom-style", name]]], blocks])


def _styled(name: str, what: str | list[Json]) -> Json:
    """Return a paragraph in a style of the reference document."""
    return _style(name, [_para(_text(what) if isinstance(what, str) else what)])


def _facts(rows: list[list[str]]) -> Iterable[Json]:
    for name, value in rows:
        yield _styled("Fact", [*_text(name), TAB, *_text(value)])


def _heading_text(item: Mapping[str, Any]) -> str:
    return " ".join(part for part in (item["code"], item["title"]) if part)


def _table(
    rows: list[list[list[Json]]],
    *,
    head: list[list[list[Json]]],
    widths: list[int],
    caption: str,
    header_column: bool,
) -> Json:
    def row(cells: list[list[Json]]) -> list[Any]:
        default = {"t": "AlignDefault"}
        return [NO_ATTR, [[NO_ATTR, default, 1, 1, [_plain(cell)]] for cell in cells]]

    columns = [
        [{"t": "AlignLeft"}, {"t": "ColWidth", "c": width / sum(widths)}] for width in widths
    ]
    return _node(
        "Table",
        [
            NO_ATTR,
            [None, [_plain(_text(caption))] if caption else []],
            columns,
            [NO_ATTR, [row(cells) for cells in head]],
            [[NO_ATTR, int(header_column), [], [row(cells) for cells in rows]]],
            [NO_ATTR, []],
        ],
    )
