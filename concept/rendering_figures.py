"""Figures of a source as canonical html and value: a table, and the paragraph that says where they come from. Pure."""

from collections.abc import Mapping
from typing import Any

from concept.canonical import canonicalise
from concept.figures import Figures
from concept.rendering_values import czech_date, lines_as_html, plain, table_html


def figures_table(found: Figures) -> tuple[str, dict[str, Any]]:
    """Html and value of the table; besides what every table has, the value says in ``figures`` where it comes from."""
    table = found.table
    caption = plain(table.title)
    headings = [lines_as_html(heading) for heading in table.columns]
    rows = [[lines_as_html(cell) for cell in row] for row in table.rows]
    has_head = any(headings)
    value = {
        "caption": caption,
        "header_row": has_head,
        "header_column": True,
        "rows": [headings, *rows] if has_head else rows,
        "figures": {
            "kind": found.kind,
            "reference": found.reference,
            "as_of": table.as_of.isoformat(),
            "definition": plain(table.definition),
            "path": table.path,
        },
    }
    return canonicalise(table_html(caption, headings, rows, header_column=True)), value


def figures_note(found: Figures, words: Mapping[str, str]) -> str:
    """Html of the paragraph below the table, in the words of the document's language."""
    table = found.table
    sentence = words["figures_defined" if table.definition else "figures"].format(
        source=f"{found.label} {found.reference}",
        as_of=czech_date(table.as_of.isoformat()),
        definition=plain(table.definition),
    )
    return canonicalise(f"<p>{lines_as_html(f'{sentence} {table.note}')}</p>")
