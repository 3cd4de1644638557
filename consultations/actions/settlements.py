"""Writes of settlements: proposed, checked, decided, answered.

Every change of a settlement's state goes through ``move_settlement``, which asks ``ALLOWED_SETTLEMENT_MOVES``, keeps
the history and tells the thread (``Contribution.outcome``).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.enums import ContributionOutcome as Outcome
from consultations import notifications
from consultations.actions.comment_words import find_by_answer
from consultations.actions.comments import remember
from consultations.actions.rounds import PAGES
from consultations.enums import (
    ALLOWED_SETTLEMENT_MOVES,
    OUTCOMES_NEEDING_CONSENT,
    OUTCOMES_THAT_CHANGE_TEXT,
    OUTCOMES_THAT_REFUSE,
    OUTCOMES_WITHOUT_REASON,
    CommentNature,
    DecidedBy,
    SettlementState,
    Weight,
)
from consultations.models import Dispute, Settlement, SettlementNote, StandardAnswer
from core.actions import log_event, raise_generation
from core.models import Record
from core.sanitizing import clean_plain

LONGEST_REASON = 10_000
RELATIONS = frozenset(field.name for field in Settlement._meta.fields if field.is_relation)


class MoveRefused(Exception):
    """The step does not follow from where the settlement stands."""


class StaleSettlement(Exception):
    """Somebody else changed the settlement in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Settlement) -> None:
        super().__init__(message)
        self.current = current


class ReasonMissing(Exception):
    """This outcome must say why, where, or who else is competent."""


class TargetMissing(Exception):
    """A deferred comment must say where it went; one covered already must name the passage."""


class MeetingNeeded(Exception):
    """Essential comments are decided by a meeting only, and never by who proposed the settlement."""


class ChairNeeded(Exception):
    """The editor alone decides formal advisory comments only."""


class ConsentMissing(Exception):
    """An essential comment is closed as explained or noted only with its author's consent; else it is a dispute."""


class DisputeOpen(Exception):
    """The dispute must be resolved first."""


def lock_settlement(settlement: Settlement, lock_version: int | None = None) -> Settlement:
    """The settlement under a lock with its comment. Raises StaleSettlement."""
    if settlement.is_locked:
        settlement.is_locked = False
    else:
        settlement = _under_lock().get(pk=settlement.pk)
    if lock_version is not None and settlement.lock_version != lock_version:
        raise StaleSettlement(
            _("Somebody else changed this settlement in the meantime. Compare both texts."),
            settlement,
        )
    return settlement


def _under_lock() -> QuerySet[Settlement]:
    return Settlement.objects.select_for_update(of=("self",)).select_related(
        "comment__contribution__record", "comment__round__document"
    )


def lock_settlements(round_id: int, keys: Sequence[int]) -> dict[int, Settlement]:
    """Settlements of a round under a lock by primary key, each to be given to one act in this transaction: one query.

    Points of clusters are left out: an act on one of them writes to the others, so each is read when its turn comes.
    """
    found = _under_lock().filter(
        pk__in=list(keys), comment__round=round_id, comment__cluster__isnull=True
    )
    held = {settlement.pk: settlement for settlement in found.order_by("pk")}
    for settlement in held.values():
        settlement.is_locked = True
    return held


def move_settlement(
    settlement: Settlement, state: str, *, by: Any, at: datetime, note: str = ""
) -> None:
    """The one door by which a settlement's state changes; the caller holds its lock. Raises MoveRefused."""
    if state not in ALLOWED_SETTLEMENT_MOVES[settlement.state]:
        raise MoveRefused(_("This step does not follow from where the settlement stands now."))
    former, settlement.state = settlement.state, state
    settlement.lock_version += 1
    _save(settlement)
    remember(settlement, by=by, at=at, note=note)
    contribution = settlement.comment.contribution
    outcome = settlement.outcome if settlement.decided_at else Outcome.OPEN
    if contribution.outcome != outcome:
        contribution.outcome = outcome
        contribution.save(update_fields=["outcome"])
    contribution.record.state = state
    contribution.record.save(update_fields=["state"])
    log_event(
        record=contribution.record,
        verb=f"settlement_{state}",
        by=by,
        at=at,
        occurred_on=settlement.decided_on if state == SettlementState.DECIDED else None,
        from_state=former,
        to_state=state,
    )
    raise_generation(*PAGES)


def _save(settlement: Settlement) -> None:
    """Store a settlement. Raises ValidationError when a field or a rule of the table refuses it.

    The table itself is asked, and in words only when it refuses: a query per rule and per related row would hold the
    lock of a step over many comments twice as long.
    """
    settlement.clean_fields(exclude=RELATIONS)
    try:
        with transaction.atomic():
            settlement.save()
    except IntegrityError:
        settlement.validate_constraints()
        raise


