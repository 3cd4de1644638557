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
    is_demo: bool
    url: str


def table_rows(
    recommendations: Iterable[EvaluationRecommendation], user: Any, on: date
) -> list[TableRow]:
    """Rows as the user may know them: five queries for rows of ``recommendations_known_to``."""
    rows = list(recommendations)
    answers: dict[int, RecommendationResponse] = {}
    for answer in RecommendationResponse.objects.filter(recommendation__in=rows).order_by("number"):
        answers[answer.recommendation_id] = answer
    behind: dict[int, list[str]] = defaultdict(list)
    known = EvaluationFinding.objects.visible_to(user).filter(recommendations__in=rows)
    columns = ("recommendations", "record__reference")
    for key, reference in known.order_by("number").values_list(*columns):
        behind[key].append(reference)
    actions = _actions(rows)
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
            actions="\n".join(actions[row.pk]),
            is_demo=bool(row.record.demo_origin),
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


def _actions(rows: list[EvaluationRecommendation]) -> dict[int, list[str]]:
    """What is done and how far it is, a line for each: two queries."""
    newest: dict[int, ActionStatus] = {}
    statuses = ActionStatus.objects.filter(action__recommendation__in=rows).order_by("number")
    for status in statuses:
        newest[status.action_id] = status
    found: dict[int, list[str]] = defaultdict(list)
    acts = RecommendationAction.objects.filter(recommendation__in=rows).order_by("number")
    for action in acts:
        parts = [action.text, action.who, str(action.get_state_display())]
        if (status := newest.get(action.pk)) is not None:
            parts.append(status.sentence)
        found[action.recommendation_id].append(" | ".join(filter(None, parts)))
    return found
