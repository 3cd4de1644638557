"""Writes of those who comment: a statement is gathered, sent with one receipt, and its points may be taken back."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.enums import ContributionOutcome as Outcome
from concept.models import Contribution, Version
from consultations import content_checks, notifications, queries
from consultations.actions.rounds import PAGES, canonical_json, lock_round
from consultations.actions.visibility import comment_visibility
from consultations.anchors import Quote, check_quotes
from consultations.enums import (
    ALLOWED_STATEMENT_MOVES,
    RESPONDENT_KIND_OF,
    AskedFor,
    Channel,
    CommentType,
    DecidedBy,
    Moderation,
    OthersVisible,
    PublishConsent,
    RespondentKind,
    SettlementState,
    StatementState,
    Weight,
)
from consultations.models import (
    Anchor,
    Comment,
    ConsentChange,
    Respondent,
    Round,
    RoundArtifact,
    Settlement,
    SettlementVersion,
    Statement,
)
from core import jobs, sanitizing
from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.models import Event, Record
from core.sanitizing import clean_plain
from core.search import padded_stems
from people.models import Organisation
from people.tokens import token_digest

LONGEST_TEXT = 20_000
WORDS = ("text", "reason", "proposed_wording")
CHOICES = ("type", "nature", "weight")
LOADED = ("contribution", "statement", "round", "version", "created_by", "updated_by", "cluster")


class RoundClosed(Exception):
    """The round does not take comments at the moment."""


class NotInvited(Exception):
    """The round is not for this person or body."""


class StatementAlreadySent(Exception):
    """What was sent does not change any more."""


class StatementIsEmpty(Exception):
    """There is no comment to send; "no comments" is a choice of its own."""


class StaleComment(Exception):
    """Somebody else changed the comment in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Comment) -> None:
        super().__init__(message)
        self.current = current


class CommentIsGone(Exception):
    """Somebody deleted the draft comment in the meantime."""


class EssentialNotAllowed(Exception):
    """Only bodies named in the round may make essential comments."""


class TextTooLong(Exception):
    """A field is longer than anybody will read; ``field`` names it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class NothingWritten(Exception):
    """A comment needs words: its text or a proposed wording (support needs none)."""


class ContactMissing(Exception):
    """The round asks for a name or an e-mail address."""


class CannotBeTakenBack(Exception):
    """The comment was taken back already, or its answer was given."""


def open_round(round: Round, at: datetime) -> Round:
    """The round, if it takes comments at the moment. Raises RoundClosed."""
    if not round.is_open(at):
        raise RoundClosed(_("The round does not take comments now."))
    return round


def draft_of(statement: Statement) -> Statement:
    """The statement under a lock, read anew, if it was not sent yet. Raises StatementAlreadySent."""
    statement = (
        Statement.objects.select_for_update(of=("self",))
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
) -> Statement:
    """The draft in which a body, a person or the holder of a token gathers comments; a repeat answers the same one.

    ``by`` is None for somebody without an account; then ``token`` opens the draft. Raises RoundClosed, NotInvited.
    """
    round = lock_round(round)
    open_round(round, at)
    respondent = _respondent(round, by, at, organisation, token, language)
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
) -> Respondent:
    if by is None:
        if not round.is_public or not token:
            raise NotInvited(_("This round is not open to everyone."))
        found, _made = Respondent.objects.get_or_create(
            token_digest=token_digest(token),
            defaults={
                "round": round,
                "kind": RespondentKind.ANONYMOUS,
                "language": language,
                "created_at": at,
            },
        )
        if found.round_id != round.pk:
            raise NotInvited(_("This code belongs to another round."))
        return found
    wanted = organisation.pk if organisation else None
    voices = queries.voices(by, round, at)
    if wanted not in {voice.organisation.pk if voice.organisation else None for voice in voices}:
        raise NotInvited(_("This round is not for you or for this body."))
    if organisation is not None:
        found, _made = Respondent.objects.get_or_create(
            round=round,
            organisation=organisation,
            user=None,
            token_digest="",
            defaults={
                "kind": RESPONDENT_KIND_OF[organisation.kind],
                "publish_consent": PublishConsent.ORGANISATION_ONLY,
                "language": language,
                "created_at": at,
            },
        )
        return found
    is_member = round.groups.filter(memberships__user=by).exists()
    found, _made = Respondent.objects.get_or_create(
        round=round,
        user=by,
        defaults={
            "kind": RespondentKind.MEMBER if is_member else RespondentKind.PUBLIC_PERSON,
            "name": by.name,
            "email": by.email,
            "wants_mail": True,
            "language": by.mail_language,
            "created_at": at,
        },
    )
    return found


def may_be_essential(round: Round, respondent: Respondent) -> bool:
    """Whether the respondent's comments may be essential: one query."""
    return (
        respondent.is_body
        and round.bodies.filter(
            organisation=respondent.organisation_id, may_be_essential=True
        ).exists()
    )


