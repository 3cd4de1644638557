"""Mails of consultations, written to the outbox inside the action's transaction.

At once: round announced, receipt, answer. Everything else goes into the daily digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy

from consultations import queries
from consultations.enums import HiddenReason, Moderation
from consultations.models import (
    Comment,
    ModerationDecision,
    Respondent,
    Round,
    Settlement,
    SettlementCheck,
    Statement,
)
from core.actions import queue_mail
from core.templatetags.osnova import local_path
from people.enums import Role
from people.models import User

SUBJECTS = {
    "round_announced": gettext_lazy("You may comment on: %(title)s"),
    "round_extended": gettext_lazy("More time for comments: %(title)s"),
    "round_cancelled": gettext_lazy("A round of comments is called off: %(title)s"),
    "round_reminder": gettext_lazy("Your answer is missing: %(title)s"),
}


def _mail(
    kind: str,
    *,
    recipient: str,
    language: str,
    subject_key: str,
    subject: str,
    at: datetime,
    period: str = "",
    **context: object,
) -> None:
    """Queue one mail in the recipient's language; ``subject`` is a message id already translated by the caller."""
    context["site"] = settings.WAGTAIL_SITE_NAME
    queue_mail(
        recipient=recipient,
        kind=kind,
        subject_key=subject_key,
        period=period,
        subject=subject,
        text=render_to_string(f"consultations/mail/{kind}.txt", context),
        language=language,
        at=at,
    )


def _address(path: str) -> str:
    return settings.BASE_URL + local_path(path)


def round_announced(round: Round, *, at: datetime, people: Iterable[int] | None = None) -> None:
    """Tell everyone the round is for (or those given of them, such as a newcomer) when it is open; once each."""
    _to_invited(round, "round_announced", at=at, period="", people=people)


def round_extended(round: Round, *, at: datetime) -> None:
    """Tell everyone the round is for that there is more time."""
    _to_invited(round, "round_extended", at=at, period=round.closes_at.isoformat()[:16])


def round_cancelled(round: Round, *, at: datetime) -> None:
    """Tell everyone the round was for that it was called off."""
    _to_invited(round, "round_cancelled", at=at, period="")


def bodies_reminded(
    round: Round, bodies: Mapping[int, Sequence[str]], *, at: datetime, period: str
) -> None:
    """Remind people that their bodies have not answered; ``bodies``: names by the person's primary key.

    One mail a person and ``period``, however many bodies they speak for.
    """
    for person in User.objects.filter(pk__in=bodies, is_active=True).order_by("pk"):
        _about_round(
            round, "round_reminder", person, at=at, period=period, bodies=bodies[person.pk]
        )


def _to_invited(
    round: Round, kind: str, *, at: datetime, period: str, people: Iterable[int] | None = None
) -> None:
    invited = queries.people_invited(round, at)
    if people is not None:
        invited &= set(people)
    for person in User.objects.filter(pk__in=invited, is_active=True).order_by("pk"):
        _about_round(round, kind, person, at=at, period=period)


def _about_round(
    round: Round, kind: str, person: User, *, at: datetime, period: str, **context: object
) -> None:
    with translation.override(person.mail_language):
        _mail(
            kind,
            recipient=person.email,
            language=person.mail_language,
            subject_key=round_key(round),
            period=period,
            subject=SUBJECTS[kind] % {"title": round.title},
            at=at,
            round=round,
            link=_address(round.path),
            **context,
        )


def round_key(round: Round) -> str:
    """Key of the mails about a round in the outbox."""
    return f"round-{round.pk}"


def _reachable(respondent: Respondent, at: datetime) -> list[tuple[str, str]]:
    """Addresses and languages at which a respondent wants to be told; a body's authorised persons."""
    if respondent.is_body:
        grants = respondent.organisation.role_grants.current(timezone.localdate(at)).filter(
            role=Role.AUTHORISED_PERSON, user__is_active=True
        )
        return sorted(set(grants.values_list("user__email", "user__mail_language")))
    if respondent.email and respondent.wants_mail:
        return [(respondent.email, respondent.language)]
    return []


