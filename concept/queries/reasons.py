"""Why a passage says what it says: its words over all versions, what shaped each change, what was asked in vain."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.enums import ChangeKind, InfluenceRelation, LineageRelation, SourceKind
from concept.models import (
    Change,
    ChangeReview,
    Contribution,
    DocumentPage,
    Influence,
    Source,
    Version,
    VersionPassage,
)
from concept.queries.lineage import PassagePlace, changed_rows, passage_history
from concept.queries.staleness import newest_reviews
from concept.queries.thread import STANDING_LINKS, newest_links
from concept.word_alignment import Segment, diff_words
from core import extension
from core.extension import DescribedContribution
from core.models import Record

FOOTNOTE = re.compile(r'<sup data-footnote="([^"]+)"></sup>')


@dataclass(slots=True)
class Reason:
    """A contribution beside a passage: what it is, how it is linked, and whether it may be shown to the reader."""

    described: DescribedContribution
    relation: str = ""
    note: str = ""
    is_stale: bool = False


@dataclass(slots=True)
class Step:
    """What happened to a passage in one version. ``segments`` compare its words with the version before; there are
    none where words on either side were removed for good (``is_removed`` when those of this version were).
    """

    version: Version
    places: list[PassagePlace]
    segments: list[Segment] = field(default_factory=list)
    is_first: bool = False
    is_original: bool = False
    is_changed: bool = False
    is_gone: bool = False
    is_removed: bool = False
    reasons: list[Reason] = field(default_factory=list)
    hidden_count: int = 0
    wording_reasons: list[str] = field(default_factory=list)

    @property
    def has_no_source(self) -> bool:
        """The words changed here and nobody recorded why."""
        return self.is_changed and not (self.reasons or self.hidden_count or self.wording_reasons)


@dataclass(slots=True)
class PassageReasons:
    """All about one passage, newest step first. ``others`` were asked of it and did not change it."""

    steps: list[Step]
    others: list[Reason]
    hidden_count: int


def passage_reasons(uid: str, versions: Sequence[Version], reader: Any) -> PassageReasons | None:
    """The thread of one passage over the versions the reader may read (oldest first); None when none holds it.

    A dozen queries and a few for each kind of contribution, however long its history is. What the reader may not know
    of is counted, never named.
    """
    places = passage_history(uid, versions)
    if not places:
        return None
    by_version: dict[int, list[PassagePlace]] = defaultdict(list)
    for place in places:
        by_version[place.version.pk].append(place)
    uids = {pk: {place.uid for place in found} for pk, found in by_version.items()}
    links = _links(uids)
    asked = {key for kind in extension.contribution_kinds() for key in kind.about(uids)}
    linked = {link.contribution_id for found in links.values() for link in found}
    described = describe(linked | asked, reader)
    steps = _steps(versions, by_version, links, described)
    _tell_reviews(steps, newest_reviews(versions))
    others = [described[key] for key in sorted(asked - linked) if key in described]
    return PassageReasons(
        steps=steps[::-1],
        others=[Reason(one) for one in others if one.is_shown],
        hidden_count=sum(not one.is_shown for one in others),
    )


def _links(uids: Mapping[int, set[str]]) -> dict[int, list[Influence]]:
    """Standing links to changes of the passages, by the version the change led to: two queries."""
    changes = Change.objects.filter(Q(to_version__in=list(uids)) | Q(from_version__in=list(uids)))
    touching = [
        pk
        for pk, old_version, new_version, old, new in changes.values_list(
            "pk", "from_version_id", "to_version_id", "old_uids", "new_uids"
        )
        if uids.get(new_version, set()) & set(new) or uids.get(old_version, set()) & set(old)
    ]
    found: dict[int, list[Influence]] = defaultdict(list)
    for link in newest_links(Influence.objects.filter(change__in=touching)):
        if link.state in STANDING_LINKS:
            found[link.change.to_version_id].append(link)
    return found


def describe(keys: Iterable[int], reader: Any) -> dict[int, DescribedContribution]:
    """Contributions as the reader may know them; one nobody can describe to this reader is a bare fact."""
    keys = set(keys)
    found: dict[int, DescribedContribution] = {}
    if not keys:
        return found
    for kind in extension.contribution_kinds():
        found.update(kind.describe(keys, reader))
    return {key: found.get(key, DescribedContribution(contribution=key)) for key in keys}


def _steps(
    versions: Sequence[Version],
    by_version: Mapping[int, list[PassagePlace]],
    links: Mapping[int, list[Influence]],
    described: Mapping[int, DescribedContribution],
) -> list[Step]:
    steps: list[Step] = []
    before: str | None = None
    was_removed = False
    for version in versions:
        places = by_version.get(version.pk, [])
        text = "\n".join(place.text for place in places)
        if not places and before is None:
            continue
        is_first = before is None
        step = Step(version=version, places=places, is_first=is_first, is_gone=not places)
        step.is_original = is_first and version.previous_id is None
        step.is_changed = not step.is_original and (is_first or text != before)
        step.is_removed = any(place.is_removed for place in places)
        if not (is_first or step.is_removed or was_removed):
            step.segments = diff_words(before or "", text)
        was_removed = step.is_removed
        for link in links.get(version.pk, []):
            one = described[link.contribution_id]
            if one.is_shown:
                step.reasons.append(
                    Reason(
                        one,
                        InfluenceRelation(link.relation).label,
                        link.note,
                        link.state != "confirmed",
                    )
                )
            else:
                step.hidden_count += 1
        if step.is_first or step.is_changed or step.reasons or step.hidden_count:
            steps.append(step)
        if not places:
            break
        before = text
    return steps


def _tell_reviews(steps: Iterable[Step], reviews: Mapping[tuple[int, str], ChangeReview]) -> None:
    """Why editors said of a change that it is one of wording only."""
    for step in steps:
        for place in step.places:
            review = reviews.get((step.version.pk, place.uid))
            if review is not None and review.kind == ChangeKind.WORDING_ONLY:
                step.wording_reasons.append(review.reason)
        step.wording_reasons = list(dict.fromkeys(step.wording_reasons))


def holds_passage(version: Version, uid: UUID) -> bool:
    """Whether the version has the passage."""
    return VersionPassage.objects.filter(version=version, passage_uid=uid).exists()


def notes_cited(places: Iterable[PassagePlace]) -> list[str]:
    """Words of the footnotes passages of one version have marks of: one query, none without a mark."""
    found = list(places)
    marks = [uid for place in found for uid in FOOTNOTE.findall(place.html)]
    if not marks:
        return []
    rows = VersionPassage.objects.filter(version=found[0].version, passage_uid__in=marks)
    words = {str(uid): text for uid, text in rows.values_list("passage_uid", "content__text")}
    return [words[uid].strip() for uid in marks if uid in words]


def unexplained_places(rows: Sequence["VersionCoverage"]) -> list[tuple[Version, str, str, str]]:
    """(version, uid, printed label, title of the section) of changed passages without a reason, as the text goes.

    One query for each version.
    """
    found = []
    for row in rows:
        places = VersionPassage.objects.filter(
            version=row.version, passage_uid__in=row.missing
        ).exclude(label="")
        found += [
            (row.version, str(uid), label, section)
            for uid, label, section in places.order_by("order").values_list(
                "passage_uid", "label", "section__title"
            )
        ]
    return found


# --- sources as a kind of contribution -----------------------------------------------------------


def describe_sources(keys: Iterable[int], reader: Any) -> dict[int, DescribedContribution]:
    """Recorded sources among the contributions: two queries. A citation stays; a newer edition is told beside it."""
    sources = Source.objects.filter(contribution__in=list(keys)).select_related(
        "contribution__record", "replaced_by"
    )
    rows = list(sources)
    open_records = set(
        Record.objects.visible_to(reader)
        .filter(pk__in=[row.contribution.record_id for row in rows])
        .values_list("pk", flat=True)
    )
    return {
        row.contribution_id: DescribedContribution(
            contribution=row.contribution_id,
            is_shown=True,
            kind=str(SourceKind(row.kind).label),
            title=row.citation,
            path=row.address,
            on=timezone.localdate(row.made_at),
            is_demo=bool(row.contribution.record.demo_origin),
            notice=_newer_edition(row),
        )
        if row.contribution.record_id in open_records
        else DescribedContribution(contribution=row.contribution_id)
        for row in rows
    }


def _newer_edition(source: Source) -> str:
    newer = getattr(source, "replaced_by", None)
    if newer is None:
        return ""
    return _("There is a newer edition: %(citation)s") % {"citation": newer.citation}


# --- coverage ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VersionCoverage:
    """How many changed passages of a version have a recorded reason; ``missing`` are uids of those that have none."""

    version: Version
    changed: int
    explained: int
    missing: tuple[str, ...]


def coverage(document: DocumentPage, versions: Sequence[Version]) -> list[VersionCoverage]:
    """Changes of each version with and without a reason, newest first: three queries, however many versions.

    A passage left out counts by its uid in the version before. What an editor called a change of wording only has a
    reason.
    """
    numbers = {version.number: version for version in versions}
    changed: dict[int, set[str]] = defaultdict(set)
    for row in changed_rows(versions):
        if row.relation != LineageRelation.MOVED:
            changed[row.number].add(str(row.new or row.old))
    explained: dict[int, set[str]] = defaultdict(set)
    links = Influence.objects.filter(change__to_version__in=list(versions))
    for link in newest_links(links.select_related("change__to_version")):
        if link.state in STANDING_LINKS:
            number = next(
                (n for n, version in numbers.items() if version.pk == link.change.to_version_id), 0
            )
            explained[number] |= {*link.change.new_uids, *link.change.old_uids}
    by_key = {version.pk: version.number for version in versions}
    for (version, uid), review in newest_reviews(versions).items():
        if review.kind == ChangeKind.WORDING_ONLY:
            explained[by_key[version]].add(uid)
    return [
        VersionCoverage(
            version=numbers[number],
            changed=len(changed[number]),
            explained=len(changed[number] & explained[number]),
            missing=tuple(sorted(changed[number] - explained[number])),
        )
        for number in sorted(numbers, reverse=True)
        if numbers[number].previous_id is not None
    ]


def contribution_counts(document: DocumentPage) -> list[tuple[str, extension.ContributionCounts]]:
    """Numbers of each kind of contributions to a document."""
    return [(kind.name, kind.counts(document)) for kind in extension.contribution_kinds()]


def source_counts(document: DocumentPage) -> extension.ContributionCounts:
    """Sources recorded for a document; each supports a change by its nature: one query."""
    found = Contribution.objects.filter(
        source__isnull=False, influences__change__to_version__document=document
    )
    return extension.ContributionCounts(found.distinct().count(), 0, 0)
