"""Writes of invitations: who is invited, what they are told, what they answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import actions as core_actions
from core.actions import log_event
from core.enums import RecordOrigin
from core.models import MailState, OutboxMail
from working_groups import invitation_links
from working_groups.actions.meetings import change_state, locked
from working_groups.enums import COMING_MEETING_STATES, MeetingState, Rsvp
from working_groups.models import AgendaItem, Invitation, Meeting, Membership
from working_groups.notifications import meetings as mails


class NothingToInviteTo(Exception):
    """The meeting is over, cancelled or moved, or was entered afterwards."""


class NobodyToInvite(Exception):
    """Nobody sits in the groups on the day of the meeting and no guest is named."""


class GuestInvitedAlready(Exception):
    """Somebody with the address is invited."""


class AnswerTooLate(Exception):
    """The meeting began, or it is cancelled: the answer changes nothing any more."""


class SubstituteUnknown(Exception):
    """Who sends a substitute must say whom."""


def _invitable(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    if (
        meeting.state not in COMING_MEETING_STATES
        or meeting.record.origin == RecordOrigin.BACKFILLED
    ):
        raise NothingToInviteTo(_("Nobody can be invited to this meeting any more."))
    return meeting


def _link(invitation: Invitation) -> None:
    invitation.token_digest = invitation_links.digest_of(invitation)
    invitation.save(update_fields=["token_digest"])


def _invite_seats(meeting: Meeting) -> None:
    """A row for each person with a seat on the day of the meeting, whatever seats they have; substitutes have none."""
    day = timezone.localdate(meeting.starts_at)
    seats = (
        Membership.objects.current(day)
        .filter(group__in=meeting.groups.all(), substitute_for=None)
        .select_related("user", "on_behalf_of")
        .order_by("pk")
    )
    invited = set(
        meeting.invitations.filter(membership__isnull=False).values_list(
            "membership__user", flat=True
        )
    )
    made = []
    # the seat in the host group names the organisation of who has several
    for seat in sorted(seats, key=lambda seat: seat.group_id != meeting.host_id):
        if seat.user_id not in invited and seat.user.is_active:
            invited.add(seat.user_id)
            made.append(_row_of(meeting, seat))
    Invitation.objects.bulk_create(made)


def _row_of(meeting: Meeting, seat: Membership) -> Invitation:
    row = Invitation(
        meeting=meeting,
        membership=seat,
        name=str(seat.user),
        email=seat.user.email,
        organisation=str(seat.on_behalf_of or ""),
    )
    row.clean_fields(exclude=["meeting", "membership", "token_digest"])
    return row


def _invite(meeting: Meeting, seat: Membership) -> Invitation:
    row = _row_of(meeting, seat)
    row.save()
    return row


@transaction.atomic
def send_invitations(*, meeting: Meeting, by: Any, at: datetime) -> int:
    """Invite everyone with a seat on the day and the guests by mail; answers how many mails were queued.

    Who was sent one gets no second one, so that a repeat reaches only those who came later. From now on the numbers of
    the agenda's items stay. Raises NothingToInviteTo, NobodyToInvite.
    """
    meeting = _invitable(meeting)
    _invite_seats(meeting)
    rows = list(
        meeting.invitations.filter(sent_at__isnull=True, cancelled_at__isnull=True)
        .select_related("meeting__record", "membership__user")
        .order_by("pk")
    )
    if not rows and meeting.invited_at is None:
        raise NobodyToInvite(_("Nobody sits in the group on that day. Seat its members first."))
    _queue(rows, mails.INVITED, meeting, at=at)
    if meeting.state == MeetingState.PLANNED:
        meeting.invited_at = at
        change_state(meeting, MeetingState.INVITED, by=by, at=at, verb="meeting_invited")
    elif rows:
        log_event(
            record=meeting.record,
            verb="meeting_invited_more",
            by=by,
            at=at,
            payload={"count": len(rows)},
        )
    return len(rows)


def _queue(rows: Sequence[Invitation], kind: str, meeting: Meeting, *, at: datetime) -> None:
    for row in rows:
        row.meeting = meeting
        row.sent_at = at
        row.agenda_version, row.sequence = meeting.agenda_version, meeting.sequence
        row.token_digest = invitation_links.digest_of(row)
    Invitation.objects.bulk_update(rows, ["sent_at", "agenda_version", "sequence", "token_digest"])
    mails.tell(rows, kind, at=at)


@transaction.atomic
def send_update(*, meeting: Meeting, by: Any, at: datetime) -> int:
    """Tell everyone who was invited what changed since; their calendars take it over. Answers how many.

    Nothing is sent when nothing changed. Raises NothingToInviteTo.
    """
    meeting = _invitable(meeting)
    rows = list(
        meeting.invitations.filter(sent_at__isnull=False, cancelled_at__isnull=True)
        .select_related("meeting__record", "membership__user")
        .order_by("pk")
    )
    if all(row.agenda_version >= meeting.agenda_version for row in rows):
        return 0
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    _queue(rows, mails.CHANGED, meeting, at=at)
    log_event(record=meeting.record, verb="meeting_update_sent", by=by, at=at)
    return len(rows)


@transaction.atomic
def invite_guest(
    *,
    meeting: Meeting,
    name: str,
    email: str,
    by: Any,
    at: datetime,
    organisation: str = "",
    items: Sequence[AgendaItem] = (),
) -> Invitation:
    """Put a guest on the list; the mail goes with the invitations, or at once when they were sent.

    ``items`` are those they are invited to; none means the whole public agenda. Raises NothingToInviteTo,
    GuestInvitedAlready, ValidationError.
    """
    meeting = _invitable(meeting)
    standing = meeting.invitations.filter(cancelled_at__isnull=True)
    if standing.filter(email__iexact=email, membership=None).exists():
        raise GuestInvitedAlready(_("This address is invited already."))
    row = Invitation(meeting=meeting, name=name, email=email, organisation=organisation)
    row.full_clean(exclude=["token_digest"])
    row.save()
    row.items.set(items)
    _link(row)
    log_event(record=meeting.record, verb="guest_invited", by=by, at=at, payload={"row": row.pk})
    if meeting.invited_at is not None:
        _queue([row], mails.INVITED, meeting, at=at)
    return row


@transaction.atomic
def take_back_invitation(*, invitation: Invitation, by: Any, at: datetime) -> Invitation:
    """Take an invitation back. Who was sent it is told; their link opens nothing any more. A repeat does no harm."""
    locked(invitation.meeting)
    row = Invitation.objects.select_related("meeting__record", "membership__user").get(
        pk=invitation.pk
    )
    if row.cancelled_at is None:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        log_event(
            record=row.meeting.record,
            verb="invitation_taken_back",
            by=by,
            at=at,
            payload={"row": row.pk},
        )
        if row.sent_at is not None:
            mails.tell([row], mails.UNINVITED, at=at, period="")
    return row


@transaction.atomic
def invite_again(*, invitation: Invitation, by: Any, at: datetime) -> Invitation:
    """Invite somebody whose invitation was taken back, with a new link; the old one still opens nothing.

    The mail goes with the invitations, or at once when they were sent. Raises NothingToInviteTo, GuestInvitedAlready.
    """
    meeting = _invitable(invitation.meeting)
    former = Invitation.objects.select_related("membership__user").get(pk=invitation.pk)
    standing = meeting.invitations.filter(cancelled_at__isnull=True)
    if former.membership is not None:
        again = standing.filter(membership__user=former.membership.user_id)
    else:
        again = standing.filter(membership=None, email__iexact=former.email)
    if former.cancelled_at is None or again.exists():
        raise GuestInvitedAlready(_("This address is invited already."))
    row = Invitation(
        meeting=meeting,
        membership=former.membership,
        name=former.name,
        email=former.membership.user.email if former.membership else former.email,
        organisation=former.organisation,
    )
    row.full_clean(exclude=["token_digest"])
    row.save()
    row.items.set(former.items.all())
    _link(row)
    log_event(record=meeting.record, verb="invited_again", by=by, at=at, payload={"row": row.pk})
    if meeting.invited_at is not None:
        _queue([row], mails.INVITED, meeting, at=at)
    return row


@transaction.atomic
def send_again(*, invitation: Invitation, by: Any, at: datetime, email: str = "") -> Invitation:
    """Send the invitation anew to an address that refused it, or to the corrected one.

    The address of a member is that of the account, which may have been corrected there. Raises NothingToInviteTo,
    ValidationError.
    """
    meeting = _invitable(invitation.meeting)
    row = Invitation.objects.select_related("membership__user").get(pk=invitation.pk)
    refused = OutboxMail.objects.filter(
        subject_key=mails.key_of(row), kind__in=mails.KINDS
    ).exclude(state__in=(MailState.SENT, MailState.WAITING))
    address = row.membership.user.email if row.membership is not None else email or row.email
    for mail in refused:
        if mail.recipient == address:
            core_actions.resend_mail(mail_id=mail.pk, by=by, at=at)
        else:
            core_actions.close_mail(mail_id=mail.pk, by=by, at=at)
    row.email = address
    row.full_clean(exclude=["token_digest"])
    row.save(update_fields=["email"])
    _queue([row], mails.INVITED, meeting, at=at)
    log_event(
        record=meeting.record, verb="invitation_sent_again", by=by, at=at, payload={"row": row.pk}
    )
    return row


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    rsvp: str,
    by: Any,
    at: datetime,
    note: str = "",
    substitute: Membership | None = None,
    substitute_name: str = "",
) -> Invitation:
    """Record what an invited person answers; a later answer replaces it. ``by`` is None behind a mailed link.

    A substitute with a seat of their own is invited too. Raises AnswerTooLate, SubstituteUnknown.
    """
    meeting = locked(invitation.meeting)
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if (
        meeting.state != MeetingState.INVITED
        or row.cancelled_at is not None
        or at >= meeting.starts_at
    ):
        raise AnswerTooLate(_("The meeting takes no answers any more."))
    sends = rsvp == Rsvp.SENDS_SUBSTITUTE
    if sends and substitute is None and not substitute_name:
        raise SubstituteUnknown(_("Say who comes instead of you."))
    row.rsvp, row.note, row.answered_at = rsvp, note, at
    row.substitute = substitute if sends else None
    row.substitute_name = substitute_name if sends and substitute is None else ""
    row.full_clean(exclude=["token_digest"])
    row.save()
    log_event(
        record=meeting.record,
        verb="invitation_answered",
        by=by,
        at=at,
        payload={"row": row.pk, "answer": rsvp},
    )
    if row.substitute is not None:
        _invite_substitute(meeting, row.substitute, at=at)
    return row


def _invite_substitute(meeting: Meeting, seat: Membership, *, at: datetime) -> None:
    known = meeting.invitations.filter(membership__user=seat.user_id, cancelled_at__isnull=True)
    if not known.exists():
        made = _invite(meeting, seat)
        _queue([made], mails.INVITED, meeting, at=at)


@transaction.atomic
def remind(*, meeting: Meeting, at: datetime) -> int:
    """Remind everyone invited who did not decline, once; answers how many mails were queued."""
    meeting = locked(meeting)
    if meeting.state != MeetingState.INVITED or meeting.reminded_at is not None:
        return 0
    rows = list(
        meeting.invitations.filter(sent_at__isnull=False, cancelled_at__isnull=True)
        .exclude(rsvp=Rsvp.DECLINED)
        .select_related("meeting__record", "membership__user")
        .order_by("pk")
    )
    meeting.reminded_at = at
    meeting.save(update_fields=["reminded_at"])
    mails.tell(rows, mails.REMINDER, at=at)
    log_event(record=meeting.record, verb="meeting_reminded", by=None, at=at)
    return len(rows)
