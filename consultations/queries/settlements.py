"""Reads of the settlement desk: the queue of a round with its filters, and everything about one settlement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from concept.models import Version, VersionPassage, VersionSection
from concept.word_alignment import Segment, diff_words
from consultations.anchors import CONTEXT
from consultations.enums import (
    ALLOWED_SETTLEMENT_MOVES,
    DOUBTFUL_PLACEMENTS,
    OUTCOMES_THAT_CHANGE_TEXT,
    SETTLED_STATES,
    BulkFate,
    BulkKind,
    DisputeLevel,
    PlacementDecision,
    RespondentKind,
    SettlementState,
    SettlingAct,
    SuggestionState,
    Weight,
)
from consultations.models import (
    Anchor,
    AnchorPlacement,
    BulkStep,
    ClusterSuggestion,
    Comment,
    CommentCluster,
    CommentTheme,
    Dispute,
    Round,
    Settlement,
    SettlementNote,
    SettlementVersion,
    StandardAnswer,
    TakenWording,
    Theme,
)
from consultations.naming import public_name, staff_name
from core.permissions import allowed
from core.search import SHORTEST_BEGINNING, query_stems
from people.enums import STAFF_ROLES, OrganisationKind
from people.models import Organisation, RoleGrant, User

PAGE_SIZE = 50
DUE_SOON = timedelta(days=7)
MOST_NEIGHBOURS = 20

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


def settlements_at_desk(round: Round, user: Any) -> QuerySet[Settlement]:
    """Settlements of a round the user may work with: personal cases are for those who run rounds only."""
    found = Settlement.objects.filter(comment__round=round)
    if not allowed(user, "consultations.view_private"):
        found = found.filter(comment__personal_case="")
    return found


def settlement_at_desk(reference: str, user: Any) -> Settlement | None:
    """The settlement of the comment with a number, with all that its page names: one query."""
    found = Settlement.objects.filter(comment__reference=reference)
    if not allowed(user, "consultations.view_private"):
        found = found.filter(comment__personal_case="")
    return (
        found.filter(comment__round__in=Round.objects.visible_to(user))
        .select_related(
            "comment__contribution__record",
            "comment__round__record",
            "comment__round__document",
            "comment__version__document",
            "comment__statement__respondent__organisation",
            "comment__cluster",
            "assignee",
            "department",
            "standard_answer",
            "proposed_by",
            "reviewed_by",
            "decided_by",
            "decided_in",
            "target",
            "changed_in",
        )
        .first()
    )


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
    for comment, name in (
        CommentTheme.objects.filter(content_object__in=comments)
        .order_by("tag__name")
        .values_list("content_object_id", "tag__name")
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


def name_for(comment: Comment, *, may_see_names: bool) -> str:
    """The name of its author for somebody at the desk; without the right to private data as published."""
    respondent = comment.statement.respondent
    return staff_name(respondent) if may_see_names else public_name(respondent)


def shows_words_at_desk(comment: Comment, *, may_see_private: bool) -> bool:
    """Who runs rounds reads what is hidden from others too, for it is to be settled; an erased one has no words."""
    return comment.erased_at is None and (may_see_private or comment.shows_words)


def words_of(comment: Comment) -> str:
    """What a comment says in one line: its text, else the wording it proposes."""
    return comment.text or comment.proposed_wording


def instead_of_words(comment: Comment) -> str:
    """What stands where words are not shown, or where there are none."""
    if comment.erased_at is not None:
        return gettext("erased")
    if comment.hidden_reason:
        return gettext("hidden: %(reason)s") % {"reason": comment.get_hidden_reason_display()}
    return comment.get_type_display()


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


# --- what may be chosen -----------------------------------------------------------------------------


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


def departments() -> QuerySet[Organisation]:
    """Departments of the city that may be made responsible."""
    return Organisation.objects.filter(
        kind=OrganisationKind.CITY_DEPARTMENT, is_active=True
    ).order_by("sort_key")


def assignees(on: date) -> QuerySet[User]:
    """People who may answer comments: the city's staff on the day."""
    grants = RoleGrant.objects.current(on).filter(role__in=STAFF_ROLES)
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True).order_by("name")


def themes() -> QuerySet[Theme]:
    """The closed list of themes."""
    return Theme.objects.order_by("name")