def is_same_answer(one: Settlement, other: Settlement) -> bool:
    """Whether two members of a cluster have the same proposal: only then one decision is for both."""
    return (one.outcome, one.reason) == (other.outcome, other.reason)


def members_of(settlement: Settlement) -> list[Settlement]:
    """The settlement and those of the other points of its cluster that are not withdrawn, under a lock."""
    cluster = settlement.comment.cluster_id
    if cluster is None:
        return [settlement]
    others = (
        _under_lock()
        .filter(comment__cluster=cluster, comment__withdrawn_at=None)
        .exclude(pk=settlement.pk)
        .order_by("pk")
    )
    return [settlement, *others]


@transaction.atomic
def propose_settlement(
    *,
    settlement: Settlement,
    outcome: str,
    reason: str,
    by: Any,
    at: datetime,
    lock_version: int | None = None,
    standard_answer: StandardAnswer | None = None,
    target: Record | None = None,
    target_note: str = "",
    covered_passage_uid: str | None = None,
    note: str = "",
) -> Settlement:
    """Propose outcome and reason; equal points of the cluster get the same. A decided one is reopened by this.

    An author's consent belongs to the words it was given to: other words need a new one.
    Raises StaleSettlement, MoveRefused, ReasonMissing, TargetMissing.
    """
    settlement = lock_settlement(settlement, lock_version)
    if settlement.comment.withdrawn_at is not None:
        raise MoveRefused(_("Its author took this comment back. There is nothing to settle."))
    reason = clean_plain(reason).strip()[:LONGEST_REASON]
    if outcome not in OUTCOMES_WITHOUT_REASON and not reason:
        raise ReasonMissing(_("Say why, in words the author understands."))
    if outcome == Outcome.DEFERRED and not (target or target_note or settlement.target_id):
        raise TargetMissing(_("Say where the comment went: the measure or the task."))
    if outcome == Outcome.ALREADY_COVERED and not covered_passage_uid:
        raise TargetMissing(_("Choose the passage that says so already."))
    for member in members_of(settlement):
        if member is not settlement and member.state not in {
            SettlementState.OPEN,
            SettlementState.PROPOSED,
            SettlementState.REVIEWED,
        }:
            continue
        if (member.outcome, member.reason) != (outcome, reason):
            member.author_agreed_at = None
        member.outcome, member.reason = outcome, reason
        member.standard_answer = standard_answer
        member.target = target or member.target
        member.target_note = clean_plain(target_note).strip()[:200]
        member.covered_passage_uid = covered_passage_uid
        member.proposed_by, member.proposed_at = by, at
        member.reviewed_by = member.reviewed_at = None
        forget_decision(member)
        move_settlement(member, SettlementState.PROPOSED, by=by, at=at, note=note)
    return settlement


@transaction.atomic
def reopen_settlement(*, settlement: Settlement, note: str, by: Any, at: datetime) -> Settlement:
    """Take one settlement back to a proposal with its outcome and reason, because its change is no longer in the text.

    It is decided and answered anew. Raises MoveRefused.
    """
    settlement = lock_settlement(settlement)
    settlement.proposed_by, settlement.proposed_at = by, at
    settlement.reviewed_by = settlement.reviewed_at = None
    forget_decision(settlement)
    move_settlement(settlement, SettlementState.PROPOSED, by=by, at=at, note=note[:300])
    return settlement


@transaction.atomic
def take_back_decision(*, settlement: Settlement, note: str, by: Any, at: datetime) -> Settlement:
    """Take a decided settlement back to its proposal because the conclusion behind it does not hold.

    Who proposed it and when stays: the same proposal is decided anew. Raises MoveRefused.
    """
    settlement = lock_settlement(settlement)
    forget_decision(settlement)
    move_settlement(settlement, SettlementState.PROPOSED, by=by, at=at, note=note[:300])
    return settlement


def forget_decision(settlement: Settlement) -> None:
    """Take back who decided a settlement, when and where; the caller saves."""
    settlement.decided_by = settlement.decided_at = settlement.decided_on = None
    settlement.decided_in = None
    settlement.decided_as = settlement.decided_where = ""
    settlement.changed_in = None
    settlement.no_change_kind = settlement.no_change_note = ""


