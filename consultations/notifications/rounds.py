"""Mails about rounds: at once that one is announced, and three days before its end to bodies without an answer.

What happens to a round later, such as more time, is told in the daily digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy

from consultations import queries
from consultations.models import Round
from consultations.notifications.mailing import write_mail
from core.mailing import link_to
from people.models import User

SUBJECTS = {
    "round_announced": gettext_lazy("You may comment on: %(title)s"),
    "round_reminder": gettext_lazy("Your answer is missing: %(title)s"),
}


def round_announced(round: Round, *, at: datetime, people: Iterable[int] | None = None) -> None:
    """Tell everyone the round is for (or those given of them, such as a newcomer) when it is open; once each."""
    invited = queries.people_invited(round, at)
    if people is not None:
        invited &= set(people)
    for person in User.objects.filter(pk__in=invited, is_active=True).order_by("pk"):
        _about_round(round, "round_announced", person, at=at, period="")


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


def _about_round(
    round: Round, kind: str, person: User, *, at: datetime, period: str, **context: object
) -> None:
    with translation.override(person.mail_language):
        write_mail(
            kind,
            recipient=person.email,
            language=person.mail_language,
            subject_key=round_key(round),
            period=period,
            subject=SUBJECTS[kind] % {"title": round.title},
            at=at,
            round=round,
            link=link_to(round.path),
            **context,
        )


def round_key(round: Round) -> str:
    """Key of the mails about a round in the outbox."""
    return f"round-{round.pk}"
