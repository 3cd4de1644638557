"""Writes of equal comments: a search suggests them, a person joins them or says that they differ."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from consultations.actions.rounds import PAGES
from consultations.actions.settlements import MoveRefused
from consultations.enums import BulkState, PersonalCase, SuggestionState
from consultations.likeness import Point, find_alike, title_of
from consultations.models import BulkStep, ClusterSuggestion, Comment, CommentCluster, Round
from core.actions import log_event, raise_generation


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
    cluster = join_cluster(comments=comments, title=title_of(words), by=by, at=at)
    _decide(suggestion, SuggestionState.JOINED, by, at)
    return cluster


@transaction.atomic
def part_suggested(*, suggestion: ClusterSuggestion, by: Any, at: datetime) -> None:
    """Say that the members differ; they are not suggested again. Raises SuggestionDecided."""
    _decide(_open(suggestion), SuggestionState.PARTED, by, at)


def _decide(suggestion: ClusterSuggestion, state: str, by: Any, at: datetime) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, at
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def join_cluster(
    *, comments: Iterable[Comment], title: str, by: Any, at: datetime
) -> CommentCluster:
    """Say that comments of one round are equal; they are answered once. Raises MoveRefused.

    Whoever is equal to one of them already comes along: the clusters become one. The members keep the settlements they
    have; the next proposal for one of them is for all that are not decided.
    """
    wanted = [comment.pk for comment in comments]
    chosen = list(
        Comment.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, withdrawn_at=None)
        .submitted()
        .order_by("number")
    )
    if len({comment.round_id for comment in chosen}) != 1 or len(chosen) < 2:
        raise MoveRefused(_("Choose at least two comments of one round that were not taken back."))
    former = sorted({comment.cluster_id for comment in chosen if comment.cluster_id})
    if len(former) == 1 and all(comment.cluster_id for comment in chosen):
        return CommentCluster.objects.get(pk=former[0])
    if former:
        cluster = CommentCluster.objects.get(pk=former[0])
    else:
        cluster = CommentCluster.objects.create(
            round_id=chosen[0].round_id, title=title[:200], created_by=by, created_at=at
        )
    newcomers = (
        Comment.objects.filter(Q(pk__in=[c.pk for c in chosen]) | Q(cluster__in=former))
        .exclude(cluster=cluster)
        .select_related("contribution__record")
    )
    for comment in newcomers:
        log_event(
            record=comment.contribution.record,
            verb="comment_joined",
            by=by,
            at=at,
            payload={"cluster": cluster.pk},
        )
    Comment.objects.filter(pk__in=[comment.pk for comment in newcomers]).update(cluster=cluster)
    CommentCluster.objects.filter(pk__in=former[1:]).delete()
    raise_generation(*PAGES)
    return cluster


@transaction.atomic
def leave_cluster(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Take one comment out of its cluster; its settlement stays as it is. One left alone is no cluster any more."""
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("contribution__record")
        .get(pk=comment.pk)
    )
    former, comment.cluster = comment.cluster_id, None
    comment.save(update_fields=["cluster"])
    log_event(record=comment.contribution.record, verb="comment_parted", by=by, at=at)
    if former and Comment.objects.filter(cluster=former).count() < 2:
        CommentCluster.objects.filter(pk=former).delete()
    raise_generation(*PAGES)
    return comment
