"""Reads of working groups."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from core.czech import sort_key
from people.models import Organisation, RoleGrant, User
from working_groups.models import Group, Membership


def visible_groups(user: Any) -> list[Group]:
    """Groups the user may know of, by name: one query."""
    return _by_name(Group.objects.visible_to(user).select_related("record"))


def _by_name(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: sort_key(group.name))


def roster(group: Group, on: date) -> list[Membership]:
    """Who sits in the group on a day, by organisations, those for themselves and substitutes last: one query."""
    seated = group.memberships.current(on).select_related("user", "on_behalf_of")

    def place(member: Membership) -> tuple[bool, bool, str, int]:
        body = member.on_behalf_of
        key = body.sort_key if body else ""
        return (member.substitute_for_id is not None, body is None, key, member.pk)

    return sorted(seated, key=place)


def group_by_slug(slug: str, user: Any) -> Group | None:
    """The group at an address, if the user may know of it: one query."""
    return Group.objects.visible_to(user).filter(slug=slug).select_related("record").first()


def group_at_desk(pk: int, user: Any) -> Group | None:
    """The group with a primary key, if the user may know of it: one query."""
    return Group.objects.visible_to(user).filter(pk=pk).select_related("record").first()


def groups_known_to(user: Any) -> QuerySet[Group]:
    """Groups the user may know of; a form puts them in Czech order."""
    return Group.objects.visible_to(user)


def open_membership(group: Group, pk: int) -> Membership | None:
    """A membership of the group that has no end yet: one query."""
    rows = group.memberships.filter(pk=pk, valid_to__isnull=True)
    return rows.select_related("user", "on_behalf_of", "group").first()


@dataclass(frozen=True, slots=True)
class Relatives:
    """Groups a group came from and those that took over from it, by name."""

    predecessors: list[Group]
    successors: list[Group]


def relatives(group: Group, user: Any) -> Relatives:
    """Related groups the user may know of: two queries."""
    known = Group.objects.visible_to(user)
    return Relatives(
        _by_name(known.filter(successors=group)), _by_name(known.filter(predecessors=group))
    )


def represented(group: Group, on: date) -> list[tuple[str, int]]:
    """Organisations with a seat on the day and how many each has, in Czech order; one query.

    Members who sit for themselves are counted under an empty name, last.
    """
    seats = group.memberships.current(on).filter(substitute_for=None)
    rows = seats.values_list("on_behalf_of__name", "on_behalf_of__sort_key")
    counts = Counter((key or "", name or "") for name, key in rows)
    found = [(name, count) for (_key, name), count in sorted(counts.items())]
    return [row for row in found if row[0]] + [row for row in found if not row[0]]


def changes_ahead(group: Group, on: date) -> bool:
    """Whether a membership begins or ends on a later day, so that the page of the group must not be kept: one query."""
    return group.memberships.filter(Q(valid_from__gt=on) | Q(valid_to__gt=on)).exists()


def history(group: Group) -> list[Membership]:
    """Every membership the group has or had, the latest first: one query."""
    rows = group.memberships.select_related("user", "on_behalf_of", "substitute_for__user")
    return list(rows.order_by("-valid_from", "-pk"))


def desk_groups(user: Any, on: date) -> list[Group]:
    """Groups with ``seat_count`` on the day, by name: one query."""
    seated = Membership.objects.current(on).filter(substitute_for=None)
    count = Count("memberships", filter=Q(memberships__in=seated))
    return _by_name(Group.objects.visible_to(user).annotate(seat_count=count))


def people_to_seat() -> QuerySet[User]:
    """Open accounts in Czech order."""
    return User.objects.filter(is_active=True).order_by("sort_key", "email")


def groups_of(user: User, on: date) -> list[Group]:
    """Groups the user sits in on a day: one query."""
    seats = Membership.objects.current(on).filter(user=user)
    return _by_name(Group.objects.filter(memberships__in=seats).distinct())


def organisations_of(user: User, on: date) -> set[int]:
    """Primary keys of the organisations a person speaks for on a day, by role or by seat.

    Two queries; one where the person's roles are known already.
    """
    by_seat = Membership.objects.current(on).filter(user=user, on_behalf_of__isnull=False)
    return user.organisations_on(on) | set(by_seat.values_list("on_behalf_of_id", flat=True))


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


def seats_of(organisation: Organisation, user: Any) -> list[Membership]:
    """Memberships on behalf of an organisation in groups the user may know of, the latest first: one query."""
    found = Membership.objects.filter(
        on_behalf_of=organisation, group__in=Group.objects.visible_to(user)
    )
    return list(found.select_related("group", "user").order_by("-valid_from", "-pk"))
