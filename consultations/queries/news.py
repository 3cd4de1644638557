"""Comments and answers everyone may read, newest first: for feeds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.enums import SettlementState
from consultations.models import Comment
from consultations.queries.listing import LISTED, ListedComment, listed_comment

FEED_COUNT = 100


@dataclass(frozen=True, slots=True)
class CommentNews:
    """A comment as others read it now, with its round. ``reason`` is that of the answer, "" when it is not shown."""

    uid: str
    round_title: str
    at: datetime
    listed: ListedComment
    place_label: str
    answer: str = ""
    answer_number: int = 0


def new_comments(reader: Any) -> list[CommentNews]:
    """The newest comments whose words are shown: one query."""
    comments = Comment.objects.visible_to(reader).select_related("round", *LISTED)
    rows = comments.order_by("-contribution__record__recorded_at", "-number")
    found = [_news(row, row.contribution.record.recorded_at) for row in rows[:FEED_COUNT]]
    return [news for news in found if not news.listed.removed]


def new_answers(reader: Any) -> list[CommentNews]:
    """The newest answers of rounds whose settlement is published for everyone: one query.

    An answer that is considered anew is not among them; without the words of its comment it is told without reason.
    """
    comments = (
        Comment.objects.visible_to(reader)
        .filter(
            settlement__state=SettlementState.ANSWERED,
            withdrawn_at=None,
            round__publishes_settlement=True,
        )
        .select_related("round", *LISTED)
        .order_by("-settlement__answered_at", "-number")
    )
    return [_news(row, row.settlement.answered_at) for row in comments[:FEED_COUNT]]


def _news(comment: Comment, at: datetime) -> CommentNews:
    listed = listed_comment(comment, {})
    return CommentNews(
        uid=str(comment.contribution.record.uid),
        round_title=comment.round.title,
        at=at,
        listed=listed,
        place_label=comment.place_label,
        answer="" if listed.removed else comment.settlement.reason,
        answer_number=int(comment.settlement.answered_at.timestamp())
        if comment.settlement.answered_at
        else 0,
    )
