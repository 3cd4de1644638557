"""Public addresses of focus groups."""

from django.urls import path

from focus_groups.views import series, sessions

app_name = "focus_groups"

SERIES = "fokusni-skupiny/<slug:series>/"
SESSION = f"{SERIES}<int:number>/"

urlpatterns = [
    path("fokusni-skupiny/", series.SeriesListView.as_view(), name="series-list"),
    path(SERIES, series.SeriesDetailView.as_view(), name="series-detail"),
    path(SESSION, sessions.SessionDetailView.as_view(), name="session-detail"),
]
