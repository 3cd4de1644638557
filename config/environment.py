"""Reading of settings from environment variables, each with a safe default.

Every variable read here is described in ``docs/configuration.md``; a test keeps the two together.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


class ConfigurationError(Exception):
    """A setting in the environment cannot be used; the message says which and why."""


def text(name: str, default: str = "") -> str:
    """The variable as text, stripped."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """The variable as a boolean: 1/true/yes/on or 0/false/no/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ConfigurationError(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ConfigurationError(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list of words divided by commas or blanks."""
    return text(name, default).replace(",", " ").split()


def address(name: str, default: str) -> str:
    """The variable as an address with scheme and host, without a slash at its end."""
    value = (text(name) or default).rstrip("/")
    where = urlsplit(value)
    if where.scheme not in {"http", "https"} or not where.hostname:
        raise ConfigurationError(
            f"{name} must be an address such as https://osnova.example.org, not {value!r}."
        )
    return value


def secret(name: str, path: Path) -> str:
    """The variable, or else the content of ``path``, made once with owner-only rights."""
    value = text(name)
    if value:
        return value
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process was quicker; its value is read below
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
