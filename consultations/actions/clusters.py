"""Writes of equal comments: a search suggests them, a person joins them or says that they differ."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.actions import settlements
from consultations.enums import BulkState, PersonalCase, SuggestionState
from consultations.likeness import Point, find_alike, title_of
from consultations.models import BulkStep, ClusterSuggestion, Comment, CommentCluster, Round


class SuggestionDecided(Exception):
    """Somebody else decided this suggestion in the meantime."""


def run_search(*, step: BulkStep, at: datetime) -> int:
    """Look for equal and near-equal comments of a round and store what is new; answers how many groups were found.

    Open suggestions of an earlier search are replaced; those a person decided stay and are not made again. Comments
    that are joined already count as one.
    """
    round = step.round
    found = find_alike(_points(round))
    with transaction.atomic():
        Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
        known = ClusterSuggestion.objects.filter(round=round)
        known.filter(state=SuggestionState.OPEN).delete()
        decided = set(known.values_list("key", flat=True))
        made = [
            ClusterSuggestion(
                round=round,
                is_equal=alike.is_equal,
                score=alike.score,
                members=list(alike.keys),
                key=suggestion_key(alike.keys),
                found_at=at,
            )
            for alike in found
        ]
        ClusterSuggestion.objects.bulk_create(
            [each for each in made if each.key not in decided], batch_size=500
        )
        step.done_count = len(made)
        step.state, step.finished_at = BulkState.DONE, at
        step.save(update_fields=["done_count", "state", "finished_at"])
    return len(made)


def _points(round: Round) -> list[Point]:
    rows = (
        Comment.objects.filter(round=round, withdrawn_at=None, personal_case=PersonalCase.NO)
        .exclude(likeness="")
        .submitted()
        .order_by("number")
        .values_list(
            "pk", "text", "proposed_wording", "likeness", "passage_uid", "section_uid", "cluster"
        )
    )
    seen: set[int] = set()
    points = []
    for pk, text, wording, likeness, passage, section, cluster in rows.iterator(chunk_size=2000):
        if cluster is not None:
            if cluster in seen:
                continue
            seen.add(cluster)
        words = f"{text} {wording}".strip()
        points.append(Point(pk, words, likeness, str(passage or section or "")))
    return points


def suggestion_key(members: Sequence[int]) -> str:
    """One name for the same comments in any order."""
    return hashlib.sha256(" ".join(map(str, sorted(members))).encode()).hexdigest()


def _open(suggestion: ClusterSuggestion) -> ClusterSuggestion:
    suggestion = ClusterSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.state != SuggestionState.OPEN:
        raise SuggestionDecided(_("Somebody else decided this suggestion in the meantime."))
    return suggestion


@transaction.atomic
def join_suggested(
    *, suggestion: ClusterSuggestion, members: Sequence[int], by: Any, at: datetime
) -> CommentCluster:
    """Join the chosen members of a suggestion. Raises SuggestionDecided, MoveRefused."""
    suggestion = _open(suggestion)
    chosen = [key for key in suggestion.members if key in set(members)]
    comments = list(Comment.objects.filter(pk__in=chosen).order_by("number"))
    words = [comments[0].text or comments[0].proposed_wording] if comments else []
    cluster = settlements.join_cluster(comments=comments, title=title_of(words), by=by, at=at)
    _decide(suggestion, SuggestionState.JOINED, by, at)
    return cluster


@transaction.atomic
def part_suggested(*, suggestion: ClusterSuggestion, by: Any, at: datetime) -> None:
    """Say that the members differ; they are not suggested again. Raises SuggestionDecided."""
    _decide(_open(suggestion), SuggestionState.PARTED, by, at)


def _decide(suggestion: ClusterSuggestion, state: str, by: Any, at: datetime) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, at
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])
