"""Reads of written procedures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from working_groups.ballots import Count, count_votes
from working_groups.enums import ProcedureState
from working_groups.models import Group, ProcedureVoter, WrittenProcedure


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A vote in writing at a moment: whether it is open follows from its times alone."""

    procedure: WrittenProcedure
    voters: list[ProcedureVoter]
    count: Count
    is_open: bool
    is_over: bool


def procedure_by_address(address: str, user: Any) -> WrittenProcedure | None:
    """The vote at ``/hlasovani/<address>/`` if the user may know of it: two queries."""
    return (
        WrittenProcedure.objects.visible_to(user)
        .filter(record__path=f"/hlasovani/{address}/")
        .select_related("record", "group", "confirms__record", "version__document")
        .first()
    )


def facts(procedure: WrittenProcedure, at: datetime) -> ProcedureFacts:
    """How the vote stands at the moment: two queries."""
    is_started = procedure.state == ProcedureState.STARTED
    return ProcedureFacts(
        procedure,
        voters=list(procedure.voters.order_by("pk")),
        count=count_votes(procedure),
        is_open=is_started and procedure.opens_at <= at < procedure.closes_at,
        is_over=procedure.closes_at <= at or procedure.state == ProcedureState.CLOSED,
    )


def procedures_of(group: Group, user: Any) -> list[WrittenProcedure]:
    """Votes of a group that are not closed: one query."""
    found = WrittenProcedure.objects.visible_to(user).filter(
        group=group, state=ProcedureState.STARTED
    )
    return list(found.select_related("record").order_by("closes_at", "pk"))
