"""Places of comments with both texts: the words that were quoted, and where they stand in a later version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from concept import reading
from concept.models import Version, VersionPassage, VersionSection
from concept.queries import lineage_maps
from concept.word_alignment import Segment, diff_words
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    PlacementDecision,
    PlacementStatus,
)
from consultations.models import Anchor, AnchorPlacement, Comment
from consultations.queries.desk_words import (
    instead_of_words,
    name_for,
    shows_words_at_desk,
    words_of,
)
from consultations.queries.placements import Target
from core.permissions import allowed

CONTEXT = 240  # characters around the quoted words that the queue shows


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one place with those that are meant marked; of a section or the whole document there are none.

    ``address`` is that of the section below the version's own, "" for the whole document.
    """

    number: int
    section: str
    label: str
    before: str
    marked: str
    after: str
    address: str
    is_section: bool = False
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A line of the queue: the place in the text commented on, where it stands now, and what may be done.

    ``targets`` are the proposed places. Without any, ``heirs`` are the passages the quoted one became, if there are
    some. ``segments`` tell the difference where there is one place on each side.
    """

    placement: AnchorPlacement
    comment: Comment
    name: str
    words: str
    instead: str
    old: Words
    targets: tuple[Words, ...]
    heirs: tuple[Words, ...]
    segments: tuple[Segment, ...]
    score_percent: int
    is_waiting: bool
    status_label: str

    @property
    def old_base(self) -> str:
        """Address of the version that was commented on."""
        return reading.version_base(self.placement.anchor.version)

    @property
    def form_id(self) -> str:
        """Name of the form that confirms the place."""
        return f"potvrdit-{self.placement.pk}"

    @property
    def choosing(self) -> str:
        """That name when there is something to choose among, else "": a split place belongs to all its parts."""
        return self.form_id if self.is_waiting and len(self.targets) > 1 else ""


class Texts:
    """Passages and sections several places need, read at once: two queries."""

    def __init__(
        self, wanted: Iterable[tuple[int, str]], sections: Iterable[tuple[int, str]]
    ) -> None:
        wanted, sections = set(wanted), set(sections)
        passages = VersionPassage.objects.filter(
            version__in={pk for pk, _uid in wanted}, passage_uid__in={uid for _pk, uid in wanted}
        ).values_list(
            "version_id",
            "passage_uid",
            "label",
            "content__text",
            "section__code",
            "section__title",
            "section__address",
        )
        self.passages = {
            (pk, str(uid)): (label, text, f"{code} {title}".strip(), address)
            for pk, uid, label, text, code, title, address in passages
        }
        rows = VersionSection.objects.filter(
            version__in={pk for pk, _uid in sections}, node_uid__in={uid for _pk, uid in sections}
        ).values_list("version_id", "node_uid", "code", "title", "address")
        self.sections = {
            (pk, str(uid)): (f"{code} {title}".strip(), address)
            for pk, uid, code, title, address in rows
        }

    def words(self, version: int, target: Target, number: int = 0, context: int = 0) -> Words:
        """One place; ``context``: at most so many characters around what is marked (0: all of the passage)."""
        if uid := target.get("passage_uid"):
            label, text, section, address = self.passages.get((version, str(uid)), ("", "", "", ""))
            start, end = target.get("start", 0), target.get("end", 0)
            before, after = text[:start], text[end:]
            if context:
                before = f"…{before[-context:]}" if len(before) > context else before
                after = f"{after[:context]}…" if len(after) > context else after
            return Words(
                number, section, label, before, text[start:end], after, f"{address}/#p-{uid}"
            )
        if uid := target.get("section_uid"):
            section, address = self.sections.get((version, str(uid)), ("", ""))
            return Words(number, section, "", "", "", "", f"{address}/", is_section=True)
        return Words(number, "", "", "", "", "", "", is_document=True)


def _source(anchor: Anchor) -> Target:
    if anchor.passage_uid:
        return {"passage_uid": str(anchor.passage_uid), "start": anchor.start, "end": anchor.end}
    return {"section_uid": str(anchor.section_uid)} if anchor.section_uid else {}


def place_rows(
    version: Version, keys: Sequence[int], user: Any, *, context: int = CONTEXT
) -> list[PlaceRow]:
    """Lines for places in the given order: six queries, whatever their number."""
    found = {
        row.pk: row
        for row in AnchorPlacement.objects.filter(pk__in=keys).select_related(
            "anchor__version__document",
            "anchor__comment__round",
            "anchor__comment__statement__respondent__organisation",
            "decided_by",
        )
    }
    rows = [found[key] for key in keys if key in found]
    lost = [row for row in rows if not row.targets and row.anchor.passage_uid]
    went = lineage_maps(
        list({r.anchor.version_id: r.anchor.version for r in lost}.values()), version
    )
    heirs = {
        row.pk: [
            {"passage_uid": uid, "start": 0, "end": 0}
            for uid in went[row.anchor.version_id].get(str(row.anchor.passage_uid), ())
        ]
        for row in lost
    }
    named = [
        *((row.anchor.version_id, _source(row.anchor)) for row in rows),
        *((version.pk, target) for row in rows for target in row.targets),
        *((version.pk, target) for targets in heirs.values() for target in targets),
    ]
    texts = Texts(
        [(pk, str(t["passage_uid"])) for pk, t in named if "passage_uid" in t],
        [(pk, str(t["section_uid"])) for pk, t in named if "section_uid" in t],
    )
    may_see_names = allowed(user, "consultations.view_private")
    return [
        _row(row, version, texts, heirs.get(row.pk, []), may_see_names, context) for row in rows
    ]


def _row(
    row: AnchorPlacement,
    version: Version,
    texts: Texts,
    heirs: Sequence[Target],
    may_see_names: bool,
    context: int,
) -> PlaceRow:
    comment = row.anchor.comment
    old = texts.words(row.anchor.version_id, _source(row.anchor), context=context)
    targets = tuple(
        texts.words(version.pk, target, number, context)
        for number, target in enumerate(row.targets)
    )
    shows_words = shows_words_at_desk(comment, may_see_private=may_see_names)
    is_one = len(targets) == 1 and old.marked and targets[0].marked != old.marked
    return PlaceRow(
        placement=row,
        comment=comment,
        name=name_for(comment, may_see_names=may_see_names),
        words=words_of(comment) if shows_words else "",
        instead=instead_of_words(comment),
        old=old,
        targets=targets,
        heirs=tuple(texts.words(version.pk, heir, context=context) for heir in heirs),
        segments=tuple(diff_words(old.marked, targets[0].marked)) if is_one else (),
        score_percent=round(row.score * 100),
        is_waiting=row.status in DOUBTFUL_PLACEMENTS and row.decision == PlacementDecision.NONE,
        status_label=status_label(row),
    )


def status_label(placement: AnchorPlacement) -> str:
    """What became of the place, in a word or two."""
    if placement.decision == PlacementDecision.DROPPED:
        return str(PlacementDecision.DROPPED.label)
    return str(PlacementStatus(placement.status).label)


@dataclass(frozen=True, slots=True)
class WentTo:
    """Where one place of a comment stands in one later version."""

    placement: AnchorPlacement
    label: str
    targets: tuple[Words, ...]
    is_waiting: bool

    @property
    def base(self) -> str:
        """Address of the later version."""
        return reading.version_base(self.placement.version)


def went_to(comment: Comment, user: Any) -> list[WentTo]:
    """Places of a comment in each later version the person may know of, oldest first: three queries."""
    rows = list(
        AnchorPlacement.objects.filter(
            anchor__comment=comment, version__in=Version.objects.visible_to(user)
        )
        .select_related("version__document", "decided_by")
        .order_by("version__number", "anchor")
    )
    texts = Texts(
        [(r.version_id, t["passage_uid"]) for r in rows for t in r.targets if "passage_uid" in t],
        [(r.version_id, t["section_uid"]) for r in rows for t in r.targets if "section_uid" in t],
    )
    return [
        WentTo(
            placement=row,
            label=status_label(row),
            targets=tuple(texts.words(row.version_id, target) for target in row.targets),
            is_waiting=row.status in DOUBTFUL_PLACEMENTS and row.decision == PlacementDecision.NONE,
        )
        for row in rows
    ]
