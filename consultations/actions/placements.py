"""Writes of places: computed at each freeze, doubtful ones decided by a person.

An anchor never moves. Each later version of the document gets one ``AnchorPlacement`` per anchor of each comment that
was not taken back. Nothing is placed outside the descendants of the quoted passage unless a person said so.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.models import DocumentPage, Version
from consultations.actions.rounds import PAGES
from consultations.anchors import QuoteDoesNotMatch, check_quotes
from consultations.enums import (
    CONFIDENT_PLACEMENTS,
    DOUBTFUL_PLACEMENTS,
    PlacementDecision,
    PlacementStatus,
)
from consultations.models import AnchorPlacement
from consultations.queries.placements import Place, Target, computed_places, open_anchors
from core import jobs
from core.actions import log_event, raise_generation

BATCH = 500
COUNTED_PAGES = (*PAGES, "api")  # the interface for machines tells the counts too
CARRY_JOB = "consultations.tasks.carry_decisions"
COMPUTED = (
    "status",
    "targets",
    "score",
    "decision",
    "decided_by",
    "decided_at",
    "computed_at",
)


class PlacementDecided(Exception):
    """Somebody decided this place in the meantime, or it was computed anew."""


class NothingChosen(Exception):
    """A place needs at least one target: a proposed one or words of the version."""


@transaction.atomic
def place_comments(*, version: Version, at: datetime) -> dict[str, int]:
    """Compute where every open comment on an older version stands in this one; answers how many places per status.

    About a dozen queries, however many comments there are. May run again, such as after a correction of lineage: what
    a person decided stays. A decision taken in a version before is carried over: a place put by hand is followed from
    there, a text left out on purpose stays left out unless its words are back.
    """
    DocumentPage.objects.select_for_update().get(pk=version.document_id)
    anchors = list(open_anchors(version))
    known = {row.anchor_id: row for row in AnchorPlacement.objects.filter(version=version)}
    found = computed_places(version, anchors)
    made, changed = [], []
    for anchor in anchors:
        row, place = known.get(anchor.pk), found[anchor.pk]
        if row is None:
            row = AnchorPlacement(anchor=anchor, version=version)
            made.append(row)
        elif row.decision or _is_same(row, place):
            continue
        else:
            changed.append(row)
        row.status, row.targets, row.score = place.status, place.targets, place.score
        row.decision, row.decided_at = place.decision, place.decided_at
        row.decided_by_id = place.decided_by
        row.computed_at = at
    AnchorPlacement.objects.bulk_create(made, batch_size=BATCH)
    AnchorPlacement.objects.bulk_update(changed, COMPUTED, batch_size=BATCH)
    rows = {row.anchor_id: row for row in (*known.values(), *made)}
    counts = dict(Counter(str(rows[anchor.pk].status) for anchor in anchors))
    if made or changed:
        log_event(
            record=version.record,
            verb="comments_placed",
            by=None,
            at=at,
            payload={"places": len(anchors), "status": counts},
        )
        raise_generation(version.document.slug, *COUNTED_PAGES)
    return counts


def _is_same(row: AnchorPlacement, place: Place) -> bool:
    """Whether nothing is new: a decision carried over from a version before is, even where the place is the same."""
    return (row.status, row.targets, row.decision) == (place.status, place.targets, place.decision)


def place_in_later_versions(*, version: Version, at: datetime) -> None:
    """Compute places anew in the version and in every later one of its document, in order."""
    later = Version.objects.filter(document=version.document_id, number__gte=version.number)
    for each in later.select_related("document", "record").order_by("number"):
        place_comments(version=each, at=at)


def _lock(placement: AnchorPlacement, computed_at: datetime | None) -> AnchorPlacement:
    """The placement under a lock. Raises PlacementDecided when it is no longer the one that was shown."""
    placement = (
        AnchorPlacement.objects.select_for_update(of=("self",))
        .select_related("anchor__comment__contribution__record", "version__document")
        .get(pk=placement.pk)
    )
    if placement.decision != PlacementDecision.NONE:
        raise PlacementDecided(_("Somebody has decided this place in the meantime."))
    if computed_at is not None and placement.computed_at != computed_at:
        raise PlacementDecided(_("The place was computed anew in the meantime. Look at it again."))
    return placement


def _decide(
    placement: AnchorPlacement,
    status: str,
    targets: list[Target],
    decision: str,
    *,
    by: Any,
    at: datetime,
) -> AnchorPlacement:
    former, placement.status = placement.status, status
    placement.targets = targets
    placement.decision, placement.decided_by, placement.decided_at = decision, by, at
    placement.full_clean(exclude=["targets"])
    placement.save()
    log_event(
        record=placement.anchor.comment.contribution.record,
        verb=f"comment_place_{decision}",
        by=by,
        at=at,
        from_state=former,
        to_state=status,
        object_version=placement.version.record.reference,
    )
    raise_generation(placement.version.document.slug, *COUNTED_PAGES)
    return placement


@transaction.atomic
def confirm_placement(
    *,
    placement: AnchorPlacement,
    by: Any,
    at: datetime,
    chosen: Iterable[int] | None = None,
    computed_at: datetime | None = None,
) -> AnchorPlacement:
    """Say that a comment belongs where it was proposed; ``chosen`` are indexes of its targets, all of them without it.

    A confident place keeps its status, so that the counts still say what became of the text; a choice among uncertain
    ones is a place by hand. Raises NothingChosen, PlacementDecided.
    """
    placement = _lock(placement, computed_at)
    wanted = range(len(placement.targets)) if chosen is None else sorted(set(chosen))
    targets = [placement.targets[n] for n in wanted if 0 <= n < len(placement.targets)]
    if not targets:
        raise NothingChosen(_("Choose where the comment belongs."))
    is_whole = targets == placement.targets and placement.status in CONFIDENT_PLACEMENTS
    status = placement.status if is_whole else PlacementStatus.MANUAL
    decided = _decide(placement, status, targets, PlacementDecision.CONFIRMED, by=by, at=at)
    _carry_on(decided.version)
    return decided


@transaction.atomic
def place_by_hand(
    *,
    placement: AnchorPlacement,
    places: Sequence[Mapping[str, Any]],
    by: Any,
    at: datetime,
    computed_at: datetime | None = None,
) -> AnchorPlacement:
    """Put a comment on words of the version a person chose (``places`` as in ``anchors.check_quotes``).

    Raises NothingChosen, QuoteDoesNotMatch, PlacementDecided.
    """
    placement = _lock(placement, computed_at)
    if not places:
        raise NothingChosen(_("Choose where the comment belongs."))
    targets: list[Target] = []
    for quote in check_quotes(placement.version, places):
        if quote.passage_uid:
            targets.append(
                {"passage_uid": quote.passage_uid, "start": quote.start, "end": quote.end}
            )
        else:
            targets.append({"section_uid": quote.section_uid} if quote.section_uid else {})
    decided = _decide(
        placement, PlacementStatus.MANUAL, targets, PlacementDecision.CONFIRMED, by=by, at=at
    )
    _carry_on(decided.version)
    return decided


def _carry_on(version: Version) -> None:
    """Let later versions that are frozen already take the decision over, once for many decisions."""
    if not Version.objects.filter(document=version.document_id, number__gt=version.number).exists():
        return
    run = jobs.newest_run(CARRY_JOB, version_id=version.pk)
    if run is None or run.state != jobs.RunState.WAITING:
        jobs.enqueue(CARRY_JOB, version_id=version.pk)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a bulk step: how many rows changed, and the refused ones with the reason."""

    done: int
    refused: list[tuple[AnchorPlacement, str]]


