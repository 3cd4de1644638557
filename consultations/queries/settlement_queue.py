"""The queue of a round at the settlement desk: what is sought, one page of it, who stands beside whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from concept.models import VersionSection
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    SETTLED_STATES,
    PlacementDecision,
    RespondentKind,
    SettlementState,
)
from consultations.models import Anchor, AnchorPlacement, Comment, CommentTheme, Round, Settlement
from consultations.queries.desk_words import (
    instead_of_words,
    name_for,
    shows_words_at_desk,
    words_of,
)
from consultations.queries.settlements import settlements_at_desk
from core.czech import sort_key
from core.permissions import allowed
from core.search import SHORTEST_BEGINNING, query_stems
from people.models import Organisation

PAGE_SIZE = 50
DUE_SOON = timedelta(days=7)

UNSETTLED_STATES = tuple(state for state in SettlementState if state not in SETTLED_STATES)
NOBODY = "nobody"
MINE = "mine"
ANY = "any"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is sought in the queue of a round; every value is "" when it does not matter.

    ``section`` is a node uid (its subsections belong to it), ``body`` the key of an organisation or a
    ``RespondentKind``, ``assignee`` and ``department`` a key or ``nobody`` (``assignee`` also ``mine``), ``due``
    one of overdue, soon, none, ``doubtful`` "1", ``cluster`` a key or ``any``, ``theme`` a slug or ``nobody``,
    ``state`` a state or ``unsettled``.
    """

    q: str = ""
    section: str = ""
    type: str = ""
    nature: str = ""
    weight: str = ""
    body: str = ""
    theme: str = ""
    state: str = ""
    outcome: str = ""
    assignee: str = ""
    department: str = ""
    due: str = ""
    doubtful: str = ""
    cluster: str = ""
    sort: str = ""

    def active(self) -> dict[str, str]:
        """What is set, for an address; the order of fields is kept."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in values.items() if value}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is sought (an order alone narrows nothing)."""
        return not set(self.active()) - {"sort"}


UNSETTLED = "unsettled"
SORTS: dict[str, tuple[Any, ...]] = {
    "": ("comment__version", "comment__place_order", "comment__number"),
    "number": ("comment__number",),
    "newest": ("-comment__number",),
    "due": (F("due_on").asc(nulls_last=True), "comment__number"),
    "weight": ("-comment__weight", "comment__version", "comment__place_order", "comment__number"),
    "body": (
        F("comment__statement__respondent__organisation__sort_key").asc(nulls_last=True),
        "comment__number",
    ),
}


def find_settlements(
    round: Round, user: Any, sought: QueueFilter, today: date, *, without_state: bool = False
) -> QuerySet[Settlement]:
    """Settlements that match, in no order. ``without_state`` leaves the state open, for the counts beside it."""
    found = settlements_at_desk(round, user)
    direct = {
        "comment__type": sought.type,
        "comment__nature": sought.nature,
        "comment__weight": sought.weight,
        "outcome": sought.outcome,
    }
    found = found.filter(**{name: value for name, value in direct.items() if value})
    if sought.section:
        found = found.filter(comment__section_uid__in=_section_and_below(round, sought.section))
    if sought.body in RespondentKind.values:
        found = found.filter(
            comment__statement__respondent__kind=sought.body,
            comment__statement__respondent__organisation=None,
        )
    elif sought.body:
        found = found.filter(comment__statement__respondent__organisation=sought.body)
    found = _by_holder(found, sought, user)
    found = _by_marks(found, sought, today)
    for stem in query_stems(sought.q):
        words = f" {stem}" if len(stem) >= SHORTEST_BEGINNING else f" {stem} "
        found = found.filter(comment__stems__contains=words)
    if without_state:
        return found
    if sought.state == UNSETTLED:
        return found.filter(state__in=UNSETTLED_STATES)
    return found.filter(state=sought.state) if sought.state else found


def _by_holder(found: QuerySet[Settlement], sought: QueueFilter, user: Any) -> QuerySet[Settlement]:
    if sought.assignee == NOBODY:
        found = found.filter(assignee=None)
    elif sought.assignee:
        found = found.filter(assignee=user.pk if sought.assignee == MINE else sought.assignee)
    if sought.department == NOBODY:
        found = found.filter(department=None)
    elif sought.department:
        found = found.filter(department=sought.department)
    return found


