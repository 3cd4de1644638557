"""Reads of consultations by noun."""

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
    "Voice",
    "authorised_for",
    "may_decide_alone",
    "may_send",
    "people_invited",
    "proposer_of",
    "speaks_in",
    "voices",
]
