"""Recommendations with answers and actions as rows of a table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.templatetags.osnova import local_path
from evaluation.enums.judgements import Answer
from evaluation.models import (
    ActionStatus,
    EvaluationFinding,
    EvaluationRecommendation,
    RecommendationAction,
    RecommendationResponse,
)
from evaluation.queries.judging import is_final, words_of


@dataclass(frozen=True, slots=True)
class TableRow:
    """A recommendation with its newest answer and its actions in words."""

    reference: str
    state: str
    text: str
    findings: str
    addressee: str
    answer_due_on: date | None
    answer: str
    reason: str
    answered_on: date | None
    due_on: date | None
    actions: str
    origin: str
    url: str


def table_rows(
    recommendations: Iterable[EvaluationRecommendation], user: Any, on: date
) -> list[TableRow]:
    """Rows as the user may know them: five queries for rows of ``recommendations_known_to``."""
    rows = list(recommendations)
    answers, behind, actions = newest_answers(rows), findings_named(rows, user), acts_of(rows)
    return [
        TableRow(
            reference=row.record.reference,
            state=row.get_state_display(),
            text=words_of(row),
            findings=", ".join(behind[row.pk]),
            addressee=row.addressee,
            answer_due_on=row.answer_due_on,
            answer=_answer(row, answers.get(row.pk), on),
            reason=answers[row.pk].reason if row.pk in answers else "",
            answered_on=answers[row.pk].answered_on if row.pk in answers else None,
            due_on=answers[row.pk].due_on if row.pk in answers else None,
            actions="\n".join(_line(*act) for act in actions[row.pk]),
            origin=row.record.demo_origin,
            url=settings.BASE_URL + local_path(row.record.path),
        )
        for row in rows
    ]


def _answer(row: EvaluationRecommendation, answer: RecommendationResponse | None, on: date) -> str:
    if answer is not None:
        return str(Answer(answer.answer).label)
    if not is_final(row):
        return ""
    return (
        _("The answer is late")
        if row.is_late(on, is_answered=False)
        else _("waiting for an answer")
    )


def _line(action: RecommendationAction, status: ActionStatus | None) -> str:
    """What is done and how far it is."""
    parts = [action.text, action.who, str(action.get_state_display())]
    return " | ".join(filter(None, [*parts, status.sentence if status else ""]))


def newest_answers(
    rows: Iterable[EvaluationRecommendation],
) -> dict[int, RecommendationResponse]:
    """The newest answer to each recommendation that has one, by primary key: one query."""
    found = RecommendationResponse.objects.filter(recommendation__in=rows).order_by("number")
    return {answer.recommendation_id: answer for answer in found}


def findings_named(rows: Iterable[EvaluationRecommendation], user: Any) -> dict[int, list[str]]:
    """Numbers of the findings behind recommendations the user may know of, by primary key: one query."""
    behind: dict[int, list[str]] = defaultdict(list)
    known = EvaluationFinding.objects.visible_to(user).filter(recommendations__in=rows)
    columns = ("recommendations", "record__reference")
    for key, reference in known.order_by("number").values_list(*columns):
        behind[key].append(reference)
    return behind


def acts_of(
    rows: Iterable[EvaluationRecommendation],
) -> dict[int, list[tuple[RecommendationAction, ActionStatus | None]]]:
    """What is done because of recommendations, with its newest state, by primary key: two queries."""
    statuses = ActionStatus.objects.filter(action__recommendation__in=rows).order_by("number")
    newest = {status.action_id: status for status in statuses}
    found: dict[int, list[tuple[RecommendationAction, ActionStatus | None]]] = defaultdict(list)
    acts = RecommendationAction.objects.filter(recommendation__in=rows).order_by("number")
    for action in acts:
        found[action.recommendation_id].append((action, newest.get(action.pk)))
    return found
