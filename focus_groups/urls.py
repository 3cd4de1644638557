"""Public addresses of focus groups."""

from django.urls import path

from focus_groups.views import entry, series, sessions

app_name = "focus_groups"

SERIES = "fokusni-skupiny/<slug:series>/"
SESSION = f"{SERIES}<int:number>/"

urlpatterns = [
    path("fokusni-skupiny/", series.SeriesListView.as_view(), name="series-list"),
    path(SERIES, series.SeriesDetailView.as_view(), name="series-detail"),
    path(SESSION, sessions.SessionDetailView.as_view(), name="session-detail"),
    path(f"{SESSION}zapis/", entry.StatementWriteView.as_view(), name="statement-write"),
    path(f"{SESSION}zapis/<uuid:uid>/", entry.StatementEditView.as_view(), name="statement-edit"),
    path(f"{SESSION}prepis/", entry.StatementTranscribeView.as_view(), name="statement-transcribe"),
    path(f"{SESSION}tiskopis/", entry.StatementBlankView.as_view(), name="statement-blank"),
]
