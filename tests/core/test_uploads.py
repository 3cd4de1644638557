"""Files people send are told apart by what is in them."""

import hashlib

import pytest
from django.utils import translation

from core import uploads
from core.uploads import FileRefused, clean_name, kind_of, read_upload, words_in
from tests.consultations import files


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.PDF, uploads.PDF),
        (files.PNG, uploads.PNG),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 9, uploads.JPEG),
        (b"II*\x00" + b"\x00" * 9, uploads.TIFF),
        (files.office("word/document.xml"), uploads.DOCX),
        (files.office("xl/workbook.xml"), uploads.XLSX),
        (files.packed(mimetype=uploads.ODT.encode()), uploads.ODT),
        (files.ZFO, uploads.DATA_MESSAGE),
        (files.MSG, uploads.OUTLOOK_MAIL),
        (files.mail("Dobrý den"), uploads.MAIL),
        ("Dobrý den,\nposíláme připomínky.".encode(), uploads.TEXT),
        ("Dobrý den, žádáme o změnu.".encode("cp1250"), uploads.TEXT),
        (files.HTML, ""),
        (files.SVG, ""),
        (b"  \n<svg onload=alert(1)>", ""),
        (files.PROGRAM, ""),
        (files.packed(hra_exe=b"MZ"), ""),
        (files.office("word/document.xml", word__vbaProject_bin=b"x"), ""),
        (b"PK\x03\x04 broken", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old doc", ""),
        (b"\x00\x01\x02", ""),
    ],
)
def test_kind_is_told_by_content(data, kind):
    assert kind_of(data) == kind


def test_bytes_are_kept_and_hashed():
    upload = read_upload("C:\\dopisy\\dopis.pdf", files.PDF)
    assert (upload.filename, upload.mime, upload.data, upload.size) == (
        "dopis.pdf",
        uploads.PDF,
        files.PDF,
        len(files.PDF),
    )
    assert upload.digest == hashlib.sha256(files.PDF).hexdigest()


@pytest.mark.parametrize(
    ("name", "mime", "clean"),
    [
        ("dopis.pdf", uploads.PDF, "dopis.pdf"),
        ("dopis.pdf.exe", uploads.PDF, "dopis.pdf.exe.pdf"),
        ("../../etc/passwd", "", "passwd"),
        ("fo\u202egpj.exe", uploads.JPEG, "fogpj.exe.jpg"),
        ("", uploads.PNG, "soubor.png"),
        ("a" * 300 + ".PDF", uploads.PDF, "a" * 116 + ".PDF"),
    ],
)
def test_names_are_plain_and_end_as_their_kind(name, mime, clean):
    assert clean_name(name, mime) == clean


@pytest.mark.parametrize(
    ("name", "data", "options", "said"),
    [
        ("a.pdf", b"", {}, "The file “a.pdf” is empty."),
        (
            "a.pdf",
            files.PDF,
            {"largest": 10},
            "The file “a.pdf” is too large. It may have 0 MB at most.",
        ),
        (
            "a.svg",
            files.SVG,
            {},
            "The file “a.svg” is of a kind that is not taken. Send one of these: "
            "pdf, png, jpg, docx, xlsx, odt, ods, txt.",
        ),
        (
            "a.eml",
            files.mail("x"),
            {},
            "The file “a.eml” is of a kind that is not taken. Send one of these: "
            "pdf, png, jpg, docx, xlsx, odt, ods, txt.",
        ),
    ],
)
def test_a_refused_file_says_what_to_do(name, data, options, said):
    with translation.override("en"), pytest.raises(FileRefused) as refused:
        read_upload(name, data, **options)
    assert str(refused.value) == said


def test_words_of_mails_and_texts():
    def words(name, data):
        return words_in(read_upload(name, data, allowed=uploads.ORIGINALS))

    assert words("a.eml", files.mail("Žádáme změnu.\n\nS pozdravem", charset="iso-8859-2")) == (
        "Žádáme změnu.\n\nS pozdravem"
    )
    assert words("a.txt", "Žádáme změnu.".encode("cp1250")) == "Žádáme změnu."
    assert words("a.pdf", files.PDF) == ""
