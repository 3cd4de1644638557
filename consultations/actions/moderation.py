"""Writes of the check before publication: show, hide with a published reason, withhold a part, answer an objection.

Each decision is a row of its own (``ModerationDecision``), also "shown, nothing to object to": the public counts them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from consultations import notifications
from consultations.actions.comment_words import (
    WORDS,
    given_answer,
    likeness_of,
    sent_words,
    stems_of,
)
from consultations.actions.rounds import PAGES
from consultations.actions.visibility import refresh_comment_visibility
from consultations.enums import HiddenReason, Moderation
from consultations.models import (
    Comment,
    ModerationDecision,
    ModerationObjection,
    Reply,
    SentWords,
    WithheldPart,
)
from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain

LONGEST_OBJECTION = 2_000
# A personal case has a way of its own (actions.personal_cases): hiding alone would keep its words.
HIDING_REASONS = tuple(reason for reason in HiddenReason if reason != HiddenReason.PERSONAL_CASE)


class NothingToCheck(Exception):
    """The comment was not sent, its words were erased, or it is a personal case."""


class ReasonMissing(Exception):
    """Hiding and withholding need a reason from the published list."""


class PartOutside(Exception):
    """The chosen part is not within the words, or nothing is left of it."""


class NothingHidden(Exception):
    """There is nothing to object to: no words are hidden or withheld."""


class ObjectionKnown(Exception):
    """The author objected already; it waits for its answer, or was answered."""


class SamePerson(Exception):
    """Who hid the words does not answer the objection against it."""


@dataclass(slots=True)
class BatchResult:
    """What became of many comments: references by fate; ``refused`` maps a reference to the reason in words."""

    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def lock_comment(comment: Comment) -> Comment:
    """A sent comment under a lock with its round, record and respondent. Raises NothingToCheck."""
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related(
            "contribution__record",
            "round__record",
            "round__document",
            "statement__respondent__organisation",
        )
        .get(pk=comment.pk)
    )
    if not comment.is_sent or comment.personal_case or comment.erased_at is not None:
        raise NothingToCheck(_("There are no words of this comment to be checked."))
    return comment


def _checked_reason(reason: str) -> str:
    if reason not in HIDING_REASONS:
        raise ReasonMissing(
            _("Choose a reason from the list; the author and everyone else see it.")
        )
    return reason


def decide(
    comment: Comment,
    decision: str,
    *,
    by: Any,
    at: datetime,
    reason: str = "",
    reply: Reply | None = None,
    answers_objection: bool = False,
) -> ModerationDecision:
    """Append a decision; the caller has changed what it is about."""
    row = ModerationDecision(
        comment=comment,
        reply=reply,
        decision=decision,
        reason=reason,
        answers_objection=answers_objection,
        by=by,
        at=at,
    )
    row.full_clean()
    row.save()
    return row


def tell(comment: Comment, verb: str, *, by: Any, at: datetime, reason: str = "") -> None:
    """Log the act with the published reason (a value of ``HiddenReason``) and draw all pages anew."""
    log_event(
        record=comment.contribution.record,
        verb=verb,
        by=by,
        at=at,
        payload={"reason": str(reason)} if reason else {},
    )
    raise_generation("site", *PAGES, comment.round.document.slug)


def _set(comment: Comment, moderation: str, reason: str = "") -> None:
    comment.moderation, comment.hidden_reason = moderation, reason
    comment.save(update_fields=["moderation", "hidden_reason"])
    refresh_comment_visibility(comment.round, [comment])


@transaction.atomic
def show_comment(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Say that the words may be shown. A repeat does no harm. Raises NothingToCheck."""
    comment = lock_comment(comment)
    if comment.moderation == Moderation.VISIBLE and _last_decision(comment) is not None:
        return comment
    _set(comment, Moderation.VISIBLE)
    decide(comment, Moderation.VISIBLE, by=by, at=at)
    tell(comment, "comment_shown", by=by, at=at)
    return comment


@transaction.atomic
def hide_comment(*, comment: Comment, reason: str, by: Any, at: datetime) -> Comment:
    """Hide the words with a reason; number, page and replies stay, the author is told how to object.

    A repeat with the same reason does no harm. Raises NothingToCheck, ReasonMissing.
    """
    reason = _checked_reason(reason)
    comment = lock_comment(comment)
    if (comment.moderation, comment.hidden_reason) == (Moderation.HIDDEN, reason):
        return comment
    _set(comment, Moderation.HIDDEN, reason)
    row = decide(comment, Moderation.HIDDEN, by=by, at=at, reason=reason)
    tell(comment, "comment_hidden", by=by, at=at, reason=reason)
    notifications.words_not_shown(row, at=at)
    return comment


