"""Writes about the mails people want, and the daily digest."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation

from core.actions import queue_mail
from core.models import MailState, OutboxMail
from people import digests
from people.models import NotificationChoices, User

# So many people at most are looked after at once; the next minute goes on.
AT_ONCE = 200


def _choices(user: User, at: datetime) -> NotificationChoices:
    """The locked row of a person; made at the first question."""
    since = at - digests.FIRST_SPAN
    NotificationChoices.objects.get_or_create(
        user=user, defaults={"told_from": since, "told_until": since}
    )
    return NotificationChoices.objects.select_for_update().get(user=user)


@transaction.atomic
def choose_notifications(
    *, user: User, wants_digest: bool, unwanted_parts: Collection[str], at: datetime
) -> NotificationChoices:
    """Store which mails a person wants. Whoever comes back to the digest is told of what happens from now on."""
    choices = _choices(user, at)
    if wants_digest and not choices.wants_digest:
        choices.told_from = choices.told_until = at
    choices.wants_digest = wants_digest
    choices.unwanted_parts = sorted(unwanted_parts)
    choices.full_clean()
    choices.save()
    return choices


@transaction.atomic
def leave_digest(*, user: User, at: datetime) -> None:
    """Send no digest to a person any more, not even one that waits to be sent. A repeat does no harm."""
    choices = _choices(user, at)
    choices.wants_digest = False
    choices.save(update_fields=["wants_digest"])


def queue_digests(*, at: datetime) -> int:
    """Queue the digest of the day of everyone who is to be told anything; how many. Safe to run twice.

    Each person is asked about once a day, in a transaction of their own.
    """
    return sum(_queue_digest(user, at) for user in digests.due(at)[:AT_ONCE])


@transaction.atomic
def _queue_digest(user: User, at: datetime) -> bool:
    choices = _choices(user, at)
    today = timezone.localdate(at)
    if choices.looked_on == today or not choices.wants_digest:
        return False
    choices.looked_on = today
    since = choices.told_from if _is_waiting(choices) else choices.told_until
    with translation.override(user.mail_language):
        has_news = bool(digests.news(user, choices, since, at))
    if has_news:
        # what there is to say is written when it is sent (people.digests.compose)
        queue_mail(
            recipient=user.email,
            kind=digests.KIND,
            subject_key=digests.KIND,
            period=digests.period(at),
            subject="",
            text="",
            language=user.mail_language,
            at=at,
        )
        choices.told_from, choices.told_until = since, at
    choices.save(update_fields=["looked_on", "told_from", "told_until"])
    return has_news


def _is_waiting(choices: NotificationChoices) -> bool:
    """Whether the last digest has not gone out yet: then the next one tells the same and more, and it is closed."""
    waiting = OutboxMail.objects.filter(
        recipient=choices.user.email, kind=digests.KIND, period=digests.period(choices.told_until)
    )
    return waiting.exclude(state__in=(MailState.SENT, MailState.CLOSED)).exists()
