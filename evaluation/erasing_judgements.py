"""Places of the evaluation that are worked on and may repeat words erased elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from core.actions import raise_generation
from core.extension import add_repeat_eraser
from core.repeats import Repeats, masked
from evaluation.actions import searching
from evaluation.actions.indicators import PAGES
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlan,
    EvaluationQuestion,
    EvaluationRecommendation,
    Measurement,
    PeriodNote,
    RecommendationAction,
    Risk,
    RiskAction,
)

WORKED_ON: dict[type[Model], tuple[str, ...]] = {
    EvaluationPlan: ("purpose", "method"),
    EvaluationQuestion: ("text", "judged_by", "dropped_reason"),
    EvaluationFinding: ("text", "implication", "discussed_where", "replace_reason"),
    EvaluationRecommendation: ("text", "discussed_where", "replace_reason"),
    RecommendationAction: ("text",),
    Measurement: ("narrative", "comment"),
    PeriodNote: ("text",),
    Risk: ("cause", "event", "effect", "response_text"),
    RiskAction: ("text", "note"),
}


def erase(_documents: Sequence[int], repeats: Repeats, _at: datetime) -> None:
    """Block out what repeats erased words, letter by letter. Frozen texts: ``concept.actions.removing``."""
    hit = False
    for model, fields in WORKED_ON.items():
        for row in model.objects.all():
            hit |= _mask(row, repeats, fields)
    if hit:
        searching.refresh_stems()
        raise_generation(*PAGES)


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
    add_repeat_eraser("texts of the evaluation", erase)
