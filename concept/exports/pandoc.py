"""Documents as pandoc's data, and their turning into docx.

Pandoc reads JSON, never markup, runs without access to files (``--sandbox``) and a warning is an
error, because a dropped image is only a warning to it.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypandoc

Json = dict[str, Any]

API_VERSION = [1, 23, 1]
NO_ATTR = ["", [], []]
TAB = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}


def convert(document: Json, styles: bytes, moment: int) -> bytes:
    """Return a document as docx with the styles of a reference docx; ``moment`` is its date (Unix seconds)."""
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


# The smallest pieces of pandoc's document


def node(kind: str, value: Any = None) -> Json:
    """A node of any kind."""
    return {"t": kind} if value is None else {"t": kind, "c": value}


def words(text: str) -> list[Json]:
    """Text as inlines; never markup."""
    return [node("Str", text)]


def strong(text: str) -> Json:
    """Text in bold."""
    return node("Strong", words(text))


def openxml(fixed: str) -> Json:
    """A fixed piece of the format itself; never data."""
    return node("RawInline", ["openxml", fixed])


def para(inlines: list[Json]) -> Json:
    """A paragraph."""
    return node("Para", inlines)


def plain(inlines: list[Json]) -> Json:
    """A paragraph without space around it."""
    return node("Plain", inlines)


def link(inlines: list[Json], address: str) -> Json:
    """A link."""
    return node("Link", [NO_ATTR, inlines, [address, ""]])


def header(level: int, identifier: str, inlines: list[Json]) -> Json:
    """A heading."""
    return node("Header", [level, [identifier, [], []], inlines])


def style(name: str, blocks: list[Json]) -> Json:
    """Blocks in a style of the reference document."""
    return node("Div", [["", [], [["custom-style", name]]], blocks])


def styled(name: str, what: str | list[Json]) -> Json:
    """Return a paragraph in a style of the reference document."""
    return style(name, [para(words(what) if isinstance(what, str) else what)])


def facts(rows: list[list[str]]) -> Iterable[Json]:
    """Names and values, a line for each."""
    for name, value in rows:
        yield styled("Fact", [*words(name), TAB, *words(value)])


def table(
    rows: list[list[list[Json]]],
    *,
    head: list[list[list[Json]]],
    widths: list[int],
    caption: str,
    header_column: bool,
) -> Json:
    """A table; each cell is a list of inlines. ``widths`` are shares."""

    def row(cells: list[list[Json]]) -> list[Any]:
        default = {"t": "AlignDefault"}
        return [NO_ATTR, [[NO_ATTR, default, 1, 1, [plain(cell)]] for cell in cells]]

    columns = [
        [{"t": "AlignLeft"}, {"t": "ColWidth", "c": width / sum(widths)}] for width in widths
    ]
    return node(
        "Table",
        [
            NO_ATTR,
            [None, [plain(words(caption))] if caption else []],
            columns,
            [NO_ATTR, [row(cells) for cells in head]],
            [[NO_ATTR, int(header_column), [], [row(cells) for cells in rows]]],
            [NO_ATTR, []],
        ],
    )
