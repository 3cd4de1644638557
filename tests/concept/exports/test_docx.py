import json
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pypandoc
import pytest

from concept.exports import docx
from concept.exports.labels import labels
from tests import machine
from tests.concept.exports import samples
from tests.concept.exports.test_pdf import squeeze

NOTICE = "Ukázková data, nikoli úřední dokument."


@pytest.fixture(scope="module")
def sample():
    return samples.representative()


@pytest.fixture(scope="module")
def made(sample):
    version = sample.build(notice=NOTICE)
    return docx.write({"version": version, "labels": labels("cs")}, sample.assets)


@pytest.fixture(scope="module")
def read_back(made):
    """Return pandoc's reading of the docx, as data."""
    answer = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from", "docx+styles", "--to", "json"],
        input=made,
        check=True,
        capture_output=True,
    )
    return json.loads(answer.stdout)


def nodes(value, kind):
    """Yield the contents of all nodes of a kind, in order."""
    if isinstance(value, dict):
        if value.get("t") == kind:
            yield value.get("c")
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item, kind)


def words(value):
    """Return the text of pandoc nodes."""
    if isinstance(value, dict):
        if value.get("t") == "Str":
            return value["c"]
        if value.get("t") in ("Space", "SoftBreak", "LineBreak"):
            return " "
        value = value.get("c", [])
    return "".join(map(words, value)) if isinstance(value, list) else ""


def part(made, name):
    return zipfile.ZipFile(BytesIO(made)).read(name).decode()


def test_docx_has_real_headings(made):
    paragraphs = re.findall(r"<w:p>.*?</w:p>", part(made, "word/document.xml"))
    headings = [
        (int(found[1]), "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph)))
        for paragraph in paragraphs
        if (found := re.search(r'w:pStyle w:val="Heading(\d)"', paragraph))
    ]

    assert headings == [
        (1, "Úvod"),
        (2, "Jak text vznikal"),
        (1, "1 Prevence ztráty bydlení"),
        (2, "1.1 Depistáž"),
        (3, "Přeskočená úroveň nadpisu"),
        (1, "2.9 Bytový fond"),
        (2, "2.9.1 Zkouška odolnosti"),
        (1, labels("cs")["about"]),
    ]


def test_docx_has_real_footnotes_where_their_marks_are(read_back):
    assert [words(note).strip() for note in nodes(read_back, "Note")] == [
        "Podkladová analýza ke Koncepci bydlení, kap. 3, www.ostrava.cz.",
        "Nad 80\u00a0m2.",
        "Podkladová analýza ke Koncepci bydlení, kap. 3, www.ostrava.cz.",
        "Včetně bytů s\u00a0pečovatelskou službou.",
    ]


def test_docx_keeps_tables_images_lists_and_quotes(read_back):
    tables = [
        [len(head[1]), len(bodies[0][3])] for *_, head, bodies, _ in nodes(read_back, "Table")
    ]
    images = [words(inlines) for _, inlines, _ in nodes(read_back, "Image")]

    assert tables == [[0, 6], [0, 1], [1, 3]]
    assert images == [
        "Logo Evropské unie",
        "Logo města Ostravy",
        "Sloupcový graf: počet nájemních bytů roste ze 120 na 320.",
        "Dům po opravě",
    ]
    assert len(list(nodes(read_back, "BlockQuote"))) == 1
    assert len(list(nodes(read_back, "OrderedList"))) == 1


def test_docx_repeats_the_heading_row_of_a_table(made):
    assert part(made, "word/document.xml").count("<w:tblHeader") == 1


def test_docx_is_in_czech_and_titled(made):
    assert '<w:lang w:val="cs-CZ"' in part(made, "word/styles.xml")
    assert "Koncepce sociálního bydlení statutárního města Ostravy" in part(
        made, "docProps/core.xml"
    )


def test_docx_runs_title_version_digest_and_page_in_header_and_footer(sample, made):
    header, footer = part(made, "word/header1.xml"), part(made, "word/footer1.xml")

    assert "Koncepce sociálního bydlení statutárního města Ostravy" in header
    assert labels("cs")["version"] % {"label": "1.0"} in header
    assert sample.build()["version"]["digest"][:8] in footer
    assert re.findall(r'w:instr="(\w+)"', footer) == ["PAGE", "NUMPAGES"]


def test_docx_carries_labels_publicity_digest_and_notice(sample, read_back):
    text = squeeze(words(read_back["blocks"]))
    version = sample.build(notice=NOTICE)

    assert squeeze(NOTICE) in text
    assert text.count(version["version"]["digest"]) == 2
    assert text.count(squeeze(version["document"]["project"]["publicity_sentence"])) == 2
    assert "2.9/1" in text


def test_docx_shows_hostile_text_as_text(read_back):
    text = squeeze(words(read_back["blocks"]))

    assert [hostile for hostile in samples.HOSTILE if squeeze(hostile) not in text] == []
    assert "root:x:0" not in text


def test_docx_keeps_characters_without_a_font_and_drops_control_characters(read_back):
    text = squeeze(words(read_back["blocks"]))

    assert squeeze("emotikon 😀, řídicí znak  a japonsky 住宅.") in text


def test_docx_holds_no_address_outside_the_web(made):
    relations = part(made, "word/_rels/document.xml.rels")

    assert re.findall(r'Target="([a-z]+):', relations) == ["https"] * len(
        re.findall(r'TargetMode="External"', relations)
    )


def test_docx_of_the_same_version_has_the_same_bytes(sample, made):
    version = sample.build(notice=NOTICE)

    assert docx.write({"version": version, "labels": labels("cs")}, sample.assets) == made


@pytest.mark.slow  # needs LibreOffice and Poppler
def test_docx_opens_in_libreoffice(made, tmp_path):
    file = tmp_path / "made.docx"
    file.write_bytes(made)
    options = ["--headless", "--convert-to", "pdf"]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [machine.find_writer(), profile, *options, "--outdir", tmp_path, file],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "made.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()

    assert squeeze("Mobilní tým depistáže") in squeeze(text)
    assert squeeze("Včetně bytů s pečovatelskou službou.") in squeeze(text)
    assert Path(tmp_path / "made.pdf").stat().st_size > 20_000
