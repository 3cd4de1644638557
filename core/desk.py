"""The frame of our screens in the administration: who may know of them, the trail above them, and a plain refusal."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.permissions import allowed
from core.views import AllowedMixin


class DeskPage(AllowedMixin, WagtailAdminTemplateMixin):
    """A screen of a desk: ``permission_to_know`` guards the desk, ``permission`` the screen.

    ``desk`` is the first screen: {"url", "label"} (both may be lazy). Templates extend ``layouts/desk.html``.
    ``help_path``: address of the page of help about the screen, without a language.
    """

    desk: Mapping[str, Any]
    help_path = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            # Wagtail would answer with a redirect to its front page.
            return render(request, "layouts/desk_forbidden.html", {"desk": self.desk}, status=403)

    def trail(self) -> list[tuple[str, str]]:
        """Addresses and names between the desk and this screen."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        here = {"url": "", "label": self.get_page_title()}
        trail = [{"url": url, "label": label} for url, label in self.trail()]
        above = [] if self.request.path == self.desk["url"] else [self.desk]
        return [*self.breadcrumbs_items, *above, *trail, here]

    def may(self, name: str, obj: Any = None) -> bool:
        """Whether this person may do what the permission names."""
        return allowed(self.request.user, name, obj)

    def ask(self, name: str, obj: Any = None) -> None:
        """Refuse (403) whoever may not do what the permission names; for acts on a screen others may read."""
        if not self.may(name, obj):
            raise PermissionDenied
