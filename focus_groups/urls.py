"""Public addresses of focus groups."""

from django.urls import path

from focus_groups.analysis_urls import urlpatterns as analysis
from focus_groups.views import (
    checks,
    circle,
    consents,
    entry,
    guides,
    merging,
    people,
    prints,
    reports,
    series,
    sessions,
    shell,
    sync,
)

app_name = "focus_groups"

SERIES = "fokusni-skupiny/<slug:series>/"
REPORT = f"{SERIES}zprava/"
SESSION = f"{SERIES}<int:number>/"
PERSON = f"{SERIES}lide/<uuid:uid>/"

urlpatterns = [
    path("fokusni-skupiny/", series.SeriesListView.as_view(), name="series-list"),
    path("fokusni-skupiny/zapis/", shell.shell, name="entry-shell"),
    path("fokusni-skupiny/zapis/sw.js", shell.worker, name="entry-worker"),
    path("fokusni-skupiny/zapis/ucet/", sync.account, name="entry-account"),
    path("fokusni-skupiny/zapis/odeslat/", sync.receive, name="entry-receive"),
    # before the series, which would take its name for theirs
    path("fokusni-skupiny/nova/", series.SeriesNewView.as_view(), name="series-new"),
    path(SERIES, series.SeriesDetailView.as_view(), name="series-detail"),
    path(f"{SERIES}balik/", sync.PackView.as_view(), name="entry-pack"),
    path(f"{SERIES}dovoz/", sync.ImportView.as_view(), name="entry-import"),
    path(f"{SERIES}obnova/", sync.RecoveryView.as_view(), name="recovery-key"),
    path(f"{SERIES}upravit/", series.SeriesEditView.as_view(), name="series-edit"),
    path(f"{SERIES}stav/", series.SeriesMoveView.as_view(), name="series-move"),
    path(f"{SERIES}facilitatori/", circle.FacilitatorListView.as_view(), name="facilitator-list"),
    path(
        f"{SERIES}facilitatori/<int:pk>/konec/",
        circle.FacilitatorEndView.as_view(),
        name="facilitator-end",
    ),
    path(f"{SERIES}pristupy/", circle.ReadsView.as_view(), name="read-list"),
    path(f"{SERIES}lide/", people.ParticipantListView.as_view(), name="participant-list"),
    path(
        f"{SERIES}lide/z-papiru/",
        people.ParticipantTranscribeView.as_view(),
        name="participant-transcribe",
    ),
    path(PERSON, people.ParticipantDetailView.as_view(), name="participant-detail"),
    path(f"{PERSON}upravit/", people.ParticipantEditView.as_view(), name="participant-edit"),
    path(f"{PERSON}souhlas/", consents.ConsentNewView.as_view(), name="consent-new"),
    path(
        f"{PERSON}souhlas/<uuid:consent>/omezit/",
        consents.ConsentLimitView.as_view(),
        name="consent-limit",
    ),
    path(f"{SERIES}pouceni/nove/", guides.SheetNewView.as_view(), name="sheet-new"),
    path(f"{SERIES}pouceni/<int:edition>/", guides.SheetDetailView.as_view(), name="sheet-detail"),
    path(f"{SERIES}scenare/novy/", guides.GuideNewView.as_view(), name="guide-new"),
    path(f"{SERIES}scenare/<int:edition>/", guides.GuideDetailView.as_view(), name="guide-detail"),
    path(f"{SERIES}setkani/nove/", sessions.SessionNewView.as_view(), name="session-new"),
    path(SESSION, sessions.SessionDetailView.as_view(), name="session-detail"),
    path(f"{SESSION}zapis/", entry.StatementWriteView.as_view(), name="statement-write"),
    path(f"{SESSION}zapis/<uuid:uid>/", entry.StatementEditView.as_view(), name="statement-edit"),
    path(f"{SESSION}prepis/", entry.StatementTranscribeView.as_view(), name="statement-transcribe"),
    path(f"{SESSION}shodne/", merging.StatementMergeView.as_view(), name="statement-merge"),
    path(f"{SESSION}tiskopis/", entry.StatementBlankView.as_view(), name="statement-blank"),
    path(f"{SESSION}upravit/", sessions.SessionEditView.as_view(), name="session-edit"),
    path(f"{SESSION}stav/", sessions.SessionMoveView.as_view(), name="session-move"),
    path(f"{SESSION}ucast/", sessions.AttendanceView.as_view(), name="session-attendance"),
    path(f"{SESSION}ucast/tisk/", prints.AttendanceSheetView.as_view(), name="attendance-sheet"),
    path(f"{SESSION}poznamky/", sessions.NotesView.as_view(), name="session-notes"),
    path(f"{SESSION}nahravka/", sessions.RecordingDeletedView.as_view(), name="session-recording"),
    path(f"{SESSION}verejne/", sessions.SessionShowView.as_view(), name="session-show"),
    *analysis,
    path(f"{SERIES}kontrola/", checks.CheckListView.as_view(), name="check-list"),
    path(
        f"{SERIES}kontrola/<slug:kind>/<int:key>/", checks.CheckView.as_view(), name="check-detail"
    ),
    path(
        f"{SERIES}kontrola/<slug:kind>/<int:key>/zverejnit/",
        checks.PublishView.as_view(),
        name="text-publish",
    ),
    path(REPORT, reports.ReportView.as_view(), name="report"),
    path(f"{REPORT}sestavit/", reports.EditionNewView.as_view(), name="edition-new"),
    path(f"{REPORT}vydat-drive/", reports.EditionEarlyView.as_view(), name="edition-early"),
    path(f"{REPORT}citace/<int:finding>/", reports.FindingQuotesView.as_view(), name="quote-list"),
    path(
        f"{REPORT}citace/<int:finding>/<int:statement>/",
        reports.QuoteNewView.as_view(),
        name="quote-new",
    ),
    path(f"{REPORT}citace/<int:key>/upravit/", reports.QuoteEditView.as_view(), name="quote-edit"),
    path(
        f"{REPORT}citace/<int:key>/odebrat/", reports.QuoteRemoveView.as_view(), name="quote-remove"
    ),
]
