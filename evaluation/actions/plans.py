"""Writes of evaluation plans: their questions, their frozen versions, who may read these."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from concept.models import ProjectPage
from core.actions import create_record, log_event, raise_generation
from core.enums import DemoOrigin, Visibility
from core.sanitizing import clean_plain
from evaluation.actions.judging import (
    PAGES,
    OwnText,
    TextMissing,
    lock_numbers,
    said,
    stale,
)
from evaluation.models import (
    EvaluationPlan,
    EvaluationPlanVersion,
    EvaluationQuestion,
    Indicator,
    IndicatorDefinition,
    Measurement,
)
from evaluation.plan_content import digest_of

FIRST = 1


class PlanRefused(Exception):
    """The plan has no question, or nothing in it changed since it was frozen last."""


def plan_path(slug: str, number: int | None = None) -> str:
    """Address of a plan, or of one of its versions."""
    return f"/hodnoceni/plan/{slug}/" + (f"{number}/" if number else "")


@transaction.atomic
def create_plan(
    *,
    slug: str,
    name: str,
    by: Any,
    at: datetime,
    purpose: str = "",
    method: str = "",
    project: ProjectPage | None = None,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> EvaluationPlan:
    """Begin an evaluation plan; staff may know of it, and read it once it is frozen. Raises TextMissing."""
    plan = EvaluationPlan(
        slug=slug,
        project=project,
        name=said(name, _("Give the plan a name.")),
        purpose=clean_plain(purpose),
        method=clean_plain(method),
    )
    plan.full_clean(exclude=["record"])
    lock_numbers()
    number = EvaluationPlan.objects.count() + 1
    plan.record = create_record(
        kind="evaluation_plan",
        reference=f"HP/{number}",
        title=plan.name,
        path=plan_path(slug),
        by=by,
        at=at,
        verb="evaluation_plan_created",
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    plan.save()
    raise_generation(PAGES)
    return plan


def _lock(plan: EvaluationPlan, lock_version: int | None = None) -> EvaluationPlan:
    row = (
        EvaluationPlan.objects.select_for_update(of=("self",))
        .select_related("record")
        .get(pk=plan.pk)
    )
    if lock_version is not None and row.lock_version != lock_version:
        raise stale(row)
    return row


@transaction.atomic
def edit_plan(
    *,
    plan: EvaluationPlan,
    lock_version: int,
    name: str,
    purpose: str,
    method: str,
    project: ProjectPage | None,
    by: Any,
    at: datetime,
) -> EvaluationPlan:
    """Change what the next version will say; frozen versions stay. Raises StaleText, TextMissing."""
    plan = _lock(plan, lock_version)
    plan.name = said(name, _("Give the plan a name."))
    plan.purpose, plan.method = clean_plain(purpose), clean_plain(method)
    plan.project = project
    plan.lock_version += 1
    plan.full_clean(exclude=["record"])
    plan.save()
    log_event(record=plan.record, verb="evaluation_plan_edited", by=by, at=at)
    return plan


@transaction.atomic
def add_question(
    *,
    plan: EvaluationPlan,
    text: str,
    criterion: str,
    by: Any,
    at: datetime,
    judged_by: str = "",
    indicators: Iterable[Indicator] = (),
) -> EvaluationQuestion:
    """Add a question; its number is never given to another. Raises TextMissing."""
    plan = _lock(plan)
    last = plan.questions.aggregate(Max("number"))["number__max"] or 0
    question = EvaluationQuestion(plan=plan, number=last + 1)
    _set_question(question, text=text, criterion=criterion, judged_by=judged_by)
    question.indicators.set(indicators)
    log_event(record=plan.record, verb="evaluation_question_added", by=by, at=at)
    return question


def _set_question(
    question: EvaluationQuestion, *, text: str, criterion: str, judged_by: str
) -> None:
    question.text = said(text, _("Write the question."))
    question.criterion = criterion
    question.judged_by = clean_plain(judged_by)
    question.full_clean(exclude=["plan", "indicators"])
    question.save()


def _lock_question(question: EvaluationQuestion, lock_version: int) -> EvaluationQuestion:
    row = (
        EvaluationQuestion.objects.select_for_update(of=("self",))
        .select_related("plan__record")
        .get(pk=question.pk)
    )
    if row.lock_version != lock_version:
        raise stale(row)
    return row


@transaction.atomic
def edit_question(
    *,
    question: EvaluationQuestion,
    lock_version: int,
    text: str,
    criterion: str,
    judged_by: str,
    indicators: Iterable[Indicator],
    by: Any,
    at: datetime,
) -> EvaluationQuestion:
    """Change what the next version will ask. Raises StaleText, TextMissing."""
    question = _lock_question(question, lock_version)
    question.lock_version += 1
    _set_question(question, text=text, criterion=criterion, judged_by=judged_by)
    question.indicators.set(indicators)
    log_event(record=question.plan.record, verb="evaluation_question_edited", by=by, at=at)
    return question


@transaction.atomic
def drop_question(
    *, question: EvaluationQuestion, lock_version: int, reason: str, by: Any, at: datetime
) -> EvaluationQuestion:
    """Say that a question will not be answered and why; it stays in the plan with the reason.

    Raises StaleText, TextMissing.
    """
    question = _lock_question(question, lock_version)
    question.dropped_reason = said(reason, _("Say why the question was dropped."))
    question.lock_version += 1
    question.full_clean(exclude=["plan", "indicators"])
    question.save()
    log_event(record=question.plan.record, verb="evaluation_question_dropped", by=by, at=at)
    return question


@transaction.atomic
def restore_question(
    *, question: EvaluationQuestion, lock_version: int, by: Any, at: datetime
) -> EvaluationQuestion:
    """Take back that a question was dropped, while no frozen version says so. A question that stands is left alone.

    Raises StaleText, PlanRefused.
    """
    question = _lock_question(question, lock_version)
    if not question.dropped_reason:
        return question
    if question.number in dropped_for_good(question.plan):
        raise PlanRefused(
            _("A frozen version says that it was dropped. Ask it anew as a further question.")
        )
    question.dropped_reason = ""
    question.lock_version += 1
    question.save()
    log_event(record=question.plan.record, verb="evaluation_question_restored", by=by, at=at)
    return question


def dropped_for_good(plan: EvaluationPlan) -> frozenset[int]:
    """Numbers of questions the newest frozen version says were dropped: one query."""
    newest = plan.versions.order_by("number").last()
    rows = newest.content["questions"] if newest is not None else []
    return frozenset(row["number"] for row in rows if row["dropped_reason"])


def content_of(plan: EvaluationPlan) -> dict[str, Any]:
    """What a version frozen now would hold (``evaluation.plan_content``): three queries."""
    questions = list(plan.questions.order_by("number").prefetch_related("indicators"))
    keys = {row.pk for question in questions for row in question.indicators.all()}
    newest: dict[int, IndicatorDefinition] = {}
    for row in IndicatorDefinition.objects.filter(indicator__in=keys).order_by("number"):
        newest[row.indicator_id] = row
    return {
        "name": plan.name,
        "purpose": plan.purpose,
        "method": plan.method,
        "questions": [
            {
                "number": question.number,
                "code": question.code,
                "text": question.text,
                "criterion": question.criterion,
                "judged_by": question.judged_by,
                "indicators": [
                    _indicator(row, newest.get(row.pk))
                    for row in sorted(question.indicators.all(), key=lambda row: row.code)
                ],
                "dropped_reason": question.dropped_reason,
            }
            for question in questions
        ],
    }


def _indicator(row: Indicator, definition: IndicatorDefinition | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "slug": row.slug,
        "title": definition.title if definition else "",
        "definition": definition.number if definition else 0,
    }


@transaction.atomic
def freeze_plan(
    *, plan: EvaluationPlan, by: Any, at: datetime, reason: str = ""
) -> EvaluationPlanVersion:
    """Freeze the plan as its next version; a version after the first says what changes and why.

    Staff may read it at once, everybody once a second person made it public. Raises PlanRefused, TextMissing.
    """
    plan = _lock(plan)
    content = content_of(plan)
    if not content["questions"]:
        raise PlanRefused(_("The plan has no question yet."))
    last = plan.versions.order_by("number").last()
    if last is not None and last.content == content:
        raise PlanRefused(_("Nothing has changed since the plan was frozen last."))
    number = last.number + 1 if last else FIRST
    clean = clean_plain(reason)[:500]
    if number > FIRST and not clean:
        raise TextMissing(_("Say what changes and why."))
    facts = {"plan": plan.slug, "number": number, "reason": clean, "content": content}
    questions = plan.questions.filter(dropped_reason="")
    values = Measurement.objects.filter(indicator__questions__in=questions)
    version = EvaluationPlanVersion(
        plan=plan,
        number=number,
        content=content,
        reason=clean,
        values_count=values.values("pk").distinct().count(),
        digest=digest_of({**facts, "before": last.digest if last else ""}),
        by=by,
        at=at,
        record=create_record(
            kind="evaluation_plan_version",
            reference=f"{plan.record.reference}/{number}",
            title=f"{plan.name}, verze {number}",
            path=plan_path(plan.slug, number),
            by=by,
            at=at,
            verb="evaluation_plan_frozen",
            demo_origin=plan.record.demo_origin,
            demo_source=plan.record.demo_source,
        ),
    )
    version.full_clean(exclude=["record", "content"])
    version.save()
    raise_generation(PAGES)
    return version


@transaction.atomic
def publish_plan(*, version: EvaluationPlanVersion, by: Any, at: datetime) -> None:
    """Let everybody read a frozen version, and know of the plan; a second person does so. A repeat changes nothing.

    Raises OwnText.
    """
    version = EvaluationPlanVersion.objects.select_related("record", "plan__record").get(
        pk=version.pk
    )
    if version.record.visibility == Visibility.PUBLIC:
        return
    if version.by_id == by.pk:
        raise OwnText(_("You froze it. Somebody else must publish it."))
    for record in (version.record, version.plan.record):
        record.visibility = Visibility.PUBLIC
        record.save(update_fields=["visibility"])
    log_event(record=version.record, verb="evaluation_plan_published", by=by, at=at)
    raise_generation(PAGES)
