"""A frozen plan, findings and recommendations of the evaluation for tests, made by the actions of life."""

from datetime import date, datetime
from typing import Any

from core.models import Record
from evaluation.actions import findings, judging, plans, recommendations
from evaluation.enums.judgements import ActionState, Answer, Criterion, JudgementState, Strength
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlan,
    EvaluationPlanVersion,
    EvaluationQuestion,
    EvaluationRecommendation,
    RecommendationAction,
)
from people.enums import Role
from people.models import User
from tests.factories.people import UserFactory

FOUND_ON = date(2026, 2, 16)


def evaluator(name: str = "Eva Evaluátorka") -> User:
    """Somebody who evaluates; signs in without a second factor."""
    return UserFactory(name=name, roles=[Role.EVALUATOR], is_demo=True)


def plan(by: User, *questions: str, at: datetime, **fields: Any) -> EvaluationPlan:
    """A plan with questions, of effectiveness unless told."""
    told = {"slug": "pilot", "name": "Evaluace pilotu", "purpose": "Zjistit, co funguje.", **fields}
    made = plans.create_plan(by=by, at=at, **told)
    for text in questions or ("Udrží si domácnosti bydlení?",):
        question(made, text, by=by, at=at)
    return made


def question(
    of: EvaluationPlan, text: str, *, by: User, at: datetime, **fields: Any
) -> EvaluationQuestion:
    """A further question of a plan."""
    told = {"criterion": Criterion.EFFECTIVENESS, **fields}
    return plans.add_question(plan=of, text=text, by=by, at=at, **told)


def frozen(by: User, *questions: str, at: datetime, **fields: Any) -> EvaluationPlanVersion:
    """The first version of a plan, for staff to read."""
    return plans.freeze_plan(plan=plan(by, *questions, at=at, **fields), by=by, at=at)


def finding(
    version: EvaluationPlanVersion, *evidence: Record, by: User, at: datetime, **fields: Any
) -> EvaluationFinding:
    """A draft of a finding that answers the first question of the plan; rests on the plan unless told."""
    told = {
        "question": version.plan.questions.order_by("number")[0],
        "text": "Krizový byt bez navazujícího bytu jen odkládá ztrátu bydlení.",
        "strength": Strength.MODERATE,
        "found_on": FOUND_ON,
        "evidence": evidence or [version.record],
        **fields,
    }
    return findings.write_finding(by=by, at=at, **told)


def discussed(row: Any, *, by: User, at: datetime) -> Any:
    """The finding or recommendation after it was discussed."""
    return judging.discuss(
        row=row,
        lock_version=type(row).objects.get(pk=row.pk).lock_version,
        on=FOUND_ON,
        where="Porada realizačního týmu",
        by=by,
        at=at,
    )


def final(row: Any, *, by: User, at: datetime) -> Any:
    """The finding or recommendation after it was discussed and made final."""
    row = type(row).objects.get(pk=row.pk)
    if row.state == JudgementState.DRAFT:
        row = discussed(row, by=by, at=at)
    told = {"lock_version": row.lock_version, "by": by, "at": at}
    if isinstance(row, EvaluationFinding):
        findings.finish_finding(finding=row, **told)
    else:
        recommendations.finish_recommendation(recommendation=row, **told)
    return type(row).objects.get(pk=row.pk)


def public(row: Any, *, by: User, second: User, at: datetime) -> Any:
    """The same made public by a second person, with the plan it belongs to."""
    row = final(row, by=by, at=at)
    if isinstance(row, EvaluationFinding):
        plans.publish_plan(version=row.plan_version, by=second, at=at)
    judging.publish(row=row, by=second, at=at)
    return type(row).objects.get(pk=row.pk)


def recommendation(
    *behind: EvaluationFinding, by: User, at: datetime, **fields: Any
) -> EvaluationRecommendation:
    """A draft of a recommendation that follows from findings."""
    told = {
        "text": "Doplňte do opatření, že na krizové bydlení navazuje byt.",
        "addressee": "odbor A magistrátu",
        **fields,
    }
    return recommendations.write_recommendation(findings=behind, by=by, at=at, **told)


def answered(row: EvaluationRecommendation, *, by: User, at: datetime, **fields: Any) -> Any:
    """The answer to a final recommendation: accepted unless told."""
    told = {"answer": Answer.ACCEPTED, "answered_on": at.date(), **fields}
    return recommendations.respond(recommendation=row, by=by, at=at, **told)


def acted(
    row: EvaluationRecommendation, *, by: User, at: datetime, **fields: Any
) -> RecommendationAction:
    """An action of an accepted recommendation that is in progress."""
    action = recommendations.add_action(
        recommendation=row,
        text="Doplnit opatření o návazný byt.",
        who="odbor A magistrátu",
        by=by,
        at=at,
        **fields,
    )
    recommendations.report_action(
        action=action,
        state=ActionState.IN_PROGRESS,
        sentence="Návrh znění je hotový.",
        reported_on=at.date(),
        by=by,
        at=at,
    )
    return RecommendationAction.objects.get(pk=action.pk)
