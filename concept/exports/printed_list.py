"""A printed list with tables as docx or tagged PDF: one description, two writers.

The description is plain data (``payload``), so that the writers need neither Django nor the database:

    language    of the fixed words, "cs" or "en"
    title, subtitle, notice ("" or the banner of a demonstration), day (ISO 8601), footer (left text)
    facts       [[name, value]]
    parts       [{"heading", "text", "columns": [[heading, width]], "rows": [[cell]], "has_row_heads"}]; optional
                "row_mm": height of a row at least, for a column to be signed in
    cell        [{"text", "style", "href"}]: paragraphs; style "" | "strong" | "quiet"; href "" or where it leads
    is_upright  optional: A4 upright instead of on its side
    publicity   optional: sentence that stands under all
    logos       optional: [{"asset", "alt"}] above the sentence; ``files`` maps asset -> image
    words       {"notice", "page_of"}; ``%(page)s`` and ``%(pages)s`` in page_of
"""

import tempfile
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from concept.exports import pandoc
from concept.exports.images import Picture, picture
from concept.exports.nodes import clean
from concept.exports.pandoc import Json
from concept.exports.pdf import REGIONS, STANDARDS, breakable, compiler, supported
from concept.exports.reference import reference
from core.exports import ExportProblem

TEMPLATE = Path(__file__).with_name("printed_list.typ")
LOGO_MM = 13
UNTOLD = {
    "image_missing": "",
    "image_unreadable": "",
}  # what is wrong with a logo is told to nobody
LANGUAGES = {"cs": "cs-CZ", "en": "en-GB"}


def _moment(payload: Mapping[str, Any]) -> int:
    return int(datetime.fromisoformat(payload["day"]).replace(tzinfo=UTC).timestamp())


# --- docx ---------------------------------------------------------------------------------------------


def write_docx(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the docx of a description: header rows repeated. The same input, the same bytes."""
    data = clean(payload)
    styles = reference(
        header=(data["title"], data["notice"]),
        footer=(data["footer"], data["words"]["page_of"]),
        landscape=not data.get("is_upright"),
    )
    document = {
        "pandoc-api-version": pandoc.API_VERSION,
        "meta": {
            "title": {"t": "MetaInlines", "c": pandoc.words(data["title"])},
            "lang": {"t": "MetaString", "c": LANGUAGES[data["language"]]},
        },
        "blocks": list(_blocks(data, files)),
    }
    return pandoc.convert(document, styles, _moment(payload))


def _blocks(data: Mapping[str, Any], files: Mapping[str, bytes]) -> Any:
    yield pandoc.styled("Subtitle", data["subtitle"])
    if data["notice"]:
        banner = [pandoc.strong(data["words"]["notice"]), *pandoc.words(f" {data['notice']}")]
        yield pandoc.styled("Notice", banner)
    yield from pandoc.facts(data["facts"])
    for number, part in enumerate(data["parts"], start=1):
        yield pandoc.header(1, f"part-{number}", pandoc.words(part["heading"]))
        if part["text"]:
            yield pandoc.para(pandoc.words(part["text"]))
        if part["columns"]:
            yield pandoc.table(
                [[_cell(cell) for cell in row] for row in part["rows"]],
                head=[[pandoc.words(heading) for heading, _width in part["columns"]]],
                widths=[width for _heading, width in part["columns"]],
                caption="",
                header_column=part["has_row_heads"],
            )
    logos = [_logo(image, logo["alt"]) for logo, image in _pictures(data, files)]
    if logos:
        yield pandoc.para([node for logo in logos for node in (logo, *pandoc.words("   "))][:-1])
    if data.get("publicity"):
        yield pandoc.styled("Publicity", data["publicity"])


def _pictures(
    data: Mapping[str, Any], files: Mapping[str, bytes]
) -> list[tuple[dict[str, Any], Picture]]:
    """The logos that can be printed. One that cannot be read holds up no paper."""
    found = []
    for logo in data.get("logos", ()):
        with suppress(ExportProblem):
            found.append((logo, picture(logo["asset"], files, UNTOLD)))
    return found


def _logo(image: Picture, alt: str) -> Json:
    width = f"{LOGO_MM * image.width / image.height:.1f}mm"
    size = [["width", width], ["height", f"{LOGO_MM}mm"]]
    address = f"data:{image.mime};base64,{b64encode(image.content).decode()}"
    return pandoc.node("Image", [["", [], size], pandoc.words(alt), [address, ""]])


def _cell(lines: list[dict[str, str]]) -> list[Json]:
    inlines: list[Json] = []
    for line in lines:
        for piece in filter(None, line["text"].split("\n")):
            if inlines:
                inlines.append(pandoc.node("LineBreak"))
            inlines += _line(piece, line["style"], line["href"])
    return inlines


def _line(text: str, style: str, href: str) -> list[Json]:
    if href:
        return [pandoc.link(pandoc.words(text), href)]
    if style == "strong":
        return [pandoc.strong(text)]
    if style == "quiet":
        return [pandoc.node("Emph", pandoc.words(text))]
    return pandoc.words(text)


# --- pdf ----------------------------------------------------------------------------------------------


def write_pdf(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the tagged PDF (PDF/UA-1, PDF/A-2a) of a description, set by typst. The same input, the same bytes."""
    data = breakable(clean(_with_lines(payload)))
    day = datetime.fromisoformat(payload["day"])
    data |= {
        "lang": data["language"],
        "region": REGIONS[data["language"]],
        "date_parts": {"year": day.year, "month": day.month, "day": day.day},
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data["logos"] = []
        for logo, image in _pictures(payload, files):
            file = f"{logo['asset']}.{image.extension}"
            (folder / file).write_bytes(image.content)
            data["logos"].append({"file": file, "alt": logo["alt"]})
        (folder / "content.json").write_text(supported(data), encoding="utf-8")
        (folder / "printed_list.typ").write_bytes(TEMPLATE.read_bytes())
        return compiler(folder / "printed_list.typ").compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=_moment(payload)
        )


def _with_lines(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The description with a paragraph for each line of a cell; ``type`` tells that cells are narrow."""
    parts = [
        {
            **part,
            "type": "table",
            "rows": [
                [
                    [
                        {**line, "text": piece}
                        for line in cell
                        for piece in filter(None, line["text"].split("\n"))
                    ]
                    for cell in row
                ]
                for row in part["rows"]
            ],
        }
        for part in payload["parts"]
    ]
    return {**payload, "parts": parts}
