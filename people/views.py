"""Screens about accounts: one's own, an invitation, and the ways of other login pages to ours."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, TemplateView
from requests import RequestException

from core import extension
from core.permissions import allowed
from people import actions, digests, queries
from people.enums import Role
from people.forms import AcceptInvitationForm, NotificationsForm, ProfileForm
from people.second_factor import has_second_factor, must_use_second_factor
from people.tokens import token_digest

INVITATION_KEY = "people_invitation"


# without a token, since nothing is read or stored: it only leads on
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ToOurPage(View):
    """Sends a foreign login or reset page to ours, whatever the method: no password is ever read
    here.

    Wagtail brings login pages of its own, which would let people in without their second factor.
    Only a ``next`` within this site is kept of the query.
    """

    url_name = "account_login"

    def dispatch(self, request: HttpRequest, *_args, **_kwargs) -> HttpResponse:
        target = reverse(self.url_name)
        wanted = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            target += "?" + urlencode({"next": wanted})
        return redirect(target)


class ToOurLogin(ToOurPage):
    """Wagtail sends everyone here whom it does not let in. Who is signed in is told so: the login
    page would send them straight back.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not allowed(request.user, "people.enter_admin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def gone(_request: HttpRequest, **_kwargs) -> HttpResponse:
    """Wagtail's screens of users and groups do not exist here: accounts are kept by invitations and
    roles.
    """
    raise Http404


def sign_in_elsewhere(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the city's provider; one that does not answer is told instead of shown as our failure.

    allauth (65.21) lets errors of the provider's discovery document pass.
    """
    try:
        return openid_connect.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)


def back_from_elsewhere(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the city's provider, with the same care."""
    try:
        return openid_connect.callback(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)


class AccountView(LoginRequiredMixin, TemplateView):
    """One's own account in one place."""

    template_name = "people/account.html"

    def get_context_data(self, **kwargs) -> dict:
        person = self.request.user
        now = timezone.now()
        return super().get_context_data(
            grants=queries.grants_of(person).current(timezone.localdate(now)),
            has_second_factor=has_second_factor(person),
            must_use_second_factor=must_use_second_factor(person, now),
            **kwargs,
        )


class ProfileView(LoginRequiredMixin, FormView):
    """Name and language of mails."""

    template_name = "people/profile_edit.html"
    form_class = ProfileForm

    def get_initial(self) -> dict:
        return {"name": self.request.user.name, "mail_language": self.request.user.mail_language}

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        actions.change_profile(user=self.request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, _("Your changes have been saved."))
        return redirect("people:account")


class NotificationsView(LoginRequiredMixin, FormView):
    """Which mails one wants."""

    template_name = "people/notifications.html"
    form_class = NotificationsForm

    def get_initial(self) -> dict:
        choices = queries.notification_choices(self.request.user)
        unwanted = choices.unwanted_parts if choices else []
        names = [part.name for part in extension.digest_parts()]
        return {
            "wants_digest": choices.wants_digest if choices else True,
            "parts": [name for name in names if name not in unwanted],
        }

    def form_valid(self, form: NotificationsForm) -> HttpResponse:
        names = [part.name for part in extension.digest_parts()]
        actions.choose_notifications(
            user=self.request.user,
            wants_digest=form.cleaned_data["wants_digest"],
            unwanted_parts=[name for name in names if name not in form.cleaned_data["parts"]],
            at=timezone.now(),
        )
        messages.success(self.request, _("Your changes have been saved."))
        return redirect("people:account")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_digest(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the digest by the link of a mail, without signing in; a visit only asks, since scanners follow links.

    Mail programs post here by themselves (RFC 8058) and hold no token of ours: the signed address is what lets them.
    """
    person = digests.leaving_person(token)
    if person is None:
        response = render(request, "people/digest_leave.html", {"is_known": False}, status=404)
    else:
        if request.method == "POST":
            actions.leave_digest(user=person, at=timezone.now())
        context = {"is_known": True, "has_left": request.method == "POST"}
        response = render(request, "people/digest_leave.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: moves the token from the address, which leaks into logs and referrers, to
    the session.
    """
    request.session[INVITATION_KEY] = token
    response = redirect("people:invitation-accept")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@method_decorator([sensitive_post_parameters("password"), never_cache], name="dispatch")
class AcceptInvitationView(FormView):
    """The invited person chooses a password; the account is made and signed in."""

    template_name = "people/invitation_accept.html"
    form_class = AcceptInvitationForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.token = request.session.get(INVITATION_KEY, "")
        self.invitation = queries.open_invitation(token_digest(self.token), timezone.now())
        if self.invitation is None or request.user.is_authenticated:
            return render(request, "people/invitation_closed.html", status=410)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {"name": self.invitation.name}

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"email": self.invitation.email}

    def get_context_data(self, **kwargs) -> dict:
        role_names = [Role(role).label for role in self.invitation.roles]
        return super().get_context_data(invitation=self.invitation, role_names=role_names, **kwargs)

    def form_valid(self, form: AcceptInvitationForm) -> HttpResponse:
        try:
            user = actions.accept_invitation(
                token=self.token, at=timezone.now(), **form.cleaned_data
            )
        except actions.InvitationIsNotOpen:
            return render(self.request, "people/invitation_closed.html", status=410)
        del self.request.session[INVITATION_KEY]
        # allauth's own flow, so that its login steps and records apply here as everywhere.
        login = Login(user=user, redirect_url=reverse("people:account"), email=user.email)
        return perform_password_login(self.request, {"email": user.email}, login)
