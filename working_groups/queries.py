"""Reads of working groups."""

from collections.abc import Iterable
from datetime import date
from typing import Any

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
    ids = list(organisation_ids)
    by_role = RoleGrant.objects.current(on).filter(organisation__in=ids)
    by_seat = Membership.objects.current(on).filter(on_behalf_of__in=ids)
    return set(by_role.values_list("user_id", flat=True)) | set(
        by_seat.values_list("user_id", flat=True)
    )
