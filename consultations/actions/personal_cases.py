"""Writes about personal cases: somebody told their own story where a text was to be commented on.

Its words are never published. They are kept apart for ``PERSONAL_CASE_DAYS`` days, handed over to the contact point for
housing only with the author's recorded consent, and erased then. It is counted like any other comment.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from concept.enums import ContributionOutcome as Outcome
from consultations import notifications
from consultations.actions.comments import remember
from consultations.actions.disputes import withdraw_dispute
from consultations.actions.erasing import erase_words
from consultations.actions.issuing import StatementAlreadySent
from consultations.actions.moderation import decide, tell
from consultations.actions.visibility import refresh_comment_visibility
from consultations.enums import (
    SETTLED_STATES,
    DecidedBy,
    HiddenReason,
    Moderation,
    PersonalCase,
    SettlementState,
)
from consultations.models import Comment, Settlement
from core.actions import log_event


class NotPersonal(Exception):
    """The comment is not marked as a personal case, or its words were erased."""


class ConsentMissing(Exception):
    """A personal case is handed over only if its author agreed to it."""


class AlreadySettled(Exception):
    """The comment was answered already; it cannot become a personal case quietly."""


def _lock(comment: Comment) -> Comment:
    return (
        Comment.objects.select_for_update(of=("self",))
        .select_related(
            "contribution__record",
            "round__record",
            "round__document",
            "statement__respondent__organisation",
        )
        .get(pk=comment.pk)
    )


def _kept(comment: Comment) -> Comment:
    comment = _lock(comment)
    if comment.personal_case not in {PersonalCase.KEPT, PersonalCase.HANDED_OVER}:
        raise NotPersonal(_("This comment is not a personal case, or its words were erased."))
    return comment


@transaction.atomic
def mark_personal_case(
    *, comment: Comment, by: Any, at: datetime, may_be_handed_over: bool = False
) -> Comment:
    """Keep a comment apart: its author chose so before or after sending, or staff found it. A repeat does no harm.

    ``may_be_handed_over``: the author agreed that the contact point for housing gets the words. Of a sent one no page,
    feed, export or search knows from now on. Raises AlreadySettled.
    """
    comment = _lock(comment)
    if may_be_handed_over and comment.handover_consent_at is None:
        comment.handover_consent_at = at
    if not comment.personal_case:
        comment.personal_case, comment.personal_case_at = PersonalCase.KEPT, at
        if comment.is_sent:
            _keep_apart(comment, by=by, at=at)
    comment.save(
        update_fields=[
            "personal_case",
            "personal_case_at",
            "handover_consent_at",
            "moderation",
            "hidden_reason",
        ]
    )
    if comment.is_sent:
        refresh_comment_visibility(comment.round, [comment])
    return comment


@transaction.atomic
def choose_personal_case(
    *, comment: Comment, by: Any, at: datetime, is_personal: bool, may_be_handed_over: bool = False
) -> Comment:
    """Store what the author chose on a draft: apart and handed over or not, or a comment like any other.

    Unlike a mark on a sent comment the choice and the consent can be taken back. Raises StatementAlreadySent.
    """
    comment = _lock(comment)
    if comment.is_sent:
        raise StatementAlreadySent(_("These comments were sent already."))
    if not is_personal:
        comment.personal_case, comment.personal_case_at = PersonalCase.NO, None
        comment.handover_consent_at = None
        comment.save(update_fields=["personal_case", "personal_case_at", "handover_consent_at"])
        return comment
    if not may_be_handed_over and comment.handover_consent_at is not None:
        comment.handover_consent_at = None
        comment.save(update_fields=["handover_consent_at"])
    return mark_personal_case(comment=comment, by=by, at=at, may_be_handed_over=may_be_handed_over)


def _keep_apart(comment: Comment, *, by: Any, at: datetime) -> None:
    if Settlement.objects.get(comment=comment).state == SettlementState.ANSWERED:
        raise AlreadySettled(_("The answer was given already."))
    comment.moderation, comment.hidden_reason = Moderation.HIDDEN, HiddenReason.PERSONAL_CASE
    decide(comment, Moderation.HIDDEN, by=by, at=at, reason=HiddenReason.PERSONAL_CASE)
    tell(comment, "personal_case_marked", by=by, at=at, reason=HiddenReason.PERSONAL_CASE)


@transaction.atomic
def unmark_personal_case(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Take a mistaken mark back; the comment waits for its check again. Raises NotPersonal."""
    comment = _kept(comment)
    if comment.personal_case == PersonalCase.HANDED_OVER:
        raise NotPersonal(_("The case was handed over already."))
    comment.personal_case, comment.personal_case_at = PersonalCase.NO, None
    comment.handover_consent_at = None
    comment.moderation, comment.hidden_reason = Moderation.WAITING, ""
    comment.save()
    if comment.is_sent:
        refresh_comment_visibility(comment.round, [comment])
        tell(comment, "personal_case_unmarked", by=by, at=at)
    return comment


