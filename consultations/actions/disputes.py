"""Writes of disputes over refused essential comments: opened, raised to a higher level, resolved."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.actions.settlements import (
    LONGEST_REASON,
    MeetingNeeded,
    MoveRefused,
    ReasonMissing,
    TargetMissing,
    lock_settlement,
    move_settlement,
)
from consultations.enums import (
    OUTCOMES_WITHOUT_REASON,
    DecidedBy,
    DisputeLevel,
    Outcome,
    SettlementState,
    Weight,
)
from consultations.models import Dispute, DisputeStep, Settlement
from core.actions import log_event
from core.models import Record
from core.sanitizing import clean_plain


class StaleDispute(Exception):
    """Somebody else changed the positions in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Dispute) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def open_dispute(
    *,
    settlement: Settlement,
    by: Any,
    at: datetime,
    author_position: str = "",
    city_position: str = "",
    level: str = DisputeLevel.EDITOR,
) -> Dispute:
    """An essential comment is to be refused and its author insists. Raises MoveRefused for advisory ones."""
    settlement = lock_settlement(settlement)
    if settlement.comment.weight != Weight.ESSENTIAL:
        raise MoveRefused(_("Only an essential comment can be disputed."))
    move_settlement(settlement, SettlementState.IN_DISPUTE, by=by, at=at)
    dispute = Dispute(
        settlement=settlement,
        level=level,
        opened_at=at,
        opened_by=by,
        author_position=clean_plain(author_position).strip(),
        city_position=clean_plain(city_position).strip() or settlement.reason,
    )
    dispute.full_clean()
    dispute.save()
    _dispute_step(dispute, by=by, at=at, on=timezone.localdate(at))
    return dispute


def _dispute_step(
    dispute: Dispute, *, by: Any, at: datetime, on: date, note: str = "", resolved: bool = False
) -> None:
    DisputeStep(
        dispute=dispute,
        level=dispute.level,
        is_resolution=resolved,
        note=note,
        occurred_on=on,
        by=by,
        at=at,
    ).save()


def _refuse_stale(dispute: Dispute, lock_version: int, words: str) -> None:
    if dispute.lock_version != lock_version:
        raise StaleDispute(words, dispute)


@transaction.atomic
def raise_dispute(
    *,
    dispute: Dispute,
    level: str,
    lock_version: int,
    by: Any,
    at: datetime,
    occurred_on: date,
    note: str = "",
) -> Dispute:
    """Take an open dispute to a higher level of the ladder. Raises MoveRefused, StaleDispute."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("settlement__comment__contribution__record")
        .get(pk=dispute.pk)
    )
    ladder = list(DisputeLevel)
    if dispute.resolved_on or ladder.index(level) <= ladder.index(dispute.level):
        raise MoveRefused(_("A dispute only goes up the ladder, while it is open."))
    _refuse_stale(
        dispute, lock_version, _("Somebody else changed the dispute in the meantime. See it first.")
    )
    dispute.level = level
    dispute.lock_version += 1
    dispute.save(update_fields=["level", "lock_version"])
    _dispute_step(dispute, by=by, at=at, on=occurred_on, note=note)
    log_event(
        record=dispute.settlement.comment.contribution.record,
        verb="dispute_raised",
        by=by,
        at=at,
        occurred_on=occurred_on,
        payload={"level": level},
    )
    return dispute


def withdraw_dispute(*, settlement: Settlement, reason: str, by: Any, at: datetime) -> None:
    """End the open dispute of a settlement whose comment left the round, with the reason; none does no harm.

    Called inside the action that settles the comment otherwise.
    """
    dispute = (
        Dispute.objects.select_for_update()
        .filter(settlement=settlement, resolved_on__isnull=True)
        .first()
    )
    if dispute is None:
        return
    day = timezone.localdate(at)
    dispute.result = reason
    dispute.resolved_on, dispute.resolved_by = day, by
    dispute.lock_version += 1
    dispute.full_clean()
    dispute.save()
    _dispute_step(dispute, by=by, at=at, on=day, note=reason[:500], resolved=True)
    log_event(
        record=settlement.comment.contribution.record,
        verb="dispute_withdrawn",
        by=by,
        at=at,
        reason=reason,
    )


@transaction.atomic
def resolve_dispute(
    *,
    dispute: Dispute,
    outcome: str,
    reason: str,
    result: str,
    by: Any,
    at: datetime,
    resolved_on: date,
    decided_where: str,
    decided_in: Record | None = None,
) -> Settlement:
    """Close a dispute by what its level agreed on; the settlement is decided by that meeting.

    Somebody else than who proposed the settlement records it. An outcome that must say where (deferred, covered
    already) is proposed with it first. Raises MoveRefused, MeetingNeeded, ReasonMissing, TargetMissing.
    """
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.resolved_on is not None:
        raise MoveRefused(_("The dispute was resolved already."))
    settlement = lock_settlement(dispute.settlement)
    if settlement.proposed_by_id == getattr(by, "pk", None):
        raise MeetingNeeded(_("Who proposed the settlement does not record its decision."))
    reason = clean_plain(reason).strip()[:LONGEST_REASON]
    if outcome not in OUTCOMES_WITHOUT_REASON and not reason:
        raise ReasonMissing(_("Say why, in words the author understands."))
    if outcome == Outcome.DEFERRED and not (settlement.target_id or settlement.target_note):
        raise TargetMissing(_("Say where the comment went: the measure or the task."))
    if outcome == Outcome.ALREADY_COVERED and settlement.covered_passage_uid is None:
        raise TargetMissing(_("Choose the passage that says so already."))
    dispute.result = clean_plain(result).strip()
    dispute.resolved_on, dispute.resolved_by, dispute.decided_in = resolved_on, by, decided_in
    dispute.lock_version += 1
    dispute.full_clean()
    dispute.save()
    _dispute_step(dispute, by=by, at=at, on=resolved_on, resolved=True)
    settlement.outcome, settlement.reason = outcome, reason
    settlement.decided_as = DecidedBy.MEETING
    settlement.decided_by, settlement.decided_at = by, at
    settlement.decided_on, settlement.decided_where = resolved_on, decided_where
    settlement.decided_in = decided_in
    move_settlement(settlement, SettlementState.DECIDED, by=by, at=at)
    log_event(
        record=settlement.comment.contribution.record,
        verb="dispute_resolved",
        by=by,
        at=at,
        occurred_on=resolved_on,
    )
    return settlement


@transaction.atomic
def write_positions(
    *,
    dispute: Dispute,
    author_position: str,
    city_position: str,
    lock_version: int,
    by: Any,
    at: datetime,
) -> Dispute:
    """Write down what author and city hold while a dispute is open. Raises MoveRefused, StaleDispute."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("settlement__comment__contribution__record")
        .get(pk=dispute.pk)
    )
    if dispute.resolved_on is not None:
        raise MoveRefused(_("The dispute was resolved already."))
    _refuse_stale(
        dispute,
        lock_version,
        _("Somebody else changed the positions in the meantime. Compare both texts."),
    )
    dispute.author_position = clean_plain(author_position).strip()[:LONGEST_REASON]
    dispute.city_position = clean_plain(city_position).strip()[:LONGEST_REASON]
    dispute.lock_version += 1
    dispute.save(update_fields=["author_position", "city_position", "lock_version"])
    log_event(
        record=dispute.settlement.comment.contribution.record,
        verb="dispute_positions",
        by=by,
        at=at,
    )
    return dispute
