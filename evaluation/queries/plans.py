"""Reads of evaluation plans: which there are, one of their versions, two of them compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from concept.models import ProjectPage
from core.models import Record
from evaluation.enums.judgements import Criterion
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlan,
    EvaluationPlanVersion,
    EvaluationQuestion,
    Indicator,
)
from evaluation.plan_content import Content, QuestionPair, changed_questions, changed_texts


def plans_known_to(user: Any) -> QuerySet[EvaluationPlan]:
    """Plans the user may know of, newest first."""
    found = EvaluationPlan.objects.visible_to(user).select_related("record", "project")
    return found.order_by("-pk")


def plan_by_slug(slug: str, user: Any) -> EvaluationPlan | None:
    """The plan of an address, None for who may not know of it: one query."""
    return plans_known_to(user).filter(slug=slug).first()


def versions_of(plan: EvaluationPlan, user: Any) -> list[EvaluationPlanVersion]:
    """Frozen versions of a plan the user may know of, newest first: one query."""
    found = EvaluationPlanVersion.objects.visible_to(user).filter(plan=plan)
    return list(found.select_related("record", "plan__record").order_by("-number"))


def version_by_number(slug: str, number: int, user: Any) -> EvaluationPlanVersion | None:
    """A frozen version, None for who may not know of it: one query."""
    found = EvaluationPlanVersion.objects.visible_to(user).filter(plan__slug=slug, number=number)
    return found.select_related("record", "plan__record").first()


def questions_of(plan: EvaluationPlan) -> list[EvaluationQuestion]:
    """Questions as they are worked on, by number: two queries."""
    return list(plan.questions.order_by("number").prefetch_related("indicators__record"))


def question_by_number(slug: str, number: int, user: Any) -> EvaluationQuestion | None:
    """A question of a plan the user may know of: one query."""
    plans = EvaluationPlan.objects.visible_to(user).filter(slug=slug)
    found = EvaluationQuestion.objects.filter(plan__in=plans, number=number)
    return found.select_related("plan__record").first()


def askable_questions() -> QuerySet[EvaluationQuestion]:
    """Questions a finding may answer: of frozen plans, not dropped."""
    found = EvaluationQuestion.objects.filter(dropped_reason="", plan__versions__isnull=False)
    return found.select_related("plan__record").order_by("plan__name", "number").distinct()


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator as a frozen plan names it; ``path`` is empty when the reader may not know of it."""

    code: str
    title: str
    definition: int
    path: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question of a frozen plan; ``finding_count``: findings that answer it and that the reader may know of."""

    key: int
    number: int
    code: str
    text: str
    criterion: str
    judged_by: str
    dropped_reason: str
    indicators: Sequence[ShownIndicator]
    finding_count: int = 0


def shown_questions(version: EvaluationPlanVersion, user: Any) -> list[ShownQuestion]:
    """Questions of a frozen version with what answers them: three queries."""
    content = version.content
    codes = {row["code"] for question in content["questions"] for row in question["indicators"]}
    known = Record.objects.visible_to(user).filter(indicator__code__in=codes)
    paths = dict(known.values_list("indicator__code", "path")) if codes else {}
    counts: dict[int, int] = {}
    found = (
        EvaluationFinding.objects.visible_to(user).standing().filter(question__plan=version.plan)
    )
    for number in found.values_list("question__number", flat=True):
        counts[number] = counts.get(number, 0) + 1
    keys = dict(version.plan.questions.values_list("number", "pk"))
    return [
        _shown_question(row, paths, keys[row["number"]], counts.get(row["number"], 0))
        for row in content["questions"]
    ]


def _shown_question(
    row: Mapping[str, Any], paths: Mapping[str, str], key: int, finding_count: int
) -> ShownQuestion:
    return ShownQuestion(
        key=key,
        number=row["number"],
        code=row["code"],
        text=row["text"],
        criterion=str(Criterion(row["criterion"]).label),
        judged_by=row["judged_by"],
        dropped_reason=row["dropped_reason"],
        indicators=[
            ShownIndicator(one["code"], one["title"], one["definition"], paths.get(one["code"], ""))
            for one in row["indicators"]
        ],
        finding_count=finding_count,
    )


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What differs between two frozen versions."""

    texts: Sequence[Any]
    questions: Sequence[QuestionPair]


def difference(old: Content, new: Content) -> PlanDifference:
    """What differs between two contents."""
    return PlanDifference(changed_texts(old, new), changed_questions(old, new))


def work_differs(plan: EvaluationPlan, content: Content) -> bool:
    """Whether what is worked on says something else than the newest frozen version: one query."""
    newest = plan.versions.order_by("number").last()
    return newest is None or newest.content != content


def projects_for_choice() -> QuerySet[ProjectPage]:
    """Projects a plan may belong to."""
    return ProjectPage.objects.live().order_by("title")


def indicators_for_choice(user: Any) -> QuerySet[Indicator]:
    """Indicators the user may know of."""
    return Indicator.objects.visible_to(user).select_related("record")
