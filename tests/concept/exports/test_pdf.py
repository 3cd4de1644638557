import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from concept.exports import content as content_module
from concept.exports import pdf
from concept.exports.labels import labels
from concept.exports.nodes import clean, plain
from core.exports import ExportProblem
from tests.concept.exports import samples

NOTICE = "Ukázková data, nikoli úřední dokument."


def walk(element):
    """Yield every structure element below ``element`` in reading order."""
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from walk(kid)


def text_of(made: bytes, tmp_path: Path) -> str:
    """Return the text of the PDF without hyphens at line ends and invisible places to break."""
    file = tmp_path / "made.pdf"
    file.write_bytes(made)
    found = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, text=True
    ).stdout
    return squeeze(found)


def squeeze(text: str) -> str:
    """Drop what line breaking may add: white space, soft hyphens, a repeated hyphen."""
    text = re.sub("[\u00ad\u200b]", "", text)
    return re.sub(r"\s+", "", re.sub(r"-\n-", "-", text))


@pytest.fixture(scope="module")
def sample():
    return samples.representative()


@pytest.fixture(scope="module")
def made(sample):
    version = sample.build(notice=NOTICE)
    return pdf.write({"version": version, "labels": labels("cs")}, sample.assets)


@pytest.fixture(scope="module")
def opened(made):
    return pikepdf.open(BytesIO(made))


def test_pdf_says_it_is_tagged_and_titled_and_in_czech(opened):
    assert str(opened.Root.Lang) == "cs-CZ"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    metadata = opened.open_metadata()
    assert metadata["dc:title"] == "Koncepce sociálního bydlení statutárního města Ostravy"
    assert metadata["pdfuaid:part"] == "1"
    assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_pdf_headings_have_no_gaps(opened):
    headings = [
        (int(str(element.S)[2:]), str(element.get("/T", "")))
        for element in walk(opened.Root.StructTreeRoot)
        if re.fullmatch("/H[1-6]", str(element.S))
    ]
    words = labels("cs")

    assert headings == [
        (1, words["contents"]),
        (1, "Úvod"),
        (2, "Jak text vznikal"),
        (1, "Prevence ztráty bydlení"),
        (2, "Depistáž"),
        (3, "Přeskočená úroveň nadpisu"),
        (1, "Bytový fond"),
        (2, "Zkouška odolnosti"),
        (1, words["about"]),
    ]


def test_pdf_bookmarks_carry_the_codes_of_sections(opened):
    with opened.open_outline() as outline:
        found = [(item.title, [child.title for child in item.children]) for item in outline.root]
    words = labels("cs")

    assert found == [
        (words["contents"], []),
        ("Úvod", ["Jak text vznikal"]),
        ("1 Prevence ztráty bydlení", ["1.1 Depistáž"]),
        ("2.9 Bytový fond", ["2.9.1 Zkouška odolnosti"]),
        (words["about"], []),
    ]


def test_pdf_figures_have_alternative_text(opened):
    figures = [e for e in walk(opened.Root.StructTreeRoot) if str(e.S) == "/Figure"]

    assert [str(figure.get("/Alt", "")) for figure in figures] == [
        "Logo Evropské unie",
        "Logo města Ostravy",
        "Sloupcový graf: počet nájemních bytů roste ze 120 na 320.",
        "Dům po opravě",
    ]


def test_pdf_tags_notes_tables_lists_and_quotes(opened):
    kinds = [str(element.S) for element in walk(opened.Root.StructTreeRoot)]
    count = {kind: kinds.count(kind) for kind in ("/Note", "/TH", "/TD", "/TR", "/BlockQuote")}

    assert count == {"/Note": 3, "/TH": 3, "/TD": 9, "/TR": 4, "/BlockQuote": 1}
    assert kinds.count("/Title") == 1
    assert kinds.count("/TOCI") == 6


@pytest.mark.slow  # needs Poppler
def test_pdf_holds_the_text_of_every_passage(sample, made, tmp_path):
    found = text_of(made, tmp_path)
    tree = content_module.content(sample.build(), labels("cs"))

    missing = [
        text
        for block in tree["blocks"]
        for text in texts(block)
        if squeeze(text.translate(NOT_IN_FONTS)) not in found
    ]
    assert missing == []


