"""Reads of people."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from people.models import Invitation, NotificationChoices, Organisation, RoleGrant, User


def people(day: date) -> QuerySet[User]:
    """All accounts by name, closed ones last, each with ``current_grants`` (valid on the day). Two
    queries.
    """
    grants = (
        RoleGrant.objects.current(day).select_related("organisation").order_by("valid_from", "pk")
    )
    return User.objects.prefetch_related(
        Prefetch("role_grants", queryset=grants, to_attr="current_grants")
    ).order_by("-is_active", "name", "email")


def grants_of(person: User) -> QuerySet[RoleGrant]:
    """Every role the person has or had, newest first."""
    return person.role_grants.select_related("organisation", "granted_by").order_by(
        "-valid_from", "-pk"
    )


def waiting_invitations() -> QuerySet[Invitation]:
    """Invitations nobody has accepted or withdrawn, newest first."""
    return (
        Invitation.objects.waiting()
        .select_related("organisation", "invited_by")
        .order_by("-created_at")
    )


def open_invitation(digest: str, at) -> Invitation | None:
    """The invitation a link leads to, if it can still be accepted."""
    return Invitation.objects.open(at).filter(token_digest=digest).first()


def notification_choices(person: User) -> NotificationChoices | None:
    """What the person chose; None for somebody who was never asked and gets everything. One query."""
    return NotificationChoices.objects.filter(user=person).first()


def active_organisations() -> QuerySet[Organisation]:
    """Organisations to choose from, in Czech order."""
    return Organisation.objects.filter(is_active=True).order_by("sort_key", "name")
