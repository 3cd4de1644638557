"""Addresses of the desk of versions, below the administration."""

from django.urls import path

from concept.versions_desk.views import passages, plans, reviewing, sealing, versions, work

app_name = "versions_desk"

DOCUMENT = "verze/dokument/<int:document_pk>/"
VERSION = "verze/<int:version_pk>/"

urlpatterns = [
    path("verze/", plans.DocumentListView.as_view(), name="document-list"),
    path(DOCUMENT, plans.PlanDetailView.as_view(), name="plan-detail"),
    path(f"{DOCUMENT}pripravit/", plans.PlanStartView.as_view(), name="plan-start"),
    path(f"{DOCUMENT}uvolnit/", plans.SectionReleaseView.as_view(), name="section-release"),
    path(f"{DOCUMENT}zmeny/", plans.PlanChangesView.as_view(), name="plan-changes"),
    path(f"{DOCUMENT}puvod/", sealing.LineageAnswerView.as_view(), name="lineage-answer"),
    path(
        f"{DOCUMENT}puvod/potvrdit/", sealing.LineageConfirmView.as_view(), name="lineage-confirm"
    ),
    path(f"{DOCUMENT}uzavrit/", sealing.VersionSealView.as_view(), name="version-seal"),
    path(f"{DOCUMENT}nit/<slug:kind>/", work.WorkListView.as_view(), name="work-list"),
    path("verze/vazba/<int:influence_pk>/", work.LinkDecisionView.as_view(), name="link-decide"),
    path("verze/zdroj/<int:source_pk>/", work.SourceEditionView.as_view(), name="source-edition"),
    path(f"{VERSION}soubory/", work.IssuedFileListView.as_view(), name="issued-file-list"),
    path(
        f"{VERSION}vazba/<uuid:passage_uid>/",
        work.LinkProposalView.as_view(),
        name="link-propose",
    ),
    path("verze/opatreni/<int:measure_pk>/", work.MeasureEditView.as_view(), name="measure-edit"),
    path(VERSION, versions.VersionDetailView.as_view(), name="version-detail"),
    path(f"{VERSION}schvaleni/", versions.ApprovalView.as_view(), name="version-approve"),
    path(f"{VERSION}navrh/", versions.ProposalView.as_view(), name="version-propose"),
    path(f"{VERSION}souhlas/", versions.AgreementView.as_view(), name="version-agree"),
    path(
        f"{VERSION}zruseni/", versions.CancellationView.as_view(), name="version-cancel-publication"
    ),
    path(f"{VERSION}stazeni/", versions.WithdrawalView.as_view(), name="version-withdraw"),
    path(f"{VERSION}cteni/", versions.AccessView.as_view(), name="version-access"),
    path(f"{VERSION}zmeny/", reviewing.ChangeReviewView.as_view(), name="change-review"),
    path(f"{VERSION}puvod/", passages.CorrectionSearchView.as_view(), name="correction-search"),
    path(
        f"{VERSION}puvod/<uuid:passage_uid>/",
        passages.CorrectionView.as_view(),
        name="lineage-correct",
    ),
    path(f"{VERSION}odstranit/", passages.RedactionSearchView.as_view(), name="redaction-search"),
    path(
        f"{VERSION}odstranit/<slug:digest>/",
        passages.RedactionView.as_view(),
        name="passage-redact",
    ),
]
