"""Writes of the intake desk: what came by other channels is entered untouched and split into points.

A point waits without a number until the splitting is finished; more may be added later, none is lost.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.actions.attachments import store_file
from consultations.actions.comments import CannotBeTakenBack, withdraw_comment
from consultations.actions.issuing import number_statement
from consultations.actions.rounds import PAGES, lock_round
from consultations.arrivals import is_late, is_too_early
from consultations.enums import (
    ALLOWED_STATEMENT_MOVES,
    RESPONDENT_KIND_OF,
    Channel,
    LatePolicy,
    PublishConsent,
    RespondentKind,
    RoundStage,
    StatementState,
)
from consultations.models import Respondent, Round, Statement
from core.actions import log_event, raise_generation
from core.uploads import Upload
from people.models import Organisation
from people.tokens import token_digest

LONGEST_ORIGINAL = 200_000
# Whoever sends from a body's data box acts for that body (Act 300/2008 Coll., section 18).
CHANNELS_WITH_MANDATE = frozenset({Channel.DATA_BOX})
KINDS_OF_PERSONS = (
    RespondentKind.PUBLIC_PERSON,
    RespondentKind.MEMBER,
    RespondentKind.EXPERT,
    RespondentKind.FOCUS_GROUP,
    RespondentKind.ANONYMOUS,
)


class RoundTakesNothing(Exception):
    """The round was not open yet when it came, or its settlement is finished."""


class LateNotAccepted(Exception):
    """It is late, and the rules of the round say that nothing late is taken. Nothing was recorded."""


class LateReasonMissing(Exception):
    """It is late; the rules let it in, but it must be said why."""


class NothingReceived(Exception):
    """There is neither a text nor a file."""


class DatesDoNotFit(Exception):
    """Sent after it was delivered, or delivered in the future."""


class NotEntered(Exception):
    """The statement was written on this site by its author: nobody else adds points to it."""


class NotADuplicate(Exception):
    """A statement repeats another one of the same round, and has no points of its own."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent it: a body, or a person by kind; the name may stay empty. ``represents``: for whom the signer speaks."""

    organisation: Organisation | None = None
    kind: str = RespondentKind.ANONYMOUS
    name: str = ""
    email: str = ""
    publish_consent: str = PublishConsent.ANONYMOUS
    represents: str = ""
    mandate_checked: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """How and when it came. ``late_reason``: why it is taken although it is late."""

    channel: str
    received_on: date
    sent_on: date | None = None
    record_number: str = ""
    late_reason: str = ""


def check_arrival(round: Round, arrival: Arrival, *, at: datetime) -> bool:
    """Whether what came is late; refused where the round takes nothing.

    Raises RoundTakesNothing, DatesDoNotFit, LateNotAccepted, LateReasonMissing.
    """
    received_on, sent_on = arrival.received_on, arrival.sent_on
    if received_on > timezone.localdate(at):
        raise DatesDoNotFit(_("The day of delivery is in the future."))
    if sent_on is not None and sent_on > received_on:
        raise DatesDoNotFit(_("It cannot have been sent after it was delivered."))
    if round.stage not in {RoundStage.ANNOUNCED, RoundStage.SEALED}:
        raise RoundTakesNothing(_("This round takes nothing now: see where it stands."))
    if is_too_early(round, received_on=received_on):
        raise RoundTakesNothing(_("The round was not open yet on the day of delivery."))
    late = is_late(round, sent_on=sent_on, received_on=received_on)
    if late and round.late_policy == LatePolicy.REJECT:
        raise LateNotAccepted(_("It came late, and this round does not accept late comments."))
    if late and not arrival.late_reason.strip():
        raise LateReasonMissing(_("It came late. Say why it is taken all the same."))
    return late


