"""Reads of consultations by noun."""

from consultations.queries.rounds import (
    RoundFacts,
    round_at_desk,
    round_by_slug,
    round_facts,
    round_rows,
)
from consultations.queries.voices import (
    Voice,
    authorised_for,
    may_decide_alone,
    may_send,
    people_invited,
    proposer_of,
    speaks_in,
    voices,
)

__all__ = [
    "RoundFacts",
    "Voice",
    "authorised_for",
    "may_decide_alone",
    "may_send",
    "people_invited",
    "proposer_of",
    "round_at_desk",
    "round_by_slug",
    "round_facts",
    "round_rows",
    "speaks_in",
    "voices",
]
