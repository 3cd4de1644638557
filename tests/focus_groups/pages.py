"""Looking at pages of focus groups in tests."""

from typing import Any

from django.test import Client

SERIES = "/fokusni-skupiny/fs/"


def text(response: Any) -> str:
    """The words of a page, its blanks folded."""
    assert response.status_code == 200, response
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def errors(response: Any) -> dict[str, list[str]]:
    """What is wrong with the form of a page, by field; "__all__" for the whole."""
    assert response.status_code == 200, response
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def statuses(client: Client, *addresses: str) -> list[int]:
    """What the addresses answer."""
    return [client.get(address).status_code for address in addresses]
