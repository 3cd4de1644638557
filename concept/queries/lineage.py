"""Reads of lineage: what became of a passage from version to version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from concept.enums import LineageRelation
from concept.models import (
    Lineage,
    Version,
    VersionPassage,
)


def lineage_map(from_version: Version, to_version: Version) -> dict[str, list[str]]:
    """Descendants of every passage of the older version in the newer one: uid -> uids, [] when deleted.

    Two queries; composed over the versions in between; a confirmed row of a passage overrules computed ones.
    """
    if from_version.document_id != to_version.document_id:
        raise ValueError("Both versions must belong to one document.")
    if from_version.number > to_version.number:
        raise ValueError("The first version must be the older one.")
    rows = lineage_rows(from_version, from_version.number, to_version.number)
    uids = VersionPassage.objects.filter(version=from_version).values_list("passage_uid", flat=True)
    return follow_steps(
        map(str, uids), lineage_steps(rows), range(from_version.number + 1, to_version.number + 1)
    )


def lineage_maps(
    from_versions: Sequence[Version], to_version: Version
) -> dict[int, dict[str, list[str]]]:
    """``lineage_map`` from each of several older versions of one document, by their primary keys: two queries."""
    if not from_versions:
        return {}
    rows = lineage_rows(to_version, min(v.number for v in from_versions), to_version.number)
    steps = lineage_steps(rows)
    uids: dict[int, list[str]] = {version.pk: [] for version in from_versions}
    held = VersionPassage.objects.filter(version__in=list(uids)).order_by("version_id", "order")
    for version_id, uid in held.values_list("version_id", "passage_uid"):
        uids[version_id].append(str(uid))
    return {
        version.pk: follow_steps(
            uids[version.pk], steps, range(version.number + 1, to_version.number + 1)
        )
        for version in from_versions
    }


def passage_thread(
    version: Version, current: Version, uids: Iterable[str]
) -> tuple[set[str], dict[str, list[str]]]:
    """What a section page tells of its passages: those that differ from the version before, and the descendants of
    each in the current version ({} when this is it). One query.
    """
    uids = list(uids)
    rows = lineage_rows(version, version.number - 1, max(version.number, current.number))
    changed = {
        str(row.new)
        for row in rows
        if row.number == version.number
        and row.new is not None
        and (row.relation != LineageRelation.SAME or row.is_moved)
    }
    if version.number >= current.number:
        return changed.intersection(uids), {}
    numbers = range(version.number + 1, current.number + 1)
    later = [row for row in rows if row.number in numbers]
    return changed.intersection(uids), follow_steps(uids, lineage_steps(later), numbers)


def follow_steps(
    uids: Iterable[str], steps: Mapping[int, Mapping[str, list[str]]], numbers: Iterable[int]
) -> dict[str, list[str]]:
    """Descendants of uids over the versions with the numbers, in order; ``steps`` as ``lineage_steps`` answers them."""
    found = {uid: [uid] for uid in uids}
    for number in numbers:
        step = steps.get(number, {})
        found = {
            uid: list(dict.fromkeys(new for old in olds for new in step.get(old, [])))
            for uid, olds in found.items()
        }
    return found


class LineageRow(NamedTuple):
    """A row of lineage as it is read: ``old`` and ``new`` are uids of passages or None."""

    number: int
    old: UUID | None
    new: UUID | None
    relation: str
    is_moved: bool
    confirmed_by: int | None
    recorded_at: datetime
    frozen_at: datetime

    @property
    def is_correction(self) -> bool:
        """Whether an editor overruled the match after the freeze."""
        return self.confirmed_by is not None and self.recorded_at > self.frozen_at


COLUMNS = (
    "to_version__number",
    "from_uid",
    "to_uid",
    "relation",
    "is_moved",
    "confirmed_by_id",
    "recorded_at",
    "to_version__frozen_at",
)


def lineage_rows(version: Version, after: int, last: int) -> list[LineageRow]:
    """Lineage of the version's document into the versions with numbers in (after, last]: one query."""
    rows = Lineage.objects.filter(
        to_version__document_id=version.document_id,
        to_version__number__gt=after,
        to_version__number__lte=last,
    ).order_by("pk")
    return [LineageRow(*row) for row in rows.values_list(*COLUMNS)]


