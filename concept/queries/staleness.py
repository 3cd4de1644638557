"""Which links are to be checked again because the words they led to were changed later, and what editors said of that.

Nothing is stored when words change: whether a link is out of date follows from lineage and from the reviews of changes,
so that one review of a batch settles all of its links at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concept.enums import ChangeKind, InfluenceState, LineageRelation
from concept.models import ChangeReview, DocumentPage, Influence, Version, VersionPassage
from concept.queries.lineage import (
    LineageRow,
    changed_rows,
    follow_steps,
    lineage_rows,
    lineage_steps,
)
from concept.queries.thread import STANDING_LINKS, newest_links
from concept.wording_hints import looks_like_wording

UNTOUCHED = frozenset({LineageRelation.SAME, LineageRelation.MOVED})
Reviews = Mapping[tuple[int, str], ChangeReview]


@dataclass(frozen=True, slots=True)
class StaleLink:
    """A link whose words were changed in ``version`` after it was confirmed; ``uids`` hold them there now.

    ``version`` is None when somebody marked the link by hand.
    """

    influence: Influence
    version: Version | None
    uids: tuple[str, ...]


def newest_reviews(versions: Iterable[Version]) -> dict[tuple[int, str], ChangeReview]:
    """What editors said last of each changed passage: (version key, uid) -> review, in one query."""
    rows = ChangeReview.objects.filter(version__in=list(versions)).order_by("pk")
    return {(row.version_id, uid): row for row in rows for uid in row.uids}


def standing_links(document: DocumentPage) -> list[Influence]:
    """Links of the document that count, with contribution and change: one query."""
    links = Influence.objects.filter(change__to_version__document=document).select_related(
        "change__to_version", "contribution__record"
    )
    return [link for link in newest_links(links) if link.state in STANDING_LINKS]


def proposed_links(document: DocumentPage) -> list[Influence]:
    """Links somebody or a job proposed and nobody has decided, oldest first: one query."""
    links = Influence.objects.filter(change__to_version__document=document).select_related(
        "change__to_version", "contribution__record", "by"
    )
    return [link for link in newest_links(links) if link.state == InfluenceState.PROPOSED]


def stale_links(document: DocumentPage) -> list[StaleLink]:
    """Links of the document that are to be checked again, oldest first: four queries, however many there are.

    A link is out of date when a version frozen after it was confirmed changed its words, unless an editor said that
    change was of wording only. Passages that only moved, or were split without a change, count by their lineage.
    """
    links = standing_links(document)
    if not links:
        return []
    versions = {version.number: version for version in Version.objects.filter(document=document)}
    rows = lineage_rows(links[0].change.to_version, 0, max(versions))
    steps, changed = lineage_steps(rows), _changed(rows)
    reviews = newest_reviews(versions.values())
    found = []
    for link in links:
        if link.state == InfluenceState.STALE:
            found.append(StaleLink(link, None, tuple(map(str, link.change.new_uids))))
            continue
        hit = _touched(link, versions, steps, changed, reviews)
        if hit is not None:
            found.append(hit)
    return found


def _changed(rows: Iterable[LineageRow]) -> dict[int, set[str]]:
    """Uids of the version before whose words are others in the version with the number."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.old is not None and row.relation not in UNTOUCHED:
            found[row.number].add(str(row.old))
    return found


def _touched(
    link: Influence,
    versions: Mapping[int, Version],
    steps: Mapping[int, Mapping[str, list[str]]],
    changed: Mapping[int, set[str]],
    reviews: Reviews,
) -> StaleLink | None:
    """The last change of the link's words that nobody reviewed, if there is one."""
    uids = set(map(str, link.change.new_uids))
    hit = None
    for number in range(link.change.to_version.number + 1, max(versions) + 1):
        moved = follow_steps(uids, steps, range(number, number + 1))
        after = {heir for heirs in moved.values() for heir in heirs}
        version = versions.get(number)
        if version is not None and version.frozen_at > link.at:
            touched = uids & changed.get(number, set())
            asked = {heir for uid in touched for heir in moved[uid] or [uid]}
            if any(not _is_wording(reviews.get((version.pk, uid))) for uid in asked):
                hit = StaleLink(link, version, tuple(sorted(after)))
        uids = after
    return hit


def _is_wording(review: ChangeReview | None) -> bool:
    return review is not None and review.kind == ChangeKind.WORDING_ONLY


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """A passage whose words are others than in the version before; ``uid`` is that of the version before for one left
    out. ``link_count``: links that led to the words before.
    """

    uid: str
    label: str
    section: str
    section_title: str
    old: str
    new: str
    looks_like_wording: bool
    review: ChangeReview | None
    link_count: int


def changed_passages(version: Version) -> list[ChangedPassage]:
    """What a version changed, in the order of the text, passages left out last; new ones are not changed.

    Six queries, however many there are.
    """
    if version.previous_id is None:
        return []
    olds: dict[str, list[str]] = defaultdict(list)
    gone: list[str] = []
    for row in changed_rows([version]):
        if row.old is None or row.relation in UNTOUCHED:
            continue
        if row.new is not None:
            olds[str(row.new)].append(str(row.old))
        else:
            gone.append(str(row.old))
    before = _words(version.previous, {old for found in olds.values() for old in found} | set(gone))
    after = _words(version, set(olds))
    reviews = newest_reviews([version])
    counts = _link_counts(version)
    found = []
    for uid, (order, *place, words) in after.items():
        old = "\n".join(before[one][-1] for one in dict.fromkeys(olds[uid]) if one in before)
        if old != words:
            count = sum(counts.get(one, 0) for one in set(olds[uid]))
            found.append(
                (order, _passage(uid, place, old, words, reviews.get((version.pk, uid)), count))
            )
    for uid in dict.fromkeys(gone):
        if uid in before:
            order, *place, words = before[uid]
            review = reviews.get((version.pk, uid))
            found.append(
                (10**9 + order, _passage(uid, place, words, "", review, counts.get(uid, 0)))
            )
    return [passage for _order, passage in sorted(found, key=lambda row: row[0])]


def _passage(
    uid: str, place: Sequence[Any], old: str, new: str, review: ChangeReview | None, count: int
) -> ChangedPassage:
    label, section, code, title = place
    return ChangedPassage(
        uid=uid,
        label=label,
        section=section,
        section_title=f"{code} {title}".strip(),
        old=old,
        new=new,
        looks_like_wording=looks_like_wording(old, new),
        review=review,
        link_count=count,
    )


def _words(version: Version, uids: set[str]) -> dict[str, tuple]:
    rows = VersionPassage.objects.filter(version=version, passage_uid__in=uids)
    columns = (
        "passage_uid",
        "order",
        "label",
        "section__address",
        "section__code",
        "section__title",
        "content__text",
    )
    return {str(uid): tuple(rest) for uid, *rest in rows.values_list(*columns)}


def _link_counts(version: Version) -> dict[str, int]:
    """How many standing links lead to the words of each passage of the version before."""
    links = [
        link
        for link in standing_links(version.document)
        if link.change.to_version.number < version.number
    ]
    if not links:
        return {}
    rows = lineage_rows(version, 0, version.number - 1)
    steps = lineage_steps(rows)
    counts: dict[str, int] = defaultdict(int)
    for link in links:
        numbers = range(link.change.to_version.number + 1, version.number)
        moved = follow_steps(map(str, link.change.new_uids), steps, numbers)
        for uid in {heir for heirs in moved.values() for heir in heirs}:
            counts[uid] += 1
    return counts
