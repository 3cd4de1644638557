"""Writes of standard answers: each change of words is a new version, the former ones stay with their uses."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import StandardAnswer
from core.sanitizing import clean_plain

LONGEST_ANSWER = 10_000


class AnswerIsEmpty(Exception):
    """A standard answer needs a title and words."""


class StaleAnswer(Exception):
    """Somebody else made a newer version in the meantime; ``current`` is the newest one."""

    def __init__(self, message: str, current: StandardAnswer) -> None:
        super().__init__(message)
        self.current = current


def _clean(title: str, text: str) -> tuple[str, str]:
    title, text = clean_plain(title).strip()[:150], clean_plain(text).strip()[:LONGEST_ANSWER]
    if not title or not text:
        raise AnswerIsEmpty(_("Give the answer a title and words."))
    return title, text


@transaction.atomic
def create_answer(*, title: str, text: str, by: Any, at: datetime) -> StandardAnswer:
    """Write a new standard answer. Raises AnswerIsEmpty."""
    title, text = _clean(title, text)
    return StandardAnswer.objects.create(title=title, text=text, made_by=by, made_at=at)


@transaction.atomic
def revise_answer(
    *, answer: StandardAnswer, title: str, text: str, by: Any, at: datetime
) -> StandardAnswer:
    """Make the next version of an answer; the same words make none. Raises AnswerIsEmpty, StaleAnswer."""
    answer = StandardAnswer.objects.select_for_update().get(pk=answer.pk)
    title, text = _clean(title, text)
    newer = StandardAnswer.objects.filter(previous=answer).first()
    if newer is not None:
        raise StaleAnswer(
            _("Somebody else wrote a newer version in the meantime. Compare both texts."), newer
        )
    if (answer.title, answer.text) == (title, text):
        return answer
    made = StandardAnswer.objects.create(
        title=title,
        text=text,
        number=answer.number + 1,
        previous=answer,
        made_by=by,
        made_at=at,
    )
    answer.is_active = False
    answer.save(update_fields=["is_active"])
    return made


@transaction.atomic
def offer_answer(*, answer: StandardAnswer, is_active: bool) -> StandardAnswer:
    """Offer the newest version of an answer, or offer it no more; its uses stay."""
    answer = StandardAnswer.objects.select_for_update().get(pk=answer.pk)
    answer.is_active = is_active
    answer.save(update_fields=["is_active"])
    return answer
