"""Tables, by what they belong to."""

from evaluation.models.findings import (
    EvaluationFinding,
    FinalFinding,
    FindingBearing,
    FindingEvidence,
)
from evaluation.models.indicators import Indicator, IndicatorDefinition, Period, PeriodLock, Target
from evaluation.models.measurements import ApprovedValue, Figures, Measurement
from evaluation.models.monitoring import (
    EsfParticipants,
    MonitoringFile,
    MonitoringPeriod,
    MonitoringReport,
    PeriodNote,
    ReportMaking,
)
from evaluation.models.plan import EvaluationPlan, EvaluationPlanVersion, EvaluationQuestion
from evaluation.models.project import (
    ActivityPart,
    KeyActivity,
    Milestone,
    ProjectChange,
    ProjectLedger,
    ProjectOutput,
    PublicityItem,
    Spending,
)
from evaluation.models.recommendations import (
    ActionStatus,
    EvaluationRecommendation,
    FinalRecommendation,
    RecommendationAction,
    RecommendationResponse,
)

__all__ = [
    "ActionStatus",
    "ActivityPart",
    "ApprovedValue",
    "EsfParticipants",
    "EvaluationFinding",
    "EvaluationPlan",
    "EvaluationPlanVersion",
    "EvaluationQuestion",
    "EvaluationRecommendation",
    "Figures",
    "FinalFinding",
    "FinalRecommendation",
    "FindingBearing",
    "FindingEvidence",
    "Indicator",
    "IndicatorDefinition",
    "KeyActivity",
    "Measurement",
    "Milestone",
    "MonitoringFile",
    "MonitoringPeriod",
    "MonitoringReport",
    "Period",
    "PeriodLock",
    "PeriodNote",
    "ProjectChange",
    "ProjectLedger",
    "ProjectOutput",
    "PublicityItem",
    "RecommendationAction",
    "RecommendationResponse",
    "ReportMaking",
    "Spending",
    "Target",
]
