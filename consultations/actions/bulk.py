"""Writes over many comments: first counted, then done row by row with a report.

A row that is refused spoils no other. A job gives each row a transaction of its own; a few are done as a whole at once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultations.actions import assignments, clusters, implementing, settlements, themes
from consultations.enums import (
    BulkFate,
    BulkKind,
    BulkState,
    CommentNature,
    DecidedBy,
    SettlementState,
)
from consultations.models import BulkStep, Comment, Round, Settlement, StandardAnswer
from core import jobs
from core.actions import generations_raised_once
from core.models import Record
from core.permissions import allowed
from people.enums import Role
from people.models import Organisation, User

# Up to here the person waits for the report; more runs as a job with progress.
MOST_AT_ONCE = 200
REPORTS = 50  # of progress in a step, so that writing them costs little however many rows there are

REFUSALS = (
    settlements.MoveRefused,
    settlements.ReasonMissing,
    settlements.TargetMissing,
    settlements.MeetingNeeded,
    settlements.ChairNeeded,
    settlements.ConsentMissing,
    settlements.DisputeOpen,
    implementing.NoRealChange,
    settlements.StaleSettlement,
    themes.ThemeUnknown,
    ValidationError,
)


class NothingChosen(Exception):
    """A step over many comments needs comments."""


class NotAllowed(Exception):
    """This person may not do that with this comment."""


@transaction.atomic
def start_step(
    *,
    round: Round,
    kind: str,
    params: Mapping[str, Any],
    targets: Sequence[int],
    language: str,
    by: Any,
    at: datetime,
) -> BulkStep:
    """Store what is to be done. A few comments are done at once, many by a job. Raises NothingChosen.

    ``params`` (JSON): assign {"assignee", "department", "due_on"}, only the named ones change; theme {"themes"};
    propose {"answer", "outcome"}; decide {"as", "on", "where", "in"}; join {"title"}.
    """
    if not targets and kind != BulkKind.SEARCH:
        raise NothingChosen(_("Choose at least one comment."))
    step = BulkStep.objects.create(
        round=round,
        kind=kind,
        params=dict(params),
        targets=list(targets),
        language=language,
        by=by,
        at=at,
    )
    if kind != BulkKind.SEARCH and len(targets) <= MOST_AT_ONCE:
        with generations_raised_once():
            return run_step(step=step, at=at, is_one_transaction=True)
    jobs.enqueue("consultations.tasks.run_bulk_step", step_id=step.pk)
    return step


def run_step(*, step: BulkStep, at: datetime, is_one_transaction: bool = False) -> BulkStep:
    """Do a step, or go on where it was stopped; rows done before are not done twice.

    ``is_one_transaction``: the caller's transaction ends with the step, so its rows are locked and read together.
    """
    if step.state == BulkState.DONE:
        return step
    BulkStep.objects.filter(pk=step.pk).update(state=BulkState.RUNNING)
    with translation.override(step.language):
        if step.kind == BulkKind.JOIN:
            results = _join(step, at)
        else:
            held = (
                settlements.lock_settlements(step.round_id, step.targets)
                if is_one_transaction
                else {}
            )
            results = _each(step, at, held)
    step.results, step.done_count = results, len(step.targets)
    step.state, step.finished_at = BulkState.DONE, at
    step.save(update_fields=["results", "done_count", "state", "finished_at"])
    return step


def _each(step: BulkStep, at: datetime, held: dict[int, Settlement]) -> list[dict[str, Any]]:
    results = list(step.results)
    do = _doer(step, at)
    pause = max(20, len(step.targets) // REPORTS)
    for number, key in enumerate(step.targets[len(results) :], start=len(results) + 1):
        settlement = held.pop(key, None) or _read(step, key)
        results.append(_one(settlement, do))
        if number % pause == 0:
            BulkStep.objects.filter(pk=step.pk).update(results=results, done_count=number)
    return results


Doer = Callable[[Settlement], bool]


def _read(step: BulkStep, key: int) -> Settlement | None:
    found = Settlement.objects.select_related("comment__contribution__record", "comment__round")
    return found.filter(pk=key, comment__round=step.round_id).first()


def _one(settlement: Settlement | None, do: Doer) -> dict[str, Any]:
    if settlement is None:
        return _result("", BulkFate.REFUSED, _("The comment is not in this round."))
    reference = settlement.comment.reference
    try:
        with transaction.atomic():
            is_changed = do(settlement)
    except REFUSALS as error:
        words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return _result(reference, BulkFate.REFUSED, words)
    except NotAllowed as error:
        return _result(reference, BulkFate.REFUSED, str(error))
    return _result(reference, BulkFate.CHANGED if is_changed else BulkFate.SAME)


def _result(reference: str, fate: str, reason: str = "") -> dict[str, Any]:
    return {"reference": reference, "fate": str(fate), "reason": reason}


def _ask(by: Any, permission: str, settlement: Settlement) -> None:
    if not allowed(by, permission, settlement):
        raise NotAllowed(_("Your role does not let you do this with this comment."))


def _doer(step: BulkStep, at: datetime) -> Doer:
    by, params = step.by, step.params
    match step.kind:
        case BulkKind.ASSIGN:
            return _assigner(params, by, at)
        case BulkKind.THEME:
            return _themer(params, by, at)
        case BulkKind.PROPOSE:
            return _proposer(params, by, at)
        case BulkKind.DECIDE:
            return _decider(params, by, at)
        case BulkKind.REVIEW:
            return _mover(
                settlements.review_settlement,
                "consultations.review_settlement",
                SettlementState.REVIEWED,
                by,
                at,
            )
        case BulkKind.ANSWER:
            return _mover(
                settlements.answer_settlement,
                "consultations.implement_settlement",
                SettlementState.ANSWERED,
                by,
                at,
            )
    raise ValueError(step.kind)


def _assigner(params: Mapping[str, Any], by: Any, at: datetime) -> Doer:
    wanted: dict[str, Any] = {}
    if "assignee" in params:
        wanted["assignee"] = User.objects.filter(pk=params["assignee"]).first()
    if "department" in params:
        wanted["department"] = Organisation.objects.filter(pk=params["department"]).first()
    if "due_on" in params:
        wanted["due_on"] = date.fromisoformat(params["due_on"]) if params["due_on"] else None

    may_be_asked = assignments.may_be_asked(
        wanted.get("assignee"), wanted.get("department"), timezone.localdate(at)
    )

    def do(settlement: Settlement) -> bool:
        _ask(by, "consultations.assign_settlement", settlement)
        if settlement.comment.withdrawn_at is not None:
            raise settlements.MoveRefused(_("Its author took this comment back."))
        return bool(
            assignments.assign_settlements(
                settlements=[settlement], by=by, at=at, is_allowed=may_be_asked, **wanted
            )
        )

    return do


def _themer(params: Mapping[str, Any], by: Any, at: datetime) -> Doer:
    def do(settlement: Settlement) -> bool:
        _ask(by, "consultations.assign_settlement", settlement)
        return themes.add_themes(comment=settlement.comment, slugs=params["themes"], by=by, at=at)

    return do


def _proposer(params: Mapping[str, Any], by: Any, at: datetime) -> Doer:
    answer = StandardAnswer.objects.get(pk=params["answer"])

    def do(settlement: Settlement) -> bool:
        _ask(by, "consultations.propose_settlement", settlement)
        is_same = (settlement.outcome, settlement.reason) == (params["outcome"], answer.text)
        if is_same and settlement.state == SettlementState.PROPOSED:
            return settlement.proposed_at == at  # by an equal comment in this very step
        if settlement.state not in {
            SettlementState.OPEN,
            SettlementState.PROPOSED,
            SettlementState.REVIEWED,
        }:
            raise settlements.MoveRefused(_("It is decided or disputed already. Open it alone."))
        settlements.propose_settlement(
            settlement=settlement,
            outcome=params["outcome"],
            reason=answer.text,
            standard_answer=answer,
            by=by,
            at=at,
        )
        return True

    return do


def _decider(params: Mapping[str, Any], by: Any, at: datetime) -> Doer:
    is_meeting = params["as"] == DecidedBy.MEETING
    decided_in = Record.objects.filter(pk=params.get("in")).first() if params.get("in") else None

    def do(settlement: Settlement) -> bool:
        name = "record_meeting_decision" if is_meeting else "decide_settlement"
        _ask(by, f"consultations.{name}", settlement)
        if settlement.state == SettlementState.DECIDED:
            return settlement.decided_at == at  # with an equal comment in this very step
        decided_as = DecidedBy.MEETING if is_meeting else _word_of(by, settlement.comment, at)
        settlements.decide_settlement(
            settlement=settlement,
            decided_as=decided_as,
            decided_on=date.fromisoformat(params["on"]) if params.get("on") else None,
            decided_where=params.get("where", ""),
            decided_in=decided_in,
            by=by,
            at=at,
        )
        return True

    return do


def _word_of(by: Any, comment: Comment, at: datetime) -> str:
    """As what somebody decides alone: the editor what is formal, the chair the rest."""
    is_editor = Role.EDITOR in by.roles_on(timezone.localdate(at))
    return (
        DecidedBy.EDITOR
        if is_editor and comment.nature == CommentNature.FORMAL
        else DecidedBy.CHAIR
    )


def _mover(
    act: Callable[..., Settlement], permission: str, state: str, by: Any, at: datetime
) -> Doer:
    def do(settlement: Settlement) -> bool:
        _ask(by, permission, settlement)
        if settlement.state == state:
            return settlement.reviewed_at == at if state == SettlementState.REVIEWED else False
        if settlement.comment.withdrawn_at is not None:
            raise settlements.MoveRefused(_("Its author took this comment back."))
        act(settlement=settlement, by=by, at=at)
        return True

    return do


def _join(step: BulkStep, at: datetime) -> list[dict[str, Any]]:
    chosen = list(
        Comment.objects.filter(settlement__in=step.targets, round=step.round_id).order_by("number")
    )
    if not allowed(step.by, "consultations.join_comments"):
        reason = _("Your role does not let you do this with this comment.")
        return [_result(c.reference, BulkFate.REFUSED, reason) for c in chosen]
    gone = [c for c in chosen if c.withdrawn_at is not None]
    live = [c for c in chosen if c.withdrawn_at is None]
    refused = [
        _result(c.reference, BulkFate.REFUSED, _("Its author took this comment back."))
        for c in gone
    ]
    try:
        cluster = clusters.join_cluster(
            comments=live, title=step.params.get("title", ""), by=step.by, at=at
        )
    except settlements.MoveRefused as error:
        return refused + [_result(c.reference, BulkFate.REFUSED, str(error)) for c in live]
    return [
        _result(
            c.reference,
            BulkFate.SAME if c.cluster_id == cluster.pk else BulkFate.CHANGED,
        )
        for c in live
    ] + refused


def fail_step(*, step: BulkStep, at: datetime) -> None:
    """Say that a step broke down; what it did before stays done and reported."""
    BulkStep.objects.filter(pk=step.pk).exclude(state=BulkState.DONE).update(
        state=BulkState.FAILED, finished_at=at
    )