def statement_received(statement: Statement, *, at: datetime) -> None:
    """The receipt: numbers of the comments and their common digest, never their words."""
    comments = list(statement.comments.order_by("number").values_list("reference", flat=True))
    for address, language in _reachable(statement.respondent, at):
        with translation.override(language):
            _mail(
                "statement_received",
                recipient=address,
                language=language,
                subject_key=f"statement-{statement.pk}",
                subject=gettext("We received your comments (%(reference)s)")
                % {"reference": statement.reference},
                at=at,
                statement=statement,
                round=statement.round,
                references=comments,
                link=_address(statement.round.path),
            )


def settlement_answered(settlement: Settlement, *, at: datetime) -> None:
    """The answer to one comment was given; the link leads to the page that says what became of it."""
    comment = settlement.comment
    for address, language in _reachable(comment.statement.respondent, at):
        with translation.override(language):
            _mail(
                "settlement_answered",
                recipient=address,
                language=language,
                subject_key=f"settlement-{settlement.pk}",
                period=str(settlement.history.count()),
                subject=gettext("How your comment %(reference)s was dealt with")
                % {"reference": comment.reference},
                at=at,
                comment=comment,
                settlement=settlement,
                link=_address(comment.path),
            )


def answers_given(
    round: Round, respondent: Respondent, settlements: Sequence[Settlement], *, at: datetime
) -> None:
    """A report was published: all answers of one respondent in one mail, which leads to the page with the words.

    Without words: whoever has no account opens the page with the code from the receipt.
    """
    for address, language in _reachable(respondent, at):
        with translation.override(language):
            _mail(
                "answers_given",
                recipient=address,
                language=language,
                subject_key=f"respondent-{respondent.pk}",
                subject=gettext("How your comments were dealt with: %(title)s")
                % {"title": round.title},
                at=at,
                round=round,
                answers=[
                    (settlement.comment.reference, settlement.get_outcome_display())
                    for settlement in settlements
                ],
                needs_code=bool(respondent.token_digest),
                link=_address(f"{round.path}nalozeni/"),
                report_link=_address(f"{round.path}zprava/"),
            )


def settlement_checked(check: SettlementCheck, *, at: datetime) -> None:
    """A second answer: the words changed again; why the comment is still met, or which conclusion overrode it."""
    comment = check.settlement.comment
    for address, language in _reachable(comment.statement.respondent, at):
        with translation.override(language):
            _mail(
                "settlement_checked",
                recipient=address,
                language=language,
                subject_key=f"settlement-{check.settlement_id}",
                period=f"check-{check.version_id}",
                subject=gettext("The text your comment %(reference)s changed was changed again")
                % {"reference": comment.reference},
                at=at,
                comment=comment,
                check=check,
                link=_address(comment.path),
            )


def words_not_shown(decision: ModerationDecision, *, at: datetime) -> None:
    """Words of a comment were hidden or withheld in part: the reason, and where to object. Never the words."""
    _to_author(
        "words_not_shown",
        decision,
        gettext_lazy("Your comment %(reference)s is not shown as you wrote it"),
        at=at,
        reason=HiddenReason(decision.reason).label,
        is_part=decision.decision == Moderation.VISIBLE,
        link=_address(f"{decision.comment.path}nesouhlas/"),
    )


def objection_answered(decision: ModerationDecision, *, at: datetime) -> None:
    """Another person answered the author's objection."""
    _to_author(
        "objection_answered",
        decision,
        gettext_lazy("Answer to your objection (%(reference)s)"),
        at=at,
        is_shown=not decision.reason,
        link=_address(decision.comment.path),
    )


def _to_author(
    kind: str, decision: ModerationDecision, subject: Any, *, at: datetime, **context: Any
) -> None:
    comment = decision.comment
    for address, language in _reachable(comment.statement.respondent, at):
        with translation.override(language):
            _mail(
                kind,
                recipient=address,
                language=language,
                subject_key=f"comment-{comment.pk}",
                period=str(decision.pk),
                subject=subject % {"reference": comment.reference},
                at=at,
                comment=comment,
                **context,
            )


def case_handed_over(comment: Comment, *, at: datetime) -> None:
    """A personal case was handed over to the contact point, as its author agreed."""
    for address, language in _reachable(comment.statement.respondent, at):
        with translation.override(language):
            _mail(
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
