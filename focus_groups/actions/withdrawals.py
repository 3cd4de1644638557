"""A participant takes a consent back: what it allowed is not done any more, and what was done is undone.

Inside it happens at once. What was published changes with the next edition (ADR 0022), so that no date of a change
tells who asked for it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from focus_groups import withdrawal_list
from focus_groups.actions.erasing import clear_copies, erase_spoken
from focus_groups.actions.people import limit_consent
from focus_groups.actions.quotes import withdraw_quotes
from focus_groups.enums import Publication
from focus_groups.models import Consent, ConsentLimit, Participant, Quote, SpokenStatement
from focus_groups.queries.consents import NEEDED_SCOPES, scopes_of, took_notes_back
from focus_groups.queries.quotes import consents_cover
from people.models import User


@transaction.atomic
def withdraw_consent(
    *,
    consent: Consent,
    scopes: Iterable[str],
    occurred_on: date,
    by: Any,
    at: datetime,
    uid: UUID | None = None,
) -> ConsentLimit:
    """Keep what a participant took back, and undo what rested on it. A repeat answers the first row.

    Notes taken back: every word of theirs is erased from everywhere inside, and nothing leads to them any more.
    Other scopes taken back: words stay with the facilitators, nothing of them is published any more.
    Raises ScopesWrong.
    """
    limit = limit_consent(
        consent=consent, scopes=scopes, occurred_on=occurred_on, by=by, at=at, uid=uid or uuid4()
    )
    participant = Participant.objects.select_related("series__inside").get(
        pk=consent.participant_id
    )
    erased: list[SpokenStatement] = []
    if took_notes_back(participant):
        erased = list(participant.statements.filter(erased_at=None))
        erase_spoken(series=participant.series, statements=erased, by=by, at=at)
    _keep_inside(participant, at=at)
    line = withdrawal_list.Line(
        limit=str(limit.uid),
        consent=str(consent.uid),
        scopes=limit.scopes,
        occurred_on=limit.occurred_on.isoformat(),
        statements=[str(statement.uid) for statement in erased],
        by=by.pk,
        at=at.isoformat(),
    )
    transaction.on_commit(lambda: withdrawal_list.append(line))
    return limit


def _keep_inside(participant: Participant, *, at: datetime) -> None:
    """Whatever no consent in force covers may not be published any more: marks of statements, and quotes."""
    held = scopes_of([participant])[participant.pk]
    own = participant.statements.exclude(publication=Publication.INTERNAL)
    if not held >= NEEDED_SCOPES[Publication.PARAPHRASE]:
        own.filter(publication=Publication.PARAPHRASE).update(publication=Publication.INTERNAL)
    if not held >= NEEDED_SCOPES[Publication.QUOTE]:
        own.filter(publication=Publication.QUOTE).update(
            publication=Publication.PARAPHRASE
            if held >= NEEDED_SCOPES[Publication.PARAPHRASE]
            else Publication.INTERNAL
        )
    together = Q(statement__participant=None, statement__session__participants=participant)
    quotes = Quote.objects.standing().filter(Q(statement__participant=participant) | together)
    gone = [
        quote.pk
        for quote in quotes.select_related("statement__participant", "statement__session")
        if not consents_cover(quote.statement, is_verbatim=quote.is_verbatim)
    ]
    if withdraw_quotes(Quote.objects.filter(pk__in=gone), at=at):
        clear_copies()


def repeat_withdrawals() -> list[str]:
    """Undo again in restored data what was taken back after the backup was made; answers a line for each."""
    done = []
    for line in withdrawal_list.lines():
        consent = Consent.objects.filter(uid=line.consent).select_related("participant").first()
        if consent is None:
            continue
        known = ConsentLimit.objects.filter(uid=line.limit).exists()
        words = SpokenStatement.objects.filter(uid__in=line.statements, erased_at=None)
        if known and not words.exists():
            continue
        by = User.objects.filter(pk=line.by).first() or consent.recorded_by
        with transaction.atomic():
            withdraw_consent(
                consent=consent,
                scopes=line.scopes,
                occurred_on=date.fromisoformat(line.occurred_on),
                by=by,
                at=datetime.fromisoformat(line.at),
                uid=UUID(line.limit),
            )
            # entered under another pseudonym by then, or before a consent given again
            series = consent.participant.series
            erase_spoken(series=series, statements=words, by=by, at=datetime.fromisoformat(line.at))
        done.append(f"Withdrawn consent repeated: {line.limit[:8]}")
    return done
