"""Addresses of work on what was said: statements, codes, findings, recommendations; part of ``urls``."""

from django.urls import path

from focus_groups.views import codes, findings, recommendations, statements

SERIES = "fokusni-skupiny/<slug:series>/"
SAID = f"{SERIES}vyroky/<int:pk>/"
CODE = f"{SERIES}kody/<slug:code>/"
FINDING = f"{SERIES}zjisteni/<int:number>/"
ADVICE = f"{SERIES}doporuceni/<int:number>/"

urlpatterns = [
    path(f"{SERIES}vyroky/", statements.StatementListView.as_view(), name="statement-list"),
    path(SAID, statements.StatementCheckView.as_view(), name="statement-check"),
    path(f"{SAID}kody/", statements.CodingNewView.as_view(), name="coding-new"),
    path(
        f"{SAID}kody/<int:coding>/odebrat/",
        statements.CodingRemoveView.as_view(),
        name="coding-remove",
    ),
    path(f"{SERIES}kody/", codes.CodeListView.as_view(), name="code-list"),
    path(f"{SERIES}kody/novy/", codes.CodeNewView.as_view(), name="code-new"),
    path(f"{SERIES}kody.qdc", codes.CodebookFileView.as_view(), name="code-file"),
    path(CODE, codes.CodeDetailView.as_view(), name="code-detail"),
    path(f"{CODE}upravit/", codes.CodeEditView.as_view(), name="code-edit"),
    path(f"{CODE}sloucit/", codes.CodeMergeView.as_view(), name="code-merge"),
    path(f"{SERIES}zjisteni/", findings.FindingListView.as_view(), name="finding-list"),
    path(f"{SERIES}zjisteni/nove/", findings.FindingNewView.as_view(), name="finding-new"),
    path(FINDING, findings.FindingDetailView.as_view(), name="finding-detail"),
    path(f"{FINDING}upravit/", findings.FindingEditView.as_view(), name="finding-edit"),
    path(
        f"{FINDING}vyroky/<int:pk>/odebrat/",
        findings.FindingDropView.as_view(),
        name="finding-drop",
    ),
    path(f"{FINDING}precteno/", findings.FindingReadView.as_view(), name="finding-read"),
    path(f"{FINDING}potvrzeno/", findings.FindingConfirmView.as_view(), name="finding-confirm"),
    path(f"{FINDING}odvolat/", findings.FindingRetractView.as_view(), name="finding-retract"),
    path(f"{FINDING}znovu/", findings.FindingAnewView.as_view(), name="finding-anew"),
    path(
        f"{SERIES}doporuceni/",
        recommendations.RecommendationListView.as_view(),
        name="recommendation-list",
    ),
    path(
        f"{SERIES}doporuceni/nove/",
        recommendations.RecommendationNewView.as_view(),
        name="recommendation-new",
    ),
    path(ADVICE, recommendations.RecommendationDetailView.as_view(), name="recommendation-detail"),
    path(
        f"{ADVICE}upravit/",
        recommendations.RecommendationEditView.as_view(),
        name="recommendation-edit",
    ),
    path(
        f"{ADVICE}precteno/",
        recommendations.RecommendationReadView.as_view(),
        name="recommendation-read",
    ),
    path(
        f"{ADVICE}potvrzeno/",
        recommendations.RecommendationConfirmView.as_view(),
        name="recommendation-confirm",
    ),
    path(
        f"{ADVICE}odvolat/",
        recommendations.RecommendationRetractView.as_view(),
        name="recommendation-retract",
    ),
    path(
        f"{ADVICE}znovu/",
        recommendations.RecommendationAnewView.as_view(),
        name="recommendation-anew",
    ),
    path(
        f"{ADVICE}vraceno/",
        recommendations.RecommendationReportView.as_view(),
        name="recommendation-report",
    ),
]
