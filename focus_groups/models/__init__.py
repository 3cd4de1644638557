"""Models of focus groups, one module for each noun."""

from focus_groups.models.codes import Code, Coding
from focus_groups.models.findings import (
    Finding,
    FindingStatement,
    FindingText,
    Recommendation,
    RecommendationText,
)
from focus_groups.models.people import (
    Consent,
    ConsentLimit,
    ConsentSheet,
    Participant,
)
from focus_groups.models.publication import (
    PublicationCheck,
    Quote,
    QuotePlacement,
    ReportEdition,
    SourceLoss,
)
from focus_groups.models.series import Facilitator, Series, in_circle
from focus_groups.models.sessions import Session, TopicGuide
from focus_groups.models.statements import SpokenStatement, StatementPair

__all__ = [
    "Code",
    "Coding",
    "Consent",
    "ConsentLimit",
    "ConsentSheet",
    "Facilitator",
    "Finding",
    "FindingStatement",
    "FindingText",
    "Participant",
    "PublicationCheck",
    "Quote",
    "QuotePlacement",
    "Recommendation",
    "RecommendationText",
    "ReportEdition",
    "Series",
    "Session",
    "SourceLoss",
    "SpokenStatement",
    "StatementPair",
    "TopicGuide",
    "in_circle",
]
