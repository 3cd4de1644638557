"""Public addresses of consultations. Fixed words below ``/konzultace/`` come before the rounds."""

from django.urls import path

from consultations.views import publication, rounds

app_name = "consultations"

ROUND = "konzultace/<slug:round>/"

urlpatterns = [
    path("konzultace/", rounds.round_list, name="round-list"),
    path(ROUND, rounds.round_detail, name="round-detail"),
    path(f"{ROUND}vyporadani/", publication.settlement_table, name="settlement-table"),
    path("pripominky/<slug:reference>/", publication.comment_detail, name="comment-detail"),
]
