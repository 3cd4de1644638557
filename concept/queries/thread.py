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


def newest_links(influences: QuerySet[Influence]) -> list[Influence]:
    """The rows that count: of each contribution and change the newest, in order, with the change: one query.

    Give whole pairs: a filter on state or note would take an older row for the newest.
    """
    newest: dict[tuple[int, int], Influence] = {}
    for row in influences.select_related("change").order_by("pk"):
        newest[row.contribution_id, row.change_id] = row
    return list(newest.values())
