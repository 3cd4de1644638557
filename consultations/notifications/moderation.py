"""Mails about the check before publication and personal cases: answers to one author, at once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from consultations.enums import HiddenReason, Moderation
from consultations.models import Comment, ModerationDecision
from consultations.notifications.mailing import reachable, write_mail
from core.mailing import link_to


def words_not_shown(decision: ModerationDecision, *, at: datetime) -> None:
    """Words of a comment were hidden or withheld in part: the reason, and where to object. Never the words."""
    _to_author(
        "words_not_shown",
        decision,
        gettext_lazy("Your comment %(reference)s is not shown as you wrote it"),
        at=at,
        reason=HiddenReason(decision.reason).label,
        is_part=decision.decision == Moderation.VISIBLE,
        path=f"{decision.comment.path}nesouhlas/",
    )


def objection_answered(decision: ModerationDecision, *, at: datetime) -> None:
    """Another person answered the author's objection."""
    _to_author(
        "objection_answered",
        decision,
        gettext_lazy("Answer to your objection (%(reference)s)"),
        at=at,
        is_shown=not decision.reason,
        path=decision.comment.path,
    )


def _to_author(
    kind: str,
    decision: ModerationDecision,
    subject: Any,
    *,
    path: str,
    at: datetime,
    **context: Any,
) -> None:
    comment = decision.comment
    for address, language in reachable(comment.statement.respondent, at):
        with translation.override(language):
            write_mail(
                kind,
                recipient=address,
                language=language,
                subject_key=f"comment-{comment.pk}",
                period=str(decision.pk),
                subject=subject % {"reference": comment.reference},
                at=at,
                comment=comment,
                link=link_to(path),
                **context,
            )


def case_handed_over(comment: Comment, *, at: datetime) -> None:
    """A personal case was handed over to the contact point, as its author agreed."""
    for address, language in reachable(comment.statement.respondent, at):
        with translation.override(language):
            write_mail(
                "case_handed_over",
                recipient=address,
                language=language,
                subject_key=f"comment-{comment.pk}",
                subject=gettext("Your message %(reference)s was handed over")
                % {"reference": comment.reference},
                at=at,
                comment=comment,
                days=settings.PERSONAL_CASE_DAYS,
            )
