"""Mails of consultations, written to the outbox inside the action's transaction.

At once: round announced, receipt, answers to one author. Everything else goes into the daily digest
(``consultations.queries.digest``).
"""

from consultations.notifications.answers import (
    answers_given,
    settlement_answered,
    settlement_checked,
)
from consultations.notifications.moderation import (
    case_handed_over,
    objection_answered,
    words_not_shown,
)
from consultations.notifications.rounds import (
    bodies_reminded,
    round_announced,
    round_key,
)
from consultations.notifications.statements import statement_received

__all__ = [
    "answers_given",
    "bodies_reminded",
    "case_handed_over",
    "objection_answered",
    "round_announced",
    "round_key",
    "settlement_answered",
    "settlement_checked",
    "statement_received",
    "words_not_shown",
]
