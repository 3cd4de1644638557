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


CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing looks like anything else
CODE_LENGTH = 16
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """80 random bits that people can copy from paper, such as ``7KMF-3QXD-9RTW-2HVC``."""
    return read_code("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)))


def read_code(typed: str) -> str:
    """A code as it was given out, from what somebody typed in: case, dashes, blanks and look-alikes do not matter.

    Empty when it cannot be one.
    """
    letters = "".join(c for c in typed.upper().translate(LOOK_ALIKE) if c.isalnum())
    if len(letters) != CODE_LENGTH or set(letters) - set(CODE_LETTERS):
        return ""
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))