def standard_answers() -> QuerySet[StandardAnswer]:
    """Answers that are offered now, in their newest words."""
    return StandardAnswer.objects.filter(is_active=True, next=None).order_by("title")


def answer_uses(answers: Iterable[StandardAnswer | int]) -> Counter[int]:
    """How many settlements use each of the answers: one query."""
    rows = Settlement.objects.filter(standard_answer__in=list(answers)).values_list(
        "standard_answer"
    )
    return Counter(dict(rows.annotate(count=Count("pk"))))


def answer(pk: int) -> StandardAnswer | None:
    """One version of a standard answer: one query."""
    return StandardAnswer.objects.select_related("made_by").filter(pk=pk).first()


def newest_answers() -> list[StandardAnswer]:
    """The newest version of every standard answer: one query."""
    return list(StandardAnswer.objects.filter(next=None).order_by("title"))


def answer_versions(answer: StandardAnswer) -> list[StandardAnswer]:
    """All versions of a standard answer, oldest first: one query."""
    rows = {row.pk: row for row in StandardAnswer.objects.select_related("made_by")}
    after = {row.previous_id: row for row in rows.values() if row.previous_id}
    first = rows[answer.pk]
    while first.previous_id:
        first = rows[first.previous_id]
    found = [first]
    while found[-1].pk in after:
        found.append(after[found[-1].pk])
    return found


def answer_uses_with_former(newest: Iterable[StandardAnswer]) -> Counter[int]:
    """How many settlements use each answer in any of its versions, by the key of the newest: two queries."""
    previous = dict(StandardAnswer.objects.values_list("pk", "previous_id"))
    uses = answer_uses(previous)
    counts: Counter[int] = Counter()
    for answer in newest:
        key: int | None = answer.pk
        while key is not None:
            counts[answer.pk] += uses[key]
            key = previous[key]
    return counts


def answer_used_in(versions: Sequence[StandardAnswer]) -> list[str]:
    """Numbers of the comments answered with one of the versions, at most a hundred: one query."""
    found = Settlement.objects.filter(
        standard_answer__in=versions, comment__personal_case=""
    ).order_by("comment__round", "comment__number")
    return list(found.values_list("comment__reference", flat=True)[:100])


def theme(pk: int) -> Theme | None:
    """One theme: one query."""
    return Theme.objects.filter(pk=pk).first()


def themes_with_counts() -> list[tuple[Theme, int]]:
    """Themes with how many comments carry each: one query."""
    found = Theme.objects.annotate(count=Count("comment_themes")).order_by("name")
    return [(theme, theme.count) for theme in found]


# --- one settlement ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A place a comment quotes, in its passage: the words before, the quote, the words after.

    Without a passage (a whole section, the whole document) only ``section`` is filled.
    """

    label: str
    section: str
    before: str
    exact: str
    after: str
    version: Version


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One version of the answer with what changed in its words since the one before."""

    version: SettlementVersion
    segments: tuple[Segment, ...]
    is_changed: bool


def quoted_passages(comment: Comment) -> list[QuotedPassage]:
    """The places a comment quotes with the text around them: three queries."""
    anchors = list(Anchor.objects.filter(comment=comment).order_by("pk"))
    texts = {
        uid: (label, text, f"{code} {title}".strip())
        for uid, label, text, code, title in VersionPassage.objects.filter(
            version=comment.version_id,
            passage_uid__in=[a.passage_uid for a in anchors if a.passage_uid],
        ).values_list("passage_uid", "label", "content__text", "section__code", "section__title")
    }
    titles = {
        uid: f"{code} {title}".strip()
        for uid, code, title in VersionSection.objects.filter(
            version=comment.version_id,
            node_uid__in=[a.section_uid for a in anchors if a.section_uid],
        ).values_list("node_uid", "code", "title")
    }
    found = []
    for anchor in anchors:
        label, text, section = texts.get(anchor.passage_uid, ("", "", ""))
        if not text and anchor.passage_uid:
            # The passage's words were removed; the quote stands alone.
            text = f"{anchor.prefix}{anchor.exact}{anchor.suffix}"
            start = min(len(anchor.prefix), CONTEXT)
            end = start + len(anchor.exact)
        else:
            start, end = anchor.start, anchor.end
        found.append(
            QuotedPassage(
                label=label,
                section=section or titles.get(anchor.section_uid, ""),
                before=text[:start],
                exact=text[start:end],
                after=text[end:],
                version=comment.version,
            )
        )
    return found


