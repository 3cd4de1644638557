"""Links of the demo's text by keys of sections, turned into links by page id. Pure."""

import re
from collections.abc import Mapping

from website.demo.content import ContentError

LINK = re.compile(r"<a\s+((?:document|section)=[^>]*)>")
ATTRIBUTE = re.compile(r'(document|section)="([^"]*)"')


def resolve_references(
    html: str,
    slug: str,
    sections: Mapping[tuple[str, str], int],
    documents: Mapping[str, int],
    place: str,
) -> str:
    """Replace ``<a section="KEY">`` and ``<a document="SLUG" section="KEY">``.

    ``sections`` maps (slug of the document, key of the section) to the id of its page. Raises ContentError for a
    document or a section that is not there.
    """

    def replace(match: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(match.group(1)))
        document = attributes.get("document", slug)
        if document not in documents:
            raise ContentError(f"{place}: link to the unknown document {document!r}")
        key = attributes.get("section")
        if key is None:
            return f'<a linktype="page" id="{documents[document]}">'
        if (document, key) not in sections:
            raise ContentError(f"{place}: link to the unknown section {document}/{key}")
        return f'<a linktype="page" id="{sections[document, key]}">'

    return LINK.sub(replace, html)
