"""Addresses of the settlement desk, a part of those of the desk of comments."""

from django.urls import path

from consultations.desk import (
    answers,
    bulk,
    clusters,
    departments,
    meetings,
    settlement_queue,
    settling,
    settling_acts,
    wordings,
)

ROUND = "kola/<int:round_pk>/vyporadani/"
COMMENT = "vyporadani/<slug:reference>/"

patterns = [
    path(ROUND, settlement_queue.QueueView.as_view(), name="settlement-list"),
    path(f"{ROUND}zacit/", settlement_queue.SettlementJumpView.as_view(), name="settlement-jump"),
    path(f"{ROUND}hromadne/", bulk.PrepareView.as_view(), name="bulk-prepare"),
    path(
        f"{ROUND}hromadne/<int:step_pk>/",
        bulk.StepView.as_view(),
        name="bulk-detail",
    ),
    path(f"{ROUND}shodne/", clusters.ClusterListView.as_view(), name="cluster-list"),
    path(
        f"{ROUND}shodne/hledat/",
        clusters.SearchView.as_view(),
        name="cluster-search",
    ),
    path(
        f"{ROUND}shodne/<int:suggestion_pk>/",
        clusters.DecideView.as_view(),
        name="cluster-decide",
    ),
    path(f"{ROUND}zneni/", wordings.WordingListView.as_view(), name="wording-list"),
    path(
        f"{ROUND}zneni/<int:version_pk>/<uuid:passage_uid>/",
        wordings.WordingView.as_view(),
        name="wording-detail",
    ),
    path(f"{ROUND}gestori/", departments.DepartmentListView.as_view(), name="department-list"),
    path(f"{ROUND}gestori/tabulky/", departments.SheetView.as_view(), name="department-sheets"),
    path(
        f"{ROUND}gestori/<int:department_pk>/",
        departments.SheetView.as_view(),
        name="department-sheet",
    ),
    path(
        f"{ROUND}gestori/import/<int:import_pk>/",
        departments.SheetImportView.as_view(),
        name="sheet-import",
    ),
    path(f"{ROUND}jednani/", meetings.MeetingView.as_view(), name="meeting"),
    path(
        f"{ROUND}jednani/podklad/<slug:kind>/", meetings.PaperView.as_view(), name="meeting-paper"
    ),
    path("odpovedi/", answers.AnswerListView.as_view(), name="answer-list"),
    path("odpovedi/nova/", answers.AnswerCreateView.as_view(), name="answer-create"),
    path("odpovedi/<int:answer_pk>/", answers.AnswerDetailView.as_view(), name="answer-detail"),
    path(
        "odpovedi/<int:answer_pk>/nabizet/", answers.AnswerOfferView.as_view(), name="answer-offer"
    ),
    path("temata/", answers.ThemeListView.as_view(), name="theme-list"),
    path("temata/<int:theme_pk>/", answers.ThemeEditView.as_view(), name="theme-edit"),
    path("vyporadani/napoveda/", settling.HelpView.as_view(), name="settling-help"),
    path(COMMENT, settling.SettlementView.as_view(), name="settlement-detail"),
    path(f"{COMMENT}<slug:act>/", settling_acts.ActView.as_view(), name="settlement-act"),
]
