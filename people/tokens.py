"""Tokens in mailed links. The database keeps only their digests, so that reading it opens no
link.
"""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits for a link."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """SHA-256 of a token in hexadecimal; tokens are random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
