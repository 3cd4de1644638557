"""Blocks of the files as Wagtail stores them, with links to the pages of the demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from concept.models import (
    DocumentPage,
    SectionPage,
)
from website.demo.content import (
    Block,
    ContentError,
    Note,
    Section,
    split_rich,
)
from website.demo.references import resolve_references


@dataclass(frozen=True, slots=True)
class RawBlocks:
    """Makes stored blocks. Pages by document and key, documents by name and images by file may still come to be."""

    pages: Mapping[tuple[str, str], SectionPage]
    documents: Mapping[str, DocumentPage]
    images: Mapping[str, int]

    def raw(self, block: Block, slug: str, section: Section) -> dict[str, Any]:
        """A block as Wagtail stores it; raises ContentError naming the place where something is missing."""
        try:
            value = getattr(self, f"_raw_{block.kind}")(block, slug, section)
        except (KeyError, AttributeError) as error:
            place = f"{slug}, section {section.key}, block {block.key}"
            raise ContentError(f"{place}: {error}") from error
        return {"type": block.kind, "id": block.uid, "value": value}

    def links(self, html: str, slug: str, place: str) -> str:
        """Text with its references by keys turned into links to pages."""
        ids = {key: page.pk for key, page in self.pages.items()}
        documents = {name: page.pk for name, page in self.documents.items()}
        return resolve_references(html, slug, ids, documents, place)

    def _rich(self, block: Block, name: str, slug: str, section: Section) -> str:
        parts = [
            f'<footnote id="{piece.uid}">[{piece.uid[:6]}]</footnote>'
            if isinstance(piece, Note)
            else self.links(piece, slug, f"{section.key}/{block.key}")
            for piece in split_rich(block, name)
        ]
        return "".join(parts)

    def _raw_text(self, block: Block, slug: str, section: Section) -> str:
        return self._rich(block, "html", slug, section)

    def _raw_heading(self, block: Block, *_: Any) -> dict[str, Any]:
        return {"text": block.fields["text"], "level": str(block.fields.get("level", 3))}

    def _raw_table(self, block: Block, slug: str, section: Section) -> dict[str, Any]:
        rows = block.fields["rows"]
        headings = rows[0] if block.fields.get("header_row", True) else [""] * len(rows[0])
        cells = rows[1:] if block.fields.get("header_row", True) else rows
        if any(len(row) != len(headings) for row in cells):
            raise ContentError(f"{slug}, {section.key}/{block.key}: rows differ in length")
        is_rich = [any("<" in row[index] for row in cells) for index in range(len(headings))]
        place = f"{section.key}/{block.key}"
        return {
            "table": {
                "caption": block.fields["caption"],
                "columns": [
                    {"type": "rich_text" if rich else "text", "heading": heading}
                    for heading, rich in zip(headings, is_rich, strict=True)
                ],
                "rows": [
                    {
                        "values": [
                            f"<p>{self.links(cell, slug, place)}</p>" if rich else cell
                            for cell, rich in zip(row, is_rich, strict=True)
                        ]
                    }
                    for row in cells
                ],
            },
            "header_column": bool(block.fields.get("header_column")),
        }

    def _raw_figure(self, block: Block, *_: Any) -> dict[str, Any]:
        return {
            "image": self.images[block.fields["image"]],
            "alt": block.fields["alt"].strip(),
            "caption": block.fields.get("caption", ""),
            "source": block.fields.get("source", "").strip(),
        }

    def _raw_figures(self, block: Block, *_: Any) -> dict[str, Any]:
        return {name: block.fields[name] for name in ("kind", "reference", "as_of")}

    def _raw_callout(self, block: Block, slug: str, section: Section) -> dict[str, Any]:
        return {
            "title": block.fields.get("title", ""),
            "tone": block.fields.get("tone", "note"),
            "body": self._rich(block, "html", slug, section),
        }

    def _raw_definition(self, block: Block, slug: str, section: Section) -> dict[str, Any]:
        return {
            "term": block.fields["term"],
            "body": self._rich(block, "html", slug, section),
        }

    def _raw_quote(self, block: Block, slug: str, section: Section) -> dict[str, Any]:
        return {
            "body": self._rich(block, "html", slug, section),
            "attribution": block.fields.get("attribution", ""),
            "source": block.fields.get("source", ""),
        }

    def _raw_measure(self, block: Block, slug: str, section: Section) -> dict[str, Any]:
        fields = block.fields

        def items(name: str) -> list[dict[str, str]]:
            return [
                {"type": "item", "id": str(uuid5(UUID(block.uid), f"{name} {text}")), "value": text}
                for text in fields.get(name, ())
            ]

        return {
            "code": fields["code"],
            "title": fields["title"],
            "description": self._rich(block, "description", slug, section),
            "responsible": fields.get("responsible", ""),
            "political": fields.get("political", ""),
            "partners": items("partners"),
            "due_kind": fields.get("due_kind", "ongoing"),
            "due_on": str(fields["due_on"]) if fields.get("due_on") else None,
            "due_text": fields.get("due_text", ""),
            "budget_czk": fields.get("budget_czk") or None,
            "funding_sources": items("funding_sources"),
            "indicator_note": fields.get("indicator_note", ""),
        }