def _by_marks(
    found: QuerySet[Settlement], sought: QueueFilter, today: date
) -> QuerySet[Settlement]:
    match sought.due:
        case "overdue":
            found = found.filter(due_on__lt=today, state__in=UNSETTLED_STATES)
        case "soon":
            found = found.filter(
                due_on__range=(today, today + DUE_SOON), state__in=UNSETTLED_STATES
            )
        case "none":
            found = found.filter(due_on=None)
    themes = CommentTheme.objects.filter(content_object=OuterRef("comment_id"))
    if sought.theme == NOBODY:
        found = found.filter(~Exists(themes))
    elif sought.theme:
        found = found.filter(Exists(themes.filter(tag__slug=sought.theme)))
    if sought.cluster == ANY:
        found = found.filter(comment__cluster__isnull=False)
    elif sought.cluster:
        found = found.filter(comment__cluster=sought.cluster)
    if sought.doubtful:
        found = found.filter(Exists(_doubtful(comment=OuterRef("comment_id"))))
    return found


def _doubtful(**of_anchor: Any) -> QuerySet[AnchorPlacement]:
    return AnchorPlacement.objects.filter(
        status__in=DOUBTFUL_PLACEMENTS,
        decision=PlacementDecision.NONE,
        **{f"anchor__{name}": value for name, value in of_anchor.items()},
    )


def _section_and_below(round: Round, uid: str) -> set[UUID]:
    """Node uids of a section and everything under it in the round's versions."""
    try:
        found = {UUID(uid)}
    except ValueError:
        return set()
    rows = VersionSection.objects.filter(version__in=round.versions.all()).order_by(
        "version", "order"
    )
    for node, parent in rows.values_list("node_uid", "parent__node_uid"):
        if parent in found:
            found.add(node)
    return found


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the queue. Without ``words`` there is ``instead``; ``cluster_size`` is 0 without equal comments."""

    settlement: Settlement
    name: str
    words: str
    instead: str
    quote: str
    themes: tuple[str, ...]
    cluster_size: int
    is_doubtful: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue: rows, how many match, and how many in each state if the state were left open."""

    rows: list[QueueRow]
    count: int
    page: int
    page_count: int
    states: dict[str, int] = field(default_factory=dict)


