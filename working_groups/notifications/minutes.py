"""Mails about minutes: sent for remarks, a remark came, a remark was answered, approved minutes were corrected."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from core.actions import queue_mail
from core.enums import RecordOrigin
from core.templatetags.osnova import local_path
from people.models import User
from working_groups.enums import MembershipRole
from working_groups.models import (
    Membership,
    Minutes,
    MinutesCorrection,
    MinutesObjection,
    MinutesVersion,
)
from working_groups.queries.minutes import entitled

SUBJECTS = {
    "minutes_circulated": gettext_lazy("Minutes for your remarks: %(reference)s"),
    "minutes_objection_raised": gettext_lazy("Remark to the minutes: %(reference)s"),
    "minutes_objection_answered": gettext_lazy(
        "Answer to your remark to the minutes: %(reference)s"
    ),
    "minutes_corrected": gettext_lazy("Approved minutes were corrected: %(reference)s"),
}
RUNNING = (MembershipRole.SECRETARY, MembershipRole.CHAIR, MembershipRole.VICE_CHAIR)


def minutes_circulated(minutes: Minutes, version: MinutesVersion, *, at: datetime) -> None:
    """Send everybody entitled to the page of the text, once a version."""
    _tell(minutes, "minutes_circulated", entitled(minutes.meeting), str(version.number), at=at)


def objection_raised(objection: MinutesObjection, *, at: datetime) -> None:
    """Tell those who run the groups today that a remark waits for an answer."""
    seats = Membership.objects.current(timezone.localdate(at)).filter(
        group__in=objection.minutes.meeting.groups.all(), role__in=RUNNING
    )
    people = User.objects.filter(Q(pk__in=seats.values("user"))).exclude(pk=objection.raised_by_id)
    _tell(
        objection.minutes,
        "minutes_objection_raised",
        people,
        str(objection.number),
        at=at,
        objection=objection,
    )


def objection_answered(objection: MinutesObjection, *, at: datetime) -> None:
    """Tell the author of a remark what became of it."""
    _tell(
        objection.minutes,
        "minutes_objection_answered",
        User.objects.filter(pk=objection.raised_by_id),
        str(objection.number),
        at=at,
        objection=objection,
    )


def minutes_corrected(correction: MinutesCorrection, *, at: datetime) -> None:
    """Tell everybody entitled that the text they know was corrected, and why."""
    _tell(
        correction.minutes,
        "minutes_corrected",
        entitled(correction.minutes.meeting),
        str(correction.to_version.number),
        at=at,
        correction=correction,
    )


def _tell(
    minutes: Minutes,
    kind: str,
    people: Iterable[User],
    period: str,
    *,
    at: datetime,
    **context: object,
) -> None:
    """One mail a person and period, in their language; nothing about meetings that were entered later."""
    if minutes.record.origin == RecordOrigin.BACKFILLED:
        return
    texts: dict[str, str] = {}
    for person in people.filter(is_active=True).order_by("pk"):
        language = person.mail_language
        with translation.override(language):
            if language not in texts:  # it is the same for everybody who reads that language
                text = {
                    "minutes": minutes,
                    "link": settings.BASE_URL + local_path(minutes.record.path),
                    "site": settings.WAGTAIL_SITE_NAME,
                    **context,
                }
                texts[language] = render_to_string(f"working_groups/mail/{kind}.txt", text)
            queue_mail(
                recipient=person.email,
                kind=kind,
                subject_key=f"minutes-{minutes.pk}",
                period=period,
                subject=SUBJECTS[kind] % {"reference": minutes.record.reference},
                text=texts[language],
                language=language,
                at=at,
            )
