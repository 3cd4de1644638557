"""Concept: documents, sections, frozen versions, passages and what shaped them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConceptConfig(AppConfig):
    """The text kernel."""

    name = "concept"
    verbose_name = _("Concept")

    def ready(self) -> None:
        from concept import erasing, rules, tasks  # noqa: F401  they register themselves

        erasing.register()
