"""Reads of findings and recommendations as one reader may know them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from concept.models import Influence
from concept.queries.thread import STANDING_LINKS
from core.citing import Cited, as_reader_sees
from core.models import Record
from core.templatetags.osnova import local_path
from evaluation.enums.judgements import (
    ENDED_ACTIONS,
    Answer,
    JudgementState,
)
from evaluation.models import (
    EvaluationFinding,
    EvaluationQuestion,
    EvaluationRecommendation,
    RecommendationAction,
    RecommendationResponse,
)
from evaluation.queries.places import ShownPlace, shown_places
from people.enums import Role
from people.models import RoleGrant, User


def findings_known_to(user: Any) -> QuerySet[EvaluationFinding]:
    """Findings the user may know of, newest first, with what their lists and pages tell."""
    found = EvaluationFinding.objects.visible_to(user).select_related(
        "record", "final", "question__plan", "replaced_by__record", "replaces__record"
    )
    return found.order_by("-number")


def recommendations_known_to(user: Any) -> QuerySet[EvaluationRecommendation]:
    """Recommendations the user may know of, newest first, with what their lists and pages tell."""
    return told(EvaluationRecommendation.objects.visible_to(user)).order_by("-number")


def told(rows: QuerySet[EvaluationRecommendation]) -> QuerySet[EvaluationRecommendation]:
    """Recommendations with what is told of each; ``answer`` is the newest answer or None."""
    newest = RecommendationResponse.objects.filter(recommendation=OuterRef("pk"))
    found = rows.select_related(
        "record", "final", "contribution", "replaced_by__record", "replaces__record"
    )
    return found.annotate(answer=Subquery(newest.order_by("-number").values("answer")[:1]))


def finding_by_number(number: int, user: Any) -> EvaluationFinding | None:
    """A finding, None for who may not know of it: one query."""
    found = findings_known_to(user).select_related(
        "plan_version__record", "plan_version__plan__record", "written_by"
    )
    return found.filter(number=number).first()


def recommendation_by_number(number: int, user: Any) -> EvaluationRecommendation | None:
    """A recommendation, None for who may not know of it: one query."""
    found = recommendations_known_to(user).select_related(
        "written_by", "answerer", "version__document", "measure"
    )
    return found.filter(number=number).first()


def action_by_number(number: int, order: int, user: Any) -> RecommendationAction | None:
    """An action of a recommendation the user may know of: two queries."""
    found = recommendation_by_number(number, user)
    if found is None:
        return None
    action = found.actions.filter(number=order).first()
    if action is not None:
        action.recommendation = found
    return action


def is_final(row: Any) -> bool:
    """Whether its final wording counts."""
    return row.state == JudgementState.FINAL


def words_of(row: Any) -> str:
    """What readers read: the final wording, before that what is being written."""
    return row.final.text if is_final(row) else row.text


def implication_of(row: EvaluationFinding) -> str:
    """The same for what follows from a finding."""
    return row.final.implication if is_final(row) else row.implication


def question_text(row: EvaluationFinding) -> tuple[str, str]:
    """Code and words of the question a finding answers, as it was asked then."""
    if is_final(row):
        asked = row.final.facts["question"]
        return asked["code"], asked["text"]
    return row.question.code, row.question.text


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in a list."""

    row: EvaluationFinding
    text: str
    question: tuple[str, str]
    is_replaced: bool


def finding_lines(rows: Iterable[EvaluationFinding]) -> list[FindingLine]:
    """Findings as lists tell them; no query for rows of ``findings_known_to``."""
    return [FindingLine(row, words_of(row), question_text(row), is_replaced(row)) for row in rows]


def is_replaced(row: Any) -> bool:
    """Whether a final correction took its place; also one the reader may not know of yet."""
    newer = getattr(row, "replaced_by", None)
    return newer is not None and newer.state == JudgementState.FINAL


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """A recommendation in a list. ``answer``: the label of the newest answer, "" while there is none.

    ``becomes_late``: a day will come on which it, or an action, is late without anybody doing anything.
    """

    row: EvaluationRecommendation
    text: str
    answer: str
    is_late: bool
    is_replaced: bool
    action_count: int = 0
    ended_count: int = 0
    becomes_late: bool = False


def recommendation_lines(
    rows: Iterable[EvaluationRecommendation], on: date
) -> list[RecommendationLine]:
    """Recommendations as lists tell them: one query for rows of ``recommendations_known_to``."""
    rows = list(rows)
    actions: dict[int, list[RecommendationAction]] = defaultdict(list)
    for action in RecommendationAction.objects.filter(recommendation__in=rows):
        actions[action.recommendation_id].append(action)
    return [
        RecommendationLine(
            row=row,
            text=words_of(row),
            answer=str(Answer(row.answer).label) if row.answer else "",
            is_late=is_final(row) and row.is_late(on, is_answered=bool(row.answer)),
            is_replaced=is_replaced(row),
            action_count=len(actions[row.pk]),
            ended_count=sum(action.state in ENDED_ACTIONS for action in actions[row.pk]),
            becomes_late=_becomes_late(row, actions[row.pk], on),
        )
        for row in rows
    ]


def _becomes_late(
    row: EvaluationRecommendation, actions: Iterable[RecommendationAction], on: date
) -> bool:
    awaited = [row.answer_due_on] if is_final(row) and not row.answer else []
    awaited += [action.due_on for action in actions if action.state not in ENDED_ACTIONS]
    return any(day is not None and day >= on for day in awaited)


