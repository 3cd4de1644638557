"""Addresses of the desk of versions, below the administration."""

from django.urls import path

from concept.versions_desk import views

app_name = "versions_desk"

DOCUMENT = "verze/dokument/<int:document_pk>/"
VERSION = "verze/<int:version_pk>/"

urlpatterns = [
    path("verze/", views.DocumentListView.as_view(), name="document-list"),
    path(DOCUMENT, views.PlanDetailView.as_view(), name="plan-detail"),
    path(f"{DOCUMENT}pripravit/", views.PlanStartView.as_view(), name="plan-start"),
    path(f"{DOCUMENT}uvolnit/", views.SectionReleaseView.as_view(), name="section-release"),
    path(f"{DOCUMENT}zmeny/", views.PlanChangesView.as_view(), name="plan-changes"),
    path(f"{DOCUMENT}puvod/", views.LineageAnswerView.as_view(), name="lineage-answer"),
    path(f"{DOCUMENT}puvod/potvrdit/", views.LineageConfirmView.as_view(), name="lineage-confirm"),
    path(f"{DOCUMENT}uzavrit/", views.VersionSealView.as_view(), name="version-seal"),
    path(VERSION, views.VersionDetailView.as_view(), name="version-detail"),
    path(f"{VERSION}schvaleni/", views.ApprovalView.as_view(), name="version-approve"),
    path(f"{VERSION}navrh/", views.ProposalView.as_view(), name="version-propose"),
    path(f"{VERSION}souhlas/", views.AgreementView.as_view(), name="version-agree"),
    path(f"{VERSION}stazeni/", views.WithdrawalView.as_view(), name="version-withdraw"),
    path(f"{VERSION}cteni/", views.AccessView.as_view(), name="version-access"),
    path(f"{VERSION}puvod/", views.CorrectionSearchView.as_view(), name="correction-search"),
    path(
        f"{VERSION}puvod/<uuid:passage_uid>/",
        views.CorrectionView.as_view(),
        name="lineage-correct",
    ),
    path(f"{VERSION}odstranit/", views.RedactionSearchView.as_view(), name="redaction-search"),
    path(
        f"{VERSION}odstranit/<slug:digest>/", views.RedactionView.as_view(), name="passage-redact"
    ),
]