@transaction.atomic
def save_comment(
    *,
    statement: Statement,
    version: Version,
    places: Sequence[Mapping[str, Any]],
    by: Any,
    at: datetime,
    comment: Comment | None = None,
    lock_version: int = 0,
    **fields: Any,
) -> Comment:
    """Write a draft comment, new or known. ``fields``: text, reason, proposed_wording, type, nature, weight.

    ``places`` as in ``anchors.check_quotes``. A new comment that says the same of the same places as one already there
    is that one: pressing twice does no harm. Raises RoundClosed, StatementAlreadySent, StaleComment, CommentIsGone,
    QuoteDoesNotMatch, EssentialNotAllowed, TextTooLong, NothingWritten, ValidationError.
    """
    statement = draft_of(statement)
    open_round(statement.round, at)
    if not statement.round.round_versions.filter(version=version).exists():
        raise RoundClosed(_("This version is not commented on in this round."))
    quotes = check_quotes(version, places) or check_quotes(version, [{}])
    if comment is None:
        last = statement.comments.order_by("order").values_list("order", flat=True).last()
        comment = Comment(
            statement=statement,
            round=statement.round,
            order=(last or 0) + 1,
            created_by=by,
            created_at=at,
        )
    else:
        comment = (
            Comment.objects.select_for_update(of=("self",))
            .filter(pk=comment.pk, statement=statement)
            .first()
        )
        if comment is None:
            raise CommentIsGone(
                _("Somebody deleted this comment meanwhile. Write it as a new one.")
            )
        if comment.lock_version != lock_version:
            raise StaleComment(
                _("Somebody else changed this comment in the meantime. Compare both texts."),
                comment,
            )
        comment.lock_version += 1
    write_words(comment, fields)
    if comment.weight == Weight.ESSENTIAL and not may_be_essential(
        statement.round, statement.respondent
    ):
        raise EssentialNotAllowed(_("Only bodies named in the round may make essential comments."))
    set_quotes(comment, version, quotes)
    if comment.pk is None and (known := _same_draft(comment)) is not None:
        return known
    comment.updated_by, comment.updated_at = by, at
    # The rows it hangs on were just read, and the database itself checks the constraints: seventeen queries less.
    comment.full_clean(exclude=LOADED, validate_constraints=False)
    comment.save()
    if statement.has_no_comments:
        statement.has_no_comments = False
        statement.save(update_fields=["has_no_comments"])
    return comment


def _same_draft(comment: Comment) -> Comment | None:
    alike = Comment.objects.filter(
        statement=comment.statement, version=comment.version, passage_uid=comment.passage_uid
    ).filter(**{name: getattr(comment, name) for name in (*WORDS, *CHOICES)})
    return next((c for c in alike if c.draft_anchors == comment.draft_anchors), None)


def write_words(comment: Comment, fields: Mapping[str, Any]) -> None:
    """Put cleaned words and choices on a comment. Raises TextTooLong, NothingWritten."""
    for name in WORDS:
        if name in fields:
            setattr(comment, name, plain_words(name, fields[name] or ""))
    for name in CHOICES:
        if fields.get(name):
            setattr(comment, name, fields[name])
    if not (comment.text or comment.proposed_wording) and comment.type != CommentType.SUPPORT:
        raise NothingWritten(_("Write your comment or propose other words."))


def plain_words(name: str, words: str, longest: int = LONGEST_TEXT) -> str:
    """Words of a field without markup. Raises TextTooLong."""
    too_long = TextTooLong(
        _("A field may have at most %(count)d characters.") % {"count": longest}, name
    )
    if len(words) > 3 * longest:  # not even read: cleaning a megabyte takes a second
        raise too_long
    try:
        cleaned = clean_plain(words)
    except sanitizing.TextTooLong as error:
        raise too_long from error
    if len(cleaned) > longest:
        raise too_long
    return cleaned


def set_quotes(comment: Comment, version: Version, quotes: Sequence[Quote]) -> None:
    """Put the places a comment quotes on it; the first one decides where it stands in the text."""
    first = quotes[0]
    comment.version = version
    comment.section_uid = first.section_uid or None
    comment.passage_uid = first.passage_uid or None
    comment.place_order = first.order
    comment.place_label = first.label
    comment.draft_anchors = [quote.as_json() for quote in quotes]
    comment.wording_from = first.exact if comment.proposed_wording else ""


