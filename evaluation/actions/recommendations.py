"""Writes of recommendations of the evaluation: written from findings, made final, answered, acted upon."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain
from evaluation.actions.findings import place_facts
from evaluation.actions.judging import (
    OwnText,
    StepRefused,
    TextMissing,
    begin,
    check_open,
    correct,
    enter_thread,
    happened,
    keep_final,
    lock_row,
    next_number,
    pages_of,
    said,
    save_open,
)
from evaluation.enums.judgements import (
    ALLOWED_ACTION_MOVES,
    OUTCOME_OF_ANSWER,
    ActionState,
    Answer,
    JudgementState,
)
from evaluation.models import (
    ActionStatus,
    EvaluationFinding,
    EvaluationRecommendation,
    FinalRecommendation,
    RecommendationAction,
    RecommendationResponse,
)
from evaluation.places import Place

NOWHERE = {"version": None, "passage_uid": None, "measure": None}


@transaction.atomic
def write_recommendation(
    *,
    text: str,
    findings: Iterable[EvaluationFinding],
    addressee: str,
    by: Any,
    at: datetime,
    answerer: Any = None,
    answer_due_on: date | None = None,
    aim: Place | None = None,
    replaces: EvaluationRecommendation | None = None,
    replace_reason: str = "",
) -> EvaluationRecommendation:
    """Write a recommendation under the next number; only evaluators know of it yet.

    ``aim``: the passage or measure it wants changed. Raises TextMissing, StepRefused, PlaceWrong.
    """
    row = EvaluationRecommendation(number=next_number(EvaluationRecommendation))
    correct(row, replaces, replace_reason)
    behind = list(findings)
    _set(row, text, behind, addressee, answerer, answer_due_on, aim, by)
    begin(
        row,
        name="Doporučení",
        reference=f"HD/{row.number}",
        place="doporuceni",
        like=behind[0].record,
        by=by,
        at=at,
    )
    row.findings.set(behind)
    return row


def _set(
    row: EvaluationRecommendation,
    text: str,
    findings: list[EvaluationFinding],
    addressee: str,
    answerer: Any,
    answer_due_on: date | None,
    aim: Place | None,
    by: Any,
) -> None:
    row.text = said(text, _("Write what you recommend."))
    row.addressee = said(addressee, _("Say to whom it is addressed."))
    if not findings:
        raise TextMissing(_("Choose at least one finding it follows from."))
    if aim is not None:
        aim.check()
    for name, value in (aim.fields if aim else NOWHERE).items():
        setattr(row, name, value)
    row.answerer, row.answer_due_on, row.written_by = answerer, answer_due_on, by


@transaction.atomic
def edit_recommendation(
    *,
    recommendation: EvaluationRecommendation,
    lock_version: int,
    text: str,
    findings: Iterable[EvaluationFinding],
    addressee: str,
    answerer: Any,
    answer_due_on: date | None,
    aim: Place | None,
    by: Any,
    at: datetime,
) -> EvaluationRecommendation:
    """Change a recommendation that is not final; one that was discussed begins again as a draft.

    Raises StaleText, StepRefused (it is final), TextMissing, PlaceWrong.
    """
    row = lock_row(recommendation, lock_version)
    check_open(row)
    behind = list(findings)
    _set(row, text, behind, addressee, answerer, answer_due_on, aim, by)
    save_open(row, by=by, at=at)
    row.findings.set(behind)
    return row


@transaction.atomic
def finish_recommendation(
    *, recommendation: EvaluationRecommendation, lock_version: int, by: Any, at: datetime
) -> FinalRecommendation:
    """Make a discussed recommendation final: it is a contribution of the thread from now on and waits for an answer.

    Raises StaleText, StepRefused (also when a finding behind it is not final).
    """
    row = lock_row(recommendation, lock_version)
    findings = list(row.findings.select_related("record").order_by("number"))
    if row.state == JudgementState.DISCUSSED and any(
        one.state != JudgementState.FINAL for one in findings
    ):
        raise StepRefused(_("Make the findings it follows from final first."))
    enter_thread(row, by=by, at=at)
    facts = {
        "addressee": row.addressee,
        "findings": [one.record.reference for one in findings],
        "answer_due_on": row.answer_due_on.isoformat() if row.answer_due_on else "",
        "aim": place_facts(row),
    }
    words = {"text": row.text, "facts": facts}
    final = FinalRecommendation(recommendation=row, by=by, at=at, **words)
    keep_final(final, words)
    return final


def _lock_final(recommendation: EvaluationRecommendation) -> EvaluationRecommendation:
    row = lock_row(recommendation)
    if row.state != JudgementState.FINAL:
        raise StepRefused(_("Only a final recommendation is answered."))
    return row


@transaction.atomic
def respond(
    *,
    recommendation: EvaluationRecommendation,
    answer: str,
    answered_on: date,
    by: Any,
    at: datetime,
    reason: str = "",
    due_on: date | None = None,
) -> RecommendationResponse:
    """Answer a recommendation for its addressee; a further answer takes the place of the former, which stays readable.

    What is refused, in whole or in part, says why. The answer is the outcome of the contribution. The same answer given
    twice is one. Raises StepRefused, OwnText (who had a hand in it does not answer it), TextMissing, DayWrong.
    """
    row = _lock_final(recommendation)
    if row.has_hand_of(by):
        raise OwnText(_("You wrote or changed the recommendation. Somebody else must answer it."))
    clean = clean_plain(reason)
    if answer != Answer.ACCEPTED and not clean:
        raise TextMissing(_("Say why it is refused, in whole or in part."))
    last = row.responses.order_by("number").last()
    told = {"answer": answer, "reason": clean, "due_on": due_on, "answered_on": answered_on}
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return last
    response = RecommendationResponse(
        recommendation=row,
        number=last.number + 1 if last else 1,
        for_whom=row.addressee,
        by=by,
        at=at,
        **told,
    )
    happened(answered_on, at)
    response.full_clean(exclude=["recommendation"])
    response.save()
    row.contribution.outcome = OUTCOME_OF_ANSWER[answer]
    row.contribution.save(update_fields=["outcome"])
    log_event(
        record=row.record,
        verb="evaluation_recommendation_answered",
        by=by,
        at=at,
        occurred_on=answered_on,
        payload={"answer": answer, "number": response.number},
    )
    raise_generation(*pages_of([row]))
    return response


@transaction.atomic
def add_action(
    *,
    recommendation: EvaluationRecommendation,
    text: str,
    who: str,
    by: Any,
    at: datetime,
    owner: Any = None,
    due_on: date | None = None,
) -> RecommendationAction:
    """Say what will be done because of a recommendation that was accepted, in whole or in part.

    Raises StepRefused, TextMissing.
    """
    row = _lock_final(recommendation)
    last = row.responses.order_by("number").last()
    if last is None or last.answer == Answer.REJECTED:
        raise StepRefused(_("Accept the recommendation first, in whole or in part."))
    action = RecommendationAction(
        recommendation=row,
        number=row.actions.count() + 1,
        text=said(text, _("Say what will be done.")),
        who=said(who, _("Say who does it.")),
        owner=owner,
        due_on=due_on,
        by=by,
        at=at,
    )
    action.full_clean(exclude=["recommendation"])
    action.save()
    log_event(
        record=row.record,
        verb="recommendation_action_added",
        by=by,
        at=at,
        payload={"number": action.number},
    )
    raise_generation(*pages_of([row]))
    return action


@transaction.atomic
def report_action(
    *,
    action: RecommendationAction,
    state: str,
    sentence: str,
    reported_on: date,
    by: Any,
    at: datetime,
) -> ActionStatus:
    """Say how far an action is, with a sentence; also that it is where it was. The same said twice is once.

    Raises TextMissing, DayWrong, StepRefused (back into the past of what was reported before).
    """
    action = (
        RecommendationAction.objects.select_for_update(of=("self",))
        .select_related("recommendation__record", "recommendation__version__document")
        .get(pk=action.pk)
    )
    told = {
        "state": ActionState(state),
        "sentence": said(sentence, _("Say in a sentence what happened."))[:500],
        "reported_on": happened(reported_on, at),
    }
    last = action.statuses.order_by("number").last()
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return last
    if last is not None and reported_on < last.reported_on:
        raise StepRefused(_("A later state was reported already."))
    status = ActionStatus(
        action=action, number=last.number + 1 if last else 1, by=by, at=at, **told
    )
    status.full_clean(exclude=["action"])
    status.save()
    former, row = action.state, action.recommendation
    if state in ALLOWED_ACTION_MOVES[former]:
        action.state = state
        action.save(update_fields=["state"])
    log_event(
        record=row.record,
        verb="recommendation_action_reported",
        by=by,
        at=at,
        occurred_on=reported_on,
        from_state=former,
        to_state=state,
        payload={"number": action.number},
    )
    raise_generation(*pages_of([row]))
    return status
