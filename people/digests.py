"""The daily digest: what happened that is for one person, written at the moment it is sent.

Nothing of it is stored, so that words hidden or erased while it waited are not in it. Apps say what happened
(``core.extension.add_digest_part``); what waits for the person stands at the end.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from core import extension
from core.extension import ComposedMail, DigestEntry, DigestSubject
from people.models import NotificationChoices, User

KIND = "digest"
# Nobody is woken: digests go out from this hour on, local time.
FIRST_HOUR = 7
# What a person who was never written to is told of.
FIRST_SPAN = timedelta(days=1)
SALT = "people.leave-digest"


def due(at: datetime) -> QuerySet[User]:
    """People whose digest of the day is to be looked after: none before ``FIRST_HOUR``."""
    now = timezone.localtime(at)
    if now.hour < FIRST_HOUR:
        return User.objects.none()
    done = Q(notification_choices__looked_on=now.date())
    left = Q(notification_choices__wants_digest=False)
    return User.objects.filter(is_active=True).exclude(done | left).order_by("pk")


def news(person: User, choices: NotificationChoices, since: datetime, until: datetime) -> list[Any]:
    """What became known to the person in (since, until], as they may know of it now: one subject for each address."""
    found: dict[str, DigestSubject] = {}
    for part in extension.digest_parts():
        if part.name in choices.unwanted_parts:
            continue
        for subject in part.find(person, since, until):
            known = found.get(subject.url)
            found[subject.url] = (
                DigestSubject(
                    known.title,
                    known.url,
                    [*_not_told_again(known, subject), *subject.entries],
                    known.more_count + subject.more_count,
                )
                if known
                else subject
            )
    return list(found.values())


def _not_told_again(known: DigestSubject, subject: DigestSubject) -> list[DigestEntry]:
    told = {entry.about for entry in subject.entries if entry.about}
    return [entry for entry in known.entries if entry.about not in told]


def compose(mail: Any, at: datetime) -> ComposedMail | None:
    """The digest of a row of the outbox, by what its reader may know of now.

    None when they want it no more, when there is nothing left to tell, or when a later digest tells the same.
    """
    choices = (
        NotificationChoices.objects.filter(user__email=mail.recipient, user__is_active=True)
        .select_related("user")
        .first()
    )
    if choices is None or not choices.wants_digest or period(choices.told_until) != mail.period:
        return None
    person = choices.user
    with translation.override(person.mail_language):
        subjects = news(person, choices, choices.told_from, choices.told_until)
        if not subjects:
            return None
        leave = settings.BASE_URL + reverse("people:digest-leave", args=[leaving_token(person)])
        context = {
            "site": settings.WAGTAIL_SITE_NAME,
            "subjects": subjects,
            "waiting": extension.waiting_for(person, at),
            "base": settings.BASE_URL,
            "since": choices.told_from,
            "choices_url": settings.BASE_URL + reverse("people:notifications"),
            "leave_url": leave,
        }
        subject = gettext("%(site)s: what happened until %(day)s") % {
            "site": settings.WAGTAIL_SITE_NAME,
            "day": date_format(timezone.localtime(choices.told_until), "SHORT_DATE_FORMAT"),
        }
        text = render_to_string("people/mail/digest.txt", context)
    # RFC 8058: the mail program leaves by one POST, without opening the page.
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return ComposedMail(subject, text, headers)


def period(until: datetime) -> str:
    """How the outbox names the digest of a day: one a day and person."""
    return timezone.localdate(until).isoformat()


def leaving_token(person: User) -> str:
    """What lets somebody leave the digest without signing in, and nothing else."""
    return signing.dumps(person.pk, salt=SALT)


def leaving_person(token: str) -> User | None:
    """Whose digest the token leaves; None for one that is not ours or of a closed account. One query."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key, is_active=True).first()
