"""Facilitators, participants and what they consented to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FacilitatorRole(models.TextChoices):
    """What somebody does in a series."""

    LEAD = "lead", _("Lead facilitator")
    FACILITATOR = "facilitator", pgettext_lazy("series", "Facilitator")
    NOTE_TAKER = "note_taker", _("Note-taker")


class Need(models.TextChoices):
    """What a participant needs to take part, in coarse words."""

    INTERPRETER = "interpreter", _("An interpreter")
    LITERACY = "literacy", _("Help with reading and writing")
    CHILD_CARE = "child_care", _("Child care during the session")
    ACCESS = "access", _("A place without barriers")


class ConsentForm(models.TextChoices):
    """How a participant consented."""

    WRITTEN = "written", pgettext_lazy("consent", "In writing")
    ORAL_WITNESSED = "oral_witnessed", pgettext_lazy("consent", "Aloud, before a witness")
    PICTOGRAM = "pictogram", pgettext_lazy("consent", "With the picture sheet")


class ConsentScope(models.TextChoices):
    """What a participant consented to. Each is given, and may be taken back, on its own."""

    NOTES = "notes", pgettext_lazy("consent", "Notes of what they say")
    RECORDING = "recording", pgettext_lazy("consent", "A recording")
    PARAPHRASE = "paraphrase", pgettext_lazy("consent", "Saying it in other words")
    VERBATIM_QUOTE = "verbatim_quote", pgettext_lazy("consent", "Quoting their own words")
    PUBLICATION = "publication", pgettext_lazy("consent", "Publication")
    FURTHER_USE = "further_use", pgettext_lazy("consent", "Further use after the report")