def changed_rows(versions: Iterable[Version]) -> list[LineageRow]:
    """Lineage into versions of one document of what is not the same as before; what was corrected since is left out.

    One query.
    """
    found = Lineage.objects.filter(to_version__in=list(versions))
    found = found.exclude(relation=LineageRelation.SAME).order_by("pk")
    rows = [LineageRow(*row) for row in found.values_list(*COLUMNS)]
    corrected = {(r.number, r.new): r.recorded_at for r in rows if r.is_correction}
    continued = {(r.number, r.old) for r in rows if r.is_correction}
    return [
        row
        for row in rows
        if (row.new is None and (row.number, row.old) not in continued)
        or (
            row.new is not None
            and row.recorded_at >= corrected.get((row.number, row.new), row.recorded_at)
        )
    ]


def lineage_steps(rows: Iterable[LineageRow]) -> dict[int, dict[str, list[str]]]:
    """Per version number: uid of the version before -> uids in it."""
    steps: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    corrections = []
    for row in rows:
        if row.is_correction:
            corrections.append((row.number, row.old, row.new, row.recorded_at))
        elif row.old is not None and row.new is not None:
            steps[row.number][str(row.old)].append(str(row.new))
    overruled = set()
    for number, old, new, recorded_at in corrections:
        step = steps[number]
        # rows of one moment belong together: a passage merged from two has two of them
        if new is not None and (number, new, recorded_at) not in overruled:
            overruled.add((number, new, recorded_at))
            for uids in step.values():
                if str(new) in uids:
                    uids.remove(str(new))
        if old is not None:
            if new is None:
                step[str(old)] = []
            elif str(new) not in step[str(old)]:
                step[str(old)].append(str(new))
    return steps


def newest_correction(from_version: Version, to_version: Version) -> int:
    """Key of the newest row of lineage between two versions of a document, 0 for none: it grows with each correction.

    One query.
    """
    newest = Lineage.objects.filter(
        to_version__document_id=to_version.document_id,
        to_version__number__gt=from_version.number,
        to_version__number__lte=to_version.number,
    ).aggregate(newest=Max("pk"))
    return newest["newest"] or 0


def descendants(uid: str, from_version: Version, to_version: Version) -> list[str]:
    """What became of one passage."""
    return lineage_map(from_version, to_version).get(uid, [])


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """A passage in one version. ``html`` and ``text`` are empty when the words were redacted."""

    version: Version
    uid: str
    kind: str
    label: str
    section_address: str
    html: str
    text: str
    digest: str

    @property
    def is_removed(self) -> bool:
        """Whether the words were removed for good."""
        return not self.html and not self.text


def passage_history(uid: str, versions: Sequence[Version]) -> list[PassagePlace]:
    """What a passage came from and became, in each of the given versions of its document, oldest first.

    Empty when none of them holds the passage. Three queries. Followed from the newest version that holds it:
    backwards to its ancestors and forwards to its descendants, never to its siblings.
    """
    by_number = {version.number: version for version in versions}
    holders = VersionPassage.objects.filter(version__in=versions, passage_uid=uid)
    start = holders.order_by("-version__number").values_list("version__number", flat=True).first()
    if start is None:
        return []
    last = max(by_number)
    steps = lineage_steps(lineage_rows(versions[0], min(by_number), last))
    uids = {start: {uid}}
    for number in range(start + 1, last + 1):
        step = steps.get(number, {})
        uids[number] = {new for old in uids[number - 1] for new in step.get(old, [])}
    for number in range(start, min(by_number), -1):
        step = steps.get(number, {})
        uids[number - 1] = {old for old, news in step.items() if uids[number] & set(news)}
    rows = VersionPassage.objects.filter(
        version__in=versions, passage_uid__in=set().union(*uids.values())
    ).order_by("version__number", "order")
    return [
        PassagePlace(by_number[number], str(found), *rest)
        for number, found, *rest in rows.values_list(
            "version__number",
            "passage_uid",
            "content__kind",
            "label",
            "section__address",
            "content__html",
            "content__text",
            "content_id",
        )
        if str(found) in uids[number]
    ]