@transaction.atomic
def record_handover_consent(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """The author agreed, also by telephone or in person, that the contact point gets the words. Raises NotPersonal."""
    comment = _kept(comment)
    if comment.handover_consent_at is None:
        comment.handover_consent_at = at
        comment.save(update_fields=["handover_consent_at"])
        log_event(
            record=comment.contribution.record, verb="handover_consent_recorded", by=by, at=at
        )
    return comment


def note_reading(*, comment: Comment, by: Any, at: datetime) -> None:
    """Log that somebody read the words of a personal case; once per person and day is enough."""
    record = comment.contribution.record
    since = at - timedelta(days=1)
    if not record.events.filter(
        verb="personal_case_read", actor=by, recorded_at__gt=since
    ).exists():
        log_event(record=record, verb="personal_case_read", by=by, at=at)


@transaction.atomic
def hand_over_case(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Record that the contact point got the words; the author is told. A repeat does no harm.

    How they got them (in person, by data box) is not ours: no words leave by mail. Raises NotPersonal, ConsentMissing.
    """
    comment = _kept(comment)
    if comment.personal_case == PersonalCase.HANDED_OVER:
        return comment
    if comment.handover_consent_at is None:
        raise ConsentMissing(_("The author has not agreed. Ask them first and record the consent."))
    comment.personal_case = PersonalCase.HANDED_OVER
    comment.save(update_fields=["personal_case"])
    _close(comment, by=by, at=at)
    log_event(record=comment.contribution.record, verb="personal_case_handed_over", by=by, at=at)
    notifications.case_handed_over(comment, at=at)
    return comment


def _close(comment: Comment, *, by: Any, at: datetime) -> None:
    """A personal case keeps no round from being settled: it is no matter of the text."""
    settlement = Settlement.objects.select_for_update().get(comment=comment)
    if settlement.state in SETTLED_STATES:
        return
    former, settlement.state = settlement.state, SettlementState.DECIDED
    settlement.outcome = Outcome.OUT_OF_SCOPE
    with translation.override("cs"):
        settlement.reason = _(
            "A personal case, not a comment on the text. The contact point for housing helps."
        )
    settlement.decided_as, settlement.decided_by, settlement.decided_at = (
        DecidedBy.EDITOR,
        by,
        at,
    )
    settlement.lock_version += 1
    settlement.save()
    withdraw_dispute(settlement=settlement, reason=settlement.reason, by=by, at=at)
    remember(settlement, by=by, at=at)
    contribution = comment.contribution
    contribution.outcome = Outcome.OUT_OF_SCOPE
    contribution.save(update_fields=["outcome"])
    contribution.record.state = settlement.state
    contribution.record.save(update_fields=["state"])
    log_event(
        record=contribution.record,
        verb="settlement_decided",
        by=by,
        at=at,
        from_state=former,
        to_state=settlement.state,
    )


@transaction.atomic
def erase_case(*, comment: Comment, at: datetime, by: Any = None) -> Comment:
    """Erase the words of a personal case everywhere; number, dates and the event stay. Raises NotPersonal."""
    comment = _kept(comment)
    _close(comment, by=by, at=at)
    comment.personal_case = PersonalCase.ERASED
    comment.save(update_fields=["personal_case"])
    return erase_words(comment=comment, by=by, at=at)


def erase_due_cases(*, at: datetime) -> int:
    """Erase the words of cases kept long enough, and drafts of such cases that can no longer be sent; how many."""
    limit = at - timedelta(days=settings.PERSONAL_CASE_DAYS)
    due = Comment.objects.filter(
        personal_case__in=[PersonalCase.KEPT, PersonalCase.HANDED_OVER],
        personal_case_at__lte=limit,
    )
    count = 0
    for comment in due.submitted().order_by("pk"):
        erase_case(comment=comment, at=at)
        count += 1
    unsent = due.filter(contribution=None, round__closes_at__lte=at)
    for comment in unsent:
        with transaction.atomic():
            comment.attachments.all().delete()
            Comment.objects.filter(pk=comment.pk, contribution=None).delete()
        count += 1
    return count
