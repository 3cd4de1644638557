"""Comments beside the text they are about: a few of each passage with their number, or all of one place, paged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils.http import urlencode

from concept.models import Version
from consultations import naming
from consultations.enums import ENDED_ROUNDS, RespondentKind
from consultations.models import Anchor, Comment, Reply, Round, Support
from consultations.queries.texts import QuotedText
from core.permissions import allowed

SHOWN_OF_PASSAGE = 3
SHOWN_OF_SECTION = 90


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as others see it. Without ``shows_words`` only its number and why are told."""

    comment: Comment
    author: str
    quotes: list[tuple[str, int, int]]  # words, start and end in code points
    reply_count: int
    support_count: int

    @property
    def shows_words(self) -> bool:
        """Whether the words may be shown."""
        return self.comment.shows_words


@dataclass(slots=True)
class PassageComments:
    """Comments on one passage: how many, and the first few. Empty ``uid``: on the section as a whole."""

    uid: str
    count: int
    all_url: str
    shown: list[ShownComment] = field(default_factory=list)


def _visible(round: Round, version: Version, user: Any) -> QuerySet:
    return Comment.objects.visible_to(user).filter(round=round, version=version)


def _anchors(version: Version, section_uid: str) -> QuerySet:
    return Anchor.objects.filter(version=version, section_uid=UUID(section_uid))


def comments_beside(
    round: Round, version: Version, section_uid: str, user: Any
) -> list[PassageComments]:
    """For each passage of a section that has comments the user may know of, their number and the first few.

    Three queries, however many comments there are.
    """
    visible = _visible(round, version, user)
    anchors = _anchors(version, section_uid).filter(comment__in=visible)
    counts = anchors.values("passage_uid").annotate(count=Count("comment", distinct=True))
    found = {
        str(row["passage_uid"] or ""): PassageComments(
            uid=str(row["passage_uid"] or ""),
            count=row["count"],
            all_url=_all_url(round, version, section_uid, row["passage_uid"]),
        )
        for row in counts.order_by()
    }
    first = anchors.annotate(
        rank=Window(RowNumber(), partition_by="passage_uid", order_by=["comment__number", "pk"])
    ).filter(rank__lte=SHOWN_OF_PASSAGE)
    rows = list(first.order_by("comment__place_order", "comment__number")[:SHOWN_OF_SECTION])
    comments = {
        c.pk: c for c in _shown(Comment.objects.filter(pk__in=[a.comment_id for a in rows]))
    }
    for anchor in rows:
        passage = found[str(anchor.passage_uid or "")]
        comment = comments[anchor.comment_id]
        if all(comment.pk != shown.comment.pk for shown in passage.shown):
            passage.shown.append(shown_comment(comment, [anchor]))
    return list(found.values())


def _all_url(round: Round, version: Version, section_uid: str, passage_uid: Any) -> str:
    place = ("odstavec", str(passage_uid)) if passage_uid else ("oddil", section_uid)
    base = reverse("consultations:section-comments", args=[round.slug])
    return f"{base}?{urlencode([('verze', version.slug), place])}"


def _shown(comments: QuerySet) -> QuerySet:
    replies = Reply.objects.filter(comment=OuterRef("pk")).exclude(text="")
    replies = replies.order_by().values("comment")
    supports = Support.objects.filter(comment=OuterRef("pk")).order_by().values("comment")
    return comments.select_related("statement__respondent__organisation").annotate(
        reply_count=_count(replies), support_count=_count(supports)
    )


def _count(rows: QuerySet) -> Any:
    counted = rows.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def comments_at(round: Round, version: Version, text: QuotedText, user: Any) -> QuerySet:
    """Comments on one passage, or on anything in a section, that the user may know of, in the order of the text."""
    places = _anchors(version, text.section_uid).filter(comment=OuterRef("pk"))
    if text.is_passage:
        places = places.filter(passage_uid=UUID(text.place.passage))
    found = _visible(round, version, user).filter(Exists(places))
    anchors = Prefetch("anchors", queryset=Anchor.objects.order_by("pk"))
    return _shown(found).prefetch_related(anchors).order_by("place_order", "number")


def shown_comment(comment: Comment, anchors: Iterable[Anchor] | None = None) -> ShownComment:
    """A comment of ``comments_at`` as others see it; the name goes with the words, as in the settlement table."""
    places = comment.anchors.all() if anchors is None else anchors
    respondent = comment.statement.respondent
    return ShownComment(
        comment=comment,
        author=naming.public_name(respondent)
        if comment.shows_words or comment.withdrawn_at is not None
        else str(RespondentKind(respondent.kind).label),
        quotes=[(a.exact, a.start, a.end) for a in places if a.passage_uid],
        reply_count=comment.reply_count,
        support_count=comment.support_count,
    )


@dataclass(frozen=True, slots=True)
class Discussion:
    """What stands under a comment for one reader. Replies are shown to those who take part, never to everyone."""

    comment: Comment
    support_count: int
    supports: bool
    may_support: bool
    replies: list[Reply]
    may_reply: bool
    reader: Any


def discussion(comment: Comment, reader: Any, at: datetime) -> Discussion:
    """Replies and support under a comment: two queries for everyone, a dozen for those who may take part.

    Without an account: only how many people support it.
    """
    supporters = set(Support.objects.filter(comment=comment).values_list("user_id", flat=True))
    takes_part = allowed(reader, "consultations.reply", comment)
    is_alive = comment.shows_words and comment.withdrawn_at is None
    replies = (
        Reply.objects.filter(comment=comment).exclude(text="").select_related("by").order_by("pk")
        if takes_part
        else []
    )
    return Discussion(
        comment=comment,
        support_count=len(supporters),
        supports=reader.pk in supporters,
        may_support=is_alive
        and comment.round.is_open(at)
        and allowed(reader, "consultations.support", comment),
        replies=list(replies),
        may_reply=takes_part and is_alive and comment.round.stage not in ENDED_ROUNDS,
        reader=reader,
    )


def reply_of(reference: str, pk: int) -> Reply | None:
    """A reply under the comment with the number: one query."""
    found = Reply.objects.filter(pk=pk, comment__reference=reference)
    return found.select_related("comment__round").first()
