"""How many places of comments stand where in a version: what waits at the desk, and what is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, Value, When

from concept.models import Version
from consultations.enums import (
    CheckDecision,
    CheckResult,
    PlacementDecision,
    PlacementStatus,
)
from consultations.models import AnchorPlacement, SettlementCheck
from consultations.queries.place_search import IS_WAITING, places_in
from consultations.queries.placements import open_anchors

# From the surest to the one that needs a person most: a comment on several places counts by its worst one.
SEVERITY = (
    PlacementStatus.EXACT,
    PlacementStatus.MOVED,
    PlacementStatus.MANUAL,
    PlacementStatus.EDITED,
    PlacementStatus.SPLIT,
    PlacementStatus.AMBIGUOUS,
    PlacementStatus.ORPHANED,
)


@dataclass(frozen=True, slots=True)
class VersionWork:
    """What waits in one version."""

    version: Version
    place_count: int
    waiting_count: int
    lost_count: int


def version_work(user: Any) -> list[VersionWork]:
    """Versions in which comments were followed or changes looked for, newest first in each document: three queries."""
    places = AnchorPlacement.objects.filter(
        anchor__comment__withdrawn_at=None, anchor__comment__personal_case=""
    )
    counts = {
        row["version"]: (row["all"], row["waiting"])
        for row in places.values("version").annotate(
            all=Count("pk"), waiting=Count("pk", filter=IS_WAITING)
        )
    }
    lost = dict(
        SettlementCheck.objects.filter(result=CheckResult.GONE, decision=CheckDecision.NONE)
        .values_list("version")
        .annotate(count=Count("pk"))
    )
    checked = SettlementCheck.objects.values("version")
    versions = (
        Version.objects.visible_to(user)
        .filter(Q(pk__in=list(counts)) | Q(pk__in=checked))
        .select_related("document")
        .order_by("document__path", "-number")
    )
    return [
        VersionWork(version, *counts.get(version.pk, (0, 0)), lost.get(version.pk, 0))
        for version in versions
    ]


def unplaced_count(version: Version) -> int:
    """Places of sent comments not looked for in the version yet: one query."""
    return open_anchors(version).exclude(placements__version=version).count()


def waiting_count(version: Version) -> int:
    """Doubtful places of a version nobody decided: one query."""
    return places_in(version).filter(IS_WAITING).count()


@dataclass(frozen=True, slots=True)
class PlacementCounts:
    """How many comments on earlier versions stand where in this one; each counts once, by its worst place.

    ``total`` is the number of comments, the sum of ``by_status``; of them ``dropped`` are on text left out on purpose
    and ``waiting`` wait for a person.
    """

    by_status: Mapping[str, int]
    dropped: int
    waiting: int

    @property
    def total(self) -> int:
        """How many comments there are."""
        return sum(self.by_status.values())


def _severity() -> Case:
    return Case(
        *(When(status=status, then=Value(rank)) for rank, status in enumerate(SEVERITY)),
        output_field=IntegerField(),
    )


def placement_counts(versions: Iterable[int]) -> dict[int, PlacementCounts]:
    """Counts by the key of the version; versions without places are left out: one query."""
    rows = (
        AnchorPlacement.objects.filter(
            version__in=list(versions),
            anchor__comment__withdrawn_at=None,
            anchor__comment__personal_case="",
        )
        .values("version_id", "anchor__comment_id")
        .annotate(
            worst=Max(_severity()),
            dropped=Count("pk", filter=Q(decision=PlacementDecision.DROPPED)),
            waiting=Count("pk", filter=IS_WAITING),
        )
        .values_list("version_id", "worst", "dropped", "waiting")
    )
    by_version: dict[int, tuple[dict[str, int], list[int]]] = {}
    for version, worst, dropped, waiting in rows:
        status, marks = by_version.setdefault(version, ({}, [0, 0]))
        name = SEVERITY[worst].value
        status[name] = status.get(name, 0) + 1
        marks[0] += bool(dropped and not waiting)
        marks[1] += bool(waiting)
    return {
        version: PlacementCounts(
            {s.value: status[s.value] for s in SEVERITY if s.value in status}, *marks
        )
        for version, (status, marks) in by_version.items()
    }


def place_labels(counts: PlacementCounts) -> list[tuple[str, int]]:
    """Counts of comments by what became of their place, named; their sum is ``counts.total``."""
    return [
        (str(PlacementStatus(status).label), count) for status, count in counts.by_status.items()
    ]
