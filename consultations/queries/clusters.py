"""Equal comments: groups that a search suggests, and those a person joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from concept.word_alignment import Segment, diff_words
from consultations.enums import BulkKind, PersonalCase, SuggestionState, Weight
from consultations.models import (
    BulkStep,
    ClusterSuggestion,
    Comment,
    CommentCluster,
    Round,
    Settlement,
)
from consultations.queries.desk_words import name_for, words_of
from consultations.queries.settlements import settlements_at_desk
from core.permissions import allowed


def cluster_members(settlement: Settlement, user: Any) -> list[Settlement]:
    """Settlements of the comments joined with this one, itself included, by number: at most one query."""
    comment = settlement.comment
    if comment.cluster_id is None:
        return []
    return list(
        settlements_at_desk(comment.round, user)
        .filter(comment__cluster=comment.cluster_id)
        .select_related("comment__statement__respondent__organisation")
        .order_by("comment__number")
    )


@dataclass(frozen=True, slots=True)
class SuggestedMember:
    """A comment of a suggestion. ``segments`` compare its words with those of the first member."""

    comment: Comment
    name: str
    segments: tuple[Segment, ...]
    is_same_place: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its members; ``is_grave`` when one of them is essential."""

    suggestion: ClusterSuggestion
    members: list[SuggestedMember]
    is_grave: bool


def open_suggestions(round: Round) -> QuerySet[ClusterSuggestion]:
    """Suggestions nobody decided, equal ones first."""
    found = ClusterSuggestion.objects.filter(round=round, state=SuggestionState.OPEN)
    return found.order_by("-is_equal", "pk")


def suggestion_of(round: Round, pk: int) -> ClusterSuggestion | None:
    """One suggestion of a round: one query."""
    return ClusterSuggestion.objects.filter(round=round, pk=pk).first()


def suggested(suggestions: Sequence[ClusterSuggestion], user: Any) -> list[Suggested]:
    """Suggestions with the words of their members side by side: one query."""
    keys = [key for suggestion in suggestions for key in suggestion.members]
    # One may have been marked as a personal case or taken back since the search.
    comments = Comment.objects.filter(
        pk__in=keys, personal_case=PersonalCase.NO, withdrawn_at=None
    ).select_related("statement__respondent__organisation")
    by_key = {comment.pk: comment for comment in comments}
    may_see_names = allowed(user, "consultations.view_private")
    found = []
    for suggestion in suggestions:
        members = [by_key[key] for key in suggestion.members if key in by_key]
        if not members:
            continue
        first = members[0]
        found.append(
            Suggested(
                suggestion,
                [
                    SuggestedMember(
                        comment=comment,
                        name=name_for(comment, may_see_names=may_see_names),
                        segments=tuple(diff_words(words_of(first), words_of(comment))),
                        is_same_place=(comment.passage_uid, comment.section_uid)
                        == (first.passage_uid, first.section_uid),
                    )
                    for comment in members
                ],
                any(comment.weight == Weight.ESSENTIAL for comment in members),
            )
        )
    return found


def clusters_of(round: Round) -> list[tuple[CommentCluster, int]]:
    """Joined comments of a round with how many belong together: one query."""
    found = CommentCluster.objects.filter(round=round).annotate(count=Count("comments"))
    return [(cluster, cluster.count) for cluster in found.order_by("pk")]


def last_search(round: Round) -> BulkStep | None:
    """The latest search for equal comments: one query."""
    return BulkStep.objects.filter(round=round, kind=BulkKind.SEARCH).order_by("pk").last()
