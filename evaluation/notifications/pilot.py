"""Mails about the pilot. They tell numbers only, never whose rows they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.mailing import link_to, write_mail
from evaluation.models import Pilot
from evaluation.queries.erasing import KeptHousehold


def households_due(
    pilot: Pilot, person: Any, due: Sequence[KeptHousehold], *, is_officer: bool, at: datetime
) -> None:
    """Say that rows of so many households are no longer to be kept; once for each newest day that came."""
    days = [row.until for row in due if row.until is not None]
    with translation.override(person.mail_language):
        write_mail(
            "households_due",
            folder="evaluation",
            recipient=person.email,
            language=person.mail_language,
            subject_key=str(pilot.inside.uid),
            period=max(days).isoformat(),
            subject=_("Rows of households of the pilot are no longer to be kept"),
            at=at,
            count=len(due),
            since=min(days),
            is_officer=is_officer,
            link=link_to(reverse("evaluation:pilot-keeping")),
        )
