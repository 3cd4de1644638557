"""Mails about statements: the receipt."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from consultations.models import Statement
from consultations.notifications.mailing import reachable, write_mail
from core.mailing import link_to


def statement_received(statement: Statement, *, at: datetime) -> None:
    """The receipt: numbers of the comments and their common digest, never their words."""
    comments = list(statement.comments.order_by("number").values_list("reference", flat=True))
    for address, language in reachable(statement.respondent, at):
        with translation.override(language):
            write_mail(
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
                link=link_to(statement.round.path),
            )