@transaction.atomic
def enter_statement(
    *,
    round: Round,
    sender: Sender,
    arrival: Arrival,
    by: Any,
    at: datetime,
    original_text: str = "",
    files: Sequence[Upload] = (),
    has_no_comments: bool = False,
    duplicate_of: Statement | None = None,
) -> Statement:
    """Record what came by another channel: number and original at once, its points follow.

    Text and files are kept as they came, with their digests. One without comments, and one that repeats another, needs
    no points. Raises what ``check_arrival`` does, and NothingReceived, NotADuplicate.
    """
    round = lock_round(round)
    late = check_arrival(round, arrival, at=at)
    original_text = untouched(original_text)
    if not original_text and not files:
        raise NothingReceived(_("Paste the text of the letter, or add the scan or the e-mail."))
    statement = Statement(
        round=round,
        respondent=_respondent(round, sender, arrival, at),
        channel=arrival.channel,
        sent_on=arrival.sent_on,
        received_on=arrival.received_on,
        is_late=late,
        late_reason=arrival.late_reason.strip()[:300] if late else "",
        record_number=arrival.record_number.strip()[:80],
        original_text=original_text,
        original_digest=original_digest(original_text, files),
        has_no_comments=has_no_comments,
        duplicate_of=_first_of(round, duplicate_of),
        is_split=has_no_comments or duplicate_of is not None,
        created_by=by,
        created_at=at,
        submitted_by=by,
        submitted_at=at,
    )
    number_statement(statement, by=by, at=at)
    statement.record.occurred_on = arrival.received_on
    statement.record.save(update_fields=["occurred_on"])
    for upload in files:
        store_file(statement, upload, by=by, at=at, is_original=True)
    return statement


def untouched(text: str) -> str:
    """Pasted text with plain line ends and without zero bytes, which no database keeps; nothing else is changed."""
    return text.replace("\r\n", "\n").replace("\x00", "")[:LONGEST_ORIGINAL]


def original_digest(text: str, files: Sequence[Upload]) -> str:
    """SHA-256 of the original: of the text if there is one, else of the first file."""
    if text:
        return hashlib.sha256(text.encode()).hexdigest()
    return files[0].digest if files else ""


def _respondent(round: Round, sender: Sender, arrival: Arrival, at: datetime) -> Respondent:
    has_mandate = sender.mandate_checked or arrival.channel in CHANNELS_WITH_MANDATE
    if sender.organisation is not None:
        return respondent_of_body(
            round,
            sender.organisation,
            represents=sender.represents,
            has_mandate=has_mandate,
            at=at,
        )
    respondent = Respondent(
        round=round,
        kind=sender.kind,
        name=sender.name.strip()[:150],
        email=sender.email.strip().lower(),
        wants_mail=bool(sender.email.strip()),
        represents=sender.represents.strip()[:200],
        mandate_checked=sender.mandate_checked,
        publish_consent=sender.publish_consent,
        created_at=at,
    )
    respondent.full_clean(exclude=["round"])
    respondent.save()
    return respondent


def respondent_of_body(
    round: Round,
    organisation: Organisation,
    *,
    at: datetime,
    represents: str = "",
    has_mandate: bool = False,
) -> Respondent:
    """The joint voice of a body in the round; what is newly known of its mandate is added, nothing is taken away."""
    found, _made = Respondent.objects.get_or_create(
        round=round,
        organisation=organisation,
        user=None,
        token_digest="",
        defaults={
            "kind": RESPONDENT_KIND_OF[organisation.kind],
            "publish_consent": PublishConsent.ORGANISATION_ONLY,
            "created_at": at,
        },
    )
    found.represents = represents.strip()[:200] or found.represents
    found.mandate_checked = found.mandate_checked or has_mandate
    found.save(update_fields=["represents", "mandate_checked"])
    return found


def _first_of(round: Round, statement: Statement | None) -> Statement | None:
    if statement is None:
        return None
    if statement.round_id != round.pk or statement.state != StatementState.SUBMITTED:
        raise NotADuplicate(_("Choose a statement of this round."))
    return statement.duplicate_of or statement


