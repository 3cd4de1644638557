"""Tables, by what they belong to."""

from evaluation.models.findings import (
    EvaluationFinding,
    FinalFinding,
    FindingBearing,
    FindingEvidence,
)
from evaluation.models.flats import Flat, FlatOutage
from evaluation.models.households import Household, HouseholdSize, LimitException, Tenancy
from evaluation.models.indicators import Indicator, IndicatorDefinition, Period, PeriodLock, Target
from evaluation.models.measurements import ApprovedValue, Figures, Measurement
from evaluation.models.monitoring import (
    EsfApproval,
    EsfParticipants,
    MonitoringFile,
    MonitoringPeriod,
    MonitoringReport,
    PeriodNote,
    ReportMaking,
)
from evaluation.models.pilot import Pilot, PilotRules, PlannedFlats, RowChange
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
from evaluation.models.publications import (
    PilotPreparation,
    PilotPublication,
    PreparedRows,
)
from evaluation.models.recommendations import (
    ActionStatus,
    EvaluationRecommendation,
    FinalRecommendation,
    RecommendationAction,
    RecommendationResponse,
)
from evaluation.models.risks import (
    Alert,
    AlertClosing,
    Risk,
    RiskAction,
    RiskAssessment,
    RiskStep,
)
from evaluation.models.support import HousingStatus, Review, SupportLevel

__all__ = [
    "ActionStatus",
    "ActivityPart",
    "Alert",
    "AlertClosing",
    "ApprovedValue",
    "EsfApproval",
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
    "Flat",
    "FlatOutage",
    "Household",
    "HouseholdSize",
    "HousingStatus",
    "Indicator",
    "IndicatorDefinition",
    "KeyActivity",
    "LimitException",
    "Measurement",
    "Milestone",
    "MonitoringFile",
    "MonitoringPeriod",
    "MonitoringReport",
    "Period",
    "PeriodLock",
    "PeriodNote",
    "Pilot",
    "PilotPreparation",
    "PilotPublication",
    "PilotRules",
    "PlannedFlats",
    "PreparedRows",
    "ProjectChange",
    "ProjectLedger",
    "ProjectOutput",
    "PublicityItem",
    "RecommendationAction",
    "RecommendationResponse",
    "ReportMaking",
    "Review",
    "Risk",
    "RiskAction",
    "RiskAssessment",
    "RiskStep",
    "RowChange",
    "Spending",
    "SupportLevel",
    "Target",
    "Tenancy",
]
