"""What the renderer and the preflight find in live text: codes, and their words in the language of whoever reads.

A finding is stored as its code and parameters, since a job finds it and people of two languages read it.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MESSAGES = {
    # links and footnotes inside rich text
    "broken_link": _("A link leads nowhere: link to a section, a document, a file or the web."),
    "page_link": _(
        "A link leads to an ordinary page, which may change or vanish while versions stay: it will "
        "be left out. Link to a section, a document or a file, or write a web address."
    ),
    "unknown_footnote": _("A mark refers to a footnote that does not exist."),
    "unused_footnote": _("No mark in the text refers to this footnote."),
    # files and images
    "missing_file": _("A linked file does not exist any more."),
    "unreadable_file": _("An image or file cannot be read: upload it again."),
    "unreadable_logo": _("A logo of the project cannot be read: upload it again."),
    "missing_image": _("The image does not exist any more."),
    "no_image": _("No image is chosen."),
    "missing_alternative_text": _("An image has no alternative text."),
    # blocks
    "empty_block": _("A block is empty: fill it in, or delete it."),
    "incomplete_measure": _("A measure needs a code and a title."),
    "unresolved_figures": _("There are no figures to be shown in a block."),
    "missing_caption": _("A table has no caption."),
    "skipped_level": _("The heading “%(heading)s” skips a level."),
    # sections and the document
    "not_released": _(
        "“%(section)s” has not been released: it will be left out with its subsections."
    ),
    "empty": _("The document has no released section."),
    "draft_newer": _("“%(section)s” has a draft newer than the released text."),
    "open_review": _("“%(section)s” is still under review."),
    "code_twice": ngettext_lazy(
        "The code %(code)s is used by %(count)s section.",
        "The code %(code)s is used by %(count)s sections.",
        "count",
    ),
    # passages
    "doubled_id": _("A footnote or passage is there twice with the same id."),
    "redacted": _("A passage holds words that were removed from earlier versions."),
}


def message(code: str, params: Mapping[str, Any]) -> str:
    """Return what an editor is told, in the active language.

    ``params`` fill the placeholders of the code's sentence; "detail" is added in parentheses: words
    of the text itself, which need no translation.
    """
    words = str(MESSAGES[code] % params)
    detail = params.get("detail")
    return f"{words} ({detail})" if detail else words
