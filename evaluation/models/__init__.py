"""Tables, by what they belong to."""

from evaluation.models.indicators import (
    Indicator,
    IndicatorDefinition,
    Period,
    PeriodLock,
    Target,
)
from evaluation.models.measurements import ApprovedValue, Figures, Measurement

__all__ = [
    "ApprovedValue",
    "Figures",
    "Indicator",
    "IndicatorDefinition",
    "Measurement",
    "Period",
    "PeriodLock",
    "Target",
]
