"""What becomes of a risk: assessed, responded to, watched, happened, closed; and what is done against it.

A state changes through ``_move`` only, which asks ``ALLOWED_RISK_MOVES``.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import change_state, log_event, raise_generation
from evaluation.actions.risks import (
    PAGES,
    OwnerMissing,
    StaleRisk,
    TextMissing,
    lock_risk,
    refuse_closed,
    save,
    words,
)
from evaluation.enums import (
    ALLOWED_RISK_MOVES,
    OPEN_ACTION_STATES,
    ActionState,
    AlertEnd,
    RiskResponse,
    RiskState,
)
from evaluation.models import AlertClosing, Risk, RiskAction, RiskAssessment, RiskStep


class RiskMoveRefused(Exception):
    """A risk goes from state to state as the register allows."""


class ReviewMissing(Exception):
    """What is done about a risk is looked at again on a later day."""


def _move(risk: Risk, state: str, *, reason: str, by: Any, at: datetime) -> None:
    """Take a locked risk to a state. Raises RiskMoveRefused, TextMissing, OwnerMissing."""
    if state not in ALLOWED_RISK_MOVES[risk.state]:
        raise RiskMoveRefused(_("This step does not follow from where the risk stands now."))
    if state in (RiskState.MATERIALISED, RiskState.CLOSED) and not reason:
        raise TextMissing(_("Say why."))
    if state in (RiskState.TREATED, RiskState.WATCHED) and (
        risk.owner_id is None or not risk.response
    ):
        raise OwnerMissing(_("Say first who answers for the risk and what is done about it."))
    RiskStep.objects.create(
        risk=risk, from_state=risk.state, to_state=state, reason=reason, by=by, at=at
    )
    change_state(row=risk, state=state, verb="risk_moved", by=by, at=at)
    raise_generation(PAGES)


@transaction.atomic
def assess_risk(
    *,
    risk: Risk,
    lock_version: int,
    inherent_probability: int,
    inherent_impact: int,
    residual_probability: int,
    residual_impact: int,
    why: str,
    review_on: date | None,
    by: Any,
    at: datetime,
    assessed_on: date | None = None,
) -> RiskAssessment:
    """Say how large a risk is, without and with what is done about it, from 1 to 5; former assessments stay.

    Raises StaleRisk, RiskClosed, TextMissing, ReviewMissing.
    """
    risk = lock_risk(risk, lock_version)
    refuse_closed(risk)
    reasons = words(why)
    if not reasons:
        raise TextMissing(_("Say why so."))
    assessed_on = assessed_on or timezone.localdate(at)
    _check_review(review_on, assessed_on)
    assessment = RiskAssessment(
        risk=risk,
        number=1 + (risk.assessments.aggregate(last=Max("number"))["last"] or 0),
        inherent_probability=inherent_probability,
        inherent_impact=inherent_impact,
        residual_probability=residual_probability,
        residual_impact=residual_impact,
        why=reasons,
        assessed_on=assessed_on,
        by=by,
        at=at,
    )
    assessment.full_clean()
    assessment.save()
    risk.review_on = review_on
    save(risk, verb="risk_assessed", by=by, at=at)
    if risk.state == RiskState.IDENTIFIED:
        _move(risk, RiskState.ASSESSED, reason="", by=by, at=at)
    return assessment


def _check_review(review_on: date | None, today: date) -> None:
    if review_on is not None and review_on <= today:
        raise ReviewMissing(_("The day on which the risk is looked at again is a later one."))


@transaction.atomic
def respond_to_risk(
    *,
    risk: Risk,
    lock_version: int,
    response: str,
    response_text: str,
    review_on: date | None,
    by: Any,
    at: datetime,
) -> Risk:
    """Decide what is done about a risk that was assessed, and when it is looked at again.

    Raises StaleRisk, RiskClosed, RiskMoveRefused, OwnerMissing, ReviewMissing.
    """
    risk = lock_risk(risk, lock_version)
    refuse_closed(risk)
    if risk.state == RiskState.IDENTIFIED:
        raise RiskMoveRefused(_("Assess the risk first."))
    if risk.owner_id is None or response == RiskResponse.NONE:
        raise OwnerMissing(_("Say first who answers for the risk and what is done about it."))
    if review_on is None:
        raise ReviewMissing(_("Say when the risk is looked at again."))
    _check_review(review_on, timezone.localdate(at))
    risk.response, risk.response_text = response, words(response_text)
    risk.review_on = review_on
    save(risk, verb="risk_responded", by=by, at=at)
    if risk.state == RiskState.ASSESSED:
        _move(risk, RiskState.TREATED, reason="", by=by, at=at)
    return risk


@transaction.atomic
def move_risk(
    *,
    risk: Risk,
    state: str,
    reason: str,
    lock_version: int,
    by: Any,
    at: datetime,
) -> Risk:
    """Take a risk to another state: watched, happened, closed, opened again. Closing it ends its alerts.

    Raises StaleRisk, RiskMoveRefused, TextMissing, OwnerMissing.
    """
    risk = lock_risk(risk, lock_version)
    reason = words(reason)
    if risk.state == RiskState.IDENTIFIED and state == RiskState.ASSESSED:
        raise RiskMoveRefused(_("Assess the risk first."))
    _move(risk, state, reason=reason, by=by, at=at)
    risk.lock_version += 1
    risk.save(update_fields=["lock_version"])
    if state == RiskState.CLOSED:
        for alert in risk.alerts.open().select_related("record"):
            AlertClosing.objects.create(
                alert=alert, how=AlertEnd.DEALT_WITH, reason=reason, by=by, at=at
            )
            log_event(record=alert.record, verb="risk_alert_closed", by=by, at=at)
    return risk


@transaction.atomic
def add_action(
    *,
    risk: Risk,
    text: str,
    responsible: str,
    due_on: date | None,
    by: Any,
    at: datetime,
) -> RiskAction:
    """Add something that is to be done against a risk. Raises RiskClosed, TextMissing."""
    risk = lock_risk(risk)
    refuse_closed(risk)
    action = RiskAction(
        risk=risk,
        number=1 + (risk.actions.aggregate(last=Max("number"))["last"] or 0),
        text=words(text),
        responsible=words(responsible, 200),
        due_on=due_on,
    )
    if not action.text or not action.responsible:
        raise TextMissing(_("Say what is to be done and who does it."))
    action.save()
    log_event(record=risk.record, verb="risk_action_added", by=by, at=at)
    raise_generation(PAGES)
    return action


@transaction.atomic
def change_action(
    *,
    action: RiskAction,
    text: str,
    responsible: str,
    due_on: date | None,
    state: str,
    note: str,
    lock_version: int,
    by: Any,
    at: datetime,
) -> RiskAction:
    """Say how an action against a risk stands, or put it otherwise. Raises StaleRisk, RiskClosed, TextMissing."""
    risk = lock_risk(action.risk)
    refuse_closed(risk)
    action = RiskAction.objects.select_for_update().get(pk=action.pk)
    if action.lock_version != lock_version:
        raise StaleRisk(
            _("Somebody else changed the action in the meantime. Compare both and save again."),
            action,
        )
    former = action.state
    action.text, action.responsible = words(text), words(responsible, 200)
    if not action.text or not action.responsible:
        raise TextMissing(_("Say what is to be done and who does it."))
    action.note = words(note)
    if state == ActionState.DROPPED and not action.note:
        raise TextMissing(_("Say why it is dropped."))
    action.due_on, action.state = due_on, state
    if state in OPEN_ACTION_STATES:
        action.ended_on = None
    elif former in OPEN_ACTION_STATES:
        action.ended_on = timezone.localdate(at)
    action.lock_version += 1
    action.full_clean(exclude=["risk"])
    action.save()
    log_event(
        record=risk.record,
        verb="risk_action_changed",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
        payload={"action": action.number},
    )
    raise_generation(PAGES)
    return action
