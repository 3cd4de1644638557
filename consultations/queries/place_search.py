"""Which places of comments in a version the desk lists: what is sought, how many there are, in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from concept.models import Version, VersionSection
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    PlacementDecision,
    PlacementStatus,
)
from consultations.models import Anchor, AnchorPlacement, Comment, Round

PAGE_SIZE = 20
WAITING, DECIDED, ALL = "ceka", "rozhodnuto", "vse"
IS_WAITING = Q(status__in=DOUBTFUL_PLACEMENTS, decision=PlacementDecision.NONE)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought among the places of a version.

    ``state`` is ``WAITING``, ``DECIDED``, ``ALL`` or a status; ``round`` a key, ``section`` a node uid of the text that
    was commented on ("" and 0: any); ``unconfirmed``: only those nobody decided.
    """

    state: str = WAITING
    round: int = 0
    section: str = ""
    unconfirmed: bool = False

    def active(self) -> dict[str, str]:
        """What is set, for an address."""
        values = {
            "stav": "" if self.state == WAITING else self.state,
            "kolo": str(self.round or ""),
            "oddil": self.section,
            "nepotvrzene": "1" if self.unconfirmed else "",
        }
        return {name: value for name, value in values.items() if value}


def read_sought(data: Mapping[str, str]) -> Sought:
    """What an address asks for; a value that is none of the choices is as good as none."""
    state = data.get("stav", "")
    round, section = data.get("kolo", ""), data.get("oddil", "")
    try:
        section = str(UUID(section))
    except ValueError:
        section = ""
    return Sought(
        state=state if state in {DECIDED, ALL, *PlacementStatus.values} else WAITING,
        round=int(round) if round.isdecimal() else 0,
        section=section,
        unconfirmed=bool(data.get("nepotvrzene")),
    )


def places_in(version: Version) -> QuerySet[AnchorPlacement]:
    """Places of comments in a version: not of those taken back, nor of personal cases, which are about no text."""
    return AnchorPlacement.objects.filter(
        version=version,
        anchor__comment__withdrawn_at=None,
        anchor__comment__personal_case="",
    )


def find_places(
    version: Version, user: Any, sought: Sought, *, any_state: bool = False
) -> QuerySet:
    """Places that match, in no order. ``any_state`` leaves the state open, for the counts beside it."""
    found = places_in(version).filter(anchor__comment__round__in=Round.objects.visible_to(user))
    if sought.round:
        found = found.filter(anchor__comment__round=sought.round)
    if sought.section:
        found = found.filter(anchor__section_uid=sought.section)
    if sought.unconfirmed:
        found = found.filter(decision=PlacementDecision.NONE)
    if any_state or sought.state == ALL:
        return found
    if sought.state == WAITING:
        return found.filter(IS_WAITING)
    if sought.state == DECIDED:
        return found.exclude(decision=PlacementDecision.NONE)
    return found.filter(status=sought.state)


def state_counts(version: Version, user: Any, sought: Sought) -> dict[str, int]:
    """How many places there are in each state, if the state were left open: one query."""
    found = find_places(version, user, sought, any_state=True)
    return found.aggregate(
        **{WAITING: Count("pk", filter=IS_WAITING)},
        **{DECIDED: Count("pk", filter=~Q(decision=PlacementDecision.NONE))},
        **{ALL: Count("pk")},
        **{status.value: Count("pk", filter=Q(status=status)) for status in PlacementStatus},
    )


def rounds_in(version: Version, user: Any) -> list[Round]:
    """Rounds whose comments have places in the version: one query."""
    found = Comment.objects.filter(anchors__placements__version=version)
    return list(
        Round.objects.visible_to(user).filter(pk__in=found.values("round")).order_by("number")
    )


def sections_in(version: Version) -> list[tuple[str, str]]:
    """Sections that were commented on as (uid, name), in the order of the older text: one query."""
    uids = Anchor.objects.filter(placements__version=version).values("section_uid")
    rows = VersionSection.objects.filter(
        version__document=version.document_id,
        version__number__lt=version.number,
        node_uid__in=uids,
    ).order_by("version__number", "order")
    found: dict[str, str] = {}
    for uid, code, title in rows.values_list("node_uid", "code", "title"):
        found[str(uid)] = f"{code} {title}".strip()
    return list(found.items())


def ordered_keys(version: Version, user: Any, sought: Sought) -> list[int]:
    """Keys of all places that match, in the order of the text that was commented on: one query."""
    found = find_places(version, user, sought).order_by(
        "anchor__version__number",
        "anchor__comment__place_order",
        "anchor__comment__number",
        "anchor__pk",
    )
    return list(found.values_list("pk", flat=True))


def placement_at_desk(pk: int, user: Any) -> AnchorPlacement | None:
    """One place with its comment and version, as far as the person may know of both: one query."""
    return (
        AnchorPlacement.objects.filter(
            pk=pk,
            version__in=Version.objects.visible_to(user),
            anchor__comment__round__in=Round.objects.visible_to(user),
            anchor__comment__withdrawn_at=None,
            anchor__comment__personal_case="",
        )
        .select_related("version__document", "anchor__comment__round", "decided_by")
        .first()
    )


def places_by_key(version: Version, user: Any, keys: Iterable[int]) -> list[AnchorPlacement]:
    """Places of a version by their keys, in the order of the keys: one query."""
    found = find_places(version, user, Sought(state=ALL)).filter(pk__in=list(keys))
    rows = {row.pk: row for row in found.select_related("anchor__comment")}
    return [rows[key] for key in keys if key in rows]
