"""Values of blocks as words: amounts, dates, lines, items of lists. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any
from unicodedata import normalize

from concept.canonical_elements import INVISIBLE, SPACE

# Words that stand in the text of a passage. They are frozen with it, so they belong to the
# language of the document, not to the language of the reader, and are no catalogue entries.
WORDS = {
    "cs": {
        "measure": "Opatření",
        "description": "Popis",
        "responsible": "Odpovídá",
        "political": "Politicky odpovídá",
        "partners": "Spolupracují",
        "due": "Termín",
        "ongoing": "průběžně",
        "budget": "Rozpočet",
        "funding_sources": "Zdroje financování",
        "indicator_note": "Ukazatel",
        "figures": "Zdroj údajů: {source}. Stav ke dni {as_of}.",
        "figures_defined": "Zdroj údajů: {source}. Stav ke dni {as_of}, {definition}.",
    },
    "en": {
        "measure": "Measure",
        "description": "Description",
        "responsible": "Responsible",
        "political": "Political responsibility",
        "partners": "Partners",
        "due": "Deadline",
        "ongoing": "ongoing",
        "budget": "Budget",
        "funding_sources": "Funding sources",
        "indicator_note": "Indicator",
        "figures": "Source of the figures: {source}. As of {as_of}.",
        "figures_defined": "Source of the figures: {source}. As of {as_of}, {definition}.",
    },
}


def plain(value: Any) -> str:
    """Plain words as canonical text has them."""
    text = SPACE.sub(" ", INVISIBLE.sub("", str(value or "")))
    return normalize("NFC", text).strip(" ")


def lines_as_html(value: Any) -> str:
    """Plain words as html, lines kept."""
    lines = str(value or "").strip().splitlines()
    return "<br>\n".join(escape(plain(line), quote=False) for line in lines)


def list_items(value: Iterable[Any] | None) -> list[str]:
    """Words of a ListBlock: raw items are {"type": "item", "value": ...} or, in old data, plain."""
    words = (item["value"] if isinstance(item, Mapping) else item for item in value or ())
    return [folded for item in words if (folded := plain(item))]


def amount(value: Any) -> str | None:
    """An amount of money as it is stored: with two decimals; None for what is no number."""
    if value in (None, ""):
        return None
    try:
        return f"{Decimal(str(value)):.2f}"
    except InvalidOperation:
        return None


def table_html(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, header_column: bool
) -> str:
    """A table of cells that are html already; without a head when no heading says anything."""
    parts = ["<table>", f"<caption>{escape(caption, quote=False)}</caption>" if caption else ""]
    if any(headings):
        cells = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
        parts.append(f"<thead><tr>{cells}</tr></thead>")
    parts.append("<tbody>")
    for row in rows:
        parts.append("<tr>")
        for index, cell in enumerate(row):
            head = header_column and index == 0
            parts.append(f'<th scope="row">{cell}</th>' if head else f"<td>{cell}</td>")
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)


def czech_amount(amount: str | None) -> str:
    """Format "14605116.00" as "14 605 116,00 Kč" with no-break spaces."""
    if amount is None:
        return ""
    return f"{Decimal(amount):,.2f} Kč".replace(",", " ").replace(".", ",").replace(" ", "\u00a0")


def czech_date(iso: str | None) -> str:
    """Format "2017-09-01" as "1. 9. 2017" with no-break spaces."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(day)}.\u00a0{int(month)}.\u00a0{year}"
