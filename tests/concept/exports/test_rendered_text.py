"""The files say what was frozen: passages as a freeze renders them, read back from the files."""

import re
import subprocess
import zipfile
from io import BytesIO
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from concept.exports import docx, html, pdf
from concept.exports.labels import labels
from concept.rendering import References, render_section, resolve
from tests.concept.exports import samples
from tests.concept.exports.test_html import Reader
from tests.concept.exports.test_pdf import squeeze

NOTE = str(uuid4())


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid4())}


BLOCKS = [
    block("heading", {"text": "Mezititulek & spol.", "level": 3}),
    block(
        "text",
        "<p>Byt je <b>základ</b>, viz <a href='https://www.ostrava.cz/'>web města</a>"
        f"<footnote id='{NOTE}'>n</footnote>.</p><ul><li>první</li><li>druhá<ol><li>vnořená</li>"
        "</ol></li></ul><p>Druhý odstavec<br/>na dvou řádcích, a &lt; b.</p>",
    ),
    block(
        "table",
        {
            "header_column": True,
            "table": {
                "caption": "Byty podle velikosti",
                "columns": [
                    {"type": "text", "heading": "Velikost"},
                    {"type": "rich_text", "heading": "Počet"},
                ],
                "rows": [{"values": ["do 40 <m>", "<p>1 204 <i>bytů</i></p><p>a dva</p>"]}],
            },
        },
    ),
    block("figure", {"image": 12, "alt": "Graf", "caption": "Byty v čase", "source": "Magistrát"}),
    block("callout", {"title": "Pozor", "tone": "warning", "body": "<p>Lhůta běží.</p>"}),
    block("quote", {"body": "<p>Mám domov.</p>", "attribution": "paní K.", "source": "rozhovor"}),
    block("definition", {"term": "Sociální byt", "body": "<p>Byt podle pravidel.</p>"}),
    block(
        "measure",
        {
            "code": "1.1.1",
            "title": "Mobilní tým",
            "description": "<p>Tým <b>čtyř</b> lidí.</p>",
            "responsible": "Odbor",
            "partners": ["obvody", "Úřad práce"],
            "due_kind": "date",
            "due_on": "2018-12-31",
            "budget_czk": "1250000",
            "funding_sources": ["rozpočet města"],
            "indicator_note": "počet domácností",
        },
    ),
]


@pytest.fixture
def sample():
    made = samples.VersionBuilder()
    made.section("1", "Úvod", 1)
    passages = render_section(
        BLOCKS, {NOTE: "<p>Stav k 1. 1.</p>"}, references=References(images=frozenset({12}))
    )
    replaced = {"assets": {"image:12": made.chart}, "footnotes": {NOTE: NOTE}}
    for passage in passages:
        uid = NOTE if passage.kind == "footnote" else ""
        html = resolve(passage.html, **replaced)
        made.passage(passage.kind, html, resolve(passage.value, **replaced), uid=uid)
        made.sections[-1]["passages"][-1]["text"] = passage.text
    return made


@pytest.fixture
def lines(sample):
    """Return the lines of the frozen text without the names of a measure's rows.

    Those are words of the document's language; the file says them in the language of its labels.
    """
    found = [
        line
        for passage in sample.sections[0]["passages"]
        if passage["kind"] != "measure"
        for line in passage["text"].split("\n")
        if line.strip()
    ]
    measure = ["Mobilní tým", "Tým čtyř lidí.", "obvody, Úřad práce", "31. 12. 2018"]
    return [*found, *measure, "1 250 000,00 Kč", "rozpočet města", "počet domácností"]


def missing(lines, text):
    """Return the lines that the text lacks, comparing by parts between two marks or labels."""
    squeezed = squeeze(text)
    return [line for line in lines if not all(part in squeezed for part in parts(line))]


def parts(line):
    return [squeeze(part) for part in re.split(r"(?<=[^\d])\.$|, (?=rozhovor)", line) if part]


def payload(sample):
    return {"version": sample.build(), "labels": labels("cs")}


@pytest.mark.slow  # needs Poppler
def test_pdf_says_what_was_frozen(sample, lines, tmp_path):
    file = tmp_path / "made.pdf"
    file.write_bytes(pdf.write(payload(sample), sample.assets))
    text = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True).stdout

    assert missing(lines, text.decode()) == []


def test_html_says_what_was_frozen(sample, lines):
    page = Reader(html.write(payload(sample), sample.assets).decode())

    assert missing(lines, page.text) == []


def test_docx_says_what_was_frozen(sample, lines):
    archive = zipfile.ZipFile(BytesIO(docx.write(payload(sample), sample.assets)))
    texts = [
        "".join(ElementTree.fromstring(archive.read(f"word/{name}.xml")).itertext())
        for name in ("document", "footnotes")
    ]

    assert missing(lines, "".join(texts)) == []
