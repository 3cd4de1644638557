"""Writes of settling at a meeting of working groups: comments decided en bloc and singly, by numbered conclusions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.actions import settlements
from consultations.actions.agendas import PointIsSettled, lock_agenda
from consultations.enums import DecidedBy, PersonalCase, SettlementState
from consultations.models import Dispute, PointOnAgenda, RoundOnAgenda, Settlement
from consultations.queries import meeting_points
from core.actions import generations_raised_once
from working_groups.actions.decisions import (
    Adoption,
    DifferentOpinion,
    check_meeting,
    record_decision,
)
from working_groups.enums import (
    VALID_DECISION_STATES,
    AdoptionResult,
    DecisionKind,
    DecisionMethod,
    DecisionVerb,
)
from working_groups.models import Decision

DECIDABLE = frozenset({SettlementState.PROPOSED, SettlementState.REVIEWED})


class NothingToSettle(Exception):
    """There is no comment the meeting could decide; ``refused`` says why of each."""

    def __init__(self, message: str, refused: "Sequence[Refused]" = ()) -> None:
        super().__init__(message)
        self.refused = list(refused)


class AgendaChanged(Exception):
    """What waits for the decision is not what was on the screen any more."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A comment that is left out of a conclusion (its number on the agenda), and why, in our words."""

    reference: str
    reason: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """A conclusion over comments: which it is about, which were left out; ``is_final`` unless a group must confirm."""

    decision: Decision
    points: list[PointOnAgenda]
    refused: list[Refused]
    is_final: bool


@transaction.atomic
def settle_en_bloc(
    *,
    agenda: RoundOnAgenda,
    text: str,
    by: Any,
    at: datetime,
    verb: str = DecisionVerb.AGREE,
    method: str = DecisionMethod.NO_OBJECTION,
    adoptions: Sequence[Adoption] | None = None,
    rationale: str = "",
    dissents: Sequence[DifferentOpinion] = (),
    taken_at: datetime | None = None,
    as_shown: str = "",
) -> Settled:
    """Record one conclusion over everything that was not taken out, and decide those settlements by it.

    When a group lacks its quorum they wait for its confirmation. What a meeting cannot decide like this (changed since
    it was shown, in dispute, proposed by who records it while essential, ...) is left out and reported. Every number in
    ``text`` is the caller's. ``as_shown`` is the ``meeting_points.fingerprint`` of what was on the screen.

    Raises AgendaChanged, NothingToSettle, and what recording a conclusion raises.
    """
    agenda = lock_agenda(agenda)
    return _settle(
        agenda,
        meeting_points.en_bloc(agenda),
        as_shown=as_shown,
        taken_at=taken_at,
        text=text,
        verb=verb,
        method=method,
        adoptions=adoptions,
        rationale=rationale,
        dissents=dissents,
        must_be_as_shown=True,
        by=by,
        at=at,
    )


@transaction.atomic
def settle_one(
    *,
    point: PointOnAgenda,
    text: str,
    by: Any,
    at: datetime,
    verb: str = DecisionVerb.AGREE,
    method: str = DecisionMethod.VOTE,
    adoptions: Sequence[Adoption] | None = None,
    rationale: str = "",
    dissents: Sequence[DifferentOpinion] = (),
    taken_at: datetime | None = None,
    as_shown: str = "",
) -> Settled:
    """Record a conclusion of its own over one comment and equal ones, as their settlement is proposed now.

    A proposal that was not adopted stays a proposal. Raises PointIsSettled, AgendaChanged, NothingToSettle, and what
    recording a conclusion raises.
    """
    agenda = lock_agenda(point.agenda)
    point = agenda.points.select_related("decision").get(pk=point.pk)
    if point.is_decided:
        raise PointIsSettled(_("There is a conclusion over this comment already."))
    return _settle(
        agenda,
        meeting_points.singly(agenda, point),
        as_shown=as_shown,
        taken_at=taken_at,
        text=text,
        verb=verb,
        method=method,
        adoptions=adoptions,
        rationale=rationale,
        dissents=dissents,
        must_be_as_shown=False,
        by=by,
        at=at,
    )


