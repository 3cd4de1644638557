"""Addresses of work on what was said: statements, codes, findings, recommendations; part of ``urls``."""

from django.urls import URLPattern, path

from focus_groups.views import codes, findings, recommendations, statements, worked_out

SERIES = "fokusni-skupiny/<slug:series>/"
SAID = f"{SERIES}vyroky/<int:pk>/"
CODE = f"{SERIES}kody/<slug:code>/"
FINDING = f"{SERIES}zjisteni/<int:number>/"
ADVICE = f"{SERIES}doporuceni/<int:number>/"


def steps(noun: str, base: str) -> list[URLPattern]:
    """The way of a finding, or of a recommendation, to its publication and back."""
    views = (
        ("precteno", worked_out.SecondReadView, "read"),
        ("potvrzeno", worked_out.ConfirmView, "confirm"),
        ("odvolat", worked_out.RetractView, "retract"),
        ("znovu", worked_out.AnewView, "anew"),
    )
    return [
        path(f"{base}{word}/", view.as_view(noun=noun), name=f"{noun}-{step}")
        for word, view, step in views
    ]


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
    path(
        f"{SERIES}zjisteni/",
        worked_out.WorkedOutListView.as_view(noun="finding"),
        name="finding-list",
    ),
    path(f"{SERIES}zjisteni/nove/", findings.FindingNewView.as_view(), name="finding-new"),
    path(FINDING, findings.FindingDetailView.as_view(), name="finding-detail"),
    path(f"{FINDING}upravit/", findings.FindingEditView.as_view(), name="finding-edit"),
    path(
        f"{FINDING}vyroky/<int:pk>/odebrat/",
        findings.FindingDropView.as_view(),
        name="finding-drop",
    ),
    *steps("finding", FINDING),
    path(
        f"{SERIES}doporuceni/",
        worked_out.WorkedOutListView.as_view(noun="recommendation"),
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
    *steps("recommendation", ADVICE),
    path(
        f"{ADVICE}vraceno/",
        recommendations.RecommendationReportView.as_view(),
        name="recommendation-report",
    ),
]
