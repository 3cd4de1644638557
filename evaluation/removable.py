"""Approved words of the evaluation from which personal data can be removed: where they stand, by kind of record.

Frozen evaluation plans are not among them: they speak of questions and methods, and versions are chained by digests.
"""

from django.utils.translation import gettext_lazy as _

from core.removals import Place, RemovalSource, add_source
from evaluation.actions.monitoring import empty_reports_of_activity, empty_reports_of_period
from evaluation.models import (
    ActionStatus,
    AlertClosing,
    ApprovedValue,
    EsfParticipants,
    EvaluationFinding,
    EvaluationRecommendation,
    FinalFinding,
    FinalRecommendation,
    Indicator,
    IndicatorDefinition,
    KeyActivity,
    Measurement,
    MonitoringPeriod,
    MonitoringReport,
    Period,
    PeriodLock,
    PeriodNote,
    PilotPreparation,
    PilotPublication,
    RecommendationAction,
    RecommendationResponse,
    Risk,
    RiskAction,
    RiskAssessment,
    RiskStep,
    Spending,
    Target,
)

EVALUATION = "evaluation.remove_words"
PROJECT = "evaluation.remove_project_words"
PAGES = ("hodnoceni", "opatreni")

FIGURES = (
    RemovalSource(
        kind="indicator",
        model=Indicator,
        permission=EVALUATION,
        where=_("in all definitions of the indicator and in reasons of its targets"),
        places=(
            Place(
                IndicatorDefinition,
                (
                    "plain_text",
                    "included",
                    "excluded",
                    "baseline_unknown",
                    "source",
                    "responsible",
                    "change_reason",
                ),
                "indicator__record",
            ),
            Place(Target, ("reason",), "definition__indicator__record"),
        ),
        pages=PAGES,
    ),
    RemovalSource(
        kind="measurement",
        model=Measurement,
        permission=EVALUATION,
        where=_("in all values of the indicator"),
        places=(
            Place(
                ApprovedValue,
                ("narrative", "comment"),
                "measurement__record",
                together="measurement__indicator__measurements__record",
            ),
            Place(
                Measurement,
                ("narrative", "comment", "correction_reason", "return_reason"),
                "record",
                together="indicator__measurements__record",
            ),
        ),
        pages=PAGES,
    ),
    RemovalSource(
        kind="indicator_period",
        model=Period,
        permission=EVALUATION,
        where=_("in the reasons why the period was opened again"),
        places=(Place(PeriodLock, ("reason",), "period__record"),),
        pages=PAGES,
    ),
    RemovalSource(
        kind="pilot_publication",
        model=PilotPublication,
        permission=EVALUATION,
        where=_("in the note of the published half-year"),
        places=(Place(PilotPreparation, ("note",), "publication__record"),),
        pages=("pilot", "hodnoceni"),
    ),
)

JUDGEMENTS = (
    RemovalSource(
        kind="evaluation_finding",
        model=EvaluationFinding,
        permission=EVALUATION,
        where=_("in the finding and what follows from it"),
        places=(
            Place(FinalFinding, ("text", "implication"), "finding__record"),
            Place(
                EvaluationFinding,
                ("text", "implication", "discussed_where", "replace_reason"),
                "record",
            ),
        ),
        pages=PAGES,
    ),
    RemovalSource(
        kind="evaluation_recommendation",
        model=EvaluationRecommendation,
        permission=EVALUATION,
        where=_("in the recommendation, the answers to it and what is said of its actions"),
        places=(
            Place(FinalRecommendation, ("text",), "recommendation__record"),
            Place(
                EvaluationRecommendation, ("text", "discussed_where", "replace_reason"), "record"
            ),
            Place(RecommendationResponse, ("reason",), "recommendation__record"),
            Place(RecommendationAction, ("text", "who"), "recommendation__record"),
            Place(ActionStatus, ("sentence",), "action__recommendation__record"),
        ),
        pages=PAGES,
    ),
    RemovalSource(
        kind="risk",
        model=Risk,
        permission=EVALUATION,
        where=_("in the description of the risk, its assessments, steps and actions"),
        places=(
            Place(Risk, ("cause", "event", "effect", "response_text"), "record"),
            Place(RiskAssessment, ("why",), "risk__record"),
            Place(RiskStep, ("reason",), "risk__record"),
            Place(RiskAction, ("text", "responsible", "note"), "risk__record"),
            Place(AlertClosing, ("reason",), "alert__risk__record"),
        ),
        pages=PAGES,
    ),
)

PROJECTS = (
    RemovalSource(
        kind="monitoring_period",
        model=MonitoringPeriod,
        permission=PROJECT,
        where=_("in the notes on the period, in its counts of participants and in its reports"),
        places=(
            Place(PeriodNote, ("text",), "period__record"),
            Place(EsfParticipants, ("source", "reason"), "period__record"),
            Place(MonitoringReport, ("corrects_what",), "period__record"),
        ),
        pages=("projekt",),
        empty_copies=empty_reports_of_period,
    ),
    RemovalSource(
        kind="key_activity",
        model=KeyActivity,
        permission=PROJECT,
        where=_("in what was paid for in the key activity, and in reports to the funder"),
        places=(Place(Spending, ("purpose", "reason"), "activity__record"),),
        pages=("projekt",),
        empty_copies=empty_reports_of_activity,
    ),
)


def register() -> None:
    """Called once the apps are ready."""
    for source in (*FIGURES, *JUDGEMENTS, *PROJECTS):
        add_source(source)
