"""Reads of topic guides: the passages they pin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from concept.models import Version, VersionPassage
from focus_groups.models import TopicGuide


@dataclass(frozen=True, slots=True)
class PinnedPassage:
    """A passage people react to, as it stood in its version."""

    version: Version
    uid: str
    label: str
    text: str


def passages_by_label(version: Version, labels: Sequence[str]) -> dict[str, str]:
    """Uids of passages by the numbers printed beside them: one query."""
    rows = VersionPassage.objects.filter(version=version, label__in=labels)
    return {label: str(uid) for label, uid in rows.values_list("label", "passage_uid")}


def pinned_passages(guide: TopicGuide, user: Any) -> list[PinnedPassage]:
    """The passages of a guide in its order, as far as the user may read their versions: at most two queries."""
    wanted = [(row["version"], row["passage"]) for row in guide.passages]
    if not wanted:
        return []
    versions = Version.objects.visible_to(user).in_bulk({version for version, _uid in wanted})
    places = Q()
    for version, uid in wanted:
        places |= Q(version=version, passage_uid=uid)
    rows = VersionPassage.objects.filter(places, version__in=versions).select_related("content")
    found = {(row.version_id, str(row.passage_uid)): row for row in rows}
    return [
        PinnedPassage(versions[version], uid, row.label, row.content.text)
        for version, uid in wanted
        if (row := found.get((version, uid))) is not None
    ]


def labels_of(guide: TopicGuide, user: Any) -> tuple[str, str]:
    """Version (primary key) and printed numbers a new edition of the guide begins with."""
    pinned = pinned_passages(guide, user)
    if not pinned:
        return "", ""
    version = pinned[0].version
    return str(version.pk), " ".join(row.label for row in pinned if row.version == version)