def neighbours_on_passage(settlement: Settlement, user: Any) -> list[Settlement]:
    """Settlements of other comments on the same passages of the same version, at most twenty: two queries."""
    comment = settlement.comment
    passages = Anchor.objects.filter(comment=comment, passage_uid__isnull=False).values_list(
        "passage_uid", flat=True
    )
    others = Anchor.objects.filter(version=comment.version_id, passage_uid__in=list(passages))
    found = settlements_at_desk(comment.round, user).filter(comment__in=others.values("comment_id"))
    return list(
        found.exclude(pk=settlement.pk)
        .select_related("comment__statement__respondent__organisation")
        .order_by("comment__number")[:MOST_NEIGHBOURS]
    )


def answer_history(settlement: Settlement) -> list[HistoryEntry]:
    """Versions of the answer, newest first, each compared with the one before: one query."""
    rows = list(settlement.history.select_related("by").order_by("number"))
    found = []
    before = ""
    for row in rows:
        is_changed = row.reason != before
        segments = tuple(diff_words(before, row.reason)) if is_changed and before else ()
        found.append(HistoryEntry(row, segments, is_changed))
        before = row.reason
    return found[::-1]


def notes_of(settlement: Settlement) -> list[SettlementNote]:
    """Internal notes, oldest first: one query."""
    return list(settlement.notes.select_related("by").order_by("pk"))


def disputes_of(settlement: Settlement) -> list[Dispute]:
    """Disputes with their steps, newest first: two queries."""
    found = settlement.disputes.select_related("opened_by", "resolved_by", "decided_in")
    return list(found.prefetch_related("steps__by").order_by("-pk"))


def cluster_members(settlement: Settlement, user: Any) -> list[Settlement]:
    """Settlements of the comments joined with this one, itself included, by number: at most one query."""
    comment = settlement.comment
    if comment.cluster_id is None:
        return []
    return list(
        settlements_at_desk(comment.round, user)
        .filter(comment__cluster=comment.cluster_id)
        .select_related("comment__statement__respondent__organisation")
        .order_by("comment__number")
    )


def open_dispute_of(settlement: Settlement) -> Dispute | None:
    """The dispute that is not resolved, if there is one: one query."""
    return settlement.disputes.filter(resolved_on=None).first()


def theme_slugs(comment: Comment) -> list[str]:
    """Themes of one comment: one query."""
    rows = CommentTheme.objects.filter(content_object=comment)
    return list(rows.order_by("tag__name").values_list("tag__slug", flat=True))


PERMISSIONS: dict[str, str] = {
    SettlingAct.PROPOSE: "consultations.propose_settlement",
    SettlingAct.REVIEW: "consultations.review_settlement",
    SettlingAct.DECIDE: "consultations.decide_settlement",
    SettlingAct.MEETING: "consultations.record_meeting_decision",
    SettlingAct.AGREE: "consultations.record_meeting_decision",
    SettlingAct.DISPUTE: "consultations.resolve_dispute",
    SettlingAct.RAISE: "consultations.resolve_dispute",
    SettlingAct.POSITIONS: "consultations.resolve_dispute",
    SettlingAct.RESOLVE: "consultations.resolve_dispute",
    SettlingAct.IMPLEMENT: "consultations.implement_settlement",
    SettlingAct.NO_CHANGE: "consultations.implement_settlement",
    SettlingAct.VERIFY: "consultations.implement_settlement",
    SettlingAct.ANSWER: "consultations.implement_settlement",
    SettlingAct.ASSIGN: "consultations.assign_settlement",
    SettlingAct.THEMES: "consultations.assign_settlement",
    SettlingAct.NOTE: "consultations.note_settlement",
    SettlingAct.LEAVE: "consultations.join_comments",
}


