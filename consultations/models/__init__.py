"""Models of consultations by noun: rounds, statements with their comments, settlements."""

from consultations.models.comments import (
    Anchor,
    Attachment,
    Comment,
    CommentCluster,
    CommentTheme,
    SentWords,
    Theme,
    WithheldPart,
)
from consultations.models.conclusions import ConclusionCheck
from consultations.models.contact import HousingContact
from consultations.models.discussion import Reaction, Reply, Support
from consultations.models.meetings import PointOnAgenda, RoundOnAgenda
from consultations.models.moderation import ModerationDecision, ModerationObjection
from consultations.models.paper import LetterAddress
from consultations.models.recommendations import RecommendationInRound
from consultations.models.respondents import ConsentChange, Respondent
from consultations.models.rounds import (
    Round,
    RoundArtifact,
    RoundBody,
    RoundReport,
    RoundSeal,
    RoundStep,
    RoundVersion,
)
from consultations.models.settlements import (
    AnchorPlacement,
    BulkStep,
    ClusterSuggestion,
    Dispute,
    DisputeStep,
    Settlement,
    SettlementCheck,
    SettlementNote,
    SettlementVersion,
    SheetImport,
    StandardAnswer,
    TakenWording,
)
from consultations.models.statements import Statement

__all__ = [
    "Anchor",
    "AnchorPlacement",
    "Attachment",
    "BulkStep",
    "ClusterSuggestion",
    "Comment",
    "CommentCluster",
    "CommentTheme",
    "ConclusionCheck",
    "ConsentChange",
    "Dispute",
    "DisputeStep",
    "HousingContact",
    "LetterAddress",
    "ModerationDecision",
    "ModerationObjection",
    "PointOnAgenda",
    "Reaction",
    "RecommendationInRound",
    "Reply",
    "Respondent",
    "Round",
    "RoundArtifact",
    "RoundBody",
    "RoundOnAgenda",
    "RoundReport",
    "RoundSeal",
    "RoundStep",
    "RoundVersion",
    "SentWords",
    "Settlement",
    "SettlementCheck",
    "SettlementNote",
    "SettlementVersion",
    "SheetImport",
    "StandardAnswer",
    "Statement",
    "Support",
    "TakenWording",
    "Theme",
    "WithheldPart",
]
