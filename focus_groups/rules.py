"""Who may do what in focus groups: whoever facilitates a series does, and nobody reads what was said there but them.

Rights come from facilitating the series today, not from a role in the whole system: the facilitator of one series reads
nothing of another, and neither editors nor administrators read anything. Nobody is facilitator and pilot officer at
once without a recorded exception (``people.enums.EXCLUSIVE_ROLES``).
"""

from typing import Any

import rules
from django.utils import timezone

from core.permissions import define
from focus_groups.enums import FacilitatorRole
from focus_groups.models import Facilitator, Series
from people.enums import Role
from people.rules import has_role


def series_behind(obj: Any) -> int | None:
    """Primary key of the series an object belongs to."""
    if isinstance(obj, Series):
        return obj.pk
    for way in ("session", "participant", "consent"):
        if getattr(obj, f"{way}_id", None):
            return series_behind(getattr(obj, way))
    return getattr(obj, "series_id", None)


def _facilitates(user: Any, obj: Any, *roles: str) -> bool:
    if obj is None or not user.is_authenticated:
        return False
    found = Facilitator.objects.current(timezone.localdate()).filter(
        user=user, series=series_behind(obj)
    )
    return (found.filter(role__in=roles) if roles else found).exists()


@rules.predicate
def facilitates(user, obj) -> bool:
    """The person facilitates today the series behind the object."""
    return _facilitates(user, obj)


@rules.predicate
def leads(user, obj) -> bool:
    """The person leads today the series behind the object."""
    return _facilitates(user, obj, FacilitatorRole.LEAD)


@rules.predicate
def may_see(user, obj) -> bool:
    """The object is among those the user may know of."""
    return obj is not None and type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()


define("focus_groups.add_series", has_role(Role.FACILITATOR))
define("focus_groups.view_series", may_see)
define("focus_groups.view_session", may_see)
define("focus_groups.work_in_series", facilitates)
define("focus_groups.lead_series", leads)
define("focus_groups.read_statements", facilitates)
define("focus_groups.view_worked_out", may_see)
