"""Addresses of the evaluation plan, of findings and of recommendations."""

from django.urls import URLPattern, path

from evaluation.views import answers, findings, judging, plans
from evaluation.views import recommendations as advice

PLAN = "hodnoceni/plan/"
ONE_PLAN = f"{PLAN}<slug:slug>/"
FINDINGS = "hodnoceni/zjisteni/"
FINDING = f"{FINDINGS}<int:number>/"
RECOMMENDATIONS = "hodnoceni/doporuceni/"
RECOMMENDATION = f"{RECOMMENDATIONS}<int:number>/"


def steps(noun: str, base: str) -> list[URLPattern]:
    """The way of a finding, or of a recommendation, to the public and back."""
    views = (
        ("projednat", judging.DiscussView, "discuss"),
        ("koncept", judging.BackToDraftView, "draft"),
        ("dokoncit", judging.FinishView, "finish"),
        ("zverejnit", judging.PublishView, "publish"),
        ("stahnout", judging.HideView, "hide"),
    )
    return [
        path(f"{base}{word}/", view.as_view(noun=noun), name=f"{noun}-{step}")
        for word, view, step in views
    ]


urlpatterns = [
    path(PLAN, plans.plan_list, name="plan-list"),
    path(f"{PLAN}novy/", plans.PlanNewView.as_view(), name="plan-new"),
    path(ONE_PLAN, plans.plan_detail, name="plan-detail"),
    path(f"{ONE_PLAN}upravit/", plans.PlanEditView.as_view(), name="plan-edit"),
    path(f"{ONE_PLAN}uzavrit/", plans.PlanFreezeView.as_view(), name="plan-freeze"),
    path(f"{ONE_PLAN}otazky/nova/", plans.QuestionNewView.as_view(), name="question-new"),
    path(
        f"{ONE_PLAN}otazky/<int:number>/upravit/",
        plans.QuestionEditView.as_view(),
        name="question-edit",
    ),
    path(
        f"{ONE_PLAN}otazky/<int:number>/vypustit/",
        plans.QuestionDropView.as_view(),
        name="question-drop",
    ),
    path(
        f"{ONE_PLAN}otazky/<int:number>/vratit/",
        plans.QuestionRestoreView.as_view(),
        name="question-restore",
    ),
    path(f"{ONE_PLAN}porovnani/<int:old>/<int:new>/", plans.version_compare, name="plan-compare"),
    path(f"{ONE_PLAN}<int:number>/", plans.version_detail, name="plan-version"),
    path(
        f"{ONE_PLAN}<int:number>/zverejnit/", plans.PlanPublishView.as_view(), name="plan-publish"
    ),
    path(FINDINGS, findings.finding_list, name="finding-list"),
    path(f"{FINDINGS}nove/", findings.FindingNewView.as_view(), name="finding-new"),
    path(FINDING, findings.FindingDetailView.as_view(), name="finding-detail"),
    path(f"{FINDING}upravit/", findings.FindingEditView.as_view(), name="finding-edit"),
    *steps("finding", FINDING),
    path(f"{FINDING}opravit/", findings.FindingCorrectView.as_view(), name="finding-correct"),
    path(RECOMMENDATIONS, advice.recommendation_list, name="recommendation-list"),
    path(
        f"{RECOMMENDATIONS}soubor/<slug:file_format>/",
        answers.recommendation_file,
        name="recommendation-file",
    ),
    path(
        f"{RECOMMENDATIONS}nove/",
        advice.RecommendationNewView.as_view(),
        name="recommendation-new",
    ),
    path(RECOMMENDATION, advice.RecommendationDetailView.as_view(), name="recommendation-detail"),
    path(
        f"{RECOMMENDATION}upravit/",
        advice.RecommendationEditView.as_view(),
        name="recommendation-edit",
    ),
    *steps("recommendation", RECOMMENDATION),
    path(
        f"{RECOMMENDATION}opravit/",
        advice.RecommendationCorrectView.as_view(),
        name="recommendation-correct",
    ),
    path(f"{RECOMMENDATION}odpovedet/", answers.AnswerView.as_view(), name="recommendation-answer"),
    path(f"{RECOMMENDATION}vazba/", answers.ChangeLinkView.as_view(), name="recommendation-link"),
    path(f"{RECOMMENDATION}kroky/novy/", answers.ActionNewView.as_view(), name="action-new"),
    path(
        f"{RECOMMENDATION}kroky/<int:order>/",
        answers.ActionReportView.as_view(),
        name="action-report",
    ),
]
