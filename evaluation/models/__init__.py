"""Tables, by what they belong to."""

from evaluation.models.indicators import (
    Indicator,
    IndicatorDefinition,
    Period,
    PeriodLock,
    Target,
)
from evaluation.models.measurements import ApprovedValue, Figures, Measurement
from evaluation.models.monitoring import (
    EsfParticipants,
    MonitoringFile,
    MonitoringPeriod,
    MonitoringReport,
    PeriodNote,
    ReportMaking,
)
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

__all__ = [
    "ActivityPart",
    "ApprovedValue",
    "EsfParticipants",
    "Figures",
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
    "ReportMaking",
    "Spending",
    "Target",
]