def entered(statement: Statement) -> Statement:
    """An entered statement under a lock, its round too."""
    round = lock_round(statement.round)
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("respondent__organisation", "record")
        .get(pk=statement.pk)
    )
    statement.round = round
    if statement.channel == Channel.WEB or statement.state != StatementState.SUBMITTED:
        raise NotEntered(_("Points are added only to what was entered here and not taken back."))
    return statement


@transaction.atomic
def confirm_mandate(*, statement: Statement, represents: str, by: Any, at: datetime) -> Statement:
    """Say that the signer may speak for the body. A repeat does no harm."""
    statement = Statement.objects.select_related("respondent", "record").get(pk=statement.pk)
    respondent = Respondent.objects.select_for_update().get(pk=statement.respondent_id)
    respondent.represents = represents.strip()[:200] or respondent.represents
    if not respondent.mandate_checked:
        respondent.mandate_checked = True
        log_event(record=statement.record, verb="mandate_confirmed", by=by, at=at)
    respondent.save(update_fields=["represents", "mandate_checked"])
    return statement


@transaction.atomic
def link_duplicate(*, statement: Statement, first: Statement, by: Any, at: datetime) -> Statement:
    """Say that a statement repeats another one; it stays with its original and has no points of its own.

    Raises NotEntered, NotADuplicate.
    """
    statement = entered(statement)
    first = _first_of(statement.round, Statement.objects.get(pk=first.pk))
    if first.pk == statement.pk or statement.comments.exists():
        raise NotADuplicate(_("A statement with points of its own repeats no other."))
    statement.duplicate_of, statement.is_split = first, True
    statement.save(update_fields=["duplicate_of", "is_split"])
    log_event(
        record=statement.record,
        verb="statement_is_duplicate",
        by=by,
        at=at,
        payload={"first": first.reference},
    )
    return statement


@transaction.atomic
def issue_code(*, statement: Statement, token: str, by: Any, at: datetime) -> Statement:
    """Give the sender a code by which they find their answers; a former code stops working.

    The caller made the token (``people.tokens.new_code``, for it is typed in again) and shows it once. Raises
    NotEntered for bodies, who read with their accounts, and for rows of a spreadsheet that bear no name.
    """
    statement = entered(statement)
    respondent = Respondent.objects.select_for_update().get(pk=statement.respondent_id)
    if respondent.is_body or respondent.user_id is not None:
        raise NotEntered(_("Bodies and people with an account need no code."))
    if statement.channel == Channel.SPREADSHEET and not respondent.name:
        # All nameless rows of all sheets are of one respondent: a code would open them to one of many.
        raise NotEntered(_("Nobody knows who sent these rows, so nobody can be given a code."))
    respondent.token_digest = token_digest(token)
    respondent.save(update_fields=["token_digest"])
    log_event(record=statement.record, verb="code_issued", by=by, at=at)
    return statement


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: Any, at: datetime) -> Statement:
    """Take a whole sent statement back: every point that was not answered yet, too. A repeat does no harm.

    Points without a number vanish. Raises CannotBeTakenBack for a draft.
    """
    round = lock_round(statement.round)
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("record")
        .get(pk=statement.pk)
    )
    statement.round = round
    if statement.state == StatementState.WITHDRAWN:
        return statement
    if (
        statement.record is None
        or StatementState.WITHDRAWN not in ALLOWED_STATEMENT_MOVES[statement.state]
    ):
        raise CannotBeTakenBack(_("These comments were not sent yet."))
    for comment in statement.comments.submitted().filter(withdrawn_at=None).order_by("number"):
        try:
            withdraw_comment(comment=comment, by=by, at=at)
        except CannotBeTakenBack:  # answered already: it stays as it was answered
            continue
    statement.comments.filter(contribution=None).delete()
    former, statement.state = statement.state, StatementState.WITHDRAWN
    statement.is_split = True
    statement.save(update_fields=["state", "is_split"])
    statement.record.state = statement.state
    statement.record.save(update_fields=["state"])
    log_event(
        record=statement.record,
        verb="statement_withdrawn",
        by=by,
        at=at,
        from_state=former,
        to_state=statement.state,
    )
    raise_generation("site", *PAGES)
    return statement
