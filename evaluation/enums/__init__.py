"""States and kinds, by what they belong to."""

from evaluation.enums.indicators import (
    ALLOWED_MEASUREMENT_MOVES,
    OPEN_STATES,
    STANDING_STATES,
    Frequency,
    IndicatorKind,
    Joining,
    MeasurementState,
    PeriodKind,
    Scale,
    Way,
)
from evaluation.enums.project import (
    ALLOWED_CHANGE_MOVES,
    ALLOWED_MAKING_MOVES,
    PUBLIC_CHANGE_STATES,
    UNFINISHED_MAKING_STATES,
    ActivityArea,
    ChangeState,
    MakingState,
    ReportFormat,
    ThingKind,
)

__all__ = [
    "ALLOWED_CHANGE_MOVES",
    "ALLOWED_MAKING_MOVES",
    "ALLOWED_MEASUREMENT_MOVES",
    "OPEN_STATES",
    "PUBLIC_CHANGE_STATES",
    "STANDING_STATES",
    "UNFINISHED_MAKING_STATES",
    "ActivityArea",
    "ChangeState",
    "Frequency",
    "IndicatorKind",
    "Joining",
    "MakingState",
    "MeasurementState",
    "PeriodKind",
    "ReportFormat",
    "Scale",
    "ThingKind",
    "Way",
]
