"""What recommendations of the evaluation changed: words before and after, and the measures they became."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from concept.models import Change, Influence, Version, VersionPassage
from concept.queries import measures_behind
from concept.queries.measures import MeasureLink
from concept.queries.thread import links_of
from concept.word_alignment import Segment, diff_words


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change of the text in words. ``segments`` are empty when words on either side were removed for good."""

    title: str
    url: str
    segments: Sequence[Segment]
    note: str = ""
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of a contribution in texts, as one reader may know it."""

    changes: Sequence[ShownChange] = ()
    hidden_count: int = 0
    measures: Sequence[MeasureLink] = field(default_factory=list)


def followed(contribution: int | None, user: Any) -> Followed:
    """Changes a contribution is linked to, and measures its words became: ten queries for each document at most, one
    for a contribution nothing came of.
    """
    if contribution is None:
        return Followed()
    links = links_of([contribution])
    if not links:
        return Followed()
    versions = _versions(links, user)
    known = [link for link in links if link.change.to_version_id in versions]
    words = _words(known, versions)
    by_document: dict[int, list[Influence]] = defaultdict(list)
    for link in links:
        by_document[link.change.to_version.document_id].append(link)
    measures = {
        measure.measure: measure
        for found in by_document.values()
        for measure in measures_behind(found, user).get(contribution, [])
    }
    return Followed(
        changes=[_change(link, versions, words) for link in known],
        hidden_count=len(links) - len(known),
        measures=list(measures.values()),
    )


def _versions(links: Iterable[Influence], user: Any) -> dict[int, Version]:
    keys = {
        key for link in links for key in (link.change.from_version_id, link.change.to_version_id)
    }
    found = Version.objects.visible_to(user).filter(pk__in=keys - {None})
    return {version.pk: version for version in found.select_related("document")}


def _words(
    links: Iterable[Influence], versions: dict[int, Version]
) -> dict[tuple[int, str], tuple[int, str]]:
    """(version, uid) -> (order, words): one query."""
    uids = {uid for link in links for uid in (*link.change.old_uids, *link.change.new_uids)}
    rows = VersionPassage.objects.filter(version__in=list(versions), passage_uid__in=uids)
    return {
        (version, str(uid)): (order, text)
        for version, uid, order, text in rows.values_list(
            "version_id", "passage_uid", "order", "content__text"
        )
    }


def _joined(version: int | None, uids: Iterable[str], words: dict) -> str | None:
    """Words of passages in the order of the text; None when some of them were removed for good."""
    found = sorted(words[version, uid] for uid in map(str, uids) if (version, uid) in words)
    texts = [text for _order, text in found]
    return None if "" in texts else "\n".join(texts)


def _change(link: Influence, versions: dict[int, Version], words: dict) -> ShownChange:
    change: Change = link.change
    new = versions[change.to_version_id]
    old = versions.get(change.from_version_id)
    unknown = None if change.from_version_id else ""
    before = _joined(change.from_version_id, change.old_uids, words) if old else unknown
    after = _joined(change.to_version_id, change.new_uids, words)
    slug = new.document.slug
    url = (
        reverse("concept:version-compare", args=[slug, old.slug, new.slug])
        if old
        else reverse("concept:version-contents", args=[slug, new.slug])
    )
    return ShownChange(
        title=f"{new.title}: {old.label} → {new.label}" if old else f"{new.title} {new.label}",
        url=url,
        segments=diff_words(before, after) if before is not None and after is not None else [],
        note=link.note,
        is_stale=link.state != "confirmed",
    )
