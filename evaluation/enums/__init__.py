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

__all__ = [
    "ALLOWED_MEASUREMENT_MOVES",
    "OPEN_STATES",
    "STANDING_STATES",
    "Frequency",
    "IndicatorKind",
    "Joining",
    "MeasurementState",
    "PeriodKind",
    "Scale",
    "Way",
]
