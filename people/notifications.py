"""Mails about accounts, written to the outbox inside the action's transaction."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from core.actions import queue_mail
from people.models import Invitation, RoleGrant, User


def _link(name: str, **kwargs) -> str:
    """Absolute address in the language now active; the address of the site comes from settings,
    never a request.
    """
    return settings.BASE_URL + reverse(name, kwargs=kwargs or None)


def invitation_sent(invitation: Invitation, *, at: datetime) -> None:
    """The link with which the invited person makes the account."""
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        queue_mail(
            recipient=invitation.email,
            kind="invitation",
            subject_key=str(invitation.record.uid),
            subject=gettext("Invitation to %(site)s") % {"site": settings.WAGTAIL_SITE_NAME},
            text=render_to_string(
                "people/mail/invitation.txt",
                {
                    "invitation": invitation,
                    "link": _link("people:invitation-open", token=invitation.token),
                    "site": settings.WAGTAIL_SITE_NAME,
                },
            ),
            language=language,
            at=at,
        )


def role_granted(grant: RoleGrant, *, at: datetime) -> None:
    """Somebody got a role."""
    _about_role(grant, "role_granted", subject=gettext_lazy("You have a new role"), at=at)


def role_ended(grant: RoleGrant, *, at: datetime) -> None:
    """Somebody's role ended."""
    _about_role(grant, "role_ended", subject=gettext_lazy("Your role has ended"), at=at)


def _about_role(grant: RoleGrant, kind: str, *, subject, at: datetime) -> None:
    with translation.override(grant.user.mail_language):
        queue_mail(
            recipient=grant.user.email,
            kind=kind,
            subject_key=f"grant-{grant.pk}",
            subject=str(subject),
            text=render_to_string(
                f"people/mail/{kind}.txt",
                {
                    "grant": grant,
                    "link": _link("people:account"),
                    "site": settings.WAGTAIL_SITE_NAME,
                },
            ),
            language=grant.user.mail_language,
            at=at,
        )


def account_closed(user: User, *, at: datetime) -> None:
    """The account was closed."""
    with translation.override(user.mail_language):
        queue_mail(
            recipient=user.email,
            kind="account_closed",
            subject_key=f"person-{user.pk}",
            period=at.date().isoformat(),
            subject=gettext("Your account has been closed"),
            text=render_to_string(
                "people/mail/account_closed.txt",
                {"person": user, "site": settings.WAGTAIL_SITE_NAME},
            ),
            language=user.mail_language,
            at=at,
        )
