"""A letter is split into points; somebody else than the typist checks them against the original."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.models import Version
from consultations import notifications
from consultations.actions.comments import (
    EssentialNotAllowed,
    StaleComment,
    may_be_essential,
    set_quotes,
    write_words,
)
from consultations.actions.intake import RoundTakesNothing, entered
from consultations.actions.issuing import issue_comments
from consultations.anchors import check_quotes
from consultations.enums import RoundStage, Weight
from consultations.models import Comment, Statement
from core.actions import log_event


class NothingToFinish(Exception):
    """There is no point to be numbered."""


class OutsideOriginal(Exception):
    """The marked passage is not within the original text."""


class CheckedByTypist(Exception):
    """Who entered a statement does not check it."""


@transaction.atomic
def save_point(
    *,
    statement: Statement,
    version: Version,
    place: Mapping[str, Any],
    by: Any,
    at: datetime,
    point: Comment | None = None,
    lock_version: int = 0,
    original_start: int | None = None,
    original_end: int | None = None,
    place_words: str = "",
    **fields: Any,
) -> Comment:
    """Write one point of an entered statement, new or not yet numbered.

    ``original_start``/``original_end``: code points of the original text it was taken from; without ``text`` its words
    are the point's. ``place`` as in ``anchors.check_quotes``; other ``fields`` as in ``statements.save_comment``.
    Raises NotEntered, RoundTakesNothing, OutsideOriginal, StaleComment, QuoteDoesNotMatch, EssentialNotAllowed,
    TextTooLong, NothingWritten, ValidationError.
    """
    statement = entered(statement)
    round = statement.round
    if round.stage not in {RoundStage.ANNOUNCED, RoundStage.SEALED}:
        raise RoundTakesNothing(_("This round takes nothing now: see where it stands."))
    if not round.round_versions.filter(version=version).exists():
        raise RoundTakesNothing(_("This version is not commented on in this round."))
    if original_start is not None and original_end is not None:
        if not 0 <= original_start < original_end <= len(statement.original_text):
            raise OutsideOriginal(_("The marked words are not in the original. Mark them again."))
        if not fields.get("text"):
            fields["text"] = statement.original_text[original_start:original_end]
    if point is None:
        last = statement.comments.order_by("order").values_list("order", flat=True).last()
        point = Comment(
            statement=statement, round=round, order=(last or 0) + 1, created_by=by, created_at=at
        )
    else:
        point = Comment.objects.select_for_update(of=("self",)).get(
            pk=point.pk, statement=statement, contribution=None
        )
        if point.lock_version != lock_version:
            raise StaleComment(
                _("Somebody else changed this point in the meantime. Compare both texts."), point
            )
        point.lock_version += 1
    write_words(point, fields)
    _check_weight(statement, point)
    set_quotes(point, version, check_quotes(version, [place]))
    point.place_words = place_words.strip()[:200]
    point.original_start, point.original_end = original_start, original_end
    point.updated_by, point.updated_at = by, at
    point.full_clean(exclude=["contribution"])
    point.save()
    if statement.is_split:
        statement.is_split = statement.has_no_comments = False
        statement.save(update_fields=["is_split", "has_no_comments"])
    return point


def _check_weight(statement: Statement, point: Comment) -> None:
    if point.weight != Weight.ESSENTIAL:
        return
    if not may_be_essential(statement.round, statement.respondent):
        raise EssentialNotAllowed(_("Only bodies named in the round may make essential comments."))
    if not statement.respondent.mandate_checked:
        raise EssentialNotAllowed(
            _("Check first whether the signer may speak for the body, then make it essential.")
        )


@transaction.atomic
def delete_point(*, point: Comment, by: Any, at: datetime) -> None:
    """Drop a point that has no number yet; its passage of the original is free again. A repeat does no harm."""
    statement = entered(point.statement)
    Comment.objects.filter(pk=point.pk, contribution=None).delete()
    if not statement.is_split and statement.comments.exists() and not _waiting(statement):
        statement.is_split = True
        statement.save(update_fields=["is_split"])


def _waiting(statement: Statement) -> list[Comment]:
    """Points without a number, in the order of the original, those without a passage last."""
    points = list(statement.comments.filter(contribution=None).order_by("order"))
    return sorted(
        points,
        key=lambda point: (point.original_start is None, point.original_start or 0, point.order),
    )


@transaction.atomic
def finish_splitting(*, statement: Statement, by: Any, at: datetime) -> Statement:
    """Give numbers to the points that wait for one; the sender gets a receipt. A repeat does no harm.

    Raises NotEntered, NothingToFinish.
    """
    statement = entered(statement)
    points = _waiting(statement)
    if not points:
        if statement.is_split:
            return statement
        raise NothingToFinish(_("There is no point yet. Mark one, or say that there is none."))
    issue_comments(statement, points, by=by, at=at)
    statement.is_split = True
    statement.save(update_fields=["is_split"])
    log_event(
        record=statement.record,
        verb="statement_split",
        by=by,
        at=at,
        payload={"points": len(points)},
    )
    notifications.statement_received(statement, at=at)
    return statement


@transaction.atomic
def declare_without_comments(*, statement: Statement, by: Any, at: datetime) -> Statement:
    """Say that an entered statement holds no comment. Raises NotEntered, NothingToFinish (it has points)."""
    statement = entered(statement)
    if statement.comments.exists():
        raise NothingToFinish(_("There are points already."))
    statement.has_no_comments = statement.is_split = True
    statement.save(update_fields=["has_no_comments", "is_split"])
    log_event(record=statement.record, verb="statement_split", by=by, at=at, payload={"points": 0})
    return statement


# --- care afterwards ---------------------------------------------------------------------------------------


@transaction.atomic
def check_statement(*, statement: Statement, by: Any, at: datetime) -> Statement:
    """Say that somebody else compared the points with the original. A repeat does no harm.

    Raises NotEntered, NothingToFinish (it is not split yet), CheckedByTypist.
    """
    statement = entered(statement)
    if statement.checked_at is not None:
        return statement
    if not statement.is_split:
        raise NothingToFinish(_("Finish the splitting first."))
    typists = set(statement.comments.values_list("created_by_id", flat=True))
    if by.pk in typists | {statement.created_by_id}:
        raise CheckedByTypist(_("Somebody else than who entered it must check it."))
    statement.checked_by, statement.checked_at = by, at
    statement.save(update_fields=["checked_by", "checked_at"])
    log_event(record=statement.record, verb="statement_checked", by=by, at=at)
    return statement