@transaction.atomic
def delete_draft_comment(*, comment: Comment, by: Any, at: datetime) -> None:
    """Drop a comment that was not sent. Raises StatementAlreadySent, RoundClosed."""
    statement = draft_of(comment.statement)
    open_round(statement.round, at)
    Comment.objects.filter(pk=comment.pk, contribution=None).delete()


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
    _take_contact(statement.respondent, round, publish_consent, name, email, wants_mail)
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
    publish_consent: str,
    name: str,
    email: str,
    wants_mail: bool | None,
) -> None:
    if respondent.user_id is None and not respondent.is_body:
        respondent.name = clean_plain(name).strip()[:150] or respondent.name
        respondent.email = email.strip().lower() or respondent.email
        asked = ((round.name_asked, respondent.name), (round.email_asked, respondent.email))
        if any(how == AskedFor.REQUIRED and not value for how, value in asked):
            raise ContactMissing(_("This round asks for your name or e-mail address."))
        if respondent.name:
            respondent.kind = RespondentKind.PUBLIC_PERSON
    if publish_consent:
        respondent.publish_consent = publish_consent
    if wants_mail is not None:
        respondent.wants_mail = wants_mail
    respondent.full_clean(exclude=["round", "organisation", "user"])
    respondent.save()


def number_statement(statement: Statement, *, by: Any, at: datetime) -> None:
    """Give a statement its number, record and receipt; its round is locked by the caller."""
    round = statement.round
    if StatementState.SUBMITTED not in ALLOWED_STATEMENT_MOVES[statement.state]:
        raise StatementAlreadySent(_("These comments were sent already."))
    round.last_statement_number += 1
    round.save(update_fields=["last_statement_number"])
    statement.number = round.last_statement_number
    statement.state = StatementState.SUBMITTED
    statement.record = create_record(
        kind="statement",
        reference=statement.reference,
        title=f"Podání {statement.reference}",
        path=f"{round.path}podani/{statement.number}/",
        visibility=Visibility.STAFF,
        verb="statement_received",
        by=by,
        at=at,
        state=StatementState.SUBMITTED,
        demo_origin=round.record.demo_origin,
        demo_source=round.record.demo_source,
    )
    statement.save()


def issue_comments(
    statement: Statement, comments: Sequence[Comment], *, by: Any, at: datetime
) -> None:
    """Make written comments sent ones: number, record, contribution, immovable quotes, an open settlement.

    The round is locked by the caller. About a dozen queries, however many comments there are.
    """
    round = statement.round
    first = round.last_comment_number + 1
    round.last_comment_number += len(comments)
    round.save(update_fields=["last_comment_number"])
    for number, comment in enumerate(comments, start=first):
        comment.number = number
        comment.reference = f"{round.reference}-{number:04d}"
        comment.digest = words_digest(comment)
        comment.likeness = likeness_of(comment)
        comment.flags = " ".join(
            content_checks.kinds(comment.text, comment.reason, comment.proposed_wording)
        )
        comment.stems = stems_of(comment)
        if comment.personal_case:
            comment.personal_case_at = at  # its words are kept for some days from now
        elif round.others_visible == OthersVisible.AT_ONCE:
            comment.moderation = Moderation.VISIBLE
    contributions = _contributions(round, comments, by=by, at=at)
    anchors = []
    for comment, contribution in zip(comments, contributions, strict=True):
        comment.contribution = contribution
        anchors += [
            Anchor(
                comment=comment,
                version_id=comment.version_id,
                section_uid=quote["section_uid"] or None,
                passage_uid=quote["passage_uid"] or None,
                **{key: quote[key] for key in ("start", "end", "exact", "prefix", "suffix")},
            )
            for quote in comment.draft_anchors
        ]
        comment.draft_anchors = []
    new = [comment for comment in comments if comment.pk is None]
    Comment.objects.bulk_create(new, batch_size=200)
    Comment.objects.bulk_update(
        [comment for comment in comments if comment not in new],
        [
            "number",
            "reference",
            "digest",
            "likeness",
            "stems",
            "flags",
            "personal_case_at",
            "moderation",
            "contribution",
            "draft_anchors",
        ],
        batch_size=200,
    )
    Anchor.objects.bulk_create(anchors, batch_size=500)
    Settlement.objects.bulk_create(
        [Settlement(comment=comment) for comment in comments], batch_size=500
    )
    # Of all points: those of an entered letter may be issued in several goes.
    issued = Comment.objects.filter(statement=statement).submitted().order_by("number")
    statement.receipt_digest = hashlib.sha256(
        canonical_json([list(row) for row in issued.values_list("reference", "digest")])
    ).hexdigest()
    statement.save(update_fields=["receipt_digest"])
    if comments:
        raise_generation(*PAGES)
        newest = max(comment.version.number for comment in comments)
        if Version.objects.filter(document=round.document_id, number__gt=newest).exists():
            jobs.enqueue("consultations.tasks.place_late_comments", document_id=round.document_id)


