"""Mails to people invited to a meeting. They are written when they are sent, by what their reader may know then.

A row of the outbox holds no word of the agenda and no link: the link is computed anew from the invitation.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from core import extension
from core.actions import queue_mail
from core.extension import ComposedMail
from working_groups import invitation_links, mail_entries
from working_groups.enums import MeetingState, Rsvp
from working_groups.models import Invitation, Meeting
from working_groups.queries import agenda

INVITED, CHANGED, MOVED = "meeting_invitation", "meeting_changed", "meeting_moved"
CANCELLED, REMINDER, UNINVITED = "meeting_cancelled", "meeting_reminder", "meeting_uninvited"
SUBJECTS = {
    INVITED: gettext_lazy("Invitation to a meeting: %(title)s"),
    CHANGED: gettext_lazy("The meeting changed: %(title)s"),
    MOVED: gettext_lazy("The meeting was moved: %(title)s"),
    CANCELLED: gettext_lazy("The meeting is cancelled: %(title)s"),
    REMINDER: gettext_lazy("The meeting is coming: %(title)s"),
    UNINVITED: gettext_lazy("Your invitation was taken back: %(title)s"),
}
KINDS = tuple(SUBJECTS)


def key_of(invitation: Invitation) -> str:
    """Key of the mails about an invitation in the outbox."""
    return f"invitation-{invitation.pk}"


def tell(
    invitations: Iterable[Invitation], kind: str, *, at: datetime, period: str | None = None
) -> None:
    """Queue a mail of a kind to each of the invited; the same kind and ``period`` only once.

    The period is the sequence of the meeting unless one is given.
    """
    for invitation in invitations:
        meeting = invitation.meeting
        language = language_of(invitation)
        with translation.override(language):
            queue_mail(
                recipient=invitation.email,
                kind=kind,
                subject_key=key_of(invitation),
                period=str(meeting.sequence) if period is None else period,
                subject=str(SUBJECTS[kind] % {"title": meeting.record.reference}),
                text="",
                language=language,
                at=at,
            )


def tell_invited(meeting: Meeting, kind: str, *, at: datetime) -> None:
    """Queue a mail to everyone a mail was sent to and whose invitation stands."""
    rows = meeting.invitations.filter(sent_at__isnull=False, cancelled_at__isnull=True)
    tell(rows.select_related("meeting__record", "membership__user").order_by("pk"), kind, at=at)


def language_of(invitation: Invitation) -> str:
    """In which language the invited person is written to; guests in that of the city."""
    if invitation.membership is not None:
        return invitation.membership.user.mail_language
    return settings.LANGUAGE_CODE


def compose(mail: Any, at: datetime) -> ComposedMail | None:
    """The mail of a row of the outbox; None when a later mail tells it or it is true no longer."""
    invitation = (
        Invitation.objects.filter(pk=mail.subject_key.removeprefix("invitation-"))
        .select_related("meeting__record", "meeting__host", "membership__user")
        .first()
    )
    if invitation is None or not _is_true(mail, invitation):
        return None
    meeting = invitation.meeting
    link = settings.BASE_URL + reverse(
        "working_groups:invitation-answer", args=[invitation_links.token_of(invitation)]
    )
    with translation.override(mail.language):
        gone = mail.kind in (CANCELLED, UNINVITED)
        entry = mail_entries.entry_for(meeting, invitation, at=at, is_cancelled=gone)
        return ComposedMail(
            subject=str(SUBJECTS[mail.kind] % {"title": meeting.record.title}),
            text=render_to_string(
                f"working_groups/mail/{mail.kind}.txt",
                {
                    "invitation": invitation,
                    "meeting": meeting,
                    "rows": [] if gone else agenda.rows_for_invited(invitation),
                    "link": link,
                    "page": settings.BASE_URL + meeting.record.path,
                    "base": settings.BASE_URL,
                    "site": settings.WAGTAIL_SITE_NAME,
                },
            ),
            headers={},
            attachments=[entry],
        )


def _is_true(mail: Any, invitation: Invitation) -> bool:
    meeting = invitation.meeting
    if mail.kind == UNINVITED:
        return invitation.cancelled_at is not None
    if invitation.cancelled_at is not None:
        return False
    if mail.kind == CANCELLED:
        return meeting.state == MeetingState.CANCELLED
    if meeting.state != MeetingState.INVITED:
        return False
    if mail.kind == REMINDER:
        return invitation.rsvp != Rsvp.DECLINED
    return mail.period == str(meeting.sequence)


def register() -> None:
    """Called once the apps are ready."""
    for kind in KINDS:
        extension.add_mail_composer(kind, compose)
