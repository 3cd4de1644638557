"""Concept: documents, sections, frozen versions, passages and what shaped them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConceptConfig(AppConfig):
    """The text kernel."""

    name = "concept"
    verbose_name = _("Concept")
