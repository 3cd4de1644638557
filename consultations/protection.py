"""Proof that a form was filled in by a person: a signed time in it, and limits per address and round. No puzzles."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.rates import address_key, within_limit

SALT = "consultations.form"
HOUR_SECONDS = 3600
# Files that take a job; each of them may take a minute of the machine.
FILES_PER_ADDRESS = 60
OLDEST_FORM_SECONDS = 24 * HOUR_SECONDS


@dataclass(frozen=True)
class StampProblem:
    """Why a form is shown again; ``renews``: it gets a new time, for the old one is worth nothing any more."""

    words: str
    renews: bool


def stamp(purpose: str) -> str:
    """The present moment, signed for one form."""
    return signing.dumps([purpose, int(timezone.now().timestamp())], salt=SALT)


def stamp_problem(signed: str, purpose: str) -> StampProblem | None:
    """What is wrong with the time a form came back with, if anything."""
    again = StampProblem(
        _("The page was open for too long. Check what you wrote and press the button again."), True
    )
    try:
        said, moment = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return again
    age = timezone.now().timestamp() - moment
    if said != purpose or age > OLDEST_FORM_SECONDS:
        return again
    if age < settings.FASTEST_FORM_SECONDS:
        return StampProblem(
            _("That was too quick for a person. Check what you wrote and press the button again."),
            False,
        )
    return None


def may_save(request: HttpRequest) -> bool:
    """Whether one more comment may be saved from this address."""
    name = f"comment:{address_key(request)}"
    return within_limit(name, settings.COMMENTS_PER_ADDRESS, HOUR_SECONDS)


def may_send(request: HttpRequest, round_pk: int) -> bool:
    """Whether one more statement may be sent from this address, and to this round."""
    address = f"statement:{address_key(request)}"
    return within_limit(address, settings.STATEMENTS_PER_ADDRESS, HOUR_SECONDS) and within_limit(
        f"round:{round_pk}", settings.STATEMENTS_PER_ROUND, HOUR_SECONDS
    )


def may_try_code(request: HttpRequest) -> bool:
    """Whether one more code may be tried from this address."""
    return within_limit(
        f"code:{address_key(request)}", settings.STATEMENTS_PER_ADDRESS, HOUR_SECONDS
    )


def may_make_file(request: HttpRequest) -> bool:
    """Whether one more file may be made for this address."""
    return within_limit(f"file:{address_key(request)}", FILES_PER_ADDRESS, HOUR_SECONDS)


def _same_key(request: HttpRequest, round_pk: int, words: str) -> str:
    digest = hashlib.sha256(f"{round_pk}\n{words}".encode()).hexdigest()
    return f"same:{address_key(request)}:{digest[:40]}"


def was_sent(request: HttpRequest, round_pk: int, words: str) -> str:
    """Number of the statement with exactly these words sent from this address within an hour, or ""."""
    return cache.get(_same_key(request, round_pk, words), "")


def remember_sent(request: HttpRequest, round_pk: int, words: str, reference: str) -> None:
    """So that a second sending by mistake is noticed."""
    cache.set(_same_key(request, round_pk, words), reference, HOUR_SECONDS)
