"""Addresses of what came in by other channels, a part of those of the desk of comments."""

from django.urls import path

from consultations.desk.intake import (
    OriginalFileView,
    StatementDetailView,
    StatementEnterView,
    StatementListView,
)
from consultations.desk.intake_acts import (
    PointDeleteView,
    StatementCheckView,
    StatementDuplicateView,
    StatementEmptyView,
    StatementFinishView,
    StatementMandateView,
    StatementReceiptView,
    StatementWithdrawView,
)
from consultations.desk.intake_points import PointWriteView

ROUND = "kola/<int:round_pk>/podani/"
STATEMENT = "podani/<int:pk>/"
urlpatterns = [
    path(ROUND, StatementListView.as_view(), name="statement-list"),
    path(f"{ROUND}zapsat/", StatementEnterView.as_view(), name="statement-enter"),
    path(STATEMENT, StatementDetailView.as_view(), name="statement-detail"),
    path(f"{STATEMENT}body/", PointWriteView.as_view(), name="point-write"),
    path(f"{STATEMENT}body/<int:point_pk>/", PointWriteView.as_view(), name="point-edit"),
    path(f"{STATEMENT}body/<int:point_pk>/smazat/", PointDeleteView.as_view(), name="point-delete"),
    path(f"{STATEMENT}dokoncit/", StatementFinishView.as_view(), name="statement-finish"),
    path(f"{STATEMENT}bez-pripominek/", StatementEmptyView.as_view(), name="statement-empty"),
    path(f"{STATEMENT}zkontrolovano/", StatementCheckView.as_view(), name="statement-check"),
    path(f"{STATEMENT}povereni/", StatementMandateView.as_view(), name="statement-mandate"),
    path(f"{STATEMENT}opakuje/", StatementDuplicateView.as_view(), name="statement-duplicate"),
    path(f"{STATEMENT}zpet/", StatementWithdrawView.as_view(), name="statement-withdraw"),
    path(f"{STATEMENT}potvrzeni/", StatementReceiptView.as_view(), name="statement-receipt"),
    path(f"{STATEMENT}soubor/<int:file_pk>/", OriginalFileView.as_view(), name="statement-file"),
]
