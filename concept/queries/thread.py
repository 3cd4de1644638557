"""Reads of the thread of reasons."""

from collections.abc import Iterable

from concept.models import Version, VersionPassage


def passage_texts(version: Version, uids: Iterable[str]) -> dict[str, str]:
    """Words of passages of a version in the order of the text, by uid: one query."""
    rows = VersionPassage.objects.filter(version=version, passage_uid__in=list(uids))
    return {
        str(uid): text
        for uid, text in rows.order_by("order").values_list("passage_uid", "content__text")
    }
