"""Reads of invitations: the secretary's list with the state of the mails, and what stands behind a mailed link."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from core.models import MailState, OutboxMail
from people.tokens import token_digest
from working_groups.enums import Rsvp
from working_groups.models import Invitation, Meeting, Membership
from working_groups.notifications import meetings as mails


@dataclass(slots=True)
class InvitedRow:
    """One invited person with the newest mail to them. ``is_refused``: it did not arrive and goes no further alone."""

    invitation: Invitation
    mail: OutboxMail | None
    is_refused: bool
    is_outdated: bool


@dataclass(slots=True)
class Answers:
    """Everyone invited, how many gave which answer, and what waits for the secretary."""

    rows: list[InvitedRow]
    counts: list[tuple[str, int]]
    refused_count: int
    needs_update: bool
    unsent_count: int


def answers(meeting: Meeting, at: datetime) -> Answers:
    """The answers to the invitations of a meeting: three queries."""
    rows = list(
        meeting.invitations.filter(cancelled_at__isnull=True)
        .select_related("membership__user", "substitute__user")
        .prefetch_related("items")
        .order_by(F("membership").asc(nulls_last=True), "name", "pk")
    )
    keys = {mails.key_of(row): row for row in rows}
    newest: dict[str, OutboxMail] = {}
    stuck = set()
    sent = OutboxMail.objects.filter(kind__in=mails.KINDS, subject_key__in=keys).order_by("pk")
    for mail in sent:
        newest[mail.subject_key] = mail
        if mail.state == MailState.FAILED:
            stuck.add(mail.subject_key)
        elif mail.state == MailState.SENT:
            stuck.discard(mail.subject_key)
    found = [
        InvitedRow(
            row,
            newest.get(key),
            key in stuck,
            row.sent_at is not None and row.agenda_version < meeting.agenda_version,
        )
        for key, row in keys.items()
    ]
    counted = Counter(row.rsvp for row in rows)
    return Answers(
        rows=found,
        counts=[(str(Rsvp(value).label), counted[value]) for value in Rsvp.values],
        refused_count=sum(row.is_refused for row in found),
        needs_update=any(row.is_outdated for row in found),
        unsent_count=sum(row.invitation.sent_at is None for row in found),
    )


def taken_back(meeting: Meeting) -> list[Invitation]:
    """Invitations that were taken back from people who have no other one: one query, compared here."""
    rows = list(meeting.invitations.select_related("membership").order_by("name", "-pk"))
    standing = {_whose(row) for row in rows if row.cancelled_at is None}
    newest = {_whose(row): row for row in reversed(rows) if _whose(row) not in standing}
    return sorted(newest.values(), key=lambda row: row.name)


def _whose(row: Invitation) -> tuple[int | None, str]:
    return (row.membership.user_id, "") if row.membership else (None, row.email.lower())


def taken_back_in(meeting: Meeting, pk: int) -> Invitation | None:
    """An invitation to a meeting that was taken back: one query."""
    return meeting.invitations.filter(pk=pk, cancelled_at__isnull=False).first()


def by_token(token: str) -> Invitation | None:
    """The invitation behind a mailed link that stands: one query. Only the digest is looked up."""
    rows = Invitation.objects.filter(
        token_digest=token_digest(token), sent_at__isnull=False, cancelled_at__isnull=True
    )
    return rows.select_related(
        "meeting__record", "meeting__host", "membership__user", "substitute__user"
    ).first()


def invitation_in(meeting: Meeting, pk: int) -> Invitation | None:
    """An invitation to a meeting that was not taken back: one query."""
    rows = meeting.invitations.filter(pk=pk, cancelled_at__isnull=True)
    return rows.select_related("meeting__record", "membership__user").first()


def substitutes_of(invitation: Invitation) -> QuerySet[Membership]:
    """Substitutes appointed for the seats the invited person has in the groups of the meeting, on its day."""
    if invitation.membership is None:
        return Membership.objects.none()
    day = timezone.localdate(invitation.meeting.starts_at)
    rows = Membership.objects.current(day).filter(
        substitute_for__user=invitation.membership.user_id,
        group__in=invitation.meeting.groups.all(),
    )
    return rows.select_related("user", "group").order_by("pk")
