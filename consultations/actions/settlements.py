"""Writes of the settlement desk: propose, check, decide, dispute, work into the text, answer.

Every change of a settlement's state goes through ``_move``, which asks ``ALLOWED_SETTLEMENT_MOVES``, keeps the history
and tells the thread (``Contribution.outcome``).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.actions import thread
from concept.enums import ChangeKind
from concept.enums import ContributionOutcome as Outcome
from concept.models import Change, Version
from concept.queries import lineage_map
from consultations import notifications
from consultations.actions.rounds import PAGES
from consultations.actions.statements import remember
from consultations.enums import (
    ALLOWED_SETTLEMENT_MOVES,
    OUTCOMES_NEEDING_CONSENT,
    OUTCOMES_THAT_CHANGE_TEXT,
    OUTCOMES_THAT_REFUSE,
    OUTCOMES_WITHOUT_REASON,
    CommentNature,
    DecidedBy,
    DisputeLevel,
    SettlementState,
    Weight,
)
from consultations.models import (
    Anchor,
    Comment,
    CommentCluster,
    Dispute,
    DisputeStep,
    Settlement,
    SettlementNote,
    StandardAnswer,
)
from core import jobs
from core.actions import log_event, raise_generation
from core.models import Record
from core.sanitizing import clean_plain

LONGEST_REASON = 10_000
KEEP: Any = object()  # what an assignment does not name stays


class MoveRefused(Exception):
    """The step does not follow from where the settlement stands."""


class StaleSettlement(Exception):
    """Somebody else changed the settlement in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Settlement) -> None:
        super().__init__(message)
        self.current = current


class StaleDispute(Exception):
    """Somebody else changed the positions in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Dispute) -> None:
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


class NoRealChange(Exception):
    """The text does not differ between the two versions at the place of the comment."""


def lock_settlement(settlement: Settlement, lock_version: int | None = None) -> Settlement:
    """The settlement under a lock with its comment. Raises StaleSettlement."""
    settlement = (
        Settlement.objects.select_for_update(of=("self",))
        .select_related("comment__contribution__record", "comment__round__document")
        .get(pk=settlement.pk)
    )
    if lock_version is not None and settlement.lock_version != lock_version:
        raise StaleSettlement(
            _("Somebody else changed this settlement in the meantime. Compare both texts."),
            settlement,
        )
    return settlement


def _move(settlement: Settlement, state: str, *, by: Any, at: datetime, note: str = "") -> None:
    if state not in ALLOWED_SETTLEMENT_MOVES[settlement.state]:
        raise MoveRefused(_("This step does not follow from where the settlement stands now."))
    former, settlement.state = settlement.state, state
    settlement.lock_version += 1
    settlement.full_clean(exclude=["comment"])
    settlement.save()
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


def _members(settlement: Settlement) -> list[Settlement]:
    """The settlement and those of the other points of its cluster that are not withdrawn, under a lock."""
    cluster = settlement.comment.cluster_id
    if cluster is None:
        return [settlement]
    others = (
        Settlement.objects.select_for_update(of=("self",))
        .select_related("comment__contribution__record", "comment__round__document")
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
    for member in _members(settlement):
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
        _forget_decision(member)
        _move(member, SettlementState.PROPOSED, by=by, at=at, note=note)
    return settlement


@transaction.atomic
def reopen_settlement(*, settlement: Settlement, note: str, by: Any, at: datetime) -> Settlement:
    """Take one settlement back to a proposal with its outcome and reason, because its change is no longer in the text.

    It is decided and answered anew. Raises MoveRefused.
    """
    settlement = lock_settlement(settlement)
    settlement.proposed_by, settlement.proposed_at = by, at
    settlement.reviewed_by = settlement.reviewed_at = None
    _forget_decision(settlement)
    _move(settlement, SettlementState.PROPOSED, by=by, at=at, note=note[:300])
    return settlement


def _forget_decision(settlement: Settlement) -> None:
    settlement.decided_by = settlement.decided_at = settlement.decided_on = None
    settlement.decided_in = None
    settlement.decided_as = settlement.decided_where = ""
    settlement.changed_in = None
    settlement.no_change_kind = settlement.no_change_note = ""


@transaction.atomic
def review_settlement(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """Say that a proposed settlement was checked and may go to its decision. Raises MoveRefused."""
    settlement = lock_settlement(settlement)
    for member in _members(settlement):
        if member is settlement or member.state == SettlementState.PROPOSED:
            member.reviewed_by, member.reviewed_at = by, at
            _move(member, SettlementState.REVIEWED, by=by, at=at)
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
    stays as it is. Raises MeetingNeeded, ChairNeeded, ConsentMissing, DisputeOpen, StaleSettlement, MoveRefused.
    """
    settlement = lock_settlement(settlement, lock_version)
    _check_decision(settlement, decided_as, by, decided_where, decided_in)
    for member in _members(settlement):
        if member is not settlement:
            if member.state not in {SettlementState.PROPOSED, SettlementState.REVIEWED}:
                continue
            try:
                _check_decision(member, decided_as, by, decided_where, decided_in)
            except (MeetingNeeded, ChairNeeded, ConsentMissing, DisputeOpen):
                continue
        member.decided_as = decided_as
        member.decided_by, member.decided_at = by, at
        member.decided_on = decided_on or timezone.localdate(at)
        member.decided_where, member.decided_in = decided_where, decided_in
        _move(member, SettlementState.DECIDED, by=by, at=at)
    return settlement


