"""Public addresses of focus groups."""

from django.urls import path

from focus_groups.views import entry, series, sessions, sync

app_name = "focus_groups"

SERIES = "fokusni-skupiny/<slug:series>/"
SESSION = f"{SERIES}<int:number>/"

urlpatterns = [
    path("fokusni-skupiny/", series.SeriesListView.as_view(), name="series-list"),
    path("fokusni-skupiny/zapis/ucet/", sync.account, name="entry-account"),
    path("fokusni-skupiny/zapis/odeslat/", sync.receive, name="entry-receive"),
    path(SERIES, series.SeriesDetailView.as_view(), name="series-detail"),
    path(f"{SERIES}balik/", sync.PackView.as_view(), name="entry-pack"),
    path(f"{SERIES}dovoz/", sync.ImportView.as_view(), name="entry-import"),
    path(f"{SERIES}obnova/", sync.RecoveryView.as_view(), name="recovery-key"),
    path(SESSION, sessions.SessionDetailView.as_view(), name="session-detail"),
    path(f"{SESSION}zapis/", entry.StatementWriteView.as_view(), name="statement-write"),
    path(f"{SESSION}zapis/<uuid:uid>/", entry.StatementEditView.as_view(), name="statement-edit"),
    path(f"{SESSION}prepis/", entry.StatementTranscribeView.as_view(), name="statement-transcribe"),
    path(f"{SESSION}tiskopis/", entry.StatementBlankView.as_view(), name="statement-blank"),
]
