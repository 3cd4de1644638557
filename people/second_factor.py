"""The second factor: who must use one, and whether this session did."""

from datetime import datetime

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from people.enums import SECOND_FACTOR_ROLES
from people.models import User

PROVED_KEY = "people_second_factor_of"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_use_second_factor(user: User, at: datetime) -> bool:
    """Whether the person's roles demand it. Demonstration accounts are spared, since they exist
    only on loopback.
    """
    if user.is_demo and settings.DEMO_ACCOUNTS_ALLOWED:
        return False
    return bool(user.roles_on(timezone.localdate(at)) & SECOND_FACTOR_ROLES)


def has_second_factor(user: User) -> bool:
    """Whether the person has set one up."""
    return get_adapter().is_mfa_enabled(user, FACTORS)


def session_proved_it(request: HttpRequest) -> bool:
    """Whether a second factor was used, or set up, in this very session by this very person. No
    query.
    """
    if request.session.get(PROVED_KEY) == request.user.pk:
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


@receiver(authenticator_removed, dispatch_uid="people.second_factor.removed")
def _forget_proof(request, authenticator, **_kwargs) -> None:
    # What is gone proves nothing: who must have one sets a new one up before going on.
    if authenticator.type in FACTORS:
        request.session.pop(PROVED_KEY, None)
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            record for record in records if record["method"] != "mfa"
        ]


@receiver(authenticator_added, dispatch_uid="people.second_factor")
def _remember_set_up(request, user, authenticator, **_kwargs) -> None:
    # Setting one up takes a code from the device: as good as using it.
    if authenticator.type in FACTORS:
        request.session[PROVED_KEY] = user.pk
