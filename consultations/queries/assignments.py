"""Who may be asked to settle a comment."""

from datetime import date

from django.db.models import QuerySet

from people.enums import STAFF_ROLES, OrganisationKind
from people.models import Organisation, RoleGrant, User


def departments() -> QuerySet[Organisation]:
    """Departments of the city that may be made responsible."""
    return Organisation.objects.filter(
        kind=OrganisationKind.CITY_DEPARTMENT, is_active=True
    ).order_by("sort_key")


def assignees(on: date) -> QuerySet[User]:
    """People who may answer comments: the city's staff on the day."""
    grants = RoleGrant.objects.current(on).filter(role__in=STAFF_ROLES)
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True).order_by("name")