def why_not_confirmed(placement: AnchorPlacement) -> str:
    """Why a step over many places does not confirm this one; "" when it does. Uncertain ones need a choice each."""
    if placement.decision != PlacementDecision.NONE:
        return _("Somebody has decided this place in the meantime.")
    if placement.status not in CONFIDENT_PLACEMENTS:
        return _("The place is uncertain: choose it yourself.")
    return ""


def why_not_dropped(placement: AnchorPlacement) -> str:
    """Why the text of this place cannot be called left out on purpose; "" when it can."""
    if placement.decision != PlacementDecision.NONE:
        return _("Somebody has decided this place in the meantime.")
    if placement.status not in DOUBTFUL_PLACEMENTS:
        return _("The quoted text still stands in this version.")
    return ""


@transaction.atomic
def confirm_placements(
    *,
    placements: Iterable[AnchorPlacement],
    by: Any,
    at: datetime,
    computed: Mapping[int, datetime] | None = None,
) -> BulkResult:
    """Say of several comments that they belong where they were followed to; uncertain places are refused.

    ``computed``: by primary key the moment each shown place was computed; one computed anew since is refused.
    """

    def confirm(place: AnchorPlacement) -> None:
        _decide(place, place.status, place.targets, PlacementDecision.CONFIRMED, by=by, at=at)

    return _decide_several(placements, computed or {}, why_not_confirmed, confirm)


