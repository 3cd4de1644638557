"""Values of the fields of focus groups."""

from focus_groups.enums.analysis import (
    ALLOWED_FINDING_MOVES,
    ALLOWED_STATEMENT_MOVES,
    CHECKED_STATES,
    READ_STATES,
    Breadth,
    CodedField,
    FindingState,
    Side,
    StatementState,
)
from focus_groups.enums.people import (
    ConsentForm,
    ConsentScope,
    FacilitatorRole,
    Need,
)
from focus_groups.enums.publication import CheckItem
from focus_groups.enums.reads import Inside
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
    SpokenLanguage,
    StatementKind,
    TranslatorKind,
)

__all__ = [
    "ALLOWED_FINDING_MOVES",
    "ALLOWED_SERIES_MOVES",
    "ALLOWED_SESSION_MOVES",
    "ALLOWED_STATEMENT_MOVES",
    "CHECKED_STATES",
    "READ_STATES",
    "Agreement",
    "Breadth",
    "CheckItem",
    "CodedField",
    "ConsentForm",
    "ConsentScope",
    "FacilitatorRole",
    "FindingState",
    "Inside",
    "Need",
    "Publication",
    "Recording",
    "Sensitivity",
    "SeriesKind",
    "SeriesState",
    "SessionState",
    "Side",
    "Speaker",
    "SpokenLanguage",
    "StatementKind",
    "StatementState",
    "TranslatorKind",
]