def _contributions(
    round: Round, comments: Sequence[Comment], *, by: Any, at: datetime
) -> list[Contribution]:
    records = []
    for comment in comments:
        visibility = comment_visibility(round, comment)
        records.append(
            Record(
                kind="comment",
                reference=comment.reference,
                title=f"Připomínka {comment.reference}",
                path=comment.path,
                visibility=visibility,
                audience_id=round.audience_id if visibility == Visibility.GROUP else None,
                recorded_at=at,
                state=SettlementState.OPEN,
                origin=round.record.origin,
                demo_origin=round.record.demo_origin,
                demo_source=round.record.demo_source,
            )
        )
    Record.objects.bulk_create(records, batch_size=200)
    Event.objects.bulk_create(
        [
            Event(
                record=record,
                verb="comment_received",
                actor=by,
                recorded_at=at,
                to_state=SettlementState.OPEN,
            )
            for record in records
        ],
        batch_size=500,
    )
    return Contribution.objects.bulk_create(
        [Contribution(record=record) for record in records], batch_size=500
    )


def words_digest(comment: Comment) -> str:
    """SHA-256 over everything the author said: words, choices, quoted places.

    Of the words as they were sent, also where a part of them is not shown.
    """
    places = comment.draft_anchors or [
        {"passage_uid": str(a.passage_uid or ""), "start": a.start, "end": a.end, "exact": a.exact}
        for a in sorted(comment.anchors.all(), key=lambda anchor: anchor.pk)
    ]
    words = {
        **sent_words(comment),
        "type": comment.type,
        "nature": comment.nature,
        "weight": comment.weight,
        "version": comment.version_id,
        "places": [[str(p["passage_uid"] or ""), p["start"], p["end"], p["exact"]] for p in places],
    }
    return hashlib.sha256(canonical_json(words)).hexdigest()


def sent_words(comment: Comment) -> dict[str, str]:
    """The author's words by field as they were sent, only for the author and those who run rounds: one query."""
    words = {name: getattr(comment, name) for name in WORDS}
    if comment.has_withheld_words:
        words.update({row.field: row.words for row in comment.sent_words.all()})
    return words


def likeness_of(comment: Comment) -> str:
    """The same for comments that say the same in the same words, whatever their case and punctuation."""
    words = re.findall(r"\w+", f"{comment.text} {comment.proposed_wording}".casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def stems_of(comment: Comment) -> str:
    """What the desk's search finds the comment by: stems of its number and words, each between blanks."""
    return padded_stems(
        f"{comment.reference} {comment.text} {comment.reason} {comment.proposed_wording}"
    )


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Take one sent point back: it keeps its number, its outcome is "withdrawn", nobody has to settle it.

    Raises CannotBeTakenBack.
    """
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("contribution__record", "round")
        .get(pk=comment.pk)
    )
    settlement = Settlement.objects.select_for_update().get(comment=comment)
    if comment.withdrawn_at is not None or settlement.state == SettlementState.ANSWERED:
        raise CannotBeTakenBack(_("This comment was taken back or answered already."))
    comment.withdrawn_at = at
    comment.save(update_fields=["withdrawn_at"])
    former = settlement.state
    settlement.outcome = Outcome.WITHDRAWN
    settlement.state = SettlementState.DECIDED
    settlement.decided_as = DecidedBy.AUTHOR
    settlement.decided_by, settlement.decided_at = by, at
    settlement.lock_version += 1
    settlement.save()
    remember(settlement, by=by, at=at)
    comment.contribution.outcome = Outcome.WITHDRAWN
    comment.contribution.save(update_fields=["outcome"])
    comment.contribution.record.state = settlement.state
    comment.contribution.record.save(update_fields=["state"])
    log_event(
        record=comment.contribution.record,
        verb="comment_withdrawn",
        by=by,
        at=at,
        from_state=former,
        to_state=settlement.state,
    )
    raise_generation(*PAGES)
    return comment


def remember(settlement: Settlement, *, by: Any, at: datetime, note: str = "") -> SettlementVersion:
    """Append the answer as it stands now to its history."""
    number = settlement.history.count() + 1
    row = SettlementVersion(
        settlement=settlement,
        number=number,
        state=settlement.state,
        outcome=settlement.outcome,
        reason=settlement.reason,
        note=note,
        by=by,
        at=at,
    )
    row.save()
    return row


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
