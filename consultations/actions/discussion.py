"""Writes under a sent comment: replies of members and support. What was said of the text itself never changes here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.actions.comment_words import plain_words
from consultations.actions.rounds import PAGES
from consultations.actions.statements import open_round
from consultations.enums import ENDED_ROUNDS
from consultations.models import Comment, Reply, Support
from core.actions import raise_generation

LONGEST_REPLY = 5_000


class NothingSaid(Exception):
    """A reply needs words."""


class NoMoreReplies(Exception):
    """The comment was taken back or hidden, or its round is over."""


def _under(comment: Comment) -> Comment:
    comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("round").get(pk=comment.pk)
    )
    if not comment.shows_words or comment.withdrawn_at or comment.round.stage in ENDED_ROUNDS:
        raise NoMoreReplies(_("There is nothing to reply to any more."))
    return comment


@transaction.atomic
def add_reply(*, comment: Comment, text: str, by: Any, at: datetime) -> Reply:
    """Reply under a comment; the same words of the same person again are that reply.

    Raises NothingSaid, TextTooLong, NoMoreReplies.
    """
    comment = _under(comment)
    words = plain_words("text", text, LONGEST_REPLY)
    if not words:
        raise NothingSaid(_("Write your reply."))
    known = comment.replies.filter(by=by, text=words).first()
    if known is not None:
        return known
    reply = Reply(comment=comment, text=words, by=by, at=at)
    reply.full_clean(exclude=["comment", "by"])
    reply.save()
    raise_generation(*PAGES)
    return reply


@transaction.atomic
def delete_reply(*, reply: Reply) -> None:
    """Take one's own reply away; a repeat does no harm. Of one that was checked an empty row stays for the counts."""
    if reply.moderation_decisions.exists():
        Reply.objects.filter(pk=reply.pk).update(text="")
    else:
        Reply.objects.filter(pk=reply.pk).delete()
    raise_generation(*PAGES)


@transaction.atomic
def support_comment(*, comment: Comment, by: Any, at: datetime) -> Support:
    """Support a comment while its round is open; once per person. Raises RoundClosed, NoMoreReplies."""
    comment = _under(comment)
    open_round(comment.round, at)
    found, made = Support.objects.get_or_create(comment=comment, user=by, defaults={"at": at})
    if made:
        raise_generation(*PAGES)
    return found


@transaction.atomic
def end_support(*, comment: Comment, by: Any, at: datetime) -> None:
    """Take one's support back while the round is open. Raises RoundClosed."""
    open_round(comment.round, at)
    if Support.objects.filter(comment=comment, user=by).delete()[0]:
        raise_generation(*PAGES)