def read_queue(round: Round, user: Any, sought: QueueFilter, today: date, page: int = 1) -> Queue:
    """One page of what matches: seven queries, however many comments there are."""
    states = dict(
        find_settlements(round, user, sought, today, without_state=True)
        .values_list("state")
        .annotate(count=Count("pk"))
        .order_by("state")
    )
    if sought.state == UNSETTLED:
        count = sum(states.get(state, 0) for state in UNSETTLED_STATES)
    elif sought.state:
        count = states.get(sought.state, 0)
    else:
        count = sum(states.values())
    page_count = max(1, -(-count // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    # The keys first: rows with all their words would be sorted as a whole.
    ordered = find_settlements(round, user, sought, today).order_by(
        *SORTS.get(sought.sort, SORTS[""])
    )
    keys = list(ordered.values_list("pk", flat=True)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    return Queue(queue_rows(keys, user, today), count, page, page_count, states)


def queue_rows(keys: Sequence[int], user: Any, today: date) -> list[QueueRow]:
    """Lines for settlements in the given order: five queries."""
    found = {
        settlement.pk: settlement
        for settlement in Settlement.objects.filter(pk__in=keys).select_related(
            "comment__statement__respondent__organisation",
            "comment__round",
            "assignee",
            "department",
        )
    }
    comments = [settlement.comment_id for settlement in found.values()]
    quotes: dict[int, str] = {}
    for comment, exact in (
        Anchor.objects.filter(comment__in=comments)
        .order_by("-pk")
        .values_list("comment_id", "exact")
    ):
        quotes[comment] = exact
    themes: dict[int, list[str]] = defaultdict(list)
    for comment, name in sorted(
        CommentTheme.objects.filter(content_object__in=comments).values_list(
            "content_object_id", "tag__name"
        ),
        key=lambda row: sort_key(row[1]),
    ):
        themes[comment].append(name)
    clusters = {s.comment.cluster_id for s in found.values() if s.comment.cluster_id}
    sizes = Counter(
        Comment.objects.filter(cluster__in=clusters).values_list("cluster_id", flat=True)
    )
    doubtful = set(_doubtful(comment__in=comments).values_list("anchor__comment_id", flat=True))
    may_see_names = allowed(user, "consultations.view_private")
    return [
        QueueRow(
            settlement=settlement,
            name=name_for(settlement.comment, may_see_names=may_see_names),
            words=words_of(settlement.comment)
            if shows_words_at_desk(settlement.comment, may_see_private=may_see_names)
            else "",
            instead=instead_of_words(settlement.comment),
            quote=quotes.get(settlement.comment_id, ""),
            themes=tuple(themes[settlement.comment_id]),
            cluster_size=sizes.get(settlement.comment.cluster_id, 0),
            is_doubtful=settlement.comment_id in doubtful,
            is_overdue=is_overdue(settlement, today),
        )
        for settlement in (found[key] for key in keys if key in found)
    ]


def is_overdue(settlement: Settlement, today: date) -> bool:
    """Whether it should have been settled by now."""
    is_settled = settlement.state in SETTLED_STATES
    return settlement.due_on is not None and settlement.due_on < today and not is_settled


def ordered_keys(round: Round, user: Any, sought: QueueFilter, today: date) -> list[int]:
    """Primary keys of all settlements that match in the order of the queue: one query, 10,000 in some 30 ms."""
    found = find_settlements(round, user, sought, today)
    return list(found.order_by(*SORTS.get(sought.sort, SORTS[""])).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a settlement stands in the filtered queue: numbers of those beside it, "" at the ends."""

    previous: str
    next: str
    position: int
    count: int


def queue_neighbours(
    settlement: Settlement, user: Any, sought: QueueFilter, today: date
) -> Neighbours:
    """Those beside a settlement in what matches: two queries. One that no longer matches leads to the first ones."""
    keys = ordered_keys(settlement.comment.round, user, sought, today)
    try:
        at = keys.index(settlement.pk)
    except ValueError:
        beside = {0: None, 1: keys[0] if keys else None}
        at = -1
    else:
        beside = {
            0: keys[at - 1] if at else None,
            1: keys[at + 1] if at + 1 < len(keys) else None,
        }
    named = dict(
        Settlement.objects.filter(pk__in=[key for key in beside.values() if key]).values_list(
            "pk", "comment__reference"
        )
    )
    return Neighbours(
        previous=named.get(beside[0], ""),
        next=named.get(beside[1], ""),
        position=at + 1,
        count=len(keys),
    )


def sections_of_round(round: Round) -> list[tuple[str, str]]:
    """Sections of the round's versions in the order of the text as choices, indented by depth: one query."""
    rows = VersionSection.objects.filter(version__in=round.versions.all()).order_by(
        "version", "order"
    )
    found: dict[str, str] = {}
    for uid, code, title, depth in rows.values_list("node_uid", "code", "title", "depth"):
        found.setdefault(str(uid), "\u2003" * (depth - 1) + f"{code} {title}".strip())
    return list(found.items())


def bodies_of_round(round: Round) -> list[tuple[str, str]]:
    """Organisations that commented or were invited, as choices: one query."""
    found = Organisation.objects.filter(
        Q(round_invitations__round=round) | Q(respondents__round=round)
    )
    rows = found.order_by("sort_key").distinct().values_list("pk", "name", "sort_key")
    return [(str(pk), name) for pk, name, _key in rows]


def keys_in_round(round: Round, user: Any, keys: Iterable[int]) -> list[int]:
    """Those of the keys that are settlements of the round the user may work with, in the order of the text."""
    found = settlements_at_desk(round, user).filter(pk__in=list(keys))
    return list(found.order_by(*SORTS[""]).values_list("pk", flat=True))
