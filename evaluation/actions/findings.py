"""Writes of findings of the evaluation: written with their evidence, discussed, made final, corrected."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import Record
from core.sanitizing import clean_plain
from evaluation.actions.judging import (
    TextMissing,
    begin,
    check_open,
    correct,
    enter_thread,
    happened,
    keep_final,
    lock_row,
    next_number,
    said,
    save_open,
)
from evaluation.enums.judgements import JudgementState
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlanVersion,
    EvaluationQuestion,
    FinalFinding,
    FindingBearing,
    FindingEvidence,
)
from evaluation.places import Place, PlaceWrong
from evaluation.plan_content import question_in

# (Bearing, place)
Bearings = Iterable[tuple[str, Place]]


class QuestionNotFrozen(Exception):
    """Findings answer questions of a frozen plan that were not dropped."""


@transaction.atomic
def write_finding(
    *,
    question: EvaluationQuestion,
    text: str,
    strength: str,
    found_on: date,
    by: Any,
    at: datetime,
    implication: str = "",
    evidence: Iterable[Record] = (),
    passages: Iterable[Place] = (),
    bearings: Bearings = (),
    replaces: EvaluationFinding | None = None,
    replace_reason: str = "",
) -> EvaluationFinding:
    """Write a finding under the next number; only evaluators know of it yet.

    ``evidence`` and ``passages``: what it rests on. ``bearings``: what it supports or contradicts. ``replaces``: a
    final finding it corrects. Raises TextMissing, QuestionNotFrozen, DayWrong, PlaceWrong, StepRefused.
    """
    row = EvaluationFinding(number=next_number(EvaluationFinding))
    correct(row, replaces, replace_reason)
    _set(row, question, text, strength, found_on, implication, by, at)
    begin(
        row,
        name="Zjištění",
        reference=f"HZ/{row.number}",
        place="zjisteni",
        like=question.plan.record,
        by=by,
        at=at,
        on=found_on,
    )
    _set_evidence(row, evidence, passages, by=by, at=at)
    _set_bearings(row, bearings)
    return row


def _set(
    row: EvaluationFinding,
    question: EvaluationQuestion,
    text: str,
    strength: str,
    found_on: date,
    implication: str,
    by: Any,
    at: datetime,
) -> None:
    row.text = said(text, _("Write what was found."))
    row.implication = clean_plain(implication)
    row.strength = strength
    row.found_on = happened(found_on, at)
    row.question, row.plan_version = question, _version_with(question)
    row.written_by = by


def _version_with(question: EvaluationQuestion) -> EvaluationPlanVersion:
    """The newest frozen version of the plan, which must ask the question."""
    version = question.plan.versions.order_by("number").last()
    asked = question_in(version.content, question.number) if version else None
    if asked is None:
        raise QuestionNotFrozen(_("Freeze the evaluation plan with this question first."))
    if asked["dropped_reason"]:
        raise QuestionNotFrozen(_("This question was dropped from the plan."))
    return version


def _set_evidence(
    row: EvaluationFinding,
    records: Iterable[Record],
    passages: Iterable[Place],
    *,
    by: Any,
    at: datetime,
) -> None:
    """What was cited already keeps the state it had then."""
    wanted: dict[tuple[Any, ...], FindingEvidence] = {}
    common = {"finding": row, "by": by, "at": at}
    for record in records:
        if record.pk == row.record_id:
            raise PlaceWrong(_("A finding is no evidence of itself."))
        wanted[record.pk, None, None] = FindingEvidence(
            record=record, state_then=record.state, **common
        )
    for place in passages:
        place.check()
        if place.measure is not None:
            raise PlaceWrong(_("Cite a measure by its number, with the other evidence."))
        wanted[None, place.version.pk, str(place.passage_uid)] = FindingEvidence(
            version=place.version, passage_uid=place.passage_uid, **common
        )
    for known in row.evidence.all():
        uid = str(known.passage_uid) if known.passage_uid else None
        if wanted.pop((known.record_id, known.version_id, uid), None) is None:
            known.delete()
    for cited in wanted.values():
        cited.full_clean(exclude=["finding", "by"])
        cited.save()


def _set_bearings(row: EvaluationFinding, bearings: Bearings) -> None:
    row.bearings.all().delete()
    for side, place in bearings:
        place.check()
        bearing = FindingBearing(finding=row, side=side, **place.fields)
        bearing.full_clean(exclude=["finding"])
        bearing.save()


@transaction.atomic
def edit_finding(
    *,
    finding: EvaluationFinding,
    lock_version: int,
    question: EvaluationQuestion,
    text: str,
    strength: str,
    found_on: date,
    implication: str,
    evidence: Iterable[Record],
    passages: Iterable[Place],
    bearings: Bearings,
    by: Any,
    at: datetime,
) -> EvaluationFinding:
    """Change a finding that is not final; one that was discussed begins again as a draft.

    Raises StaleText, StepRefused (it is final), TextMissing, QuestionNotFrozen, DayWrong, PlaceWrong.
    """
    row = lock_row(finding, lock_version)
    check_open(row)
    _set(row, question, text, strength, found_on, implication, by, at)
    _set_evidence(row, evidence, passages, by=by, at=at)
    _set_bearings(row, bearings)
    save_open(row, by=by, at=at)
    if row.record.occurred_on != found_on:
        row.record.occurred_on = found_on
        row.record.save(update_fields=["occurred_on"])
    return row


@transaction.atomic
def finish_finding(
    *, finding: EvaluationFinding, lock_version: int, by: Any, at: datetime
) -> FinalFinding:
    """Make a discussed finding final: its wording, question and evidence are kept for ever. It enters the thread of
    reasons beside what it bears on.

    Raises StaleText, StepRefused, TextMissing (nothing is cited), QuestionNotFrozen (the plan changed meanwhile).
    """
    row = lock_row(finding, lock_version)
    evidence = list(row.evidence.select_related("record", "version__record").order_by("pk"))
    if row.state == JudgementState.DISCUSSED and not evidence:
        raise TextMissing(_("Cite at least one thing the finding rests on."))
    row.plan_version = _version_with(row.question)
    enter_thread(row, by=by, at=at)
    asked = question_in(row.plan_version.content, row.question.number) or {}
    facts = {
        "question": {"code": asked["code"], "text": asked["text"]},
        "plan": row.plan_version.digest,
        "strength": row.strength,
        "found_on": row.found_on.isoformat(),
        "evidence": [_cited(one) for one in evidence],
        "bearings": [
            {"side": one.side, **place_facts(one)}
            for one in row.bearings.select_related("version__record", "measure").order_by("pk")
        ],
    }
    words = {"text": row.text, "implication": row.implication, "facts": facts}
    final = FinalFinding(finding=row, by=by, at=at, **words)
    keep_final(final, words)
    return final


def _cited(one: FindingEvidence) -> dict[str, Any]:
    if one.record is not None:
        return {"record": str(one.record.uid), "state": one.state_then}
    return place_facts(one)


def place_facts(row: Any) -> dict[str, Any]:
    """A place as plain data, for the digest of a final wording."""
    if getattr(row, "measure_id", None):
        return {"measure": row.measure.code}
    if row.version_id:
        return {"version": str(row.version.record.uid), "passage": str(row.passage_uid)}
    return {}
