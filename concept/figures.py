"""Figures that stand in a text: asked of their source while a freeze is prepared, and for previews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import extension
from core.extension import SourcedTable, SourceUnresolved


@dataclass(frozen=True, slots=True)
class Figures:
    """What a block of figures shows. ``label`` names the kind of source in the language of the document."""

    kind: str
    label: str
    reference: str
    table: SourcedTable


def kinds_of_figures() -> list[tuple[str, str]]:
    """Kinds of sources an editor may choose, each with what is written to name one of it."""
    return [
        (source.kind, f"{source.label} ({source.reference_help})")
        for source in extension.freeze_sources()
    ]


def find_figures(block: Mapping[str, Any], language: str) -> Figures:
    """What a block of figures (its stored value) shows, in the words of the document's language.

    Raises SourceUnresolved with a sentence for the editor.
    """
    with translation.override(language):
        reference = " ".join(str(block.get("reference") or "").split())
        source = extension.freeze_source(str(block.get("kind") or ""))
        if source is None or not reference:
            raise SourceUnresolved(_("It is not said which figures to show."))
        if not block.get("as_of"):
            raise SourceUnresolved(_("It is not said as of which day."))
        as_of = date.fromisoformat(str(block["as_of"])[:10])
        if as_of > timezone.localdate():
            raise SourceUnresolved(_("The day is yet to come."))
        table = source.resolve(reference, as_of)
        return Figures(source.kind, str(source.label), reference, table)