#: Replaced by a white square, since no font of the PDF has them.
NOT_IN_FONTS = str.maketrans("😀住宅", "□□□")


def texts(block):
    """Yield pieces of a block that stand together on the page (between two notes or breaks)."""
    for key in ("title", "caption", "alt_text", "attribution", "term", "text", "source"):
        if block.get(key):
            yield block[key]
    for row in block.get("rows", []):
        for cell in row:
            yield from [cell] if isinstance(cell, str) else inline_texts(cell)
    for node in block.get("content", []):
        yield from node_texts(node)


def node_texts(node):
    if node["t"] in ("ul", "ol"):
        for item in node["items"]:
            for child in item:
                yield from node_texts(child)
    elif node["t"] == "p":
        yield from inline_texts(node["c"])
    else:
        yield plain([node])


def inline_texts(nodes):
    for node in nodes:
        if node["t"] == "note":
            yield from inline_texts(node["c"])
        else:
            yield plain([node])


@pytest.mark.slow  # needs Poppler
def test_pdf_shows_hostile_text_as_text(made, tmp_path):
    found = text_of(made, tmp_path)

    assert [text for text in samples.HOSTILE if squeeze(text) not in found] == []
    assert "root:x:0" not in found


@pytest.mark.slow  # needs Poppler
def test_pdf_names_version_project_digest_and_notice_on_the_first_page(sample, made, tmp_path):
    file = tmp_path / "made.pdf"
    file.write_bytes(made)
    page = squeeze(
        subprocess.run(
            ["pdftotext", "-raw", "-l", "1", str(file), "-"], check=True, capture_output=True
        ).stdout.decode()
    )
    version = sample.build()
    project = version["document"]["project"]

    for text in (
        NOTICE,
        version["document"]["title"],
        labels("cs")["version"] % {"label": "1.0"},
        labels("cs")["standing_published"],
        "15. 11. 2017, Zastupitelstvo města Ostravy",
        "2021/ZM1418/32",
        project["registration_number"],
        project["publicity_sentence"],
        version["version"]["digest"],
    ):
        assert squeeze(text) in page


def test_pdf_fonts_have_every_character_taken_for_certain():
    certain = [chr(code) for code in range(0x20, 0x3000) if pdf.CERTAIN.match(chr(code))]
    text = "".join(clean("".join(certain)))

    assert len(text) > 400
    assert pdf.can_show(text)


@pytest.mark.parametrize("text", ["住", "\ue000", "\u0301", "ﷺ", "\U000e0041", "᠋", "\ufeff", "🏳️‍🌈"])
def test_pdf_is_made_whatever_the_characters(text):
    made = samples.VersionBuilder(f"Název {text}")
    made.section("1", f"Oddíl {text}", 1)
    made.paragraph(f"a{text}b <strong>{text}</strong> <em>{text}</em>")

    assert pdf.write({"version": made.build(project=False), "labels": labels("cs")}, {})


def test_pdf_of_the_same_version_has_the_same_bytes(sample, made):
    version = sample.build(notice=NOTICE)

    assert pdf.write({"version": version, "labels": labels("cs")}, sample.assets) == made


def test_pdf_of_an_empty_english_version_is_still_made():
    sample = samples.VersionBuilder("A plan")
    version = sample.build(project=False, language="en")
    made = pdf.write({"version": version, "labels": labels("en")}, {})

    assert str(pikepdf.open(BytesIO(made)).Root.Lang) == "en-GB"


def test_pdf_without_the_bytes_of_an_image_names_the_image(sample):
    with pytest.raises(ExportProblem, match=sample.chart[:8]):
        pdf.write({"version": sample.build(), "labels": labels("cs")}, {})


def test_pdf_with_a_broken_image_names_the_image(sample):
    broken = dict.fromkeys(sample.assets, b"GIF89a not an image")

    with pytest.raises(ExportProblem, match=sample.chart[:8]):
        pdf.write({"version": sample.build(), "labels": labels("cs")}, broken)
