"""Mails to whoever answers for a risk. None tells a value: the page asks who reads."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.actions import queue_mail
from core.templatetags.osnova import local_path
from evaluation.models import Alert, Risk
from people.models import User


def tell_of_alert(alert: Alert, owner: User, *, at: datetime) -> None:
    """Tell the owner of a risk that a value nobody approved yet warns of it, once for each alert and owner."""
    _write("risk_alert", owner, alert.risk, key=str(alert.record.uid), at=at)


def remind_of_review(risk: Risk, *, at: datetime) -> None:
    """Remind the owner of a risk to look at it again, once for each day of review."""
    period = risk.review_on.isoformat()
    _write("risk_review", risk.owner, risk, key=str(risk.record.uid), period=period, at=at)


def _write(
    kind: str, person: User, risk: Risk, *, key: str, at: datetime, period: str = ""
) -> None:
    if not person.is_active:
        return
    with translation.override(person.mail_language):
        subjects = {
            "risk_alert": _("Early warning: risk %(reference)s"),
            "risk_review": _("Look at the risk again: %(reference)s"),
        }
        context: dict[str, Any] = {
            "risk": risk,
            "reference": risk.record.reference,
            "link": settings.BASE_URL + local_path(risk.record.path),
        }
        queue_mail(
            recipient=person.email,
            kind=kind,
            subject_key=key,
            period=period,
            subject=subjects[kind] % context,
            text=render_to_string(f"evaluation/mail/{kind}.txt", context),
            language=person.mail_language,
            at=at,
        )
