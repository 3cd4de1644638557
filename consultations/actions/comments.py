"""Writes of the comments of a statement: written, quoted, taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from concept.enums import ContributionOutcome as Outcome
from concept.models import Version
from consultations.actions.comment_words import WORDS, plain_words
from consultations.actions.rounds import PAGES
from consultations.actions.statements import RoundClosed, draft_of, open_round
from consultations.anchors import Quote, check_quotes
from consultations.enums import CommentType, DecidedBy, SettlementState, Weight
from consultations.models import (
    Comment,
    Dispute,
    DisputeStep,
    Respondent,
    Round,
    RoundVersion,
    Settlement,
    SettlementVersion,
    Statement,
)
from core.actions import log_event, raise_generation

CHOICES = ("type", "nature", "weight")
LOADED = ("contribution", "statement", "round", "version", "created_by", "updated_by", "cluster")


class StaleComment(Exception):
    """Somebody else changed the comment in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Comment) -> None:
        super().__init__(message)
        self.current = current


class CommentIsGone(Exception):
    """Somebody deleted the draft comment in the meantime."""


class EssentialNotAllowed(Exception):
    """Only bodies named in the round may make essential comments."""


class NothingWritten(Exception):
    """A comment needs words: its text or a proposed wording (support needs none)."""


class CannotBeTakenBack(Exception):
    """The comment was taken back already, or its answer was given."""


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
    statement = draft_of(
        statement,
        takes_version=Exists(RoundVersion.objects.filter(round=OuterRef("round"), version=version)),
        last_order=Subquery(
            Comment.objects.filter(statement=OuterRef("pk")).order_by("-order").values("order")[:1]
        ),
    )
    open_round(statement.round, at)
    if not statement.takes_version:
        raise RoundClosed(_("This version is not commented on in this round."))
    quotes = check_quotes(version, places) or check_quotes(version, [{}])
    if comment is None:
        comment = Comment(
            statement=statement,
            round=statement.round,
            order=(statement.last_order or 0) + 1,
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
    if comment.pk is None and statement.last_order and (known := _same_draft(comment)) is not None:
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
def withdraw_comment(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Take one sent point back: it keeps its number, its outcome is "withdrawn", nobody has to settle it.

    What was proposed or decided before is not published with it (the history keeps it); a dispute over it ends.
    Raises CannotBeTakenBack.
    """
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("contribution__record", "round__document")
        .get(pk=comment.pk)
    )
    settlement = Settlement.objects.select_for_update().get(comment=comment)
    if comment.withdrawn_at is not None or settlement.state == SettlementState.ANSWERED:
        raise CannotBeTakenBack(_("This comment was taken back or answered already."))
    comment.withdrawn_at = at
    comment.save(update_fields=["withdrawn_at"])
    former = settlement.state
    settlement.outcome, settlement.reason = Outcome.WITHDRAWN, ""
    settlement.state = SettlementState.DECIDED
    settlement.decided_as = DecidedBy.AUTHOR
    settlement.decided_by, settlement.decided_at = by, at
    settlement.decided_on = timezone.localdate(at)
    settlement.decided_where, settlement.decided_in = "", None
    settlement.lock_version += 1
    settlement.save()
    _end_dispute(settlement, by=by, at=at)
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
    # Later versions count one comment less.
    raise_generation(comment.round.document.slug, "api", *PAGES)
    return comment


def _end_dispute(settlement: Settlement, *, by: Any, at: datetime) -> None:
    dispute = Dispute.objects.filter(settlement=settlement, resolved_on=None).first()
    if dispute is None:
        return
    with translation.override("cs"):  # content, as what people write at the desk
        words = _("Its author took this comment back.")
    dispute.result = words
    dispute.resolved_on, dispute.resolved_by = timezone.localdate(at), by
    dispute.lock_version += 1
    dispute.save(update_fields=["result", "resolved_on", "resolved_by", "lock_version"])
    DisputeStep(
        dispute=dispute,
        level=dispute.level,
        is_resolution=True,
        note=words,
        occurred_on=dispute.resolved_on,
        by=by,
        at=at,
    ).save()


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
