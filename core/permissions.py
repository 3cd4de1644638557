"""The only place where rights are asked: ``allowed(user, name, obj)`` over named predicates (library ``rules``).

Django's ``has_perm`` is banned in our code, since it answers True for superusers before any backend is asked.
"""

from typing import Any

import rules
from rules.permissions import permissions


class UnknownPermission(LookupError):
    """The permission name is not defined in any ``rules.py``."""


def define(name: str, predicate: rules.Predicate) -> None:
    """Name a permission, e.g. ``concept.freeze_version``; defining it twice is an error (KeyError)."""
    rules.add_perm(name, predicate)


def allowed(user: Any, name: str, obj: Any = None) -> bool:
    """Whether the user (or AnonymousUser) may do what the permission names, with ``obj`` if it concerns one.

    Raises UnknownPermission for a misspelt name instead of silently refusing.
    """
    if not rules.perm_exists(name):
        raise UnknownPermission(name)
    return rules.has_perm(name, user, obj)


def permission_names() -> list[str]:
    """All defined permission names, sorted."""
    return sorted(permissions)
