"""People at the desk of comments for the tests of its screens."""

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.factories.people import UserFactory


def person(*roles: str, name: str = "") -> User:
    """Somebody of the city; as an account of the demonstration no second factor stands in the way."""
    more = {"name": name} if name else {}
    return UserFactory(roles=roles, is_demo=True, **more)


def signed_in(user: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    """Address of a screen of the desk."""
    return reverse(f"consultations_desk:{name}", args=args)


def told(response: Any) -> list[str]:
    """Messages the response shows or leaves for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response: Any) -> str:
    """The words of a page without markup, blanks folded."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
