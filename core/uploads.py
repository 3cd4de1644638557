"""Files people send: told apart by what is in them, never by their name. Pure.

Only kinds that a browser cannot run are taken, so no HTML and no SVG; they are sent out as attachments anyway.
"""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError

from django.utils.translation import gettext as _

from core.sanitizing import clean_plain

MIB = 1024 * 1024
LARGEST_ATTACHMENT = 10 * MIB
LARGEST_ORIGINAL = 20 * MIB

PDF = "application/pdf"
PNG, JPEG, TIFF = "image/png", "image/jpeg", "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT, ODS = (
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
)
TEXT, MAIL = "text/plain", "message/rfc822"
OUTLOOK_MAIL, DATA_MESSAGE = (
    "application/vnd.ms-outlook",
    "application/vnd.software602.filler.form-xml-zip",
)

ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    TIFF: (".tif", ".tiff"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    ODS: (".ods",),
    TEXT: (".txt", ".csv"),
    MAIL: (".eml",),
    OUTLOOK_MAIL: (".msg",),
    DATA_MESSAGE: (".zfo",),
}
# What may come with a comment.
ATTACHMENTS = frozenset({PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, TEXT})
# What a letter, an e-mail or a message of a data box may be kept as.
ORIGINALS = ATTACHMENTS | {TIFF, MAIL, OUTLOOK_MAIL, DATA_MESSAGE}
# Shown in the page beside the form; everything else is downloaded.
SHOWN_IN_PLACE = frozenset({PNG, JPEG})

SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUTLOOK_PROPERTIES = "__substg1.0_".encode("utf-16-le")
# A data message (.zfo) is CMS signed data in DER: a sequence, then the object identifier 1.2.840.113549.1.7.2.
SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MACROS = re.compile(r"vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)
MOST_PARTS = 5_000
MAIL_HEADER = re.compile(
    rb"^(From|To|Date|Subject|Received|Message-ID|Return-Path|Delivered-To):", re.I
)
MARKUP = re.compile(r"\s*(?:<!doctype|<\?xml|<html|<svg|<script|<[a-z!])", re.IGNORECASE)
UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f]")
LONGEST_NAME = 120


class FileRefused(Exception):
    """The file is empty, too large, or of a kind that is not taken; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its bytes untouched, its kind by content, SHA-256 in hexadecimal."""

    filename: str
    mime: str
    data: bytes
    digest: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


def read_upload(
    filename: str,
    data: bytes,
    *,
    allowed: frozenset[str] = ATTACHMENTS,
    largest: int = LARGEST_ATTACHMENT,
) -> Upload:
    """Look at a file somebody sent. Raises FileRefused with a sentence for that person."""
    if not data:
        raise FileRefused(_("The file “%(name)s” is empty.") % {"name": clean_name(filename)})
    if len(data) > largest:
        raise FileRefused(
            _("The file “%(name)s” is too large. It may have %(limit)s MB at most.")
            % {"name": clean_name(filename), "limit": largest // MIB}
        )
    mime = kind_of(data)
    if mime not in allowed:
        raise FileRefused(
            _("The file “%(name)s” is of a kind that is not taken. Send one of these: %(kinds)s.")
            % {"name": clean_name(filename), "kinds": kinds_in_words(allowed)}
        )
    return Upload(clean_name(filename, mime), mime, data, hashlib.sha256(data).hexdigest())


def kinds_in_words(allowed: frozenset[str]) -> str:
    """Endings of the kinds, such as "pdf, png, jpg"."""
    return ", ".join(ends[0].lstrip(".") for mime, ends in ENDINGS.items() if mime in allowed)


def clean_name(filename: str, mime: str = "") -> str:
    """A plain file name without a path; with a kind, it gets that kind's ending."""
    name = re.sub(r"[\x00-\x1f\x7f\"<>|:*?\u202a-\u202e\u2066-\u2069]", "", filename)
    name = re.split(r"[\\/]", name)[-1].strip(". ") or "soubor"
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    if mime and f".{ending.lower()}" not in ENDINGS[mime]:
        stem, dot, ending = name, ".", ENDINGS[mime][0].lstrip(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending[:20]}"


def kind_of(data: bytes) -> str:
    """The kind of a file by its content; "" for anything not known here, such as HTML, SVG, programs, macros."""
    for beginning, mime in SIGNATURES:
        if data.startswith(beginning):
            return mime
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data)
    if data.startswith(OLE):
        return OUTLOOK_MAIL if OUTLOOK_PROPERTIES in data else ""
    if data[:1] == b"\x30" and SIGNED_DATA in data[:24]:
        return DATA_MESSAGE
    if _is_mail(data):
        return MAIL
    return TEXT if _is_text(data) else ""


def _packed_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            if len(names) > MOST_PARTS or any(MACROS.search(name) for name in names):
                return ""
            if names[0] == "mimetype" and packed.getinfo("mimetype").file_size < 100:
                kind = packed.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind in {ODT, ODS} else ""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, IndexError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((mime for part, mime in OFFICE_PARTS.items() if part in names), "")


def _is_mail(data: bytes) -> bool:
    head = data[:64_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    found = {m[1].lower() for line in head if (m := MAIL_HEADER.match(line))}
    return len(found) >= 3 and bool(re.match(rb"[!-9;-~]+:", head[0]))


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1250")
        except UnicodeDecodeError:
            return False
    return not UNPRINTED.search(text) and not MARKUP.match(text)


def words_in(upload: Upload) -> str:
    """The plain words of an e-mail or a text file; "" where they cannot be had without guessing."""
    if upload.mime == MAIL:
        try:
            body = message_from_bytes(upload.data, policy=policy.default).get_body(("plain",))
            return clean_plain(body.get_content()) if body else ""
        except (MessageError, LookupError, ValueError, TypeError):
            return ""
    if upload.mime == TEXT:
        try:
            return clean_plain(upload.data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return clean_plain(upload.data.decode("cp1250"))
    return ""
