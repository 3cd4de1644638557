"""Reads of consents: what holds of a participant now."""

from collections.abc import Iterable, Mapping

from focus_groups.enums import ConsentScope, Publication
from focus_groups.models import Consent, ConsentLimit, Participant

NEEDED_SCOPES: Mapping[str, frozenset[str]] = {
    Publication.INTERNAL: frozenset(),
    Publication.PARAPHRASE: frozenset({ConsentScope.PARAPHRASE, ConsentScope.PUBLICATION}),
    Publication.QUOTE: frozenset({ConsentScope.VERBATIM_QUOTE, ConsentScope.PUBLICATION}),
}


def scopes_of(participants: Iterable[Participant]) -> dict[int, frozenset[str]]:
    """What each participant (primary key) consents to now, all their consents together: two queries.

    What was taken back of one consent may have been given again by a later one.
    """
    held: dict[int, set[str]] = {participant.pk: set() for participant in participants}
    rows = Consent.objects.filter(participant__in=list(held)).prefetch_related("limits")
    for consent in rows.order_by("given_on", "pk"):
        taken_back = {scope for limit in consent.limits.all() for scope in limit.scopes}
        held[consent.participant_id] |= set(consent.scopes) - taken_back
    return {key: frozenset(scopes) for key, scopes in held.items()}


def may_be_noted(participant: Participant) -> bool:
    """Whether notes of what the participant says may be kept now: two queries."""
    return ConsentScope.NOTES in scopes_of([participant])[participant.pk]


def scopes_held_by_all(participants: Iterable[Participant]) -> frozenset[str]:
    """What each of the participants consents to now: two queries. Nobody consents to nothing."""
    held = list(scopes_of(participants).values())
    return frozenset.intersection(*held) if held else frozenset()


def took_notes_back(participant: Participant) -> bool:
    """Whether notes were allowed once and are not any more; nobody may keep a word of theirs then.

    One query unless something was taken back.
    """
    limits = ConsentLimit.objects.filter(consent__participant=participant)
    taken = {scope for scopes in limits.values_list("scopes", flat=True) for scope in scopes}
    return ConsentScope.NOTES in taken and not may_be_noted(participant)
