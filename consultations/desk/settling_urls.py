"""Addresses of the settlement desk, a part of those of the desk of comments."""

from django.urls import path

from consultations.desk import bulk, clusters, settling, wordings

ROUND = "kola/<int:round_pk>/vyporadani/"
COMMENT = "vyporadani/<slug:reference>/"

patterns = [
    path(ROUND, settling.QueueView.as_view(), name="settlement-list"),
    path(f"{ROUND}zacit/", settling.SettlementJumpView.as_view(), name="settlement-jump"),
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
    path(COMMENT, settling.SettlementView.as_view(), name="settlement-detail"),
    path(f"{COMMENT}<slug:act>/", settling.ActView.as_view(), name="settlement-act"),
]
