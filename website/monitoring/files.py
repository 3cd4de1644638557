"""Files of a report to the funder: the docx with the words of the data, the zip with its annexes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from concept.actions import demo_notice
from concept.digests import canonical_json
from concept.models import ProjectPage
from core import exports
from website.monitoring import annexes, telling

WRITER = "website.monitoring.writing:write_docx"
NAME = "podklad"


def docx(
    data: Mapping[str, Any], project: ProjectPage, *, on: date, digest: str, corrects: str
) -> bytes:
    """The report in the language of the city; the same data, day and logos, the same bytes. Two queries.

    Raises core.exports.ExportFailed.
    """
    files: dict[str, bytes] = {}
    with override(settings.LANGUAGE_CODE):
        told = describe(data, on=on, digest=digest, corrects=corrects)
        for logo in project.logos.select_related("image"):
            asset = f"logo-{logo.pk}"
            with suppress(OSError), logo.image.open_file() as file:  # a lost file holds up no paper
                files[asset] = file.read()
                told["logos"].append({"asset": asset, "alt": logo.alt})
        return exports.run(WRITER, told, files=files)


def describe(
    data: Mapping[str, Any], *, on: date, digest: str, corrects: str = ""
) -> dict[str, Any]:
    """The report as plain data for its writer; links are whole addresses."""
    parts = telling.parts_of(data)
    for part in parts:
        for table in part["tables"]:
            for row in table["rows"]:
                for cell in row:
                    if cell["path"]:
                        cell["path"] = settings.BASE_URL + cell["path"]
    if data["files"]:
        parts.append(_annexes(data["files"], data["failed"]))
    return {
        "language": settings.LANGUAGE_CODE,
        "title": telling.title_of(data),
        "subtitle": telling.days_of(data["period"]),
        "notice": demo_notice() if data["project"]["is_demo"] else "",
        "corrects": _("This one corrects a former one: %(what)s") % {"what": corrects}
        if corrects
        else "",
        "day": on.isoformat(),
        "footer": f"{settings.WAGTAIL_SITE_NAME}, {data['period']['reference']}",
        "facts": telling.facts_of(data),
        "parts": parts,
        "publicity": data["project"]["publicity"],
        "logos": [],
        "digest": _("Digital fingerprint of the data (SHA-256): %(digest)s") % {"digest": digest},
        "words": {
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
        },
    }


def _annexes(files: list[dict[str, Any]], failed: list[str]) -> dict[str, Any]:
    cell = {"path": ""}
    texts = [_("They are in the archive, with their fingerprints in the file SHA256SUMS.")]
    if failed:
        texts.append(_("These files could not be made: %(names)s.") % {"names": ", ".join(failed)})
    heading = _("Annexes")
    return {
        "level": 1,
        "anchor": "prilohy",
        "heading": heading,
        "texts": texts,
        "tables": [
            {
                "caption": heading,
                "columns": [[_("File"), 60], [pgettext("of a file", "SHA-256, beginning"), 40]],
                "rows": [
                    [cell | {"text": row["name"]}, cell | {"text": row["sha256"][:16]}]
                    for row in files
                ],
            }
        ],
    }


def archive(
    data: Mapping[str, Any], report: bytes, made: Mapping[str, bytes], *, on: date
) -> bytes:
    """The zip: the report, its data and the annexes."""
    inside = {f"{NAME}.docx": report, f"{NAME}.json": canonical_json(data), **made}
    return annexes.archive(inside, (on.year, on.month, on.day))