def acts_for(
    user: Any, settlement: Settlement, *, dispute: Dispute | None = None
) -> frozenset[str]:
    """What the user may do with a settlement now (``SettlingAct``); needs comment and round loaded, no query.

    ``dispute`` is the open one, if there is any. The process is the same the actions keep; persons are asked of
    ``core.permissions``.
    """
    comment = settlement.comment
    moves = ALLOWED_SETTLEMENT_MOVES[settlement.state]
    is_essential = comment.weight == Weight.ESSENTIAL
    is_proposed = settlement.state in {SettlementState.PROPOSED, SettlementState.REVIEWED}
    is_live = comment.withdrawn_at is None
    changes_text = settlement.outcome in OUTCOMES_THAT_CHANGE_TEXT
    is_own = settlement.proposed_by_id is not None and settlement.proposed_by_id == user.pk
    follows: Mapping[str, bool] = {
        SettlingAct.PROPOSE: is_live and SettlementState.PROPOSED in moves,
        SettlingAct.REVIEW: settlement.state == SettlementState.PROPOSED,
        SettlingAct.DECIDE: is_proposed and dispute is None,
        SettlingAct.MEETING: is_proposed and dispute is None and not (is_essential and is_own),
        SettlingAct.AGREE: is_essential
        and settlement.author_agreed_at is None
        and (is_proposed or settlement.state == SettlementState.IN_DISPUTE),
        SettlingAct.DISPUTE: is_essential
        and dispute is None
        and SettlementState.IN_DISPUTE in moves,
        SettlingAct.RAISE: dispute is not None and dispute.level != list(DisputeLevel)[-1],
        SettlingAct.POSITIONS: dispute is not None,
        SettlingAct.RESOLVE: dispute is not None,
        SettlingAct.IMPLEMENT: settlement.state == SettlementState.DECIDED and changes_text,
        SettlingAct.NO_CHANGE: settlement.state == SettlementState.DECIDED and changes_text,
        SettlingAct.VERIFY: settlement.state == SettlementState.IMPLEMENTED,
        SettlingAct.ANSWER: is_live and SettlementState.ANSWERED in moves,
        SettlingAct.ASSIGN: is_live,
        SettlingAct.THEMES: True,
        SettlingAct.NOTE: True,
        SettlingAct.LEAVE: comment.cluster_id is not None,
    }
    return frozenset(
        act
        for act, may_follow in follows.items()
        if may_follow and allowed(user, PERMISSIONS[act], settlement)
    )


def themes_of(comment: Comment) -> list[Theme]:
    """Themes of one comment: one query."""
    return list(Theme.objects.filter(comment_themes__content_object=comment).order_by("name"))


def covered_passage(settlement: Settlement) -> tuple[str, str] | None:
    """Number and words of the passage that says already what is asked: at most one query."""
    if settlement.covered_passage_uid is None:
        return None
    found = VersionPassage.objects.filter(
        version=settlement.comment.version_id, passage_uid=settlement.covered_passage_uid
    )
    return found.values_list("label", "content__text").first()


def taken_wordings(settlement: Settlement) -> list[TakenWording]:
    """Wordings of the comment that were written into a draft, oldest first: one query."""
    return list(
        settlement.taken_wordings.select_related("taken_by", "version", "linked_in").order_by("pk")
    )


def later_versions(comment: Comment) -> QuerySet[Version]:
    """Versions of the document frozen after the one commented on, newest first."""
    return Version.objects.filter(
        document=comment.version.document_id, number__gt=comment.version.number
    ).order_by("-number")


def passages_as_choices(version: Version) -> list[tuple[str, str]]:
    """Passages of a version as choices: label and first words: one query."""
    rows = VersionPassage.objects.filter(version=version).order_by("order")
    return [
        (str(uid), f"{label or code}: {' '.join(text.split())[:90]}")
        for uid, label, code, text in rows.values_list(
            "passage_uid", "label", "section__code", "content__text"
        )
    ]


