"""Files of a version for download: which there are and how one is made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from concept.exports.labels import labels
from core import exports

SCHEMA_FILE = Path(__file__).with_name("version.schema.json")


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: media type, ending, writer run in a child process ("" for plain JSON)."""

    mime: str
    extension: str
    writer: str = ""


FORMATS = {
    "pdf": Format("application/pdf", "pdf", "concept.exports.pdf:write"),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        "concept.exports.docx:write",
    ),
    "html": Format("text/html; charset=utf-8", "html", "concept.exports.html:write"),
    "json": Format("application/json", "json"),
}


def make(
    file_format: str, version: Mapping[str, Any], assets: Mapping[str, bytes], *, language: str
) -> bytes:
    """Return the file of a version in one of FORMATS, its fixed words in ``language``.

    ``version`` is the version JSON (version.schema.json), ``assets`` maps digest -> bytes.
    The same input gives the same bytes. Raises core.exports.ExportProblem with a message for
    people, core.exports.ExportFailed, or KeyError for an unknown format.
    """
    writer = FORMATS[file_format].writer
    if not writer:
        return json.dumps(version, ensure_ascii=False, indent=1).encode() + b"\n"
    return exports.run(writer, {"version": version, "labels": labels(language)}, files=assets)


@cache
def generator(file_format: str) -> str:
    """Return what made a file, as a key of cached ones: it changes with our code and the programs.

    Translations are not in it: files made before a catalogue changed keep their words.
    """
    digest = sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".typ", ".css", ".json"):
            digest.update(path.name.encode() + path.read_bytes())
    programs = {"pdf": "typst", "docx": "pypandoc-binary"}
    program = programs.get(file_format)
    made_with = f"{program} {installed(program)}" if program else "osnova"
    return f"{made_with}, {digest.hexdigest()[:16]}"