def _last_decision(comment: Comment) -> ModerationDecision | None:
    return comment.moderation_decisions.filter(reply=None).order_by("pk").last()


def decide_many(
    *, comments: Iterable[Comment], decision: str, by: Any, at: datetime, reason: str = ""
) -> BatchResult:
    """Show or hide many comments; each is an act of its own. Raises ReasonMissing for all of them."""
    if decision == Moderation.HIDDEN:
        _checked_reason(reason)
    result = BatchResult()
    for comment in comments:
        before = ModerationDecision.objects.filter(comment=comment).count()
        try:
            if decision == Moderation.HIDDEN:
                hide_comment(comment=comment, reason=reason, by=by, at=at)
            else:
                show_comment(comment=comment, by=by, at=at)
        except NothingToCheck as error:
            result.refused[comment.reference] = str(error)
            continue
        changed = ModerationDecision.objects.filter(comment=comment).count() > before
        (result.changed if changed else result.same).append(comment.reference)
    return result


# --- withholding a part --------------------------------------------------------------------------------


Part = tuple[str, int, int]


def parts_with(comment: Comment, words: str) -> list[Part]:
    """Every place of the comment *as it was sent* that has the given words, as (field, start, end)."""
    words = words.strip()
    return [
        (name, match.start(), match.end())
        for name, text in sent_words(comment).items()
        for match in (re.finditer(re.escape(words), text) if words else ())
    ]


@transaction.atomic
def withhold_parts(
    *, comment: Comment, parts: Sequence[Part], reason: str, by: Any, at: datetime
) -> Comment:
    """Take code points [start, end) of fields *as they were sent* out of what is shown; the rest is shown.

    The words as they were sent lie beside (docs/adr, withheld words). Parts may overlap. A repeat does no harm.
    Raises NothingToCheck, ReasonMissing, PartOutside.
    """
    reason = _checked_reason(reason)
    comment = lock_comment(comment)
    sent = sent_words(comment)
    for name, start, end in parts:
        words = sent.get(name, "")
        if not 0 <= start < end <= len(words) or not words[start:end].strip():
            raise PartOutside(_("These words are not in the comment. Copy them exactly."))
    known = set(
        comment.withheld_parts.filter(lifted_at=None, reason=reason).values_list(
            "field", "start", "end"
        )
    )
    new = [part for part in dict.fromkeys(parts) if part not in known]
    if not parts:
        raise PartOutside(_("These words are not in the comment. Copy them exactly."))
    if not new and comment.moderation == Moderation.VISIBLE:
        return comment
    kept = set(comment.sent_words.values_list("field", flat=True))
    for name in dict.fromkeys(part[0] for part in new):
        if name not in kept:
            SentWords(comment=comment, field=name, words=sent[name]).save()
    WithheldPart.objects.bulk_create(
        [
            WithheldPart(
                comment=comment, field=name, start=start, end=end, reason=reason, by=by, at=at
            )
            for name, start, end in new
        ]
    )
    refresh_words(comment)
    _set(comment, Moderation.VISIBLE)
    row = decide(comment, Moderation.VISIBLE, by=by, at=at, reason=reason)
    tell(comment, "words_withheld", by=by, at=at, reason=reason)
    notifications.words_not_shown(row, at=at)
    return comment


