"""Keeps whoever must use a second factor out of everything until it is set up and used in the
session.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from people.second_factor import has_second_factor, must_use_second_factor, session_proved_it

# What is needed to set the second factor up, and to leave.
OPEN_VIEWS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
    }
)


class SecondFactorMiddleware:
    """allauth asks for a second factor only of those who have one; this asks it of everybody whose
    role demands it.

    It looks at the session, not at the way the person came in: a session made by any other login
    page is refused too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view) -> HttpResponse | None:
        # Without a session cookie nobody is signed in; the session stays untouched, so shared
        # caches may keep the page.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if session_proved_it(request) or not must_use_second_factor(request.user, timezone.now()):
            return None
        if has_second_factor(request.user):
            logout(request)
            return redirect_to_login(request.get_full_path())
        if request.resolver_match.url_name in OPEN_VIEWS:
            return None
        return redirect("mfa_activate_totp")