WAITING, LATE = "waiting", "late"


def without_change(rows: QuerySet[EvaluationRecommendation]) -> QuerySet[EvaluationRecommendation]:
    """Those accepted, in whole or in part, that no change of the text is linked to. ``rows`` have ``answer``."""
    later = Influence.objects.filter(
        contribution=OuterRef("contribution"), change=OuterRef("change"), pk__gt=OuterRef("pk")
    )
    links = Influence.objects.filter(~Exists(later), contribution=OuterRef("contribution"))
    links = links.filter(state__in=sorted(STANDING_LINKS))
    accepted = rows.filter(answer__in=[Answer.ACCEPTED, Answer.PARTLY])
    return accepted.standing().filter(~Exists(links))


def with_answer(
    rows: QuerySet[EvaluationRecommendation], answer: str, on: date
) -> QuerySet[EvaluationRecommendation]:
    """Those with the newest answer, or ``WAITING`` for one, or ``LATE``."""
    if answer == LATE:
        return rows.late(on)
    if answer == WAITING:
        return rows.unanswered()
    return rows.filter(answer=answer)


def without_recommendation(rows: QuerySet[EvaluationFinding]) -> QuerySet[EvaluationFinding]:
    """Standing findings nothing was recommended from: those without a response of any kind."""
    return rows.standing().filter(recommendations=None)


# --- one of them ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """What a finding rests on, as the reader may know it. ``changed``: records whose state is another since."""

    cited: Cited
    places: Sequence[ShownPlace]
    hidden_count: int
    changed: frozenset[int] = frozenset()


def evidence_of(row: EvaluationFinding, user: Any) -> ShownEvidence:
    """The evidence of a finding: at most six queries."""
    rows = list(row.evidence.select_related("record").order_by("pk"))
    cited = as_reader_sees([one.record for one in rows if one.record_id], user)
    passages = [one for one in rows if one.version_id]
    places = shown_places(passages, user) if passages else []
    shown = [place for place in places if place is not None]
    return ShownEvidence(
        cited=cited,
        places=shown,
        hidden_count=cited.hidden_count + len(places) - len(shown),
        changed=frozenset(
            one.record_id for one in rows if one.record_id and one.record.state != one.state_then
        ),
    )


@dataclass(frozen=True, slots=True)
class ShownPlaces:
    """Places as the reader may know them: the others are a number only."""

    shown: Sequence[ShownPlace] = ()
    hidden_count: int = 0


def places_told(rows: Iterable[Any], user: Any) -> ShownPlaces:
    """Places held by rows: five queries at most."""
    rows = list(rows)
    if not rows:
        return ShownPlaces()
    places = shown_places(rows, user)
    shown = [place for place in places if place is not None]
    return ShownPlaces(shown, len(places) - len(shown))


@dataclass(frozen=True, slots=True)
class Told:
    """Rows as one reader may know them: the others are a number only."""

    lines: Sequence[Any] = field(default_factory=list)
    hidden_count: int = 0


def findings_behind(row: EvaluationRecommendation, user: Any) -> Told:
    """Findings a recommendation follows from: two queries."""
    known = findings_known_to(user).filter(recommendations=row).order_by("number")
    lines = finding_lines(known)
    return Told(lines, row.findings.count() - len(lines))


def recommendations_from(row: EvaluationFinding, user: Any, on: date) -> list[RecommendationLine]:
    """Recommendations that follow from a finding, as the reader may know them: two queries.

    How many others there are is nobody's business before they are final.
    """
    known = recommendations_known_to(user).filter(findings=row).order_by("number")
    return recommendation_lines(known, on)


def responses_of(row: EvaluationRecommendation) -> list[RecommendationResponse]:
    """Answers, newest first: one query."""
    return list(row.responses.order_by("-number"))


def actions_of(row: EvaluationRecommendation) -> list[RecommendationAction]:
    """Actions with their dated states: two queries."""
    actions = list(row.actions.order_by("number").prefetch_related("statuses"))
    for action in actions:
        action.recommendation = row
    return actions


def other_version(row: Any, name: str, user: Any) -> Record | None:
    """The record of what it replaces or was replaced by, if the reader may know of it: one query, none for none."""
    other = getattr(row, name, None)
    if other is None or (name == "replaced_by" and other.state != JudgementState.FINAL):
        return None
    known = type(other).objects.visible_to(user).filter(pk=other.pk).exists()
    return other.record if known else None


ANSWERING_ROLES = (Role.MEASURE_OWNER, Role.EDITOR, Role.PROJECT_MANAGER)


def people_for_choice(on: date) -> QuerySet[User]:
    """Who may be asked to answer a recommendation or to report on an action: one query."""
    grants = RoleGrant.objects.current(on).filter(role__in=ANSWERING_ROLES)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def questions_answered(rows: QuerySet[EvaluationFinding]) -> list[EvaluationQuestion]:
    """Questions some of the findings answer, to choose from: one query."""
    found = EvaluationQuestion.objects.filter(pk__in=rows.order_by().values("question"))
    return list(found.select_related("plan").order_by("plan__name", "number"))


def plan_path_of(row: EvaluationFinding, user: Any) -> str:
    """Address of the version of the plan whose question a finding answers; "" for who may not know of it: one query."""
    known = type(row.plan_version).objects.visible_to(user).filter(pk=row.plan_version_id)
    return row.plan_version.record.path if known.exists() else ""


def path_of(row: Any) -> str:
    """Address of its page in the active language."""
    return local_path(row.record.path)
