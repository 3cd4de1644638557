"""How mails of consultations are written to the outbox, and where respondents are reached."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from consultations.enums import RespondentKind
from consultations.models import Respondent
from consultations.queries.focus_recommendations import facilitators_behind
from core.actions import queue_mail
from core.templatetags.osnova import local_path
from people.enums import Role


def write_mail(
    kind: str,
    *,
    recipient: str,
    language: str,
    subject_key: str,
    subject: str,
    at: datetime,
    period: str = "",
    **context: object,
) -> None:
    """Queue one mail in the recipient's language; ``subject`` is a message id already translated by the caller."""
    context["site"] = settings.WAGTAIL_SITE_NAME
    queue_mail(
        recipient=recipient,
        kind=kind,
        subject_key=subject_key,
        period=period,
        subject=subject,
        text=render_to_string(f"consultations/mail/{kind}.txt", context),
        language=language,
        at=at,
    )


def link_to(path: str) -> str:
    """The whole address of a page in the active language."""
    return settings.BASE_URL + local_path(path)


def reachable(respondent: Respondent, at: datetime) -> list[tuple[str, str]]:
    """Addresses and languages at which a respondent wants to be told; a body's authorised persons, a series'
    facilitators.
    """
    if respondent.is_body:
        grants = respondent.organisation.role_grants.current(timezone.localdate(at)).filter(
            role=Role.AUTHORISED_PERSON, user__is_active=True
        )
        return sorted(set(grants.values_list("user__email", "user__mail_language")))
    if respondent.kind == RespondentKind.FOCUS_GROUP:
        return facilitators_behind(respondent, at)
    if respondent.email and respondent.wants_mail:
        return [(respondent.email, respondent.language)]
    return []
