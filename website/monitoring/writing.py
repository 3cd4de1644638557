"""The report to the funder as docx: headings, tables with head rows, publicity. Needs no Django and no database.

The description is that of ``website.monitoring.files.describe``; ``files`` maps the asset of a logo to its bytes.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from concept.exports import pandoc
from concept.exports.images import picture
from concept.exports.nodes import clean
from concept.exports.pandoc import Json
from concept.exports.reference import reference
from core.exports import ExportProblem

LANGUAGES = {"cs": "cs-CZ", "en": "en-GB"}
LOGO_MM = 13
UNTOLD = {
    "image_missing": "",
    "image_unreadable": "",
}  # a logo that cannot be read holds up no paper


def write_docx(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the docx; the same input, the same bytes."""
    data = clean(payload)
    styles = reference(
        header=(data["title"], data["notice"]),
        footer=(data["footer"], data["words"]["page_of"]),
        landscape=True,
    )
    document = {
        "pandoc-api-version": pandoc.API_VERSION,
        "meta": {
            "title": {"t": "MetaInlines", "c": pandoc.words(data["title"])},
            "lang": {"t": "MetaString", "c": LANGUAGES[data["language"]]},
        },
        "blocks": list(_blocks(data, files)),
    }
    moment = datetime.fromisoformat(payload["day"]).replace(tzinfo=UTC)
    return pandoc.convert(document, styles, int(moment.timestamp()))


def _blocks(data: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Json]:
    yield pandoc.styled("Subtitle", data["subtitle"])
    if data["notice"]:
        banner = [pandoc.strong(data["words"]["notice"]), *pandoc.words(f" {data['notice']}")]
        yield pandoc.styled("Notice", banner)
    if data["corrects"]:
        yield pandoc.styled("Notice", data["corrects"])
    yield from pandoc.facts(data["facts"])
    for part in data["parts"]:
        yield pandoc.header(part["level"], part["anchor"], pandoc.words(part["heading"]))
        for text in part["texts"]:
            for paragraph in filter(None, text.split("\n")):
                yield pandoc.para(pandoc.words(paragraph))
        for table in part["tables"]:
            yield pandoc.table(
                [[_cell(cell) for cell in row] for row in table["rows"]],
                head=[[pandoc.words(heading) for heading, _width in table["columns"]]],
                widths=[width for _heading, width in table["columns"]],
                caption="" if table["caption"] == part["heading"] else table["caption"],
                header_column=True,
            )
    logos = list(_logos(data, files))
    if logos:
        yield pandoc.para([node for logo in logos for node in (logo, *pandoc.words("   "))][:-1])
    yield pandoc.styled("Publicity", data["publicity"])
    yield pandoc.styled("Digest", data["digest"])


def _cell(cell: Mapping[str, str]) -> list[Json]:
    inlines: list[Json] = []
    for piece in filter(None, cell["text"].split("\n")):
        inlines += [pandoc.node("LineBreak")] if inlines else []
        words = pandoc.words(piece)
        inlines += [pandoc.link(words, cell["path"])] if cell["path"] else words
    return inlines


def _logos(data: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Json]:
    for logo in data["logos"]:
        with suppress(ExportProblem):
            image = picture(logo["asset"], files, UNTOLD)
            width = f"{LOGO_MM * image.width / image.height:.1f}mm"
            size = [["width", width], ["height", f"{LOGO_MM}mm"]]
            address = f"data:{image.mime};base64,{b64encode(image.content).decode()}"
            yield pandoc.node("Image", [["", [], size], pandoc.words(logo["alt"]), [address, ""]])
