"""Who may: predicates over current roles."""

import rules
from django.utils import timezone


def has_role(*roles: str) -> rules.Predicate:
    """A predicate: the user holds at least one of the roles today."""

    @rules.predicate
    def holds(user) -> bool:
        current = user.role_grants.current(timezone.localdate()) if user.is_authenticated else None
        return current is not None and current.filter(role__in=roles).exists()

    return holds
