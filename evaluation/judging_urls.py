"""Addresses of the evaluation plan, of findings and of recommendations."""

from django.urls import path

from evaluation.views import answers, findings, plans
from evaluation.views import recommendations as advice

PLAN = "hodnoceni/plan/"
ONE_PLAN = f"{PLAN}<slug:slug>/"
FINDINGS = "hodnoceni/zjisteni/"
FINDING = f"{FINDINGS}<int:number>/"
RECOMMENDATIONS = "hodnoceni/doporuceni/"
RECOMMENDATION = f"{RECOMMENDATIONS}<int:number>/"

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
    path(f"{ONE_PLAN}porovnani/<int:old>/<int:new>/", plans.version_compare, name="plan-compare"),
    path(f"{ONE_PLAN}<int:number>/", plans.version_detail, name="plan-version"),
    path(
        f"{ONE_PLAN}<int:number>/zverejnit/", plans.PlanPublishView.as_view(), name="plan-publish"
    ),
    path(FINDINGS, findings.finding_list, name="finding-list"),
    path(f"{FINDINGS}nove/", findings.FindingNewView.as_view(), name="finding-new"),
    path(FINDING, findings.FindingDetailView.as_view(), name="finding-detail"),
    path(f"{FINDING}upravit/", findings.FindingEditView.as_view(), name="finding-edit"),
    path(f"{FINDING}projednat/", findings.FindingDiscussView.as_view(), name="finding-discuss"),
    path(f"{FINDING}koncept/", findings.FindingDraftView.as_view(), name="finding-draft"),
    path(f"{FINDING}dokoncit/", findings.FindingFinishView.as_view(), name="finding-finish"),
    path(f"{FINDING}zverejnit/", findings.FindingPublishView.as_view(), name="finding-publish"),
    path(f"{FINDING}stahnout/", findings.FindingHideView.as_view(), name="finding-hide"),
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
    path(
        f"{RECOMMENDATION}projednat/",
        advice.RecommendationDiscussView.as_view(),
        name="recommendation-discuss",
    ),
    path(
        f"{RECOMMENDATION}koncept/",
        advice.RecommendationDraftView.as_view(),
        name="recommendation-draft",
    ),
    path(
        f"{RECOMMENDATION}dokoncit/",
        advice.RecommendationFinishView.as_view(),
        name="recommendation-finish",
    ),
    path(
        f"{RECOMMENDATION}zverejnit/",
        advice.RecommendationPublishView.as_view(),
        name="recommendation-publish",
    ),
    path(
        f"{RECOMMENDATION}stahnout/",
        advice.RecommendationHideView.as_view(),
        name="recommendation-hide",
    ),
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
