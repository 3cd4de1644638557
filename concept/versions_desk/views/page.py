"""Frames of the screens of the desk of versions."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.enums import PlanState
from concept.models import DocumentPage, FreezePlan, Version
from concept.versions_desk import queries as desk
from core import desk as core_desk

DESK = {
    "url": reverse_lazy("versions_desk:document-list"),
    "label": gettext_lazy("Versions"),
}


class DeskPage(core_desk.DeskPage):
    """Frame of the screens: staff may know of them, the rest is asked per screen."""

    permission_to_know = "concept.view_versions_desk"
    header_icon = "history"
    desk = DESK


class PlanPage(DeskPage):
    """Frame of the screens about the next version of one document."""

    permission = "concept.freeze_version"
    document: DocumentPage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.document = desk.document(kwargs["document_pk"])

    def plan_url(self) -> str:
        """The address of the plan's page."""
        return reverse("versions_desk:plan-detail", args=[self.document.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [(self.plan_url(), self.document.title)]

    def ready_plan(self) -> FreezePlan | None:
        """The open plan if it can be worked with."""
        plan = desk.open_plan(self.document)
        return plan if plan is not None and plan.state == PlanState.READY else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(document=self.document, **kwargs)


def typed_key(document: DocumentPage) -> str:
    """Where the session keeps what was typed while the plan was prepared again."""
    return f"versions_desk_seal_{document.pk}"


def number_in(text: str | None) -> int:
    """A number from a form, 0 for anything else."""
    return int(text) if text and text.isdigit() else 0


class VersionPage(DeskPage):
    """Frame of the screens about one version."""

    version: Version

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.version = desk.version(kwargs["version_pk"], request.user)

    def trail(self) -> list[tuple[str, str]]:
        document = self.version.document
        return [
            (reverse("versions_desk:plan-detail", args=[document.pk]), document.title),
            (self.version_url(), self.version_name()),
        ]

    def version_url(self) -> str:
        """The address of the version's page."""
        return reverse("versions_desk:version-detail", args=[self.version.pk])

    def version_name(self) -> str:
        """What the version is called."""
        return _("Version %(label)s") % {"label": self.version.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)
