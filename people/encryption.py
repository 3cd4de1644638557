"""Secrets of second factors, encrypted where they are stored. Pure, but for the keys of the settings.

The keys follow from ``SECRET_KEY`` and ``SECRET_KEY_FALLBACKS``, which lie in no backup: who has the database alone
cannot make anybody's codes.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

PREFIX = "fernet:"  # a secret or a seed holds no colon, so what was stored before encryption is known by it


class SecretLost(Exception):
    """The secret was encrypted with a key the settings do not hold."""


def encrypt(text: str) -> str:
    """The text as it may be stored, encrypted with the newest key."""
    return PREFIX + _keys().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text behind a stored one; what was stored before there was encryption comes back as it is.

    Raises SecretLost.
    """
    if not stored.startswith(PREFIX):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(PREFIX).encode()).decode()
    except InvalidToken as error:
        raise SecretLost("SECRET_KEY changed without SECRET_KEY_FALLBACKS") from error


def _keys() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A key for this purpose only: 32 bytes, as Fernet wants them written."""
    digest = salted_hmac("people.encryption", "second factor", secret=key, algorithm="sha256")
    return base64.urlsafe_b64encode(digest.digest())
