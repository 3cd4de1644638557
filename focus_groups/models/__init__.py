"""Models of focus groups, one module for each noun."""

from focus_groups.models.people import (
    Consent,
    ConsentLimit,
    ConsentSheet,
    Participant,
)
from focus_groups.models.series import Facilitator, Series, in_circle
from focus_groups.models.sessions import Session, TopicGuide
from focus_groups.models.statements import SpokenStatement

__all__ = [
    "Consent",
    "ConsentLimit",
    "ConsentSheet",
    "Facilitator",
    "Participant",
    "Series",
    "Session",
    "SpokenStatement",
    "TopicGuide",
    "in_circle",
]
