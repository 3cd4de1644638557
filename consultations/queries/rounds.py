"""Reads of rounds: for readers, for the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.enums import RoundState
from consultations.models import Round
from core.templatetags.osnova import local_path


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round as pages name it: what it is and where it stands at a moment."""

    round: Round
    url: str
    state: str
    state_label: str
    is_open: bool


def round_facts(round: Round, at: datetime) -> RoundFacts:
    """Facts of a round at a moment; no query."""
    state = round.state_at(at)
    return RoundFacts(
        round=round,
        url=local_path(round.path),
        state=state,
        state_label=str(RoundState(state).label),
        is_open=state == RoundState.OPEN,
    )


def round_by_slug(slug: str, user: Any) -> Round | None:
    """The round at an address, if the user may know of it: one query."""
    found = Round.objects.visible_to(user).filter(slug=slug)
    return found.select_related("record", "document", "supplements__record").first()


def round_at_desk(pk: int, user: Any) -> Round | None:
    """The round with a primary key, if the user may know of it: one query."""
    found = Round.objects.visible_to(user).filter(pk=pk)
    return found.select_related("record", "document", "audience", "supplements").first()


def round_rows(user: Any, at: datetime) -> list[RoundFacts]:
    """Every round the user may know of, newest first: one query."""
    found = Round.objects.visible_to(user).select_related("record", "document")
    return [round_facts(round, at) for round in found.order_by("-number")]
