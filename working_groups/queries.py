"""Reads of working groups."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from people.models import RoleGrant, User
from working_groups.models import Group, Membership


def visible_groups(user: Any) -> list[Group]:
    """Groups the user may know of, by name: one query."""
    return list(Group.objects.visible_to(user).select_related("record").order_by("name"))


def roster(group: Group, on: date) -> list[Membership]:
    """Who sits in the group on a day, substitutes last: one query."""
    seated = group.memberships.current(on).select_related("user", "on_behalf_of")
    return sorted(
        seated, key=lambda m: (m.substitute_for_id is not None, str(m.on_behalf_of), m.pk)
    )


def groups_of(user: User, on: date) -> list[Group]:
    """Groups the user sits in on a day: one query."""
    seats = Membership.objects.current(on).filter(user=user)
    return list(Group.objects.filter(memberships__in=seats).distinct().order_by("name"))


def organisations_of(user: User, on: date) -> set[int]:
    """Primary keys of the organisations a person speaks for on a day, by role or by seat: two queries."""
    by_role = RoleGrant.objects.current(on).filter(user=user, organisation__isnull=False)
    by_seat = Membership.objects.current(on).filter(user=user, on_behalf_of__isnull=False)
    return set(by_role.values_list("organisation_id", flat=True)) | set(
        by_seat.values_list("on_behalf_of_id", flat=True)
    )


def colleagues(organisation_ids: Iterable[int], on: date) -> set[int]:
    """Primary keys of the people who speak for any of the organisations on a day: two queries."""
    return {user_id for _organisation, user_id in speakers(organisation_ids, on)}


def speakers(organisation_ids: Iterable[int], on: date) -> set[tuple[int, int]]:
    """Who speaks for which of the organisations on a day, by role or by seat: (organisation, user). Two queries."""
    ids = list(organisation_ids)
    by_role = RoleGrant.objects.current(on).filter(organisation__in=ids)
    by_seat = Membership.objects.current(on).filter(on_behalf_of__in=ids)
    return {
        *by_role.values_list("organisation_id", "user_id"),
        *by_seat.values_list("on_behalf_of_id", "user_id"),
    }


def terms(
    *, groups: Sequence[int], organisations: Sequence[int], on: date
) -> list[tuple[int, date, date | None]]:
    """Terms not over on the day, also those that begin later: (user, from, to) half-open. Two queries.

    Seats in the groups, and seats and roles for the organisations.
    """
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    seats = Membership.objects.filter(
        lasting, Q(group__in=groups) | Q(on_behalf_of__in=organisations)
    )
    roles = RoleGrant.objects.filter(lasting, organisation__in=organisations)
    fields = ("user_id", "valid_from", "valid_to")
    return [*seats.values_list(*fields), *roles.values_list(*fields)]
