"""Values of the fields of focus groups."""

from focus_groups.enums.people import (
    ConsentForm,
    ConsentScope,
    FacilitatorRole,
    Need,
)
from focus_groups.enums.series import (
    ALLOWED_SERIES_MOVES,
    ALLOWED_SESSION_MOVES,
    Recording,
    SeriesKind,
    SeriesState,
    SessionState,
)
from focus_groups.enums.statements import (
    Agreement,
    Publication,
    Sensitivity,
    Speaker,
    StatementKind,
    TranslatorKind,
)

__all__ = [
    "ALLOWED_SERIES_MOVES",
    "ALLOWED_SESSION_MOVES",
    "Agreement",
    "ConsentForm",
    "ConsentScope",
    "FacilitatorRole",
    "Need",
    "Publication",
    "Recording",
    "Sensitivity",
    "SeriesKind",
    "SeriesState",
    "SessionState",
    "Speaker",
    "StatementKind",
    "TranslatorKind",
]