@transaction.atomic
def review_settlement(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """Say that a proposed settlement was checked and may go to its decision. Raises MoveRefused.

    Equal points with the same proposal go along.
    """
    settlement = lock_settlement(settlement)
    for member in members_of(settlement):
        if member is settlement or (
            member.state == SettlementState.PROPOSED and is_same_answer(member, settlement)
        ):
            member.reviewed_by, member.reviewed_at = by, at
            move_settlement(member, SettlementState.REVIEWED, by=by, at=at)
    return settlement


@transaction.atomic
def decide_settlement(
    *,
    settlement: Settlement,
    decided_as: str,
    by: Any,
    at: datetime,
    decided_on: date | None = None,
    decided_where: str = "",
    decided_in: Record | None = None,
    lock_version: int | None = None,
) -> Settlement:
    """Make a proposed settlement valid, by the editor's or the chair's word or by a meeting.

    Equal points of the cluster are decided with it; one that this word cannot decide (an essential one, a disputed one)
    and one for which something else is proposed stay as they are.
    Raises MeetingNeeded, ChairNeeded, ConsentMissing, DisputeOpen, StaleSettlement, MoveRefused.
    """
    settlement = lock_settlement(settlement, lock_version)
    check_decision(settlement, decided_as, by, has_meeting=bool(decided_where or decided_in))
    for member in members_of(settlement):
        if member is not settlement:
            if member.state not in {SettlementState.PROPOSED, SettlementState.REVIEWED}:
                continue
            if not is_same_answer(member, settlement):
                continue
            try:
                check_decision(
                    member, decided_as, by, has_meeting=bool(decided_where or decided_in)
                )
            except (MeetingNeeded, ChairNeeded, ConsentMissing, DisputeOpen):
                continue
        member.decided_as = decided_as
        member.decided_by, member.decided_at = by, at
        member.decided_on = decided_on or timezone.localdate(at)
        member.decided_where, member.decided_in = decided_where, decided_in
        move_settlement(member, SettlementState.DECIDED, by=by, at=at)
    return settlement


def check_decision(
    settlement: Settlement,
    decided_as: str,
    by: Any,
    *,
    has_meeting: bool = True,
    is_disputed: bool | None = None,
) -> None:
    """Whether a word may decide a settlement: one query unless it is said whether it ``is_disputed``.

    Raises DisputeOpen, MeetingNeeded, ChairNeeded, ConsentMissing.
    """
    if is_disputed is None:
        is_disputed = Dispute.objects.filter(settlement=settlement, resolved_on=None).exists()
    if is_disputed:
        raise DisputeOpen(_("Resolve the dispute first."))
    if decided_as == DecidedBy.MEETING and not has_meeting:
        raise MeetingNeeded(_("Say at which meeting it was decided."))
    if settlement.comment.weight != Weight.ESSENTIAL:
        is_formal = settlement.comment.nature == CommentNature.FORMAL
        if decided_as == DecidedBy.EDITOR and not is_formal:
            raise ChairNeeded(_("The editor alone decides formal comments only."))
        return
    if decided_as != DecidedBy.MEETING:
        raise MeetingNeeded(_("An essential comment is decided by a meeting only."))
    if settlement.proposed_by_id == getattr(by, "pk", None):
        raise MeetingNeeded(_("Who proposed the settlement does not record its decision."))
    if settlement.author_agreed_at is not None:
        return
    if settlement.outcome in OUTCOMES_NEEDING_CONSENT:
        raise ConsentMissing(
            _("The author must agree, or it is a dispute: the comment is essential.")
        )
    if settlement.outcome in OUTCOMES_THAT_REFUSE:
        raise DisputeOpen(_("Refusing an essential comment opens a dispute. Open it first."))


@transaction.atomic
def record_author_agreed(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """Record that the author agrees to the proposed settlement of an essential comment. Raises MoveRefused."""
    settlement = lock_settlement(settlement)
    if settlement.state not in {
        SettlementState.PROPOSED,
        SettlementState.REVIEWED,
        SettlementState.IN_DISPUTE,
    }:
        raise MoveRefused(_("There is no proposal the author could agree to."))
    settlement.author_agreed_at = at
    settlement.lock_version += 1
    settlement.save(update_fields=["author_agreed_at", "lock_version"])
    log_event(record=settlement.comment.contribution.record, verb="author_agreed", by=by, at=at)
    return settlement


@transaction.atomic
def answer_settlement(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """Give the answer to its author; from now on only a new proposal changes it.

    Accepted means changed: such an answer is given once somebody verified it in the text. Raises MoveRefused.
    """
    settlement = lock_settlement(settlement)
    if settlement.comment.withdrawn_at is not None:
        raise MoveRefused(_("Its author took this comment back. There is nothing to settle."))
    if (
        settlement.state == SettlementState.DECIDED
        and settlement.outcome in OUTCOMES_THAT_CHANGE_TEXT
    ):
        raise MoveRefused(
            _(
                "It is accepted: link it to the changed text, or say why no words change, and verify it."
            )
        )
    settlement.answered_at = at
    move_settlement(settlement, SettlementState.ANSWERED, by=by, at=at)
    find_by_answer(settlement.comment, settlement.reason)
    notifications.settlement_answered(settlement, at=at)
    return settlement


@transaction.atomic
def add_note(*, settlement: Settlement, text: str, by: Any, at: datetime) -> SettlementNote:
    """Leave an internal note. Raises ReasonMissing when it is empty."""
    text = clean_plain(text).strip()
    if not text:
        raise ReasonMissing(_("The note is empty."))
    return SettlementNote.objects.create(settlement=settlement, text=text, by=by, at=at)
