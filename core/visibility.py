"""The one rule of who may know of a row. Pages, APIs, feeds, search, exports, mails and files all
ask here.

``public`` to all; ``group`` to the people and token holders in the record's audience at that moment and
to whoever the user model says works for the city (``sees_staff_rows``); ``staff`` to the latter only;
``restricted`` to nobody by this rule (the apps that keep such rows define narrower ones).
The filter and the question about one record are proved equal by test.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.enums import Visibility
from core.models import Record


def _is_member(user: Any, at: datetime) -> Q | None:
    """Filter for members of audiences that are this user or token holder at the moment; None for a
    mere visitor.
    """
    if user.is_authenticated:
        who = Q(user_id=user.pk)
    elif digest := getattr(user, "token_digest", ""):
        who = Q(token_digest=digest)
    else:
        return None
    ends = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    return who & Q(valid_from__lte=at) & ends


def _audience_members():
    # Through the foreign key, since core imports nothing from the layers above it.
    audience = Record._meta.get_field("audience").related_model
    return audience._meta.get_field("members").related_model._default_manager


def sees_staff_rows(user: Any, at: datetime) -> bool:
    """Whether rows for staff are for this user."""
    return user.is_authenticated and user.sees_staff_rows(at)


def visible_records(user: Any, at: datetime | None = None, *, prefix: str = "") -> Q:
    """Filter for ``Record``, or for a model that reaches its record by ``prefix`` (such as
    ``record__``).

    ``at`` is aware and defaults to now. Group rows cost one EXISTS, nothing is joined.
    """
    at = at or timezone.now()
    visibility = f"{prefix}visibility"
    rule = Q(**{visibility: Visibility.PUBLIC})
    if sees_staff_rows(user, at):
        return rule | Q(**{f"{visibility}__in": (Visibility.STAFF, Visibility.GROUP)})
    is_member = _is_member(user, at)
    if is_member is not None:
        members = _audience_members().filter(
            is_member, audience_id=OuterRef(f"{prefix}audience_id")
        )
        rule |= Q(**{visibility: Visibility.GROUP}) & Q(Exists(members))
    return rule


def record_is_visible(user: Any, record: Record, at: datetime | None = None) -> bool:
    """The same rule asked about one record."""
    at = at or timezone.now()
    match record.visibility:
        case Visibility.PUBLIC:
            return True
        case Visibility.STAFF:
            return sees_staff_rows(user, at)
        case Visibility.GROUP:
            is_member = _is_member(user, at)
            return sees_staff_rows(user, at) or (
                is_member is not None
                and _audience_members().filter(is_member, audience_id=record.audience_id).exists()
            )
        case _:
            return False
