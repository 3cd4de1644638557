"""Comments of a round as everyone who may know of the round reads them, also while it is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concept.reading import spoken_label
from consultations.enums import CommentType, RespondentKind, SettlementState
from consultations.models import Comment, Round
from consultations.naming import public_name
from consultations.queries import published_words
from core.templatetags.osnova import local_path

LISTED = ("contribution__record", "settlement", "statement__respondent__organisation")


@dataclass(frozen=True, slots=True)
class ListedComment:
    """One comment in the list; words are empty where ``removed`` says why they are not shown."""

    reference: str
    url: str
    respondent: str
    sent_at: datetime | None
    place: str
    type: str
    type_label: str
    is_essential: bool
    is_late: bool
    text: str
    proposed_wording: str
    reason: str
    removed: str
    outcome: str
    outcome_label: str


def listed_comments(
    round: Round, user: Any, *, section: UUID | None = None, comment_type: str = ""
) -> QuerySet[Comment]:
    """Sent comments of the round the user may know of, in the order of the text. Personal cases are nowhere."""
    found = Comment.objects.filter(round=round).visible_to(user)
    if section is not None:
        found = found.filter(section_uid=section)
    if comment_type:
        found = found.filter(type=comment_type)
    return found.order_by("place_order", "number")


def comments_for_page(
    comments: QuerySet[Comment], sections: dict[str, str]
) -> Iterable[ListedComment]:
    """A page of such comments as they are shown: one query. ``sections``: names by uid."""
    return [listed_comment(row, sections) for row in comments.select_related(*LISTED)]


def listed_comment(comment: Comment, sections: dict[str, str]) -> ListedComment:
    """One comment as others see it; it comes with ``LISTED`` loaded. No query."""
    respondent = comment.statement.respondent
    removed = published_words.removal_of(
        moderation=comment.moderation,
        hidden_reason=comment.hidden_reason,
        personal_case=comment.personal_case,
        is_erased=comment.erased_at is not None,
        is_withdrawn=comment.withdrawn_at is not None,
        visibility=comment.contribution.record.visibility,
    )
    shown = not removed
    is_answered = comment.settlement.state == SettlementState.ANSWERED
    outcome = comment.settlement.outcome if is_answered else ""
    return ListedComment(
        reference=comment.reference,
        url=local_path(comment.path),
        respondent=public_name(respondent)
        if shown or removed == published_words.TAKEN_BACK
        else str(RespondentKind(respondent.kind).label),
        sent_at=comment.statement.submitted_at,
        place=_place(comment, sections),
        type=comment.type,
        type_label=str(CommentType(comment.type).label),
        is_essential=comment.weight == "essential",
        is_late=comment.statement.is_late,
        text=comment.text if shown else "",
        proposed_wording=comment.proposed_wording if shown else "",
        reason=comment.reason if shown else "",
        removed=published_words.removal_label(removed),
        outcome=outcome,
        outcome_label=published_words.outcome_label(outcome) if outcome else "",
    )


def _place(comment: Comment, sections: dict[str, str]) -> str:
    section = sections.get(str(comment.section_uid or ""), "")
    if not section:
        return _("The whole document")
    number = comment.place_label.rpartition("/")[2] if comment.passage_uid else ""
    return ", ".join(filter(None, [section, spoken_label(number)]))
