"""Papers for the approval of a version, to be read on the screen and printed."""

from typing import Any

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from concept import reading
from consultations.desk.placing import VersionPage, progress_of
from consultations.queries.approval import read_package


class PackageView(VersionPage, TemplateView):
    """Text and digest, what changed, what came of the comments, what was lost and why, what is in dispute."""

    template_name = "consultations/desk/approval_package.html"

    def get_page_title(self) -> str:
        return _("Papers for the approval of version %(label)s") % {"label": self.version.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            package=read_package(self.version, self.request.user),
            progress=progress_of(self.version),
            may_decide=self.may("consultations.place_comment"),
            may_approve=self.may("concept.record_step"),
            text_url=self.request.build_absolute_uri(reading.version_base(self.version)),
            approve_url=reverse("versions_desk:version-detail", args=[self.version.pk])
            + "#act-approve",
            now=timezone.now(),
            **kwargs,
        )


urlpatterns = [
    path("podklady/<int:version_pk>/", PackageView.as_view(), name="approval-package"),
]
