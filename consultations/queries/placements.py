"""Where quoted places of comments stand in a later version: what is computed from frozen texts and their lineage."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from concept import anchoring
from concept.anchoring import PassageText, Placement
from concept.models import Version, VersionPassage, VersionSection
from concept.queries import lineage_maps
from consultations.anchors import CONTEXT
from consultations.enums import (
    CHANGING_PLACEMENTS,
    CONFIDENT_PLACEMENTS,
    DOUBTFUL_PLACEMENTS,
    PlacementDecision,
    PlacementStatus,
)
from consultations.models import Anchor, AnchorPlacement

Target = dict[
    str, Any
]  # {"passage_uid", "start", "end"}, {"section_uid"}, or {} for the whole document


@dataclass(slots=True)
class VersionText:
    """What one version says, as far as places need it. Sections: title, code, uid of the parent."""

    passages: list[PassageText] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    section_of: dict[str, str] = field(default_factory=dict)
    sections: dict[str, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands in a version, with a decision carried over from a version before."""

    status: str
    targets: list[Target]
    score: float
    decision: str = PlacementDecision.NONE
    decided_by: int | None = None
    decided_at: datetime | None = None


def open_anchors(version: Version) -> Iterable[Anchor]:
    """Places of comments that were sent and not taken back, in versions before this one."""
    return Anchor.objects.filter(
        version__document_id=version.document_id,
        version__number__lt=version.number,
        comment__withdrawn_at=None,
    ).order_by("pk")


def computed_places(
    version: Version, anchors: Sequence[Anchor], *, with_decisions: bool = True
) -> dict[int, Place]:
    """Where each anchor stands in the version, by its primary key: six queries.

    ``with_decisions``: carry over what people decided in versions before.
    """
    decided = _decided_before(version) if with_decisions else {}
    sources = {anchor.version_id for anchor in anchors}
    sources |= {row.version_id for row in decided.values()}
    versions = list(Version.objects.filter(pk__in=sources))
    texts = version_texts([*versions, version])
    went = lineage_maps(versions, version)
    new = texts[version.pk]
    found = {}
    quotes = defaultdict(list)
    for anchor in anchors:
        if anchor.passage_uid is None:
            found[anchor.pk] = _section(anchor, texts[anchor.version_id], new, went)
        elif not anchor.exact:
            found[anchor.pk] = _without_words(anchor, texts[anchor.version_id], new, went)
        else:
            quotes[anchor.version_id].append(anchor)
    for source, group in quotes.items():
        placed = anchoring.place(
            [_quote(anchor) for anchor in group],
            texts[source].passages,
            new.passages,
            lineage=went[source],
        )
        found |= {a.pk: _computed(p) for a, p in zip(group, placed, strict=True)}
    carried = {pk: row for pk, row in decided.items() if pk in found}
    return found | _carried(carried, found, texts, new, went)


def _decided_before(version: Version) -> dict[int, AnchorPlacement]:
    """The newest decision of a person on each anchor in a version before this one: one query."""
    rows = AnchorPlacement.objects.filter(
        version__document_id=version.document_id, version__number__lt=version.number
    ).exclude(decision=PlacementDecision.NONE)
    return {row.anchor_id: row for row in rows.order_by("version__number")}


def version_texts(versions: Iterable[Version]) -> dict[int, VersionText]:
    """Passages and sections of versions: two queries."""
    texts = {version.pk: VersionText() for version in versions}
    rows = VersionPassage.objects.filter(version__in=list(texts)).order_by("version_id", "order")
    for pk, uid, words, kind, section in rows.values_list(
        "version_id", "passage_uid", "content__text", "content__kind", "section__node_uid"
    ):
        text = texts[pk]
        text.passages.append(PassageText(str(uid), words, kind))
        text.words[str(uid)] = words
        text.section_of[str(uid)] = str(section)
    sections = VersionSection.objects.filter(version__in=list(texts))
    for pk, uid, title, code, parent in sections.values_list(
        "version_id", "node_uid", "title", "code", "parent__node_uid"
    ):
        texts[pk].sections[str(uid)] = (title, code, str(parent or ""))
    return texts


def _quote(anchor: Anchor) -> anchoring.Anchor:
    return anchoring.Anchor(
        str(anchor.passage_uid),
        anchor.start,
        anchor.end,
        anchor.exact,
        anchor.prefix,
        anchor.suffix,
    )


def _computed(placement: Placement) -> Place:
    targets = [
        {"passage_uid": t.passage_uid, "start": t.start, "end": t.end} for t in placement.targets
    ]
    return Place(placement.status, targets, placement.score)


