"""What can be chosen while a round is prepared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from concept.models import Version
from consultations.models import Round
from consultations.queries.bodies import people_of_bodies, senders_of_bodies
from people import queries as people_queries
from people.models import Organisation
from working_groups.enums import GroupState
from working_groups.models import Group, Membership

WORKING = (GroupState.PREPARATORY, GroupState.ACTIVE, GroupState.SUSPENDED)


def versions_to_choose(user: Any) -> QuerySet[Version]:
    """Frozen versions the user may know of, document by document, newest first."""
    return (
        Version.objects.visible_to(user)
        .select_related("document")
        .order_by("document__path", "-number")
    )


def groups_to_choose(user: Any) -> QuerySet[Group]:
    """Groups that still work; a form puts them in Czech order."""
    return Group.objects.visible_to(user).filter(state__in=WORKING)


def organisations_to_choose() -> QuerySet[Organisation]:
    """Organisations that may be invited, in Czech order."""
    return people_queries.active_organisations()


def organisations_of_groups(groups: Iterable[Group], at: datetime) -> list[Organisation]:
    """Active organisations that have a seat in the groups on the day, in Czech order: one query."""
    seats = Membership.objects.current(timezone.localdate(at)).filter(group__in=list(groups))
    return list(organisations_to_choose().filter(group_memberships__in=seats).distinct())


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """An organisation on the screen of invited bodies."""

    organisation: Organisation
    is_invited: bool
    is_essential: bool
    groups: str
    speakers: int
    has_sender: bool


def bodies_to_choose(
    round: Round, at: datetime, chosen: tuple[set[str], set[str]] | None = None
) -> list[BodyChoice]:
    """Every organisation with what is chosen (typed keys: invited, essential; else what is stored). Seven queries.

    With the invited groups in which it has a seat, how many people speak for it, and whether somebody may send.
    """
    organisations = list(organisations_to_choose())
    if chosen is None:
        stored = dict(round.bodies.values_list("organisation_id", "may_be_essential"))
        invited = {str(pk) for pk in stored}
        essential = {str(pk) for pk, may in stored.items() if may}
    else:
        invited, essential = chosen
    keys = [organisation.pk for organisation in organisations]
    people, senders = people_of_bodies(keys, at), senders_of_bodies(keys, at)
    groups = _groups_by_organisation(round, at)
    return [
        BodyChoice(
            organisation=organisation,
            is_invited=str(organisation.pk) in invited,
            is_essential=str(organisation.pk) in essential,
            groups=", ".join(groups.get(organisation.pk, [])),
            speakers=len(people[organisation.pk]),
            has_sender=bool(senders.get(organisation.pk)),
        )
        for organisation in organisations
    ]


def _groups_by_organisation(round: Round, at: datetime) -> dict[int, list[str]]:
    seats = Membership.objects.current(timezone.localdate(at)).filter(
        group__in=round.groups.all(), on_behalf_of__isnull=False
    )
    found: dict[int, list[str]] = {}
    rows = seats.order_by("group__name").values_list("on_behalf_of_id", "group__code").distinct()
    for organisation_id, code in rows:
        found.setdefault(organisation_id, []).append(code)
    return found
