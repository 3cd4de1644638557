"""The PDF of a version: tagged (PDF/UA-1 and PDF/A-2a), set by typst from one JSON file."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from concept.exports.content import ZONE, content
from concept.exports.images import Picture, picture

TEMPLATE = Path(__file__).with_name("version.typ")
#: typst allows one PDF/A and one PDF/UA standard together.
STANDARDS = ["ua-1", "a-2a"]
REGIONS = {"cs": "CZ", "en": "GB"}
#: Width of the text column in the template, largest height of a picture, and 150 dots per inch.
COLUMN_MM, TALLEST_MM, DOTS_PER_MM = 132, 150, 5.9
#: Longer runs without a place to break would leave the column.
LONGEST_RUN = 40
LONGEST_RUN_IN_CELL = 20
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
REPLACEMENT = "\N{WHITE SQUARE}"
#: What Libertinus Serif has for certain; anything else is asked of typst.
CERTAIN = re.compile("[\x00-\x7f\u00a0-\u017f\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0410-\u044f]")

#: Shows characters in every face of the template, in the same fonts.
PROBE = """
#set document(title: "probe")
#set text(font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#let characters = read("characters.txt")
#for weight in ("regular", "semibold", "bold") {
  for style in ("normal", "italic") { par(text(weight: weight, style: style, characters)) }
}
"""


def write(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the PDF of ``payload["version"]`` with the fixed words ``payload["labels"]``.

    ``files`` maps asset digest -> bytes. The same input gives the same bytes.
    """
    labels = payload["labels"]
    data = _typeset(content(payload["version"], labels), labels)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for block in _pictured(data):
            image = picture(block["asset"], files, labels)
            block["file"] = f"{block['asset']}.{image.extension}"
            block["width"] = _width(image)
            (folder / block["file"]).write_bytes(image.content)
        (folder / "content.json").write_text(supported(data), encoding="utf-8")
        (folder / "version.typ").write_bytes(TEMPLATE.read_bytes())
        frozen_at = datetime.fromisoformat(data["frozen_at"])
        return compiler(folder / "version.typ").compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=int(frozen_at.timestamp())
        )


def compiler(template: Path) -> typst.Compiler:
    """Return a compiler that sees one folder and only the fonts inside the typst wheel."""
    return typst.Compiler(
        input=str(template), root=str(template.parent), font_paths=[], ignore_system_fonts=True
    )


def _typeset(data: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Add what only the template needs."""
    day = datetime.fromisoformat(data["frozen_at"]).astimezone(ZONE)
    data |= {
        "labels": dict(labels),
        "lang": data["language"],
        "region": REGIONS.get(data["language"]),
        "subtitle": f"{data['version']}, {data['standing']}",
        "date_parts": {"year": day.year, "month": day.month, "day": day.day},
    }
    return breakable(data)


def _pictured(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    logos = data["project"]["logos"] if data["project"] else []
    return logos + [block for block in data["blocks"] if block["type"] == "figure"]


def _width(image: Picture) -> float:
    """Return the width in percent of the column: nothing blown up, nothing taller than a page."""
    natural = image.width / DOTS_PER_MM
    tallest = TALLEST_MM * image.width / image.height
    return round(min(1, natural / COLUMN_MM, tallest / COLUMN_MM) * 100, 1)


def breakable(value: Any, limit: int = LONGEST_RUN, key: str = "") -> Any:
    """Give long words and addresses invisible places to break; references stay as they are."""
    if isinstance(value, str) and key not in ("uid", "asset", "href", "digest"):
        return re.sub(rf"[^\s\u00a0-]{{{limit},}}", lambda run: _break_run(run[0], limit), value)
    if isinstance(value, dict):
        narrow = value.get("type") == "table"
        return {
            name: breakable(item, LONGEST_RUN_IN_CELL if narrow else limit, name)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [breakable(item, limit, key) for item in value]
    return value


def _break_run(run: str, limit: int) -> str:
    pieces = re.findall(rf"[^/.?&=_]{{1,{limit // 2}}}[/.?&=_]*|[/.?&=_]+", run)
    return ZERO_WIDTH_SPACE.join(pieces)


def supported(data: Mapping[str, Any]) -> str:
    """Return the data as JSON with a white square for what no font has, nothing for what is unseen.

    PDF/UA refuses a file with a character that cannot be shown; the other formats keep it.
    """
    text = json.dumps(data, ensure_ascii=False)
    rare = sorted({character for character in text if not CERTAIN.match(character)})
    missing = _missing("".join(rare))
    return text.translate(
        {ord(it): "" if unicodedata.category(it) == "Cf" else REPLACEMENT for it in missing}
    )


def _missing(characters: str) -> str:
    """Return those characters that cannot be shown, found by halving."""
    if not characters or can_show(characters):
        return ""
    if len(characters) == 1:
        return characters
    half = len(characters) // 2
    return _missing(characters[:half]) + _missing(characters[half:])


def can_show(characters: str) -> bool:
    """Tell whether typst has every character in every face and PDF/UA allows it."""
    with tempfile.TemporaryDirectory() as name:
        probe = Path(name) / "probe.typ"
        probe.write_text(PROBE, encoding="utf-8")
        # A letter stands first, since a byte order mark would be taken for one.
        (Path(name) / "characters.txt").write_text(f"a{characters}", encoding="utf-8")
        try:
            compiler(probe).compile(format="pdf", pdf_standards=STANDARDS)
        except typst.TypstError:
            return False
        return True
