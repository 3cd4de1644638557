"""Who may be asked to settle a comment."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from consultations.enums import Moderation, PersonalCase
from consultations.models import Settlement
from consultations.queries.settlement_queue import UNSETTLED_STATES
from people.enums import STAFF_ROLES, OrganisationKind
from people.models import Organisation, RoleGrant, User


def departments() -> QuerySet[Organisation]:
    """Departments of the city that may be made responsible."""
    return Organisation.objects.filter(
        kind=OrganisationKind.CITY_DEPARTMENT, is_active=True
    ).order_by("sort_key")


def assignees(on: date) -> QuerySet[User]:
    """People who may be asked on the day: the city's staff, who work at the desk, and whoever speaks for a department.

    The latter have no desk; what is theirs stands on a page of its own (``consultations:assigned-list``).
    """
    answers = Q(role__in=STAFF_ROLES) | Q(organisation__in=departments())
    grants = RoleGrant.objects.current(on).filter(answers)
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True).order_by(
        "sort_key", "pk"
    )


def assigned_to(person: Any) -> QuerySet[Settlement]:
    """What waits for a proposal of the person, by round and place in the text, with all that is shown of it.

    As in the sheets of departments: no personal cases, nothing hidden, erased or taken back.
    """
    return (
        Settlement.objects.filter(
            assignee=person,
            state__in=UNSETTLED_STATES,
            comment__personal_case=PersonalCase.NO,
            comment__withdrawn_at=None,
            comment__erased_at=None,
        )
        .exclude(comment__moderation=Moderation.HIDDEN)
        .select_related("comment__round", "comment__version", "comment__statement")
        .prefetch_related("comment__anchors")
        .order_by("comment__round__number", "comment__place_order", "comment__number")
    )
