"""What working groups add to pages of frozen text: themes of their outputs that lead to the section being read."""

from typing import Any

from django.template.loader import render_to_string

from concept.models import Version
from core.extension import ReadingTools, add_reading_tools
from working_groups.queries.outputs import themes_leading_to


def register() -> None:
    """Called from ``AppConfig.ready``."""
    add_reading_tools("themes of working groups", offer)


def offer(reader: Any, _version: Version, section: Any = None) -> ReadingTools:
    """Below a section the themes that lead to it, as far as the reader may know of them: one query.

    For whoever is signed in: a page for visitors asks the database for its text only. They find themes at the output.
    """
    themes = []
    if section is not None and reader.is_authenticated:
        themes = themes_leading_to(section.uid, reader)
    if not themes:
        return ReadingTools()
    context = {"themes": themes}
    return ReadingTools(section=render_to_string("working_groups/_reading_themes.html", context))