def _settle(
    agenda: RoundOnAgenda,
    points: list[PointOnAgenda],
    *,
    as_shown: str,
    must_be_as_shown: bool,
    by: Any,
    at: datetime,
    **said: Any,
) -> Settled:
    check_meeting(agenda.item.meeting, at)
    keys = [point.settlement_id for point in points]
    held = settlements.lock_settlements(agenda.round_id, keys)
    rows = meeting_points.settlements_of(points)
    if as_shown and as_shown != meeting_points.fingerprint(points, rows):
        raise AgendaChanged(
            _("Somebody changed what waits for the decision in the meantime. See it first.")
        )
    ready, refused = sort_out(agenda, points, rows, by, must_be_as_shown=must_be_as_shown)
    if not ready:
        raise NothingToSettle(_("There is no comment the meeting could decide."), refused)
    with generations_raised_once():
        decision = record_decision(
            meeting=agenda.item.meeting,
            item=agenda.item,
            kind=DecisionKind.SETTLEMENT,
            by=by,
            at=at,
            **said,
        )
        for point in ready:
            point.decision, point.recorded_by = decision, by
            point.proposed_at = rows[point.settlement_id].proposed_at
        PointOnAgenda.objects.bulk_update(ready, ["decision", "recorded_by", "proposed_at"])
        is_final = is_adopted(decision)
        if is_final:
            for point in ready:
                _decide(point, held.pop(point.settlement_id, None), decision, at)
    return Settled(decision=decision, points=ready, refused=refused, is_final=is_final)


def sort_out(
    agenda: RoundOnAgenda,
    points: Sequence[PointOnAgenda],
    rows: dict[int, Settlement],
    by: Any,
    *,
    must_be_as_shown: bool,
) -> tuple[list[PointOnAgenda], list[Refused]]:
    """Points a conclusion written down by somebody would decide now, and the others with the reason; writes nothing.

    ``rows`` are their settlements by primary key. Two queries.
    """
    ready, refused = [], []
    disputed = set(
        Dispute.objects.filter(settlement__in=rows, resolved_on=None).values_list(
            "settlement", flat=True
        )
    )
    out = meeting_points.taken_out_answers(agenda) if must_be_as_shown else {}
    for point in points:
        settlement = rows[point.settlement_id]
        why = _why_not(point, settlement, by, disputed, must_be_as_shown)
        other = out.get(meeting_points.answer_of(settlement))
        if not why and other:
            why = _("Number %(number)s, which is equal, was taken out: vote on both at once.") % {
                "number": other
            }
        if why:
            refused.append(Refused(settlement.comment.reference, why, point.position))
        else:
            ready.append(point)
    return ready, refused


def _why_not(
    point: PointOnAgenda,
    settlement: Settlement,
    by: Any,
    disputed: Collection[int],
    must_be_as_shown: bool,
) -> str:
    if settlement.comment.withdrawn_at is not None:
        return _("Its author took this comment back.")
    if settlement.comment.personal_case != PersonalCase.NO:
        return _("It is a personal case: it is settled outside the round.")
    if settlement.state == SettlementState.IN_DISPUTE or settlement.pk in disputed:
        return _("In dispute: resolve it on the page of the comment.")
    if settlement.state not in DECIDABLE:
        return _("It is decided already, or nothing is proposed.")
    if must_be_as_shown and settlement.proposed_at != point.proposed_at:
        return _("The proposal changed since it was put on the agenda: vote on it alone.")
    try:
        settlements.check_decision(settlement, DecidedBy.MEETING, by, is_disputed=False)
    except (
        settlements.DisputeOpen,
        settlements.MeetingNeeded,
        settlements.ConsentMissing,
    ) as error:
        return str(error)
    return ""


def is_adopted(decision: Decision) -> bool:
    """Every group that met adopted the conclusion: one query."""
    results = set(decision.adoptions.values_list("result", flat=True))
    return results == {AdoptionResult.ADOPTED}


def _decide(
    point: PointOnAgenda, settlement: Settlement | None, decision: Decision, at: datetime
) -> None:
    settlement = settlement or Settlement.objects.get(pk=point.settlement_id)
    if settlement.decided_in_id == decision.record_id:
        return  # with an equal comment
    settlements.decide_settlement(
        settlement=settlement,
        decided_as=DecidedBy.MEETING,
        decided_on=timezone.localdate(decision.taken_at),
        decided_in=decision.record,
        by=point.recorded_by,
        at=at,
    )


@transaction.atomic
def settle_confirmed(*, decision: Decision, at: datetime) -> list[Refused]:
    """Decide the settlements of a conclusion once every group has confirmed it; answers what could not be decided.

    Where somebody proposed something else meanwhile, that proposal waits for a decision of its own. May run twice.
    """
    decision = Decision.objects.select_related("record").get(pk=decision.pk)
    if decision.state not in VALID_DECISION_STATES or not is_adopted(decision):
        return []
    points = list(
        decision.settled_points.select_related("recorded_by", "agenda").order_by("position")
    )
    rows = meeting_points.settlements_of(points)
    disputed = set(
        Dispute.objects.filter(settlement__in=rows, resolved_on=None).values_list(
            "settlement", flat=True
        )
    )
    refused = []
    with generations_raised_once():
        for point in points:
            settlement = rows[point.settlement_id]
            if settlement.decided_in_id == decision.record_id:
                continue
            why = _why_not(point, settlement, point.recorded_by, disputed, must_be_as_shown=True)
            if why:
                refused.append(Refused(settlement.comment.reference, why, point.position))
            else:
                _decide(point, None, decision, at)
    return refused
