"""Pages of sessions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from focus_groups.views.pages import InSession


class SessionDetailView(InSession):
    """One session."""

    permission = "focus_groups.view_session"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        return render(
            request,
            "focus_groups/session_detail.html",
            {"session": self.session, "breadcrumbs": self.crumbs()},
        )
