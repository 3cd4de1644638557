"""Reads of the thread of reasons."""

from collections.abc import Iterable

from django.db.models import QuerySet

from concept.enums import InfluenceState
from concept.models import Influence, Version, VersionPassage

# A link that counts: also one that is to be checked again, until somebody takes it back.
STANDING_LINKS = frozenset({InfluenceState.CONFIRMED, InfluenceState.STALE})


def passage_texts(version: Version, uids: Iterable[str]) -> dict[str, str]:
    """Words of passages of a version in the order of the text, by uid: one query."""
    rows = VersionPassage.objects.filter(version=version, passage_uid__in=list(uids))
    return {
        str(uid): text
        for uid, text in rows.order_by("order").values_list("passage_uid", "content__text")
    }


def links_of(contributions: Iterable[int]) -> list[Influence]:
    """Links of contributions that count, each with its change and the version it led to: one query."""
    links = Influence.objects.filter(contribution__in=list(contributions)).select_related(
        "change__record", "change__to_version"
    )
    return [link for link in newest_links(links) if link.state in STANDING_LINKS]


def newest_links(influences: QuerySet[Influence]) -> list[Influence]:
    """The rows that count: of each contribution and change the newest, in order, with the change: one query.

    Give whole pairs: a filter on state or note would take an older row for the newest.
    """
    newest: dict[tuple[int, int], Influence] = {}
    for row in influences.select_related("change").order_by("pk"):
        newest[row.contribution_id, row.change_id] = row
    return list(newest.values())