@transaction.atomic
def confirm_dropped(
    *,
    placements: Iterable[AnchorPlacement],
    by: Any,
    at: datetime,
    computed: Mapping[int, datetime] | None = None,
) -> BulkResult:
    """Say of several comments that the text they quote was left out on purpose; only of doubtful, undecided places.

    ``computed`` as in ``confirm_placements``.
    """

    def drop(place: AnchorPlacement) -> None:
        _decide(place, PlacementStatus.ORPHANED, [], PlacementDecision.DROPPED, by=by, at=at)

    return _decide_several(placements, computed or {}, why_not_dropped, drop)


def _decide_several(
    placements: Iterable[AnchorPlacement],
    computed: Mapping[int, datetime],
    why_not: Callable[[AnchorPlacement], str],
    decide: Callable[[AnchorPlacement], None],
) -> BulkResult:
    """Lock and decide each place unless there is a reason against it; carry decisions on once for each version."""
    done, refused = 0, []
    touched: dict[int, Version] = {}
    for found in placements:
        try:
            placement = _lock(found, computed.get(found.pk))
        except PlacementDecided as error:
            refused.append((found, str(error)))
            continue
        if reason := why_not(placement):
            refused.append((found, reason))
            continue
        decide(placement)
        done += 1
        touched[placement.version_id] = placement.version
    for version in touched.values():
        _carry_on(version)
    return BulkResult(done, refused)


@transaction.atomic
def undo_decision(*, placement: AnchorPlacement, by: Any, at: datetime) -> AnchorPlacement:
    """Take a decision on a place back; it is computed anew and waits for a person again if it is doubtful."""
    placement = (
        AnchorPlacement.objects.select_for_update(of=("self",))
        .select_related("anchor__comment__contribution__record", "version__document")
        .get(pk=placement.pk)
    )
    if placement.decision == PlacementDecision.NONE:
        return placement
    anchor, version = placement.anchor, placement.version
    place = computed_places(version, [anchor], with_decisions=False)[anchor.pk]
    former, placement.status = placement.status, place.status
    placement.targets, placement.score = place.targets, place.score
    placement.decision, placement.decided_by, placement.decided_at = "", None, None
    placement.computed_at = at
    placement.save()
    log_event(
        record=anchor.comment.contribution.record,
        verb="comment_place_reopened",
        by=by,
        at=at,
        from_state=former,
        to_state=placement.status,
        object_version=version.record.reference,
    )
    raise_generation(version.document.slug, *COUNTED_PAGES)
    return placement


__all__ = [
    "BulkResult",
    "NothingChosen",
    "PlacementDecided",
    "QuoteDoesNotMatch",
    "confirm_dropped",
    "confirm_placement",
    "confirm_placements",
    "place_by_hand",
    "place_comments",
    "place_in_later_versions",
    "undo_decision",
    "why_not_confirmed",
    "why_not_dropped",
]
