"""What somebody may do with a settlement now."""

from collections.abc import Mapping
from typing import Any

from consultations.enums import (
    ALLOWED_SETTLEMENT_MOVES,
    OUTCOMES_THAT_CHANGE_TEXT,
    DisputeLevel,
    SettlementState,
    SettlingAct,
    Weight,
)
from consultations.models import Dispute, Settlement
from core.permissions import allowed

PERMISSIONS: dict[str, str] = {
    SettlingAct.PROPOSE: "consultations.propose_settlement",
    SettlingAct.REVIEW: "consultations.review_settlement",
    SettlingAct.DECIDE: "consultations.decide_settlement",
    SettlingAct.MEETING: "consultations.record_meeting_decision",
    SettlingAct.AGREE: "consultations.record_meeting_decision",
    SettlingAct.DISPUTE: "consultations.resolve_dispute",
    SettlingAct.RAISE: "consultations.resolve_dispute",
    SettlingAct.POSITIONS: "consultations.resolve_dispute",
    SettlingAct.RESOLVE: "consultations.resolve_dispute",
    SettlingAct.IMPLEMENT: "consultations.implement_settlement",
    SettlingAct.NO_CHANGE: "consultations.implement_settlement",
    SettlingAct.VERIFY: "consultations.implement_settlement",
    SettlingAct.ANSWER: "consultations.implement_settlement",
    SettlingAct.ASSIGN: "consultations.assign_settlement",
    SettlingAct.THEMES: "consultations.assign_settlement",
    SettlingAct.NOTE: "consultations.note_settlement",
    SettlingAct.LEAVE: "consultations.join_comments",
}


def acts_for(
    user: Any, settlement: Settlement, *, dispute: Dispute | None = None
) -> frozenset[str]:
    """What the user may do with a settlement now (``SettlingAct``); needs comment and round loaded, no query.

    ``dispute`` is the open one, if there is any. The process is the same the actions keep; persons are asked of
    ``core.permissions``.
    """
    comment = settlement.comment
    moves = ALLOWED_SETTLEMENT_MOVES[settlement.state]
    is_essential = comment.weight == Weight.ESSENTIAL
    is_proposed = settlement.state in {SettlementState.PROPOSED, SettlementState.REVIEWED}
    is_live = comment.withdrawn_at is None
    changes_text = settlement.outcome in OUTCOMES_THAT_CHANGE_TEXT
    is_own = settlement.proposed_by_id is not None and settlement.proposed_by_id == user.pk
    follows: Mapping[str, bool] = {
        SettlingAct.PROPOSE: is_live and SettlementState.PROPOSED in moves,
        SettlingAct.REVIEW: settlement.state == SettlementState.PROPOSED,
        SettlingAct.DECIDE: is_proposed and dispute is None,
        SettlingAct.MEETING: is_proposed and dispute is None and not (is_essential and is_own),
        SettlingAct.AGREE: is_essential
        and settlement.author_agreed_at is None
        and (is_proposed or settlement.state == SettlementState.IN_DISPUTE),
        SettlingAct.DISPUTE: is_essential
        and dispute is None
        and SettlementState.IN_DISPUTE in moves,
        SettlingAct.RAISE: dispute is not None and dispute.level != list(DisputeLevel)[-1],
        SettlingAct.POSITIONS: dispute is not None,
        SettlingAct.RESOLVE: dispute is not None and not is_own,
        SettlingAct.IMPLEMENT: settlement.state == SettlementState.DECIDED and changes_text,
        SettlingAct.NO_CHANGE: settlement.state == SettlementState.DECIDED and changes_text,
        SettlingAct.VERIFY: settlement.state == SettlementState.IMPLEMENTED,
        SettlingAct.ANSWER: is_live
        and SettlementState.ANSWERED in moves
        and not (settlement.state == SettlementState.DECIDED and changes_text),
        SettlingAct.ASSIGN: is_live,
        SettlingAct.THEMES: True,
        SettlingAct.NOTE: True,
        SettlingAct.LEAVE: comment.cluster_id is not None,
    }
    return frozenset(
        act
        for act, may_follow in follows.items()
        if may_follow and allowed(user, PERMISSIONS[act], settlement)
    )
