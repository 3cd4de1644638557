"""Concept: documents, sections, frozen versions, passages and what shaped them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConceptConfig(AppConfig):
    """The text kernel."""

    name = "concept"
    verbose_name = _("Concept")

    def ready(self) -> None:
        from concept import erasing, review, rules, tasks  # noqa: F401  they register themselves
        from people import groups
        from people.enums import Role

        erasing.register()
        review.connect()
        for name in ("add", "change", "delete", "view"):
            groups.permit(Role.EDITOR, f"concept.{name}_glossaryterm")
