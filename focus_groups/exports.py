"""Files for other programs: the codebook as REFI-QDA (``.qdc``)."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from django.conf import settings

from focus_groups.queries.codes import CodeRow

NAMESPACE = "urn:QDA-XML:codebook:1.0"
LABELS = ("", "+ ", "− ")  # what it means, what belongs to it, what does not


def codebook_qdc(rows: Sequence[CodeRow]) -> bytes:
    """The codebook as an exchange file of the REFI-QDA standard 1.0 (qdasoftware.org), without a word anybody said.

    ``rows``: in the order of the tree, each behind the one it stands below. The standard knows one description of a
    code; what belongs to it and what does not stand in it on lines of their own.
    """
    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": "Osnova"})
    above: list[ET.Element] = [ET.SubElement(root, "Codes")]
    for row in rows:
        del above[row.depth + 1 :]
        code = row.code
        element = ET.SubElement(
            above[-1],
            "Code",
            {"guid": str(_guid(code.slug)), "name": code.name, "isCodable": "true"},
        )
        notes = zip(LABELS, (code.definition, code.include, code.exclude), strict=True)
        if text := "\n".join(f"{label}{note}" for label, note in notes if note):
            ET.SubElement(element, "Description").text = text
        above.append(element)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _guid(slug: str) -> uuid.UUID:
    """The same for a code in every export, since its address never changes."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.BASE_URL}/kody/{slug}")
