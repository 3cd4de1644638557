"""Pages of series: which there are, and one of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from focus_groups.queries.series import series_known_to
from focus_groups.views.pages import InSeries


class SeriesListView(View):
    """The series a person may know of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        return render(
            request, "focus_groups/series_list.html", {"series_list": series_known_to(request.user)}
        )


class SeriesDetailView(InSeries):
    """One series."""

    permission = "focus_groups.view_series"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        return render(
            request,
            "focus_groups/series_detail.html",
            {"series": self.series, "breadcrumbs": self.crumbs()},
        )
