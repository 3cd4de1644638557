"""Addresses of the desk of comments, below the administration."""

from django.urls import path

from consultations.desk import (
    imports,
    intake_urls,
    issued,
    lost_changes,
    moderation,
    package,
    placing_urls,
    reporting,
    round_editing,
    rounds,
    settling_urls,
)

app_name = "consultations_desk"

ROUND = "kola/<int:round_pk>/"

urlpatterns = [
    path("kola/", rounds.RoundListView.as_view(), name="round-list"),
    path("kola/nove/", round_editing.RoundCreateView.as_view(), name="round-create"),
    path(ROUND, rounds.RoundDetailView.as_view(), name="round-detail"),
    path(f"{ROUND}upravit/", round_editing.RoundEditView.as_view(), name="round-edit"),
    path(f"{ROUND}subjekty/", round_editing.RoundBodiesView.as_view(), name="round-bodies"),
    path(f"{ROUND}krok/<slug:act>/", rounds.RoundActView.as_view(), name="round-act"),
    path(f"{ROUND}pripomenout/", rounds.RemindView.as_view(), name="round-remind"),
    path(f"{ROUND}pecet/", rounds.RoundSealView.as_view(), name="round-seal"),
    *settling_urls.patterns,
    *issued.urlpatterns,
    *intake_urls.urlpatterns,
    *imports.urlpatterns,
    *moderation.urlpatterns,
    *reporting.urlpatterns,
    *placing_urls.urlpatterns,
    *lost_changes.urlpatterns,
    *package.urlpatterns,
]