@transaction.atomic
def lift_parts(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Show all withheld parts of a comment again. A repeat does no harm. Raises NothingToCheck."""
    comment = lock_comment(comment)
    if _lift(comment, by=by, at=at):
        decide(comment, comment.moderation, by=by, at=at, reason=comment.hidden_reason)
        tell(comment, "words_restored", by=by, at=at)
    return comment


def _lift(comment: Comment, *, by: Any, at: datetime) -> int:
    lifted = comment.withheld_parts.filter(lifted_at=None).update(lifted_by=by, lifted_at=at)
    if lifted:
        refresh_words(comment)
    return lifted


def refresh_words(comment: Comment) -> None:
    """Compute what may be read from the words as they were sent and the parts withheld now."""
    parts: dict[str, list[WithheldPart]] = {}
    for part in comment.withheld_parts.filter(lifted_at=None):
        parts.setdefault(part.field, []).append(part)
    for name, words in comment.sent_words.values_list("field", "words"):
        setattr(comment, name, without_parts(words, parts.get(name, [])))
    comment.has_withheld_words = bool(parts)
    comment.stems = stems_of(comment, given_answer(comment))
    comment.likeness = likeness_of(comment)
    comment.save(update_fields=[*WORDS, "has_withheld_words", "stems", "likeness"])


def without_parts(words: str, parts: Sequence[WithheldPart]) -> str:
    """The words with a marker in place of each part; parts that touch or overlap get one marker."""
    out: list[str] = []
    position = 0
    for part in sorted(parts, key=lambda part: (part.start, part.end)):
        if part.start > position or not out:
            out.append(words[position : part.start])
            out.append(marker(part.reason))
        position = max(position, part.end)
    return "".join(out) + words[position:]


def marker(reason: str) -> str:
    """What stands in place of withheld words; content, so it is always Czech."""
    with translation.override("cs"):
        label = str(HiddenReason(reason).label)
        return _("[removed: %(reason)s]") % {"reason": label[:1].lower() + label[1:]}


# --- replies ---------------------------------------------------------------------------------------------


def _lock_reply(reply: Reply) -> Reply:
    return (
        Reply.objects.select_for_update(of=("self",))
        .select_related("comment__contribution__record", "comment__round__document")
        .get(pk=reply.pk)
    )


@transaction.atomic
def hide_reply(*, reply: Reply, reason: str, by: Any, at: datetime) -> Reply:
    """Hide the words of a reply with a reason. A repeat does no harm. Raises ReasonMissing."""
    reason = _checked_reason(reason)
    reply = _lock_reply(reply)
    if (reply.moderation, reply.hidden_reason) == (Moderation.HIDDEN, reason):
        return reply
    reply.moderation, reply.hidden_reason = Moderation.HIDDEN, reason
    reply.save(update_fields=["moderation", "hidden_reason"])
    decide(reply.comment, Moderation.HIDDEN, by=by, at=at, reason=reason, reply=reply)
    tell(reply.comment, "reply_hidden", by=by, at=at, reason=reason)
    return reply


@transaction.atomic
def show_reply(*, reply: Reply, by: Any, at: datetime) -> Reply:
    """Show the words of a reply again. A repeat does no harm."""
    reply = _lock_reply(reply)
    if reply.moderation == Moderation.VISIBLE and reply.moderation_decisions.exists():
        return reply
    reply.moderation, reply.hidden_reason = Moderation.VISIBLE, ""
    reply.save(update_fields=["moderation", "hidden_reason"])
    decide(reply.comment, Moderation.VISIBLE, by=by, at=at, reply=reply)
    tell(reply.comment, "reply_shown", by=by, at=at)
    return reply


# --- objections --------------------------------------------------------------------------------------------


def hiding_decision(comment: Comment) -> ModerationDecision | None:
    """The decision by which words of the comment are not shown now: one query, none when all is shown."""
    if comment.moderation != Moderation.HIDDEN and not comment.has_withheld_words:
        return None
    found = comment.moderation_decisions.filter(reply=None, answers_objection=False)
    return found.exclude(reason="").select_related("by").order_by("pk").last()


@transaction.atomic
def object_to_hiding(*, comment: Comment, text: str, by: Any, at: datetime) -> ModerationObjection:
    """The author asks another person to decide; once for each hiding. ``by`` is None for the holder of a code.

    Raises NothingToCheck, NothingHidden, ObjectionKnown.
    """
    comment = lock_comment(comment)
    hidden = hiding_decision(comment)
    if hidden is None:
        raise NothingHidden(_("All words of this comment are shown."))
    if comment.objections.filter(made_at__gte=hidden.at).exists():
        raise ObjectionKnown(_("You have told us already that you do not agree."))
    objection = ModerationObjection(
        comment=comment, text=clean_plain(text)[:LONGEST_OBJECTION], made_by=by, made_at=at
    )
    objection.full_clean()
    objection.save()
    log_event(record=comment.contribution.record, verb="hiding_objected", by=by, at=at)
    return objection


@transaction.atomic
def answer_objection(
    *, objection: ModerationObjection, shows: bool, by: Any, at: datetime
) -> ModerationObjection:
    """Another person decides: the words are shown, or stay as they are. The author is told. A repeat does no harm.

    Raises NothingToCheck, SamePerson.
    """
    objection = ModerationObjection.objects.select_for_update().get(pk=objection.pk)
    if objection.decided_at is not None:
        return objection
    comment = lock_comment(objection.comment)
    hidden = hiding_decision(comment)
    if hidden is not None and hidden.by_id == by.pk:
        raise SamePerson(_("Somebody else than who hid the words must answer."))
    if shows:
        _lift(comment, by=by, at=at)
        _set(comment, Moderation.VISIBLE)
    answer = decide(
        comment,
        comment.moderation,
        by=by,
        at=at,
        reason="" if shows or hidden is None else hidden.reason,
        answers_objection=True,
    )
    objection.answer, objection.decided_at = answer, at
    objection.save(update_fields=["answer", "decided_at"])
    tell(comment, "hiding_lifted" if shows else "hiding_upheld", by=by, at=at)
    notifications.objection_answered(answer, at=at)
    return objection
