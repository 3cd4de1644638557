"""What of the evaluation's recommendations and findings waits for a person."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.extension import Waiting
from core.templatetags.osnova import local_path
from evaluation.enums.judgements import ENDED_ACTIONS, JudgementState
from evaluation.models import (
    EvaluationFinding,
    EvaluationRecommendation,
    RecommendationAction,
)
from people.enums import Role


def waiting_for(person: Any, at: datetime) -> list[Waiting]:
    """Recommendations to answer, actions to report on, final wordings to publish: four queries at most."""
    roles = person.roles_on(timezone.localdate(at))
    return [
        *_to_answer(person, roles),
        *_to_do(person),
        *(_to_publish(person) if Role.EVALUATOR in roles else []),
    ]


def _to_answer(person: Any, roles: frozenset[str]) -> list[Waiting]:
    """Those of one's own; project managers look after the others."""
    mine = Q(answerer=person)
    if Role.PROJECT_MANAGER in roles:
        mine |= Q(answerer__isnull=True)
    rows = EvaluationRecommendation.objects.unanswered().filter(mine).without_hand_of(person)
    return [
        Waiting(
            title=_("Recommendation %(reference)s waits for an answer")
            % {"reference": row.record.reference},
            url=local_path(row.record.path),
            button=pgettext("button", "Answer"),
            note=row.addressee,
            due_on=row.answer_due_on,
        )
        for row in rows.select_related("record").order_by("number")
    ]


def _to_do(person: Any) -> list[Waiting]:
    rows = RecommendationAction.objects.filter(owner=person).exclude(
        state__in=sorted(ENDED_ACTIONS)
    )
    return [
        Waiting(
            title=_("Say how far the action of recommendation %(reference)s is")
            % {"reference": row.recommendation.record.reference},
            url=local_path(row.recommendation.record.path),
            button=_("Report"),
            note=row.who,
            due_on=row.due_on,
        )
        for row in rows.select_related("recommendation__record").order_by("pk")
    ]


def _to_publish(person: Any) -> list[Waiting]:
    """Final ones of other people that nobody made public."""
    waiting = []
    ways = ((EvaluationFinding, "finding-list"), (EvaluationRecommendation, "recommendation-list"))
    for model, name in ways:
        rows = model.objects.filter(state=JudgementState.FINAL, published_at=None)
        count = rows.without_hand_of(person).count()
        if count:
            title = ngettext(
                "%(count)d final wording waits for a second person to publish it",
                "%(count)d final wordings wait for a second person to publish them",
                count,
            )
            waiting.append(
                Waiting(
                    title=title % {"count": count},
                    url=f"{reverse(f'evaluation:{name}')}?stav=nezverejnene",
                    button=_("Read and publish"),
                    note=str(model._meta.verbose_name_plural),
                )
            )
    return waiting
