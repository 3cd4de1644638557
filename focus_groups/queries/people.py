"""Reads of participants, for the facilitators of their series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from focus_groups.enums import ConsentScope, Need
from focus_groups.models import Consent, Participant, Series
from focus_groups.queries.consents import scopes_of


@dataclass(frozen=True, slots=True)
class Person:
    """A participant with what they consent to now. ``has_papers``: they consented to something at some time."""

    participant: Participant
    scopes: frozenset[str]
    has_papers: bool
    session_count: int = 0
    said_count: int = 0

    @property
    def may_be_noted(self) -> bool:
        """Whether what they say may be written down now."""
        return ConsentScope.NOTES in self.scopes

    @property
    def scope_names(self) -> list[str]:
        """What they consent to, in words."""
        return [str(scope.label) for scope in ConsentScope if scope in self.scopes]

    @property
    def need_names(self) -> list[str]:
        """What they need, in words."""
        return [str(need.label) for need in Need if need in self.participant.needs]


def _people(participants: Iterable[Participant]) -> list[Person]:
    rows = list(participants)
    scopes = scopes_of(rows)
    return [
        Person(
            participant=row,
            scopes=scopes[row.pk],
            has_papers=bool(row.consent_count),
            session_count=getattr(row, "session_count", 0),
            said_count=getattr(row, "said_count", 0),
        )
        for row in rows
    ]


def people_of(series: Series, user: Any) -> list[Person]:
    """Everybody of a series by pseudonym, whoever left last: three queries."""
    rows = Participant.objects.visible_to(user).filter(series=series)
    counted = rows.annotate(
        consent_count=Count("consents", distinct=True),
        session_count=Count("sessions", distinct=True),
    )
    return _people(counted.order_by(F("left_on").asc(nulls_first=True), "pseudonym"))


def people_at(session: Any, user: Any) -> list[Person]:
    """Who was in a session, each with how many statements of theirs stand in it: three queries."""
    rows = Participant.objects.visible_to(user).filter(sessions=session)
    counted = rows.annotate(
        consent_count=Count("consents", distinct=True),
        said_count=Count("statements", filter=Q(statements__session=session), distinct=True),
    )
    return _people(counted.order_by("pseudonym"))


def participant_by_uid(series: Series, uid: UUID, user: Any) -> Participant | None:
    """Somebody of a series, None for whoever does not facilitate it."""
    return (
        Participant.objects.visible_to(user)
        .select_related("series__inside", "series__record")
        .filter(series=series, uid=uid)
        .first()
    )


def consents_of(participant: Participant, user: Any) -> Sequence[Consent]:
    """Consents of somebody, newest first, each with its limits: two queries."""
    return (
        Consent.objects.visible_to(user)
        .filter(participant=participant)
        .select_related("sheet", "recorded_by")
        .prefetch_related("limits__recorded_by")
        .order_by("-given_on", "-pk")
    )


def consent_by_uid(participant: Participant, uid: UUID, user: Any) -> Consent | None:
    """A consent of somebody, None for whoever does not facilitate the series."""
    return (
        Consent.objects.visible_to(user)
        .select_related("participant__series__inside", "sheet")
        .prefetch_related("limits")
        .filter(participant=participant, uid=uid)
        .first()
    )


def held_of(consent: Consent) -> frozenset[str]:
    """What of a consent was not taken back (its limits are prefetched)."""
    taken_back = {scope for limit in consent.limits.all() for scope in limit.scopes}
    return frozenset(consent.scopes) - taken_back


@dataclass(frozen=True, slots=True)
class ToldConsent:
    """A consent as it is told: what was given, what of it was taken back and when, whether something holds still."""

    consent: Consent
    scope_names: list[str]
    limits: list[tuple[Any, list[str]]]
    holds: bool


def told_consents(participant: Participant, user: Any) -> list[ToldConsent]:
    """Consents of somebody, newest first, in words: three queries."""
    return [
        ToldConsent(
            consent=consent,
            scope_names=_names(consent.scopes),
            limits=[(limit, _names(limit.scopes)) for limit in consent.limits.all()],
            holds=bool(held_of(consent)),
        )
        for consent in consents_of(participant, user)
    ]


def _names(scopes: Iterable[str]) -> list[str]:
    return [str(scope.label) for scope in ConsentScope if scope in scopes]
