"""Minutes as docx or tagged PDF: one description (``minutes_exports.describe``), two writers.

A paper of some pages on A4: head, agenda, attendance, the course item by item, who wrote and verified it, fingerprint.
"""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from concept.exports import pandoc
from concept.exports.nodes import clean
from concept.exports.pandoc import Json
from concept.exports.pdf import REGIONS, STANDARDS, breakable, compiler, supported
from concept.exports.reference import reference

TEMPLATE = Path(__file__).with_name("minutes.typ")
LANGUAGES = {"cs": "cs-CZ", "en": "en-GB"}
ORDERED = [1, {"t": "Decimal"}, {"t": "Period"}]


def _moment(payload: Mapping[str, Any]) -> int:
    return int(datetime.fromisoformat(payload["day"]).replace(tzinfo=UTC).timestamp())


# --- docx ---------------------------------------------------------------------------------------------


def write_docx(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the docx; the same input, the same bytes."""
    data = clean(payload)
    styles = reference(
        header=(data["title"], data["notice"]),
        footer=(data["footer"], data["words"]["page_of"]),
        is_short=True,
    )
    document = {
        "pandoc-api-version": pandoc.API_VERSION,
        "meta": {
            "title": {"t": "MetaInlines", "c": pandoc.words(data["title"])},
            "lang": {"t": "MetaString", "c": LANGUAGES[data["language"]]},
        },
        "blocks": list(_blocks(data)),
    }
    return pandoc.convert(document, styles, _moment(payload))


def _blocks(data: Mapping[str, Any]) -> Iterator[Json]:
    said = data["words"]
    yield pandoc.styled("Subtitle", data["subtitle"])
    if data["notice"]:
        banner = [pandoc.strong(said["notice"]), *pandoc.words(f" {data['notice']}")]
        yield pandoc.styled("Notice", banner)
    if data["standing"]:
        yield pandoc.styled("Notice", data["standing"])
    yield from pandoc.facts(data["facts"])
    yield pandoc.header(1, "programme", pandoc.words(said["programme"]))
    for heading in data["programme"]:
        yield pandoc.styled("Compact", heading)
    if data["people"]:
        yield pandoc.header(1, "people", pandoc.words(said["people"]))
        yield pandoc.table(
            [[pandoc.words(cell) for cell in row] for row in data["people"]],
            head=[[pandoc.words(heading) for heading in said["people_columns"]]],
            widths=[30, 30, 20, 20],
            caption="",
            header_column=True,
        )
    yield pandoc.header(1, "course", pandoc.words(said["course"]))
    for number, item in enumerate(data["items"], start=1):
        yield from _item(number, item, said)
    yield pandoc.header(1, "closing", pandoc.words(said["closing"]))
    yield from pandoc.facts(data["closing"])
    yield pandoc.styled("Digest", f"{said['digest']}: {data['digest']}")


def _item(number: int, item: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Json]:
    yield pandoc.header(2, f"item-{number}", pandoc.words(item["heading"]))
    if item["note"]:
        yield pandoc.styled("Source", item["note"])
    yield from map(_text, item["text"])
    if item["internal"]:
        yield pandoc.styled("WarningTitle", said["internal"])
        yield pandoc.style("Warning", [_text(one) for one in item["internal"]])
    for one in item["conclusions"]:
        yield pandoc.styled("CalloutTitle", f"{said['conclusion']} {one['reference']}")
        yield pandoc.styled("Callout", one["sentence"])
        yield pandoc.styled("Source", one["how"])
        for words in one["dissents"]:
            yield pandoc.styled("Source", f"{said['dissent']}: {words}")
    for one in item["tasks"]:
        yield pandoc.styled("CalloutTitle", f"{said['task']} {one['reference']} ({one['who']})")
        yield pandoc.styled("Callout", one["text"])


def _text(block: list[Any]) -> Json:
    kind, lines = block
    if kind == "p":
        inlines: list[Json] = []
        for line in lines:
            inlines += [pandoc.node("LineBreak")] if inlines else []
            inlines += pandoc.words(line)
        return pandoc.para(inlines)
    points = [[pandoc.plain(pandoc.words(line))] for line in lines]
    if kind == "ol":
        return pandoc.node("OrderedList", [ORDERED, points])
    return pandoc.node("BulletList", points)


# --- pdf ----------------------------------------------------------------------------------------------


def write_pdf(payload: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the tagged PDF (PDF/UA-1, PDF/A-2a), set by typst; the same input, the same bytes."""
    data = breakable(clean(dict(payload)))
    day = datetime.fromisoformat(payload["day"])
    data |= {
        "lang": data["language"],
        "region": REGIONS[data["language"]],
        "date_parts": {"year": day.year, "month": day.month, "day": day.day},
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "content.json").write_text(supported(data), encoding="utf-8")
        (folder / "minutes.typ").write_bytes(TEMPLATE.read_bytes())
        return compiler(folder / "minutes.typ").compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=_moment(payload)
        )
