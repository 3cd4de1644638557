"""Addresses of the desk of comments, below the administration."""

from django.urls import path

from consultations.desk import rounds

app_name = "consultations_desk"

ROUND = "kola/<int:round_pk>/"

urlpatterns = [
    path("kola/", rounds.RoundListView.as_view(), name="round-list"),
    path(ROUND, rounds.RoundDetailView.as_view(), name="round-detail"),
]
