"""Addresses of the desk of versions, below the administration."""

from django.urls import path

from concept.versions_desk import views

app_name = "versions_desk"

DOCUMENT = "versions/document/<int:document_pk>/"
VERSION = "versions/<int:version_pk>/"

urlpatterns = [
    path("versions/", views.DocumentListView.as_view(), name="document-list"),
    path(DOCUMENT, views.PlanDetailView.as_view(), name="plan-detail"),
    path(f"{DOCUMENT}start/", views.PlanStartView.as_view(), name="plan-start"),
    path(f"{DOCUMENT}release/", views.SectionReleaseView.as_view(), name="section-release"),
    path(f"{DOCUMENT}changes/", views.PlanChangesView.as_view(), name="plan-changes"),
    path(f"{DOCUMENT}lineage/", views.LineageAnswerView.as_view(), name="lineage-answer"),
    path(f"{DOCUMENT}lineage/all/", views.LineageConfirmView.as_view(), name="lineage-confirm"),
    path(f"{DOCUMENT}seal/", views.VersionSealView.as_view(), name="version-seal"),
    path(VERSION, views.VersionDetailView.as_view(), name="version-detail"),
    path(f"{VERSION}approval/", views.ApprovalView.as_view(), name="version-approve"),
    path(f"{VERSION}proposal/", views.ProposalView.as_view(), name="version-propose"),
    path(f"{VERSION}agreement/", views.AgreementView.as_view(), name="version-agree"),
    path(f"{VERSION}withdrawal/", views.WithdrawalView.as_view(), name="version-withdraw"),
    path(f"{VERSION}access/", views.AccessView.as_view(), name="version-access"),
    path(f"{VERSION}lineage/", views.CorrectionSearchView.as_view(), name="correction-search"),
    path(
        f"{VERSION}lineage/<uuid:passage_uid>/",
        views.CorrectionView.as_view(),
        name="lineage-correct",
    ),
    path(f"{VERSION}redaction/", views.RedactionSearchView.as_view(), name="redaction-search"),
    path(
        f"{VERSION}redaction/<slug:digest>/", views.RedactionView.as_view(), name="passage-redact"
    ),
]
