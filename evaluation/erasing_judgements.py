"""Places of the evaluation that may repeat words erased elsewhere: texts, answers and sentences about actions."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from core import immutability
from core.actions import raise_generation
from core.extension import add_repeat_eraser
from core.repeats import Repeats, masked
from evaluation.actions import judging
from evaluation.models import (
    ActionStatus,
    EvaluationFinding,
    EvaluationPlan,
    EvaluationQuestion,
    EvaluationRecommendation,
    FinalFinding,
    FinalRecommendation,
    RecommendationAction,
    RecommendationResponse,
)

WORKED_ON: dict[type[Model], tuple[str, ...]] = {
    EvaluationPlan: ("purpose", "method"),
    EvaluationQuestion: ("text", "judged_by", "dropped_reason"),
    EvaluationFinding: ("text", "implication", "discussed_where", "replace_reason"),
    EvaluationRecommendation: ("text", "discussed_where", "replace_reason"),
    RecommendationAction: ("text",),
}
FROZEN: dict[type[Model], tuple[str, ...]] = {
    FinalFinding: ("text", "implication"),
    FinalRecommendation: ("text",),
    RecommendationResponse: ("reason",),
    ActionStatus: ("sentence",),
}


def erase(_documents: Sequence[int], repeats: Repeats, _at: datetime) -> None:
    """Block out what repeats erased words, letter by letter; of a final wording the whole text goes."""
    hit = False
    for model, fields in WORKED_ON.items():
        for row in model.objects.all():
            hit |= _mask(row, repeats, fields)
    for model, fields in FROZEN.items():
        rows = model.objects.values_list("pk", *fields)
        keys = [pk for pk, *texts in rows if any(masked(text, repeats) != text for text in texts)]
        hit |= bool(immutability.empty(model, model.objects.filter(pk__in=keys)))
    if hit:
        judging.let_all_be_found()
        raise_generation(judging.PAGES)


def _mask(row: Model, repeats: Repeats, fields: Sequence[str]) -> bool:
    clean = {name: masked(getattr(row, name), repeats) for name in fields}
    changed = [name for name, text in clean.items() if text != getattr(row, name)]
    for name in changed:
        setattr(row, name, clean[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def register() -> None:
    """Called once the apps are ready."""
    add_repeat_eraser("findings and recommendations of the evaluation", erase)
