"""Coarse places: a session is said to have been in a community centre or a district, never at an address."""

import re

STREET_NUMBER = re.compile(
    r"\b(?:ul\.|ulice|č\.\s*p\.|čp\.|č\.\s*o\.)|\b[^\W\d]{3,}\s+\d{1,4}(?:/\d{1,4})?[a-z]?(?=[,;.\s]|$)",
    re.IGNORECASE,
)


def looks_like_address(place: str) -> bool:
    """Whether a place seems to tell a street or a house number ("Ostravská 12", "ul. Nádražní")."""
    return bool(STREET_NUMBER.search(place))
