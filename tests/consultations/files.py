"""Small files of every kind people send."""

import io
import zipfile
from email.message import EmailMessage

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
ZFO = b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\x00" * 50
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 30 + "__substg1.0_0037".encode("utf-16-le")
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00"


def packed(**parts: bytes) -> bytes:
    """A zip archive; double underscores in names stand for strokes, single ones for dots."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def office(part: str, **more: bytes) -> bytes:
    """An office document with its main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(part, b"<x/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def mail(text: str, subject: str = "Připomínky", charset: str = "utf-8") -> bytes:
    """An e-mail as a file."""
    message = EmailMessage()
    message["From"] = "Obec <urad@lipa.example>"
    message["To"] = "koncepce@mesto.example"
    message["Date"] = "Mon, 02 Mar 2026 08:00:00 +0100"
    message["Subject"] = subject
    message.set_content(text, charset=charset)
    return message.as_bytes()
