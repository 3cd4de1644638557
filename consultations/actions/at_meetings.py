"""Writes of settling at a meeting of working groups: comments on the agenda, taken out, decided en bloc and singly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.actions import settlements
from consultations.enums import DecidedBy, SettlementState
from consultations.models import PointOnAgenda, Round, RoundOnAgenda, Settlement
from consultations.queries import meetings as queries
from core.actions import generations_raised_once, log_event
from core.sanitizing import clean_plain
from working_groups.actions.decisions import (
    Adoption,
    DifferentOpinion,
    check_meeting,
    record_decision,
)
from working_groups.enums import (
    AdoptionResult,
    DecisionKind,
    DecisionMethod,
    DecisionVerb,
    ItemKind,
    MeetingState,
)
from working_groups.models import AgendaItem, Decision

OVER = frozenset({MeetingState.CLOSED, MeetingState.CANCELLED, MeetingState.RESCHEDULED})
DECIDABLE = frozenset({SettlementState.PROPOSED, SettlementState.REVIEWED})


class NotForSettling(Exception):
    """Comments are put under an item that is for their settlement, of a meeting that is not over."""


class NothingToSettle(Exception):
    """There is no comment the meeting could decide; ``refused`` says why of each."""

    def __init__(self, message: str, refused: "Sequence[Refused]" = ()) -> None:
        super().__init__(message)
        self.refused = list(refused)


class PointIsSettled(Exception):
    """There is a conclusion over this comment already."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A comment that was left out of a conclusion, and why, in our words."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A conclusion over comments: which it is about, which were left out; ``is_final`` unless a group must confirm."""

    decision: Decision
    points: list[PointOnAgenda]
    refused: list[Refused]
    is_final: bool


@transaction.atomic
def put_on_agenda(*, item: AgendaItem, round: Round, by: Any, at: datetime) -> RoundOnAgenda:
    """Put every proposed settlement of a round that waits for a decision under an item, as it is proposed now.

    A repeat adds what was proposed since and pins what was proposed anew; what is taken out or decided stays so.
    Raises NotForSettling.
    """
    item = (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    )
    if item.kind != ItemKind.COMMENT_SETTLEMENT or item.meeting.state in OVER:
        raise NotForSettling(
            _("Comments are settled under an item for it, at a meeting that is not over.")
        )
    agenda, made = RoundOnAgenda.objects.get_or_create(
        item=item, defaults={"round": round, "added_by": by, "added_at": at}
    )
    if agenda.round_id != round.pk:
        raise NotForSettling(_("The item is for another round already."))
    known = {point.settlement_id: point for point in agenda.points.all()}
    last = max((point.position for point in known.values()), default=0)
    added, repinned = [], []
    for key, proposed_at in queries.points_waiting(round):
        point = known.get(key)
        if point is None:
            last += 1
            added.append(
                PointOnAgenda(
                    agenda=agenda, settlement_id=key, position=last, proposed_at=proposed_at
                )
            )
        elif point.decision_id is None and point.proposed_at != proposed_at:
            point.proposed_at = proposed_at
            repinned.append(point)
    PointOnAgenda.objects.bulk_create(added)
    PointOnAgenda.objects.bulk_update(repinned, ["proposed_at"])
    if made or added or repinned:
        log_event(
            record=round.record,
            verb="round_put_on_agenda",
            by=by,
            at=at,
            payload={"meeting": item.meeting.record_id, "count": len(added)},
        )
    return agenda


def _lock(agenda: RoundOnAgenda) -> RoundOnAgenda:
    return (
        RoundOnAgenda.objects.select_for_update(of=("self",))
        .select_related("item__meeting__record", "round__record")
        .get(pk=agenda.pk)
    )


@transaction.atomic
def take_out(
    *, agenda: RoundOnAgenda, points: Sequence[int], by: Any, at: datetime, note: str = ""
) -> list[PointOnAgenda]:
    """Take comments out of what is decided en bloc, on a member's word; each is then voted on alone.

    ``points`` are primary keys. One that is out already stays as it was. Raises PointIsSettled, NotForSettling.
    """
    agenda = _lock(agenda)
    if agenda.item.meeting.state in OVER:
        raise NotForSettling(_("The meeting is over."))
    found = list(agenda.points.filter(pk__in=list(points)).order_by("position"))
    if any(point.decision_id for point in found):
        raise PointIsSettled(_("There is a conclusion over this comment already."))
    taken = [point for point in found if point.taken_out_at is None]
    for point in taken:
        point.taken_out_by, point.taken_out_at = by, at
        point.taken_out_note = clean_plain(note).strip()[:300]
    PointOnAgenda.objects.bulk_update(taken, ["taken_out_by", "taken_out_at", "taken_out_note"])
    if taken:
        _note(agenda, "point_taken_out", len(taken), by=by, at=at)
    return taken


@transaction.atomic
def put_back(*, point: PointOnAgenda, by: Any, at: datetime) -> PointOnAgenda:
    """Leave a comment that was taken out to the decision en bloc after all. Raises PointIsSettled."""
    agenda = _lock(point.agenda)
    point = agenda.points.get(pk=point.pk)
    if point.decision_id:
        raise PointIsSettled(_("There is a conclusion over this comment already."))
    if point.taken_out_at is not None:
        point.taken_out_by = point.taken_out_at = None
        point.taken_out_note = ""
        point.save(update_fields=["taken_out_by", "taken_out_at", "taken_out_note"])
        _note(agenda, "point_put_back", 1, by=by, at=at)
    return point


def _note(agenda: RoundOnAgenda, verb: str, count: int, *, by: Any, at: datetime) -> None:
    log_event(
        record=agenda.round.record,
        verb=verb,
        by=by,
        at=at,
        payload={"meeting": agenda.item.meeting.record_id, "count": count},
    )


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
) -> Settled:
    """Record one conclusion over everything that was not taken out, and decide those settlements by it.

    When a group lacks its quorum they wait for its confirmation. What a meeting cannot decide like this (changed since
    it was shown, in dispute, proposed by who records it while essential, ...) is left out and reported. Every number in
    ``text`` is the caller's. Raises NothingToSettle, and what recording a conclusion raises.
    """
    agenda = _lock(agenda)
    open_points = agenda.points.filter(taken_out_at=None, decision=None)
    return _settle(
        agenda,
        open_points,
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
) -> Settled:
    """Record a conclusion of its own over one comment, as its settlement is proposed now.

    A proposal that was not adopted stays a proposal. Raises PointIsSettled, NothingToSettle, and what recording a
    conclusion raises.
    """
    agenda = _lock(point.agenda)
    found = agenda.points.filter(pk=point.pk)
    if found.filter(decision__isnull=False).exists():
        raise PointIsSettled(_("There is a conclusion over this comment already."))
    return _settle(
        agenda,
        found,
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
    chosen: Any,
    *,
    must_be_as_shown: bool,
    by: Any,
    at: datetime,
    **said: Any,
) -> Settled:
    check_meeting(agenda.item.meeting, at)
    points = list(chosen.order_by("position"))
    keys = [point.settlement_id for point in points]
    held = settlements.lock_settlements(agenda.round_id, keys)
    ready, refused = _sort_out(points, _read(keys), by, must_be_as_shown)
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
        PointOnAgenda.objects.bulk_update(ready, ["decision", "recorded_by", "proposed_at"])
        is_final = is_adopted(decision)
        if is_final:
            for point in ready:
                _decide(point, held.pop(point.settlement_id, None), decision, at)
    return Settled(decision=decision, points=ready, refused=refused, is_final=is_final)


def _read(keys: Sequence[int]) -> dict[int, Settlement]:
    found = Settlement.objects.filter(pk__in=keys).select_related("comment")
    return {settlement.pk: settlement for settlement in found}


def _sort_out(
    points: Sequence[PointOnAgenda],
    rows: dict[int, Settlement],
    by: Any,
    must_be_as_shown: bool,
) -> tuple[list[PointOnAgenda], list[Refused]]:
    """Points the meeting can decide now, and the others with the reason."""
    ready, refused = [], []
    for point in points:
        settlement = rows[point.settlement_id]
        why = _why_not(point, settlement, by, must_be_as_shown)
        if why:
            refused.append(Refused(settlement.comment.reference, why))
        else:
            point.proposed_at = settlement.proposed_at
            ready.append(point)
    return ready, refused


def _why_not(point: PointOnAgenda, settlement: Settlement, by: Any, must_be_as_shown: bool) -> str:
    if settlement.comment.withdrawn_at is not None:
        return _("Its author took this comment back.")
    if settlement.state == SettlementState.IN_DISPUTE:
        return _("In dispute: resolve it on the page of the comment.")
    if settlement.state not in DECIDABLE:
        return _("It is decided already, or nothing is proposed.")
    if must_be_as_shown and settlement.proposed_at != point.proposed_at:
        return _("The proposal changed since it was put on the agenda: vote on it alone.")
    try:
        settlements.check_decision(settlement, DecidedBy.MEETING, by)
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
    if not is_adopted(decision):
        return []
    points = list(
        decision.settled_points.select_related("recorded_by", "agenda").order_by("position")
    )
    rows = _read([point.settlement_id for point in points])
    refused = []
    with generations_raised_once():
        for point in points:
            settlement = rows[point.settlement_id]
            if settlement.decided_in_id == decision.record_id:
                continue
            why = _why_not(point, settlement, point.recorded_by, must_be_as_shown=True)
            if why:
                refused.append(Refused(settlement.comment.reference, why))
            else:
                _decide(point, None, decision, at)
    return refused
