"""From the blocks of a section to draft passages in canonical form. No database, no addresses.

A freeze and every preview use this module, so an editor sees what would be frozen. What only a
freeze knows stands in the html (and in the html inside ``value``) as a placeholder until
``resolve`` replaces it: ``data-asset="image:12"`` and ``data-asset="file:3"`` become digests,
``data-footnote="<uuid of the live footnote>"`` becomes the uid of the footnote's passage.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from textwrap import shorten
from typing import Any

from wagtail.blocks import StreamValue

from concept.canonical import canonicalise, plain_text, split_rich_text
from concept.enums import PassageKind
from concept.figures import Figures
from concept.findings import message
from concept.rendering_figures import figures_note, figures_table
from concept.rendering_values import (
    WORDS,
    amount,
    czech_amount,
    czech_date,
    lines_as_html,
    list_items,
    plain,
    table_html,
)
from core.extension import SourceUnresolved

ANCHOR = re.compile(r"<a\b([^>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
FOOTNOTE = re.compile(r"""<footnote\b[^>]*?\bid\s*=\s*["']([^"']*)["'][^>]*>.*?</footnote>""", re.S)
SINGLE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.S)
EXTERNAL = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
# Inside a tag only: in text, "<" comes before any ">".
PLACEHOLDER = re.compile(r'\b(data-asset|data-footnote)="([^"]+)"(?=[^<>]*>)')

# (stored value of a block of figures, language of the document) -> what it shows, or SourceUnresolved.
FindFigures = Callable[[Mapping[str, Any], str], Figures]


@dataclass(frozen=True, slots=True)
class References:
    """Where links inside live text lead. ``document`` is the uid of the document being rendered.

    ``sections`` maps the id of a section page to (uid of its document, uid of the section),
    ``documents`` the id of a document page to its uid, ``pages`` the id of any other page to its
    title; ``files`` and ``images`` hold the ids that exist (None: not checked).
    """

    document: str = ""
    sections: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    documents: Mapping[int, str] = field(default_factory=dict)
    pages: Mapping[int, str] = field(default_factory=dict)
    files: frozenset[int] | None = None
    images: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class RenderIssue:
    """Something in the live text that cannot be frozen as it stands; ``detail`` names it.

    Codes are keys of ``concept.findings.MESSAGES``.
    """

    code: str
    detail: str = ""
    block_id: str = ""

    @property
    def message(self) -> str:
        """What an editor is told."""
        return message(self.code, {"detail": self.detail})


@dataclass(frozen=True, slots=True)
class DraftPassage:
    """A passage that has no identity yet. ``hints`` is (block id, key inside the block or "")."""

    kind: str
    html: str
    value: dict[str, Any]
    hints: tuple[str, str]
    asset_image_ids: tuple[int, ...] = ()
    asset_file_ids: tuple[int, ...] = ()
    footnote_refs: tuple[str, ...] = ()
    issues: tuple[RenderIssue, ...] = ()

    @property
    def text(self) -> str:
        """What a reader reads: the joined text nodes."""
        return plain_text(self.html)


def render_section(
    body: StreamValue | Sequence[Mapping[str, Any]],
    footnotes: Mapping[str, str],
    *,
    references: References,
    language: str = "cs",
    figures: FindFigures | None = None,
) -> list[DraftPassage]:
    """Return the passages of a section in reading order, its footnotes last.

    ``body``: the StreamField's value or its raw blocks. ``footnotes``: uuid of a live footnote ->
    its rich text. Footnotes follow in the order of their first marks, one passage each, with the
    hints ("footnote", uuid) and the value {"for": ""}: who bears a note is read from the marks
    (``queries.files``). Nothing is left out silently: what could not be rendered is named in
    ``issues`` of the passage where it stood.

    ``figures`` finds what blocks of figures show (``concept.figures``); without it they are passed
    over: whoever looks for words that people wrote finds none there.
    """
    blocks = body.raw_data if isinstance(body, StreamValue) else body
    renderer = _Renderer(footnotes, references, language, figures)
    passages = [passage for block in blocks for passage in renderer.block(block)]
    marks = dict.fromkeys(uuid for passage in passages for uuid in passage.footnote_refs)
    return passages + [renderer.footnote(uuid) for uuid in marks]


def unused_footnotes(
    passages: Iterable[DraftPassage], footnotes: Mapping[str, str]
) -> list[RenderIssue]:
    """Name the footnotes of a section that no mark refers to: they would not be frozen."""
    used = {uuid for passage in passages for uuid in passage.footnote_refs}
    return [
        RenderIssue("unused_footnote", shorten(plain_text(text), 80, placeholder=" …"))
        for uuid, text in footnotes.items()
        if uuid not in used
    ]


def resolve(value: Any, *, assets: Mapping[str, str], footnotes: Mapping[str, str]) -> Any:
    """Return html, or any JSON value holding html, with its placeholders replaced.

    ``assets``: "image:12" or "file:3" -> digest (or address, in a preview). ``footnotes``: uuid of
    a live footnote -> uid of its passage. Raises KeyError when one is missing.
    """

    def replace(match: re.Match[str]) -> str:
        name, key = match.groups()
        if name == "data-footnote":
            return f'{name}="{footnotes[key]}"'
        return f'{name}="{assets[key] if ":" in key else key}"'

    if isinstance(value, str):
        return PLACEHOLDER.sub(replace, value) if "data-" in value else value
    if isinstance(value, dict):
        return {
            name: assets[item]
            if name == "asset" and item
            else resolve(item, assets=assets, footnotes=footnotes)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [resolve(item, assets=assets, footnotes=footnotes) for item in value]
    return value


def printed_label(code: str, number: int) -> str:
    """The label of a passage: code of its section, slash, number; the number alone where there is no code."""
    return f"{code}/{number}" if code else str(number)


class _Renderer:
    """Renders blocks of one section, collecting what each passage refers to."""

    def __init__(
        self,
        footnotes: Mapping[str, str],
        references: References,
        language: str,
        figures: FindFigures | None,
    ) -> None:
        self.footnotes = {str(uuid).lower(): text for uuid, text in footnotes.items()}
        self.references = references
        self.language = language
        self.words = WORDS.get(language, WORDS["cs"])
        self.figures = figures
        self.block_id = ""
        self.forget()

    def forget(self) -> None:
        self.images: dict[int, None] = {}
        self.files: dict[int, None] = {}
        self.marks: dict[str, None] = {}
        self.issues: list[RenderIssue] = []

    def block(self, block: Mapping[str, Any]) -> list[DraftPassage]:
        self.block_id = str(block.get("id") or "")
        if block["type"] == "text":
            return [
                self.passage(part.kind, part.html, _text_value(part.kind, part.html), part.hint)
                for part in split_rich_text(self.expand(block["value"] or ""))
            ]
        if block["type"] == "figures":
            return self.figures_of(block["value"]) if self.figures else []
        kind, html, value = getattr(self, f"render_{block['type']}")(block["value"])
        html = canonicalise(html)
        if not html and kind != PassageKind.FIGURE:  # a figure says what it lacks
            self.issue("empty_block")
        return [self.passage(kind, html, value)]

    def passage(self, kind: str, html: str, value: dict[str, Any], key: str = "") -> DraftPassage:
        """Close a passage; its marks, files and problems are those whose placeholders it holds."""
        found = dict.fromkeys(PLACEHOLDER.findall(html)) if "data-" in html else {}
        assets = [key for name, key in found if name == "data-asset"]
        passage = DraftPassage(
            kind=str(kind),
            html=html,
            value=value,
            hints=(self.block_id, key),
            asset_image_ids=tuple(int(a[6:]) for a in assets if a.startswith("image:")),
            asset_file_ids=tuple(int(a[5:]) for a in assets if a.startswith("file:")),
            footnote_refs=tuple(key for name, key in found if name == "data-footnote"),
            issues=tuple(self.issues),
        )
        self.issues = []
        return passage

    def issue(self, code: str, detail: str = "") -> None:
        self.issues.append(RenderIssue(code, detail, self.block_id))

    # --- references inside rich text ------------------------------------------------------------

    def expand(self, html: str) -> str:
        """Replace Wagtail's references by ours; never by addresses."""
        if "<footnote" in html:
            html = FOOTNOTE.sub(self._mark, html)
        if "<a" in html:
            html = ANCHOR.sub(self._anchor, html)
        return html

    def _mark(self, match: re.Match[str]) -> str:
        uuid = match.group(1).lower()
        if uuid not in self.footnotes:
            self.issue("unknown_footnote", uuid[:8])
            return ""
        return f'<sup data-footnote="{escape(uuid)}"></sup>'

    def _anchor(self, match: re.Match[str]) -> str:
        attributes = {
            name.lower(): unescape(one or other)
            for name, one, other in ATTRIBUTE.findall(match.group(1))
        }
        kind, pk = attributes.get("linktype"), attributes.get("id", "")
        href = attributes.get("href", "")
        if kind == "page" and pk.isdigit():
            if (place := self.references.sections.get(int(pk))) is not None:
                document, node = place
                if document == self.references.document:
                    return f'<a data-node="{node}">'
                return f'<a data-document="{document}" data-node="{node}">'
            if (document := self.references.documents.get(int(pk))) is not None:
                return f'<a data-document="{document}">'
            if (title := self.references.pages.get(int(pk))) is not None:
                self.issue("page_link", f"{_linked_words(match)} → {title}")
                return "<a>"
        elif kind == "document" and pk.isdigit():
            if self.references.files is None or int(pk) in self.references.files:
                return f'<a data-asset="file:{pk}">'
            self.issue("missing_file", pk)
            return "<a>"
        elif not kind and EXTERNAL.match(href):
            return f'<a href="{escape(href)}">'
        self.issue("broken_link", href or _linked_words(match))
        return "<a>"  # canonical form unwraps a link that leads nowhere

    def rich(self, html: str | None) -> str:
        return canonicalise(self.expand(html or ""))

    def inline(self, html: str | None) -> str:
        """Rich text as one run of words: paragraphs become lines."""
        lines = [part.html for part in split_rich_text(self.expand(html or ""))]
        return "<br>\n".join(SINGLE_PARAGRAPH.sub(r"\1", line) for line in lines)

    # --- one method per block type --------------------------------------------------------------

    def render_heading(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        level = int(value.get("level") or 3)
        html = f"<h{level}>{lines_as_html(value['text'])}</h{level}>"
        return PassageKind.HEADING, html, {"level": level}

    def render_table(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        table = value.get("table") or {"columns": [], "rows": []}
        caption = plain(table.get("caption"))
        headings = [lines_as_html(column["heading"]) for column in table["columns"]]
        is_rich = [column["type"] == "rich_text" for column in table["columns"]]
        rows = [
            [
                self.inline(cell) if rich else lines_as_html(cell)
                for cell, rich in zip(row["values"], is_rich, strict=True)
            ]
            for row in table["rows"]
        ]
        header_row, header_column = any(headings), bool(value.get("header_column"))
        if not caption:
            self.issue("missing_caption")
        return (
            PassageKind.TABLE,
            table_html(caption, headings, rows, header_column=header_column),
            {
                "caption": caption,
                "header_row": header_row,
                "header_column": header_column,
                "rows": [headings, *rows] if header_row else rows,
            },
        )

    def render_figure(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        pk = value.get("image")
        alt, caption, source = (plain(value.get(name)) for name in ("alt", "caption", "source"))
        known = pk and (self.references.images is None or pk in self.references.images)
        asset = f"image:{pk}" if known else ""
        if not pk:
            self.issue("no_image")
        elif not known:
            self.issue("missing_image", str(pk))
        if pk and not alt:
            self.issue("missing_alternative_text", caption)
        picture = f'<img data-asset="{asset}" alt="{escape(alt)}">' if known else ""
        below = [lines_as_html(caption)] if caption else []
        if source:
            below.append(f"<cite>{lines_as_html(source)}</cite>")
        legend = f"<figcaption>{'<br>'.join(below)}</figcaption>" if below else ""
        return (
            PassageKind.FIGURE,
            f"<figure>{picture}{legend}</figure>",
            {"asset": asset, "alt": alt, "caption": caption, "source": source},
        )

    def render_callout(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        title, tone, body = (
            plain(value.get("title")),
            value["tone"],
            self.rich(value["body"]),
        )
        heading = f"<p><strong>{lines_as_html(title)}</strong></p>" if title else ""
        return (
            PassageKind.CALLOUT,
            f'<aside data-tone="{escape(tone)}">{heading}{body}</aside>',
            {"title": title, "tone": tone, "body": body},
        )

    def render_quote(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        body = self.rich(value["body"])
        attribution, source = (
            plain(value.get("attribution")),
            plain(value.get("source")),
        )
        said = [lines_as_html(attribution)] if attribution else []
        if source:
            said.append(f"<cite>{lines_as_html(source)}</cite>")
        footer = f"<footer>{', '.join(said)}</footer>" if said else ""
        return (
            PassageKind.QUOTE,
            f"<blockquote>{body}{footer}</blockquote>",
            {"body": body, "attribution": attribution, "source": source},
        )

    def render_definition(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        term, body = plain(value["term"]), self.rich(value["body"])
        return (
            PassageKind.DEFINITION,
            f"<dl><dt>{lines_as_html(term)}</dt><dd>{body}</dd></dl>",
            {"term": term, "body": body},
        )

    def render_measure(self, value: Mapping[str, Any]) -> tuple[str, str, dict]:
        due_kind = value.get("due_kind") or "ongoing"
        stored: dict[str, Any] = {
            "code": plain(value["code"]),
            "title": plain(value["title"]),
            "description": self.rich(value.get("description")),
            "responsible": plain(value.get("responsible")),
            "partners": list_items(value.get("partners")),
            "due_kind": due_kind,
            "due_on": str(value["due_on"]) if due_kind == "date" and value.get("due_on") else None,
            "due_text": plain(value.get("due_text")) if due_kind == "text" else "",
            "budget_czk": amount(value.get("budget_czk")),
            "funding_sources": list_items(value.get("funding_sources")),
            "indicator_note": plain(value.get("indicator_note")),
        }
        # Not stored when empty, so that measures frozen before there was such a field stay the same content.
        if political := plain(value.get("political")):
            stored["political"] = political
        if not (stored["code"] and stored["title"]):
            self.issue("incomplete_measure", stored["code"] or stored["title"])
        due = {
            "date": czech_date(stored["due_on"]),
            "ongoing": self.words["ongoing"],
            "text": stored["due_text"],
        }[due_kind]
        rows = [
            (
                f"{self.words['measure']} {lines_as_html(stored['code'])}",
                lines_as_html(stored["title"]),
            ),
            (self.words["description"], stored["description"]),
            (self.words["responsible"], lines_as_html(stored["responsible"])),
            (self.words["political"], lines_as_html(political)),
            (self.words["partners"], lines_as_html(", ".join(stored["partners"]))),
            (self.words["due"], lines_as_html(due)),
            (self.words["budget"], lines_as_html(czech_amount(stored["budget_czk"]))),
            (
                self.words["funding_sources"],
                lines_as_html(", ".join(stored["funding_sources"])),
            ),
            (self.words["indicator_note"], lines_as_html(stored["indicator_note"])),
        ]
        html = "".join(f"<dt>{name}</dt><dd>{words}</dd>" for name, words in rows if words)
        return PassageKind.MEASURE, f"<dl>{html}</dl>", stored

    def figures_of(self, value: Mapping[str, Any]) -> list[DraftPassage]:
        """A table, and below it a paragraph that says where its figures come from."""
        try:
            found = self.figures(value, self.language)
        except SourceUnresolved as error:
            self.issue("unresolved_figures", f"{plain(value.get('reference'))} – {error}")
            return [self.passage(PassageKind.TABLE, "", {})]
        html, stored = figures_table(found)
        return [
            self.passage(PassageKind.TABLE, html, stored),
            self.passage(PassageKind.PARAGRAPH, figures_note(found, self.words), {}, "note"),
        ]

    def footnote(self, uuid: str) -> DraftPassage:
        self.block_id = "footnote"
        html = self.rich(self.footnotes[uuid])
        return self.passage(PassageKind.FOOTNOTE, html, {"for": ""}, uuid)


def _linked_words(anchor: re.Match[str]) -> str:
    """The words of the link whose start tag was found."""
    return plain_text(anchor.string[anchor.end() :].partition("</a>")[0]).strip()


def _text_value(kind: str, html: str) -> dict[str, Any]:
    return {"level": int(html[2])} if kind == "heading" else {}