def _check_decision(
    settlement: Settlement, decided_as: str, by: Any, where: str, decided_in: Record | None
) -> None:
    if Dispute.objects.filter(settlement=settlement, resolved_on=None).exists():
        raise DisputeOpen(_("Resolve the dispute first."))
    if decided_as == DecidedBy.MEETING and not (where or decided_in):
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
    _move(settlement, SettlementState.IN_DISPUTE, by=by, at=at)
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


@transaction.atomic
def raise_dispute(
    *, dispute: Dispute, level: str, by: Any, at: datetime, occurred_on: date, note: str = ""
) -> Dispute:
    """Take an open dispute to a higher level of the ladder. Raises MoveRefused."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("settlement__comment__contribution__record")
        .get(pk=dispute.pk)
    )
    ladder = list(DisputeLevel)
    if dispute.resolved_on or ladder.index(level) <= ladder.index(dispute.level):
        raise MoveRefused(_("A dispute only goes up the ladder, while it is open."))
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

    Raises MoveRefused, ReasonMissing.
    """
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.resolved_on is not None:
        raise MoveRefused(_("The dispute was resolved already."))
    settlement = lock_settlement(dispute.settlement)
    reason = clean_plain(reason).strip()[:LONGEST_REASON]
    if outcome not in OUTCOMES_WITHOUT_REASON and not reason:
        raise ReasonMissing(_("Say why, in words the author understands."))
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
    _move(settlement, SettlementState.DECIDED, by=by, at=at)
    log_event(
        record=settlement.comment.contribution.record,
        verb="dispute_resolved",
        by=by,
        at=at,
        occurred_on=resolved_on,
    )
    return settlement


@transaction.atomic
def implement_settlement(
    *,
    settlement: Settlement,
    by: Any,
    at: datetime,
    to_version: Version,
    new_uids: Sequence[str] = (),
    kind: str = ChangeKind.SUBSTANTIVE,
    note: str = "",
) -> Settlement:
    """Prove by two frozen versions that an accepted comment changed the text, and link it into the thread.

    Without ``new_uids`` the descendants of the quoted passages are compared. Equal points of the cluster are linked to
    the same change. Raises NoRealChange, MoveRefused.
    """
    settlement = lock_settlement(settlement)
    if settlement.outcome not in OUTCOMES_THAT_CHANGE_TEXT:
        raise MoveRefused(_("This outcome promises no change of the text."))
    change = change_at(settlement.comment, to_version, new_uids, kind=kind, by=by, at=at)
    return implement_by_change(settlement=settlement, change=change, by=by, at=at, note=note)


@transaction.atomic
def implement_by_change(
    *, settlement: Settlement, change: Change, by: Any, at: datetime, note: str = ""
) -> Settlement:
    """Link a decided settlement, and its equal points, to a change known already; they are in the text by that.

    Raises MoveRefused.
    """
    settlement = lock_settlement(settlement)
    for member in _members(settlement):
        if member.state != SettlementState.DECIDED:
            if member is settlement:
                raise MoveRefused(_("Only a decided settlement can be worked into the text."))
            continue
        member.changed_in = change.to_version
        thread.record_influence(
            contribution=member.comment.contribution, change=change, by=by, at=at, note=note
        )
        _move(member, SettlementState.IMPLEMENTED, by=by, at=at)
    # Versions frozen since then are to be looked through for this change too.
    jobs.enqueue("consultations.tasks.check_later_versions", version_id=change.to_version_id)
    return settlement


def change_at(
    comment: Comment,
    to_version: Version,
    new_uids: Sequence[str],
    *,
    kind: str,
    by: Any,
    at: datetime,
) -> Change:
    """The change of the passages a comment quotes, or of the given new ones. Raises NoRealChange."""
    went = lineage_map(comment.version, to_version)
    anchors = Anchor.objects.filter(comment=comment, passage_uid__isnull=False)
    quoted = [str(uid) for uid in anchors.values_list("passage_uid", flat=True)]
    if new_uids:
        wanted = set(map(str, new_uids))
        old_uids = [uid for uid, news in went.items() if wanted & set(news)]
        # What the comment quotes and is gone belongs to the change too: the new words stand for it.
        old_uids += [uid for uid in quoted if not went.get(uid)]
    else:
        old_uids = quoted
        new_uids = sorted({new for uid in old_uids for new in went.get(uid, [])})
    if not old_uids and not new_uids:
        raise NoRealChange(_("Choose the passages that changed: the comment quotes none."))
    try:
        return thread.record_change(
            from_version=comment.version,
            to_version=to_version,
            old_uids=old_uids,
            new_uids=new_uids,
            kind=kind,
            by=by,
            at=at,
        )
    except thread.NothingChanged as error:
        raise NoRealChange(
            _("The text there is the same in both versions. Choose the passages that changed.")
        ) from error


