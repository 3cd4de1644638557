"""Mails about the evaluation. They name no words of a text, only its number."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.mailing import mail_person
from evaluation.models import EvaluationRecommendation, RecommendationAction


def answer_is_late(row: EvaluationRecommendation, person: Any, *, at: datetime) -> None:
    """Remind somebody that a recommendation was to be answered by now; once for each day of answer."""
    mail_person(
        person,
        "evaluation_answer_late",
        folder="evaluation",
        subject=_("Answer recommendation %(reference)s"),
        values={"reference": row.record.reference},
        record=row.record,
        at=at,
        period=row.answer_due_on.isoformat(),
        reference=row.record.reference,
        addressee=row.addressee,
        due_on=row.answer_due_on,
    )


def action_is_late(action: RecommendationAction, person: Any, *, at: datetime) -> None:
    """Remind somebody that something was to be done by now because of a recommendation; once for each deadline."""
    row = action.recommendation
    mail_person(
        person,
        "evaluation_action_late",
        folder="evaluation",
        subject=_("Say how far the action of recommendation %(reference)s is"),
        values={"reference": row.record.reference},
        record=row.record,
        at=at,
        period=f"{action.number}/{action.due_on.isoformat()}",
        reference=row.record.reference,
        number=action.number,
        due_on=action.due_on,
    )
