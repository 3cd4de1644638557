"""The docx of a version: a pandoc document built as data (concept/exports/pandoc.py)."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from concept.exports import pandoc
from concept.exports.content import content
from concept.exports.images import picture
from concept.exports.nodes import Node
from concept.exports.pandoc import Json
from concept.exports.reference import reference

LANGUAGES = {"cs": "cs-CZ", "en": "en-GB"}
CONTENTS_DEPTH = 3
#: Width of the text column and the largest height of a picture, in millimetres.
COLUMN_MM, TALLEST_MM, DOTS_PER_MM = 142, 160, 5.9
INLINES = {"strong": "Strong", "em": "Emph", "sub": "Subscript", "sup": "Superscript"}
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
    return pandoc.convert(document, styles, moment)


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
            "title": {"t": "MetaInlines", "c": pandoc.words(data["title"])},
            "lang": {"t": "MetaString", "c": LANGUAGES.get(data["language"], data["language"])},
        }
        blocks = [*self._front(), *self._contents()]
        for item in data["blocks"]:
            blocks += self._block(item)
        blocks += self._about()
        return {"pandoc-api-version": pandoc.API_VERSION, "meta": meta, "blocks": blocks}

    # the pages around the text

    def _front(self) -> Iterable[Json]:
        data = self.data
        yield pandoc.styled("Subtitle", f"{data['kind']} · {data['version']} · {data['standing']}")
        if data["notice"]:
            notice = [pandoc.strong(self.labels["notice"]), *pandoc.words(f" {data['notice']}")]
            yield pandoc.styled("Notice", notice)
        yield from pandoc.facts(data["facts"])
        project = data["project"]
        if project:
            yield from pandoc.facts(project["facts"])
            if project["logos"]:
                logos = [self._image(logo, height_mm=14) for logo in project["logos"]]
                yield pandoc.para(
                    [node for logo in logos for node in (logo, *pandoc.words("   "))][:-1]
                )
            yield from self._publicity(project)
        yield from self._digest()

    def _publicity(self, project: Mapping[str, Any]) -> Iterable[Json]:
        if project["publicity"]:
            yield pandoc.styled("Publicity", project["publicity"])

    def _digest(self) -> Iterable[Json]:
        groups = self.data["digest_groups"]
        lines = [
            *pandoc.words(" ".join(groups[:4])),
            pandoc.node("LineBreak"),
            *pandoc.words(" ".join(groups[4:])),
        ]
        yield pandoc.styled("Publicity", self.labels["digest"])
        yield pandoc.styled("Digest", lines)

    def _contents(self) -> Iterable[Json]:
        """Yield a table of contents that reads at once and that Word can bring up to date."""
        sections = [
            item
            for item in self.data["blocks"]
            if item["type"] == "section" and item["level"] <= CONTENTS_DEPTH
        ]
        if not sections:
            return
        yield pandoc.styled("TOC Heading", self.labels["contents"])
        for item in sections:
            link = pandoc.link(pandoc.words(_heading_text(item)), f"#s-{item['uid']}")
            before = [pandoc.openxml(FIELD_BEGIN)] if item is sections[0] else []
            after = [pandoc.openxml(FIELD_END)] if item is sections[-1] else []
            yield pandoc.styled(f"toc {item['level']}", [*before, link, *after])

    def _about(self) -> Iterable[Json]:
        yield pandoc.header(1, "about", pandoc.words(self.labels["about"]))
        yield from pandoc.facts(
            [[self.labels["version_word"], self.data["label"]], *self.data["facts"]]
        )
        yield from self._digest()
        yield pandoc.para(pandoc.words(self.labels["verify"]))
        if self.data["project"]:
            yield from self._publicity(self.data["project"])

    # sections and passages

    def _block(self, item: Mapping[str, Any]) -> Iterable[Json]:
        kind = item["type"]
        if kind == "section":
            yield pandoc.header(
                item["level"], f"s-{item['uid']}", pandoc.words(_heading_text(item))
            )
            return
        if kind == "heading":
            yield pandoc.header(item["level"], f"p-{item['uid']}", self._inlines(item["content"]))
            return
        blocks = list(getattr(self, f"_{kind}")(item))
        if item["label"]:
            blocks = [pandoc.styled("Passage Label", item["label"]), *blocks]
        yield {"t": "Div", "c": [[f"p-{item['uid']}", [], []], blocks]}

    def _paragraph(self, item: Mapping[str, Any]) -> Iterable[Json]:
        return self._rich(item["content"])

    _list = _footnote = _paragraph

    def _redacted(self, item: Mapping[str, Any]) -> Iterable[Json]:
        yield pandoc.para([{"t": "Emph", "c": pandoc.words(item["text"])}])

    def _table(self, item: Mapping[str, Any]) -> Iterable[Json]:
        rows = [[self._inlines(cell) for cell in row] for row in item["rows"]]
        head = rows[:1] if item["header_row"] else []
        if item["header_column"]:
            for row in rows[len(head) :]:
                row[0] = [pandoc.node("Strong", row[0])] if row[0] else []
        yield pandoc.table(
            rows[len(head) :],
            head=head,
            widths=item["widths"],
            caption=item["caption"],
            header_column=item["header_column"],
        )

    def _figure(self, item: Mapping[str, Any]) -> Iterable[Json]:
        image = pandoc.plain([self._image(item)])
        if item["caption"]:
            caption = [None, [pandoc.plain(pandoc.words(item["caption"]))]]
            yield {"t": "Figure", "c": [pandoc.NO_ATTR, caption, [image]]}
        else:
            yield image
        if item["source"]:
            yield pandoc.styled("Source", item["source"])

    def _measure(self, item: Mapping[str, Any]) -> Iterable[Json]:
        title = " ".join(part for part in (item["name"], item["code"]) if part)
        yield pandoc.styled("Measure Title", f"{title}: {item['title']}")
        yield from self._rich(item["content"])
        if item["rows"]:
            rows = [[pandoc.words(name), pandoc.words(value)] for name, value in item["rows"]]
            yield pandoc.table(rows, head=[], widths=[25, 75], caption="", header_column=True)

    def _callout(self, item: Mapping[str, Any]) -> Iterable[Json]:
        style = "Warning" if item["tone"] == "warning" else "Callout"
        title = ": ".join(part for part in (item["tone_label"], item["title"]) if part)
        yield pandoc.styled(f"{style} Title", title)
        yield pandoc.style(style, self._rich(item["content"]))

    def _quote(self, item: Mapping[str, Any]) -> Iterable[Json]:
        yield {"t": "BlockQuote", "c": self._rich(item["content"])}
        if item["attribution"]:
            yield pandoc.styled("Attribution", f"— {item['attribution']}")

    def _definition(self, item: Mapping[str, Any]) -> Iterable[Json]:
        yield {
            "t": "DefinitionList",
            "c": [[pandoc.words(item["term"]), [self._rich(item["content"])]]],
        }

    # text

    def _rich(self, blocks: list[Node]) -> list[Json]:
        made = []
        for block in blocks:
            if block["t"] == "p":
                made.append(pandoc.para(self._inlines(block["c"])))
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
            return pandoc.node("Str", node["v"])
        if kind == "break":
            return pandoc.node("LineBreak")
        children = self._inlines(node["c"])
        if kind in INLINES:
            return pandoc.node(INLINES[kind], children)
        if kind == "note":
            return pandoc.node("Note", [pandoc.para(children)])
        if kind == "link":
            return pandoc.link(children, node["href"])
        return pandoc.link(children, f"#{'s' if kind == 'section' else 'p'}-{node['uid']}")

    def _image(self, item: Mapping[str, Any], height_mm: float = 0) -> Json:
        image = picture(item["asset"], self.files, self.labels)
        if not height_mm:
            widest = min(COLUMN_MM, image.width / DOTS_PER_MM)
            height_mm = min(TALLEST_MM, widest * image.height / image.width)
        width_mm = height_mm * image.width / image.height
        size = [["width", f"{width_mm:.1f}mm"], ["height", f"{height_mm:.1f}mm"]]
        address = f"data:{image.mime};base64,{b64encode(image.content).decode()}"
        return pandoc.node("Image", [["", [], size], pandoc.words(item["alt"]), [address, ""]])


def _heading_text(item: Mapping[str, Any]) -> str:
    return " ".join(part for part in (item["code"], item["title"]) if part)
