"""Mails about answers: of one comment, of all of a round, and what became of an answer in a later version."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from consultations.models import Respondent, Round, Settlement, SettlementCheck
from consultations.notifications.mailing import reachable, write_mail
from core.mailing import link_to


def settlement_answered(settlement: Settlement, *, at: datetime) -> None:
    """The answer to one comment was given; the link leads to the page that says what became of it."""
    comment = settlement.comment
    for address, language in reachable(comment.statement.respondent, at):
        with translation.override(language):
            write_mail(
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
                link=link_to(comment.path),
            )


def answers_given(
    round: Round, respondent: Respondent, settlements: Sequence[Settlement], *, at: datetime
) -> None:
    """A report was published: all answers of one respondent in one mail, which leads to the page with the words.

    Without words: whoever has no account opens the page with the code from the receipt.
    """
    for address, language in reachable(respondent, at):
        with translation.override(language):
            write_mail(
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
                link=link_to(f"{round.path}nalozeni/"),
                report_link=link_to(f"{round.path}zprava/"),
            )


def settlement_checked(check: SettlementCheck, *, at: datetime) -> None:
    """A second answer: the words changed again; why the comment is still met, or which conclusion overrode it."""
    comment = check.settlement.comment
    for address, language in reachable(comment.statement.respondent, at):
        with translation.override(language):
            write_mail(
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
                link=link_to(comment.path),
            )
