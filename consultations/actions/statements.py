"""Writes of statements: begun by those who comment, gathered, sent with one receipt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import notifications, queries
from consultations.actions.issuing import StatementAlreadySent, issue_comments, number_statement
from consultations.actions.rounds import PAGES, lock_round
from consultations.enums import (
    RESPONDENT_KIND_OF,
    AskedFor,
    Channel,
    PublishConsent,
    RespondentKind,
    StatementState,
)
from consultations.models import ConsentChange, Respondent, Round, RoundArtifact, Statement
from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain
from people.models import Organisation
from people.tokens import token_digest


class RoundClosed(Exception):
    """The round does not take comments at the moment."""


class NotInvited(Exception):
    """The round is not for this person or body."""


class StatementIsEmpty(Exception):
    """There is no comment to send; "no comments" is a choice of its own."""


class ContactMissing(Exception):
    """The round asks for a name or an e-mail address."""


def open_round(round: Round, at: datetime) -> Round:
    """The round, if it takes comments at the moment. Raises RoundClosed."""
    if not round.is_open(at):
        raise RoundClosed(_("The round does not take comments now."))
    return round


def draft_of(statement: Statement, **annotations: Any) -> Statement:
    """The statement under a lock, read anew, if it was not sent yet. Raises StatementAlreadySent.

    ``annotations``: what else is read of it in the same query.
    """
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .annotate(**annotations)
        .select_related("round__record", "round__document", "respondent__organisation")
        .get(pk=statement.pk)
    )
    if statement.state != StatementState.DRAFT:
        raise StatementAlreadySent(_("These comments were sent already."))
    return statement


@transaction.atomic
def begin_statement(
    *,
    round: Round,
    by: Any,
    at: datetime,
    organisation: Organisation | None = None,
    token: str = "",
    language: str = "cs",
    voices: Sequence[queries.Voice] | None = None,
) -> Statement:
    """The draft in which a body, a person or the holder of a token gathers comments; a repeat answers the same one.

    ``by`` is None for somebody without an account; then ``token`` opens the draft. ``voices``: as whom ``by`` may
    speak, when the caller has just asked. Raises RoundClosed, NotInvited.
    """
    round = lock_round(round)
    open_round(round, at)
    respondent, is_new = _respondent(round, by, at, organisation, token, language, voices)
    draft = None
    if not is_new:
        draft = Statement.objects.filter(respondent=respondent, state=StatementState.DRAFT).first()
    if draft is None:
        draft = Statement.objects.create(
            round=round,
            respondent=respondent,
            channel=Channel.WEB,
            language=language,
            created_by=by,
            created_at=at,
        )
    return draft


def _respondent(
    round: Round,
    by: Any,
    at: datetime,
    organisation: Organisation | None,
    token: str,
    language: str,
    voices: Sequence[queries.Voice] | None,
) -> tuple[Respondent, bool]:
    """Who speaks, and whether they never did before."""
    made = {"language": language, "created_at": at}
    if by is None:
        if not round.is_public or not token:
            raise NotInvited(_("This round is not open to everyone."))
        found, is_new = _found_or_made(
            {"token_digest": token_digest(token)},
            {"round": round, "kind": RespondentKind.ANONYMOUS, **made},
        )
        if found.round_id != round.pk:
            raise NotInvited(_("This code belongs to another round."))
        return found, is_new
    wanted = organisation.pk if organisation else None
    if voices is None:
        voices = queries.voices(by, round, at)
    if wanted not in {voice.organisation.pk if voice.organisation else None for voice in voices}:
        raise NotInvited(_("This round is not for you or for this body."))
    if organisation is not None:
        return _found_or_made(
            {"round": round, "organisation": organisation, "user": None, "token_digest": ""},
            {
                "kind": RESPONDENT_KIND_OF[organisation.kind],
                "publish_consent": PublishConsent.ORGANISATION_ONLY,
                **made,
            },
        )
    known = Respondent.objects.filter(round=round, user=by).first()
    if known is not None:
        return known, False
    seats = by.group_memberships.current(timezone.localdate(at))
    is_member = round.groups.filter(memberships__in=seats).exists()
    return Respondent.objects.create(
        round=round,
        user=by,
        kind=RespondentKind.MEMBER if is_member else RespondentKind.PUBLIC_PERSON,
        name=by.name,
        email=by.email,
        wants_mail=True,
        **{**made, "language": by.mail_language},
    ), True


def _found_or_made(known_by: dict[str, Any], made_with: dict[str, Any]) -> tuple[Respondent, bool]:
    """The same as ``get_or_create`` without its savepoint: the round is locked, nobody else makes one now."""
    found = Respondent.objects.filter(**known_by).first()
    if found is not None:
        return found, False
    return Respondent.objects.create(**known_by, **made_with), True


@transaction.atomic
def submit_statement(
    *,
    statement: Statement,
    by: Any,
    at: datetime,
    has_no_comments: bool = False,
    publish_consent: str = "",
    name: str = "",
    email: str = "",
    wants_mail: bool | None = None,
    represents: str | None = None,
) -> Statement:
    """Send a statement: its comments get numbers, quotes that never move, and one receipt. A repeat does no harm.

    ``represents`` says for whom within a body it speaks; it may stay empty, then the mandate is not known.
    Raises RoundClosed, StatementIsEmpty, ContactMissing.
    """
    round = lock_round(statement.round)
    fresh = Statement.objects.select_for_update().get(pk=statement.pk)
    if fresh.state == StatementState.SUBMITTED:
        fresh.round = round
        return fresh
    statement = draft_of(statement)
    statement.round = round
    open_round(round, at)
    comments = list(statement.comments.order_by("order"))
    if not comments and not has_no_comments:
        raise StatementIsEmpty(_("There is nothing to send yet. Write a comment first."))
    if comments and has_no_comments:
        raise StatementIsEmpty(_("There are comments already. Delete them, or send them."))
    if represents is not None:
        statement.respondent.represents = clean_plain(represents)[:200]
    _take_contact(statement.respondent, round, name, email, wants_mail)
    if publish_consent:
        statement.respondent.publish_consent = publish_consent
        _take_consent(statement.respondent, by=by, at=at)
    # Files that were uploaded but given to no comment do not go along.
    statement.attachments.filter(is_original=False, comment=None).delete()
    statement.has_no_comments = has_no_comments
    statement.submitted_by, statement.submitted_at = by, at
    number_statement(statement, by=by, at=at)
    issue_comments(statement, comments, by=by, at=at)
    notifications.statement_received(statement, at=at)
    return statement


@transaction.atomic
def answer_without_comments(
    *,
    round: Round,
    by: Any,
    at: datetime,
    organisation: Organisation | None = None,
    language: str = "cs",
) -> Statement:
    """Say that a body or a member has no comments. Said twice it is one answer; afterwards comments may still come.

    Raises RoundClosed, NotInvited, StatementIsEmpty (there are comments in the draft).
    """
    statement = begin_statement(
        round=round, by=by, at=at, organisation=organisation, language=language
    )
    said = Statement.objects.filter(
        respondent=statement.respondent, state=StatementState.SUBMITTED, has_no_comments=True
    ).select_related("round")
    if (known := said.first()) is not None and not statement.comments.exists():
        return known
    return submit_statement(statement=statement, by=by, at=at, has_no_comments=True)


def _take_contact(
    respondent: Respondent,
    round: Round,
    name: str,
    email: str,
    wants_mail: bool | None,
) -> None:
    is_person = respondent.user_id is None and not respondent.is_body
    if is_person and respondent.kind != RespondentKind.FOCUS_GROUP:
        respondent.name = clean_plain(name).strip()[:150] or respondent.name
        respondent.email = email.strip().lower() or respondent.email
        asked = ((round.name_asked, respondent.name), (round.email_asked, respondent.email))
        if any(how == AskedFor.REQUIRED and not value for how, value in asked):
            raise ContactMissing(_("This round asks for your name or e-mail address."))
        if respondent.name:
            respondent.kind = RespondentKind.PUBLIC_PERSON
    if wants_mail is not None:
        respondent.wants_mail = wants_mail
    respondent.full_clean(exclude=["round", "organisation", "user"])
    respondent.save()


def _take_consent(respondent: Respondent, *, by: Any, at: datetime) -> None:
    """The first choice is made with the first words; another one later is a change like any other."""
    if respondent.statements.filter(state=StatementState.SUBMITTED).exists():
        change_consent(respondent=respondent, consent=respondent.publish_consent, by=by, at=at)
        return
    respondent.full_clean(exclude=["round", "organisation", "user"])
    respondent.save(update_fields=["publish_consent"])


@transaction.atomic
def change_consent(*, respondent: Respondent, consent: str, by: Any, at: datetime) -> Respondent:
    """Change under which name everything of this respondent is published; takes effect everywhere at once."""
    respondent = Respondent.objects.select_for_update().get(pk=respondent.pk)
    if respondent.publish_consent == consent:
        return respondent
    row = ConsentChange(
        respondent=respondent, former=respondent.publish_consent, new=consent, by=by, at=at
    )
    row.full_clean()
    row.save()
    respondent.publish_consent = consent
    respondent.save(update_fields=["publish_consent"])
    for statement in respondent.statements.filter(record__isnull=False).select_related("record"):
        log_event(record=statement.record, verb="consent_changed", by=by, at=at, to_state=consent)
    # Kept files bear the name: they go at once, not only with the next tick.
    RoundArtifact.objects.filter(round=respondent.round_id).delete()
    round = Round.objects.select_related("document").get(pk=respondent.round_id)
    raise_generation("site", *PAGES, round.document.slug)
    return respondent
