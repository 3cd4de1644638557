"""allauth's hooks: accounts by invitation, mails in our frame, sign-ups in the log."""

import base64
import logging
import secrets
import time
import uuid

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from core.actions import queue_mail
from people import encryption
from people.actions import register_account

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Login and sign-up by e-mail address."""

    def is_reauthentication_required(self, *, app, **kwargs) -> bool:
        # Whoever signed in a moment ago is not asked again on the way to the second factor.
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def is_open_for_signup(self, _request) -> bool:
        return settings.OPEN_SIGNUP

    def send_mail(self, template_prefix, email, context) -> None:
        # Into the outbox like every mail: a silent mail server must not stop whoever signs in.
        site = {"site_name": settings.WAGTAIL_SITE_NAME, "email": email, "request": self.request}
        message = self.render_mail(template_prefix, email, site | context)
        queue_mail(
            recipient=email,
            kind=template_prefix.rpartition("/")[2],
            subject_key=str(uuid.uuid4()),  # each is asked for by somebody: none is a repeat
            subject=message.subject,
            text=message.body,
            language=get_language(),
            at=timezone.now(),
        )

    def pre_login(self, request, user, **kwargs):
        # allauth itself looks at is_active only, and lets other refusals of the backend pass
        if not user.may_sign_in:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
            register_account(user=user, at=timezone.now())
        return user


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Login through the city's identity provider."""

    def is_open_for_signup(self, _request, _sociallogin) -> bool:
        return settings.OPEN_SIGNUP

    def populate_user(self, request, sociallogin, data):
        # Some providers write the claim email_verified as a word, and allauth takes "false" for true.
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = data.get("name") or " ".join(part for part in parts if part)
        user.email = user.email.lower()
        return user

    def get_signup_form_initial_data(self, sociallogin) -> dict:
        # What the provider did tell nobody has to write again.
        return super().get_signup_form_initial_data(sociallogin) | {"name": sociallogin.user.name}

    def save_user(self, request, sociallogin, form=None):
        user = super().save_user(request, sociallogin, form)
        register_account(user=user, at=timezone.now())
        return user


class MFAAdapter(DefaultMFAAdapter):
    """The second factor."""

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return encryption.decrypt(encrypted_text)
        except encryption.SecretLost:
            # No code fits a secret nobody knows. An empty one would be known to everybody.
            logger.exception("A second factor cannot be read")
            return base64.b32encode(secrets.token_bytes(20)).decode()