def desk_summary(rounds: Iterable[Round]) -> dict[int, dict[str, int]]:
    """How many settlements of each round are in each state: one query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        Settlement.objects.filter(comment__round__in=list(rounds))
        .values_list("comment__round", "state")
        .annotate(count=Count("pk"))
    )
    for round, state, count in rows:
        found[round][state] = count
    return found


# --- steps over many comments, equal comments ----------------------------------------------------------


def keys_in_round(round: Round, user: Any, keys: Iterable[int]) -> list[int]:
    """Those of the keys that are settlements of the round the user may work with, in the order of the text."""
    found = settlements_at_desk(round, user).filter(pk__in=list(keys))
    return list(found.order_by(*SORTS[""]).values_list("pk", flat=True))


def state_counts(keys: Sequence[int]) -> list[tuple[str, int]]:
    """How many of the settlements are in each state, as (label, count): a query per 500 keys."""
    counts: Counter[str] = Counter()
    for start in range(0, len(keys), 500):
        counts.update(
            Settlement.objects.filter(pk__in=keys[start : start + 500]).values_list(
                "state", flat=True
            )
        )
    return [(str(state.label), counts[state]) for state in SettlementState if counts[state]]


def bulk_step(round: Round, pk: int) -> BulkStep | None:
    """One step over many comments of a round: one query."""
    return BulkStep.objects.filter(round=round, pk=pk).select_related("by").first()


def bulk_steps(round: Round) -> list[BulkStep]:
    """The latest steps of a round, newest first, without searches: one query."""
    found = BulkStep.objects.filter(round=round).exclude(kind=BulkKind.SEARCH)
    return list(found.select_related("by").defer("results").order_by("-pk")[:20])


@dataclass(frozen=True, slots=True)
class StepReport:
    """What a step did: counts by fate, and the refused comments with their reasons."""

    changed: int
    same: int
    refused: list[dict[str, Any]]


def step_report(step: BulkStep) -> StepReport:
    """The report of a step so far; no query."""
    fates = Counter(result["fate"] for result in step.results)
    return StepReport(
        changed=fates[BulkFate.CHANGED],
        same=fates[BulkFate.SAME],
        refused=[result for result in step.results if result["fate"] == BulkFate.REFUSED],
    )


@dataclass(frozen=True, slots=True)
class SuggestedMember:
    """A comment of a suggestion. ``segments`` compare its words with those of the first member."""

    comment: Comment
    name: str
    segments: tuple[Segment, ...]
    is_same_place: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its members; ``is_grave`` when one of them is essential."""

    suggestion: ClusterSuggestion
    members: list[SuggestedMember]
    is_grave: bool


def open_suggestions(round: Round) -> QuerySet[ClusterSuggestion]:
    """Suggestions nobody decided, equal ones first."""
    found = ClusterSuggestion.objects.filter(round=round, state=SuggestionState.OPEN)
    return found.order_by("-is_equal", "pk")


def suggestion_of(round: Round, pk: int) -> ClusterSuggestion | None:
    """One suggestion of a round: one query."""
    return ClusterSuggestion.objects.filter(round=round, pk=pk).first()


def suggested(suggestions: Sequence[ClusterSuggestion], user: Any) -> list[Suggested]:
    """Suggestions with the words of their members side by side: one query."""
    keys = [key for suggestion in suggestions for key in suggestion.members]
    comments = Comment.objects.filter(pk__in=keys).select_related(
        "statement__respondent__organisation"
    )
    by_key = {comment.pk: comment for comment in comments}
    may_see_names = allowed(user, "consultations.view_private")
    found = []
    for suggestion in suggestions:
        members = [by_key[key] for key in suggestion.members if key in by_key]
        if not members:
            continue
        first = members[0]
        found.append(
            Suggested(
                suggestion,
                [
                    SuggestedMember(
                        comment=comment,
                        name=name_for(comment, may_see_names=may_see_names),
                        segments=tuple(diff_words(words_of(first), words_of(comment))),
                        is_same_place=(comment.passage_uid, comment.section_uid)
                        == (first.passage_uid, first.section_uid),
                    )
                    for comment in members
                ],
                any(comment.weight == Weight.ESSENTIAL for comment in members),
            )
        )
    return found


def clusters_of(round: Round) -> list[tuple[CommentCluster, int]]:
    """Joined comments of a round with how many belong together: one query."""
    found = CommentCluster.objects.filter(round=round).annotate(count=Count("comments"))
    return [(cluster, cluster.count) for cluster in found.order_by("pk")]


def last_search(round: Round) -> BulkStep | None:
    """The latest search for equal comments: one query."""
    return BulkStep.objects.filter(round=round, kind=BulkKind.SEARCH).order_by("pk").last()
