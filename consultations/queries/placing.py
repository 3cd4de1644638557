"""Reads of the desk where places of comments in a later version are decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from concept import reading
from concept.models import Version, VersionPassage, VersionSection
from concept.queries import lineage_maps
from concept.word_alignment import Segment, diff_words
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    CheckDecision,
    CheckResult,
    PlacementDecision,
    PlacementStatus,
)
from consultations.models import Anchor, AnchorPlacement, Comment, Round, SettlementCheck
from consultations.queries.desk_words import (
    instead_of_words,
    name_for,
    shows_words_at_desk,
    words_of,
)
from consultations.queries.placements import Target, open_anchors
from core.permissions import allowed

PAGE_SIZE = 20
CONTEXT = 240  # characters around the quoted words that the queue shows
WAITING, DECIDED, ALL = "ceka", "rozhodnuto", "vse"
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


# --- one place with both texts -----------------------------------------------------------------------


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


# --- all versions, and how far the work is ------------------------------------------------------------


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


# --- counts that are published ---------------------------------------------------------------------------


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


# --- where the places of one comment went ---------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage of the version that may be chosen by hand."""

    uid: str
    label: str
    text: str


def sections_of(version: Version) -> list[tuple[str, str]]:
    """Sections of a version as (uid, name) in order: one query."""
    rows = VersionSection.objects.filter(version=version).order_by("order")
    return [
        (str(uid), f"{code} {title}".strip())
        for uid, code, title in rows.values_list("node_uid", "code", "title")
    ]


def passages_of(version: Version, section: str) -> list[Choice]:
    """Passages of a section that have words, in order: one query."""
    rows = VersionPassage.objects.filter(version=version, section__node_uid=section)
    rows = rows.exclude(content__text="").order_by("order")
    return [
        Choice(str(uid), label, text)
        for uid, label, text in rows.values_list("passage_uid", "label", "content__text")
    ]


def passage_of(version: Version, uid: str) -> VersionPassage | None:
    """A passage of the version with its content and section; None for what is no passage of it: one query."""
    try:
        UUID(uid)
    except ValueError:
        return None
    found = VersionPassage.objects.filter(version=version, passage_uid=uid)
    return found.select_related("content", "section").first()
