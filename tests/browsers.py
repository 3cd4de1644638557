"""Browsers without a screen for tests of pages: somebody signed in, and what an answer says."""

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from people.models import User


def signed_in(person: User | None) -> Client:
    """A browser of that person, or of a visitor."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def text(response: Any, status: int = 200) -> str:
    """The markup of a page that answered as expected, with plain blanks for hard ones."""
    assert response.status_code == status, response
    return response.content.decode().replace("\xa0", " ")


def text_of(response: Any) -> str:
    """The words of a page without markup, blanks folded."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def told(response: Any) -> list[str]:
    """Messages the response shows or leaves for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]
