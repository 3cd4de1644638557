"""Kinds of pages that show what only the facilitators of a series may read."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Inside(models.TextChoices):
    """What was read, as the log of reads tells it: a kind of page, never whose."""

    SERIES = "series", pgettext_lazy("what was read", "the desk of the series")
    PEOPLE = "people", pgettext_lazy("what was read", "the list of participants")
    PARTICIPANT = "participant", pgettext_lazy("what was read", "the page of a participant")
    SESSION = "session", pgettext_lazy("what was read", "the page of a session")
    ATTENDANCE = "attendance", pgettext_lazy("what was read", "the attendance of a session")
    NOTES = "notes", pgettext_lazy("what was read", "field notes")
    PACK = "pack", pgettext_lazy("what was read", "what a device takes along")
    STATEMENTS = "statements", pgettext_lazy("what was read", "what was said")
    CODES = "codes", pgettext_lazy("what was read", "the codebook and what codes were put on")
    FINDINGS = "findings", pgettext_lazy("what was read", "statements behind findings")
