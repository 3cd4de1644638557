"""Reads of the desk where accepted changes that are no longer in the text are decided."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from concept.enums import InfluenceRelation
from concept.models import Change, Influence, Version
from concept.queries import lineage_maps, newest_links
from concept.retesting import most_alike
from concept.word_alignment import Segment, diff_words
from consultations.enums import CheckDecision, CheckResult
from consultations.models import Comment, Round, SettlementCheck
from consultations.queries.checks import heirs, joined
from consultations.queries.desk_words import (
    instead_of_words,
    name_for,
    shows_words_at_desk,
    words_of,
)
from consultations.queries.placements import VersionText, version_texts
from core.permissions import allowed

PAGE_SIZE = 20
WAITING, DECIDED, STANDS = "ceka", "rozhodnuto", "plati"
IS_WAITING = Q(result=CheckResult.GONE, decision=CheckDecision.NONE)
STATES = {
    WAITING: IS_WAITING,
    DECIDED: ~Q(decision=CheckDecision.NONE),
    STANDS: Q(result=CheckResult.STANDS),
}


@dataclass(frozen=True, slots=True)
class ChangeTexts:
    """What one accepted change did, and what its passages say now.

    ``made``: from the text before to the one by which the comment was met (in ``change.to_version``). ``now``: from
    that to the version looked at; ``now_text`` is "" where nothing came from it.
    """

    change: Change
    before: str
    after: str
    made: tuple[Segment, ...]
    now_text: str
    now: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class LostChange:
    """A line of the queue. ``equal_count``: other waiting comments of its group, decided with it."""

    check: SettlementCheck
    comment: Comment
    name: str
    words: str
    instead: str
    texts: tuple[ChangeTexts, ...]
    kept_percent: int
    equal_count: int
    is_waiting: bool


def checks_in(version: Version, user: Any) -> QuerySet[SettlementCheck]:
    """Re-tests in a version of comments that were not taken back, in rounds the person may know of."""
    return SettlementCheck.objects.filter(
        version=version,
        settlement__comment__withdrawn_at=None,
        settlement__comment__round__in=Round.objects.visible_to(user),
    )


def state_counts(version: Version, user: Any) -> dict[str, int]:
    """How many re-tests there are in each state: one query."""
    return checks_in(version, user).aggregate(
        **{state: Count("pk", filter=wanted) for state, wanted in STATES.items()}
    )


def ordered_keys(version: Version, user: Any, state: str) -> list[int]:
    """Keys of re-tests in a state, in the order of the text that was commented on: one query."""
    found = checks_in(version, user).filter(STATES[state])
    found = found.order_by(
        "settlement__comment__version__number",
        "settlement__comment__place_order",
        "settlement__comment__number",
    )
    return list(found.values_list("pk", flat=True))


def check_at_desk(pk: int, user: Any) -> SettlementCheck | None:
    """One re-test with its version and comment, as far as the person may know of both: one query."""
    return (
        SettlementCheck.objects.filter(
            pk=pk,
            version__in=Version.objects.visible_to(user),
            settlement__comment__round__in=Round.objects.visible_to(user),
            settlement__comment__withdrawn_at=None,
        )
        .select_related("version__document", "settlement__comment")
        .first()
    )


def lost_changes(version: Version, keys: Sequence[int], user: Any) -> list[LostChange]:
    """Lines for re-tests in the given order: eight queries, whatever their number."""
    found = {
        row.pk: row
        for row in SettlementCheck.objects.filter(pk__in=keys).select_related(
            "settlement__comment__round",
            "settlement__comment__statement__respondent__organisation",
            "decided_by",
            "decided_in",
        )
    }
    rows = [found[key] for key in keys if key in found]
    links = _links(version, [row.settlement.comment for row in rows])
    texts, went = _texts(version, links.values())
    clusters = {row.settlement.comment.cluster_id for row in rows} - {None}
    equal = Counter(
        SettlementCheck.objects.filter(
            IS_WAITING, version=version, settlement__comment__cluster__in=clusters
        ).values_list("settlement__comment__cluster_id", flat=True)
    )
    may_see_names = allowed(user, "consultations.view_private")
    result = []
    for row in rows:
        comment = row.settlement.comment
        is_waiting = row.result == CheckResult.GONE and row.decision == CheckDecision.NONE
        shown = shows_words_at_desk(comment, may_see_private=may_see_names)
        result.append(
            LostChange(
                check=row,
                comment=comment,
                name=name_for(comment, may_see_names=may_see_names),
                words=words_of(comment) if shown else "",
                instead=instead_of_words(comment),
                texts=tuple(
                    _change_texts(link.change, version, texts, went)
                    for link in links.get(comment.contribution_id, [])
                ),
                kept_percent=round(row.share * 100),
                equal_count=max(0, equal.get(comment.cluster_id, 0) - 1) if is_waiting else 0,
                is_waiting=is_waiting,
            )
        )
    return result


def _links(version: Version, comments: Iterable[Comment]) -> dict[int, list[Influence]]:
    """Links of comments to changes made before the version, also those taken back since: one query."""
    wanted = Influence.objects.filter(
        contribution__in=[comment.contribution_id for comment in comments],
        relation=InfluenceRelation.RESULTED_IN,
        change__to_version__document=version.document_id,
        change__to_version__number__lt=version.number,
    ).select_related("change__from_version", "change__to_version__document")
    found: dict[int, list[Influence]] = {}
    for link in newest_links(wanted):
        found.setdefault(link.contribution_id, []).append(link)
    return found


def _texts(
    version: Version, links: Iterable[list[Influence]]
) -> tuple[dict[int, VersionText], dict]:
    versions = {
        each.pk: each
        for group in links
        for link in group
        for each in (link.change.from_version, link.change.to_version)
        if each is not None
    }
    return version_texts([*versions.values(), version]), lineage_maps(
        list(versions.values()), version
    )


def _change_texts(change: Change, version: Version, texts: Any, went: Any) -> ChangeTexts:
    source = texts.get(change.from_version_id)
    before = joined(source, change.old_uids) if source else ""
    made = texts[change.to_version_id]
    after = joined(made, change.new_uids)
    if change.new_uids:
        now = joined(texts[version.pk], heirs(went[change.to_version_id], change.new_uids))
    else:
        # a left-out text: what of it stands in the version again
        there = set(made.words.values())
        fresh = [words for words in texts[version.pk].words.values() if words not in there]
        now = most_alike(before, fresh)
    return ChangeTexts(
        change=change,
        before=before,
        after=after,
        made=tuple(diff_words(before, after)),
        now_text=now,
        now=tuple(diff_words(after or before, now)) if now else (),
    )
