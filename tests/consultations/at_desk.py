"""People at the desk of comments for the tests of its screens."""

from typing import Any

from django.urls import reverse

from people.models import User
from tests.factories.people import UserFactory


def person(*roles: str, name: str = "") -> User:
    """Somebody of the city; as an account of the demonstration no second factor stands in the way."""
    more = {"name": name} if name else {}
    return UserFactory(roles=roles, is_demo=True, **more)


def url(name: str, *args: Any) -> str:
    """Address of a screen of the desk."""
    return reverse(f"consultations_desk:{name}", args=args)