@transaction.atomic
def implement_without_change(
    *, settlement: Settlement, kind: str, note: str, by: Any, at: datetime
) -> Settlement:
    """Say why an accepted comment changes no words; kind and note are public. Raises ReasonMissing, MoveRefused."""
    settlement = lock_settlement(settlement)
    note = clean_plain(note).strip()
    if not note:
        raise ReasonMissing(_("Say how the comment is met without a change of words."))
    settlement.no_change_kind, settlement.no_change_note = kind, note[:500]
    _move(settlement, SettlementState.IMPLEMENTED, by=by, at=at)
    return settlement


@transaction.atomic
def verify_settlement(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """A person looked at the new words and confirms that they meet the comment. Raises MoveRefused."""
    settlement = lock_settlement(settlement)
    _move(settlement, SettlementState.VERIFIED, by=by, at=at)
    return settlement


@transaction.atomic
def answer_settlement(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """Give the answer to its author; from now on only a new proposal changes it. Raises MoveRefused."""
    settlement = lock_settlement(settlement)
    settlement.answered_at = at
    _move(settlement, SettlementState.ANSWERED, by=by, at=at)
    notifications.settlement_answered(settlement, at=at)
    return settlement


@transaction.atomic
def add_note(*, settlement: Settlement, text: str, by: Any, at: datetime) -> SettlementNote:
    """Leave an internal note. Raises ReasonMissing when it is empty."""
    text = clean_plain(text).strip()
    if not text:
        raise ReasonMissing(_("The note is empty."))
    return SettlementNote.objects.create(settlement=settlement, text=text, by=by, at=at)


@transaction.atomic
def assign_settlements(
    *,
    settlements: Iterable[Settlement],
    by: Any,
    at: datetime,
    assignee: Any = KEEP,
    department: Any = KEEP,
    due_on: date | None = KEEP,
) -> int:
    """Give settlements to a person or a department with a due date; answers how many rows changed.

    What is not named stays, None takes it away. Who answers is no part of the answer: ``lock_version`` stays.
    """
    wanted = {"assignee": assignee, "department": department, "due_on": due_on}
    wanted = {name: value for name, value in wanted.items() if value is not KEEP}
    changed = 0
    for found in settlements:
        settlement = lock_settlement(found)
        if all(getattr(settlement, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(settlement, name, value)
        settlement.save(update_fields=list(wanted))
        log_event(
            record=settlement.comment.contribution.record, verb="settlement_assigned", by=by, at=at
        )
        changed += 1
    return changed


@transaction.atomic
def join_cluster(
    *, comments: Iterable[Comment], title: str, by: Any, at: datetime
) -> CommentCluster:
    """Say that comments of one round are equal; they are answered once. Raises MoveRefused.

    Whoever is equal to one of them already comes along: the clusters become one. The members keep the settlements they
    have; the next proposal for one of them is for all that are not decided.
    """
    wanted = [comment.pk for comment in comments]
    chosen = list(
        Comment.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, withdrawn_at=None)
        .submitted()
        .order_by("number")
    )
    if len({comment.round_id for comment in chosen}) != 1 or len(chosen) < 2:
        raise MoveRefused(_("Choose at least two comments of one round that were not taken back."))
    former = sorted({comment.cluster_id for comment in chosen if comment.cluster_id})
    if len(former) == 1 and all(comment.cluster_id for comment in chosen):
        return CommentCluster.objects.get(pk=former[0])
    if former:
        cluster = CommentCluster.objects.get(pk=former[0])
    else:
        cluster = CommentCluster.objects.create(
            round_id=chosen[0].round_id, title=title[:200], created_by=by, created_at=at
        )
    newcomers = (
        Comment.objects.filter(Q(pk__in=[c.pk for c in chosen]) | Q(cluster__in=former))
        .exclude(cluster=cluster)
        .select_related("contribution__record")
    )
    for comment in newcomers:
        log_event(
            record=comment.contribution.record,
            verb="comment_joined",
            by=by,
            at=at,
            payload={"cluster": cluster.pk},
        )
    Comment.objects.filter(pk__in=[comment.pk for comment in newcomers]).update(cluster=cluster)
    CommentCluster.objects.filter(pk__in=former[1:]).delete()
    raise_generation(*PAGES)
    return cluster


@transaction.atomic
def leave_cluster(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Take one comment out of its cluster; its settlement stays as it is. One left alone is no cluster any more."""
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("contribution__record")
        .get(pk=comment.pk)
    )
    former, comment.cluster = comment.cluster_id, None
    comment.save(update_fields=["cluster"])
    log_event(record=comment.contribution.record, verb="comment_parted", by=by, at=at)
    if former and Comment.objects.filter(cluster=former).count() < 2:
        CommentCluster.objects.filter(pk=former).delete()
    raise_generation(*PAGES)
    return comment


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
    if dispute.lock_version != lock_version:
        raise StaleDispute(
            _("Somebody else changed the positions in the meantime. Compare both texts."), dispute
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