def _section(
    anchor: Anchor,
    old: VersionText,
    new: VersionText,
    went: Mapping[int, Mapping[str, Sequence[str]]],
) -> Place:
    """A comment on a whole section follows the section's identity; on the whole document it always stands."""
    if anchor.section_uid is None:
        return Place(PlacementStatus.EXACT, [{}], 1.0)
    uid = str(anchor.section_uid)
    if uid in new.sections:
        before, after = old.sections[uid], new.sections[uid]
        status = PlacementStatus.EXACT
        if before[2] != after[2]:
            status = PlacementStatus.MOVED
        elif before[0] != after[0]:
            status = PlacementStatus.EDITED
        return Place(status, [{"section_uid": uid}], 1.0)
    # The section is gone; where its passages went an editor may want to put the comment.
    steps = went[anchor.version_id]
    heirs = Counter(
        new.section_of[heir]
        for passage, section in old.section_of.items()
        if section == uid
        for heir in steps.get(passage, ())
    )
    if not heirs:
        return Place(PlacementStatus.ORPHANED, [], 0.0)
    targets = [{"section_uid": section} for section, _count in heirs.most_common()]
    return Place(PlacementStatus.AMBIGUOUS, targets, 0.0)


def _without_words(
    anchor: Anchor,
    old: VersionText,
    new: VersionText,
    went: Mapping[int, Mapping[str, Sequence[str]]],
) -> Place:
    """A passage without words (a picture), or one whose words were redacted: only its identity can be followed."""
    uid = str(anchor.passage_uid)
    heirs = list(went[anchor.version_id].get(uid, ()))
    targets = [_whole(heir, new) for heir in heirs]
    if not heirs:
        return Place(PlacementStatus.ORPHANED, [], 0.0)
    if len(heirs) > 1 or anchor.end or new.words[heirs[0]]:
        return Place(PlacementStatus.AMBIGUOUS, targets, 0.0)
    moved = new.section_of[heirs[0]] != old.section_of[uid]
    status = PlacementStatus.MOVED if moved else PlacementStatus.EXACT
    return Place(status, targets, 1.0)


def _whole(uid: str, text: VersionText) -> Target:
    return {"passage_uid": uid, "start": 0, "end": len(text.words[uid])}


def _carried(
    decided: Mapping[int, AnchorPlacement],
    found: Mapping[int, Place],
    texts: Mapping[int, VersionText],
    new: VersionText,
    went: Mapping[int, Mapping[str, Sequence[str]]],
) -> dict[int, Place]:
    """What earlier decisions of people mean for this version."""
    result = {}
    chains = defaultdict(list)
    for pk, row in decided.items():
        if row.decision == PlacementDecision.DROPPED:
            if found[pk].status in DOUBTFUL_PLACEMENTS:
                result[pk] = Place(
                    PlacementStatus.ORPHANED,
                    [],
                    0.0,
                    PlacementDecision.DROPPED,
                    row.decided_by_id,
                    row.decided_at,
                )
        else:
            chains[row.version_id].append(row)
    for source, rows in chains.items():
        result |= _followed(rows, texts[source], new, went[source])
    return result


def _followed(
    rows: Sequence[AnchorPlacement],
    old: VersionText,
    new: VersionText,
    went: Mapping[str, Sequence[str]],
) -> dict[int, Place]:
    """Follow places put by hand from the version where that was done."""
    quotes, owners = [], []
    for row in rows:
        for target in row.targets:
            if "passage_uid" in target:
                words, start, end = (
                    old.words[target["passage_uid"]],
                    target["start"],
                    target["end"],
                )
                quotes.append(
                    anchoring.Anchor(
                        target["passage_uid"],
                        start,
                        end,
                        words[start:end],
                        words[max(0, start - CONTEXT) : start],
                        words[end : end + CONTEXT],
                    )
                )
                owners.append(row.anchor_id)
    parts = defaultdict(list)
    for owner, placement in zip(
        owners, anchoring.place(quotes, old.passages, new.passages, lineage=went), strict=True
    ):
        parts[owner].append(_computed(placement))
    result = {}
    for row in rows:
        pieces = parts[row.anchor_id]
        for target in row.targets:
            if "passage_uid" in target:
                continue
            uid = target.get("section_uid", "")
            is_here = not uid or uid in new.sections
            status = PlacementStatus.EXACT if is_here else PlacementStatus.ORPHANED
            pieces.append(Place(status, [target] if is_here else [], float(is_here)))
        targets = [target for piece in pieces for target in piece.targets]
        score = min((piece.score for piece in pieces), default=0.0)
        result[row.anchor_id] = _place_followed(row, pieces, targets, score)
    return result


def _place_followed(
    row: AnchorPlacement, pieces: Sequence[Place], targets: list[Target], score: float
) -> Place:
    """A decided place in a later version; what was confirmed as computed holds only while its words stay the same."""
    found = {piece.status for piece in pieces}
    if not found or not found <= CONFIDENT_PLACEMENTS:
        status = PlacementStatus.AMBIGUOUS if targets else PlacementStatus.ORPHANED
        return Place(status, targets, score)
    if row.status in CONFIDENT_PLACEMENTS and found & CHANGING_PLACEMENTS:
        status = PlacementStatus.EDITED if len(targets) == 1 else PlacementStatus.SPLIT
        return Place(status, targets, score)
    status = row.status
    if status == PlacementStatus.EXACT and PlacementStatus.MOVED in found:
        status = PlacementStatus.MOVED
    return Place(
        status, targets, score, PlacementDecision.CONFIRMED, row.decided_by_id, row.decided_at
    )
