"""Comments and statements that were sent, as their pages need them, and why words of one are not shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from consultations.models import (
    Comment,
    Respondent,
    Statement,
)
from consultations.queries.published_words import (
    removal_of,
)

RELATED = (
    "round__record",
    "round__document",
    "version",
    "statement__respondent__organisation",
    "contribution__record",
    "settlement__target",
    "settlement__decided_in",
    "settlement__changed_in",
)


def comment_by_reference(reference: str) -> Comment | None:
    """A sent comment with everything its page needs at once: one query. Who may see it is asked by the caller."""
    comments = Comment.objects.submitted().select_related(*RELATED)
    return comments.filter(reference=reference).first()


def sent_statements(respondents: Sequence[Respondent]) -> dict[int, list[Statement]]:
    """Sent statements of each respondent, oldest first: one query."""
    found = Statement.objects.filter(respondent__in=respondents, number__isnull=False)
    return grouped(found.order_by("number"), lambda statement: statement.respondent_id)


def sent_comments(respondents: Sequence[Respondent]) -> list[Comment]:
    """Sent comments of respondents with everything their page needs, in the order of their numbers: one query."""
    comments = Comment.objects.submitted().select_related(*RELATED)
    return list(comments.filter(statement__respondent__in=respondents).order_by("number"))


def removal_of_comment(comment: Comment) -> str:
    """Why the words of a sent comment are not shown to others, "" when they are. Needs its record loaded."""
    return removal_of(
        moderation=comment.moderation,
        hidden_reason=comment.hidden_reason,
        personal_case=comment.personal_case,
        is_erased=comment.erased_at is not None,
        is_withdrawn=comment.withdrawn_at is not None,
        visibility=comment.contribution.record.visibility,
    )


def grouped(rows: Iterable[Any], key: Any, value: Any = lambda row: row) -> dict[Any, list[Any]]:
    """Lists of rows, or of what ``value`` makes of them, by their key, in the order of the rows."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(value(row))
    return found
