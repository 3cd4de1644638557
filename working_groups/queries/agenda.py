"""Reads of the agenda: what each reader may know of it, in the order and with the times it is printed with.

An item that is not for a reader is there as a row without anything: neither its title nor its kind, length or papers.
Pages, mails, files and feeds all read the agenda here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from concept.models import Version
from core.models import Record
from core.visibility import sees_staff_rows, visible_records
from people.models import AudienceMember
from working_groups.enums import (
    ANNOUNCED_MEETING_STATES,
    CARRIED_ITEM_STATES,
    ItemState,
    ItemVisibility,
    MeetingState,
)
from working_groups.models import (
    AgendaItem,
    AgendaMaterial,
    Group,
    Invitation,
    Meeting,
    Membership,
    Task,
)

AGED_FROM = 2  # an item put off this often is shown as such
EVERYTHING = frozenset(ItemVisibility)


def in_order(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """The items as they are printed: 1, 2, 2.1, 2.2, 3. ``position`` counts among those of the same parent."""
    above, top = F("parent__position"), F("parent__parent__position")
    on_third = Q(parent__parent__isnull=False)
    return items.order_by(
        Coalesce(top, above, F("position")),
        Coalesce(F("parent__parent_id"), F("parent_id"), F("pk")),
        Case(
            When(on_third, then=above),
            When(parent__isnull=False, then=F("position")),
            default=Value(0),
        ),
        Case(When(on_third, then=F("position")), default=Value(0)),
        "pk",
    )


@dataclass(slots=True)
class PaperRow:
    """A paper as a reader may know it; ``address`` leads to the file or the page, "" where it is not for them."""

    paper: AgendaMaterial
    title: str
    address: str


@dataclass(slots=True)
class ItemRow:
    """One line of an agenda. ``item`` is None for an item that is not for the reader.

    ``starts_at`` is planned from the lengths of the items before it; None once a length is not known.
    ``carried_count`` tells how often the item was put off before.
    """

    label: str
    depth: int
    item: AgendaItem | None
    starts_at: datetime | None = None
    carried_count: int = 0
    papers: list[PaperRow] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False


def known_to(user: Any, meeting: Meeting) -> frozenset[str]:
    """Which kinds of items of a meeting the user may know: at most two queries.

    Those "for members" are for the circle of the meeting and staff, those "for members only" for who sits today in one
    of its groups. Whoever may not know of the meeting knows none.
    """
    at = timezone.now()
    known = set()
    if Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists():
        known.add(ItemVisibility.PUBLIC)
    if user.is_authenticated:
        sits = Membership.objects.current(timezone.localdate(at)).filter(
            user=user, group__meetings=meeting
        )
        if sits.exists():
            return EVERYTHING
        if sees_staff_rows(user, at) or _is_in_circle(user, meeting, at):
            known.add(ItemVisibility.GROUP)
    return frozenset(known)


def _is_in_circle(user: Any, meeting: Meeting, at: datetime) -> bool:
    return _places(user, at).filter(audience=meeting.record.audience_id).exists()


def _places(user: Any, at: datetime) -> QuerySet[AudienceMember]:
    ends = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    return AudienceMember.objects.filter(ends, user=user, valid_from__lte=at)


def inside_of(user: Any) -> QuerySet[Meeting]:
    """Meetings the user may know of whose inside is for them too, as ``known_to`` says of one: no query by itself."""
    at = timezone.now()
    found = Meeting.objects.visible_to(user)
    if not user.is_authenticated:
        return found.none()
    if sees_staff_rows(user, at):
        return found
    seats = Membership.objects.current(timezone.localdate(at)).filter(user=user)
    return found.filter(
        Q(record__audience__in=_places(user, at).values("audience"))
        | Q(groups__in=seats.values("group"))
    ).distinct()


def is_told(meeting: Meeting, *, is_inside: bool) -> bool:
    """Whether a reader of a meeting is told its agenda: those inside always, others once the invitations were sent.

    One rule for the page, the papers, the invitation to download and calendars. A meeting entered afterwards sends no
    invitations.
    """
    return is_inside or meeting.invited_at is not None or meeting.state in ANNOUNCED_MEETING_STATES


def rows_for(user: Any, meeting: Meeting, *, runs: bool = False) -> list[ItemRow]:
    """The agenda as a user may know it; who ``runs`` the meeting sees everything. A constant number of queries."""
    known = EVERYTHING if runs else known_to(user, meeting)
    return _rows(meeting, lambda item: item.visibility in known, user)


def rows_for_invited(invitation: Invitation) -> list[ItemRow]:
    """The agenda as it is mailed: members know all, guests what is public and what they are invited to."""
    meeting = invitation.meeting
    if invitation.membership is not None:
        return rows_for(invitation.membership.user, meeting)
    theirs = set(invitation.items.values_list("pk", flat=True))
    return _rows(
        meeting,
        lambda item: item.pk in theirs or item.visibility == ItemVisibility.PUBLIC,
        AnonymousUser(),
    )


def papers_for(user: Any, meeting: Meeting) -> list[PaperRow]:
    """Papers of a meeting the user may open, in the order of its agenda. A constant number of queries."""
    known = known_to(user, meeting)
    if not is_told(meeting, is_inside=len(known) > 1):
        return []
    rows = _rows(meeting, lambda item: item.visibility in known, user)
    return [paper for row in rows for paper in row.papers if paper.address]


def _rows(meeting: Meeting, is_known: Any, user: Any) -> list[ItemRow]:
    items = list(meeting.items.exclude(state=ItemState.PROPOSED).order_by("position", "pk"))
    # what was proposed and left out, or withdrawn before anybody was told, was never on the agenda
    items = [row for row in items if row.state != ItemState.WITHDRAWN or row.label]
    for item in items:
        item.meeting = meeting
    papers = _papers(meeting, user, {item.pk for item in items if is_known(item)})
    counts = carried_counts(items)
    children: dict[int | None, list[AgendaItem]] = {}
    for item in items:
        children.setdefault(item.parent_id, []).append(item)
    found: list[ItemRow] = []

    def add(parent: int | None, depth: int, clock: datetime | None) -> datetime | None:
        siblings = children.get(parent, [])
        for place, item in enumerate(siblings):
            begins = clock
            row = ItemRow(label=item.label, depth=depth, item=None, starts_at=begins)
            found.append(row)
            after = add(item.pk, depth + 1, begins)
            if item.state == ItemState.WITHDRAWN:
                row.starts_at, clock = None, begins
            elif item.minutes_planned is not None:
                clock = begins and begins + timedelta(minutes=item.minutes_planned)
            else:
                clock = after if children.get(item.pk) else None
            if is_known(item):
                row.item, row.papers = item, papers.get(item.pk, [])
                row.carried_count = counts.get(item.pk, 0)
                row.is_first, row.is_last = place == 0, place == len(siblings) - 1
            else:
                row.starts_at = None
        return clock

    add(None, 0, meeting.starts_at if any(item.minutes_planned for item in items) else None)
    return found


def _papers(meeting: Meeting, user: Any, known: set[int]) -> dict[int, list[PaperRow]]:
    rows = (
        AgendaMaterial.objects.filter(item__in=known, withdrawn_at__isnull=True)
        .defer("data")
        .select_related("record", "version")
        .order_by("position", "pk")
    )
    found: dict[int, list[PaperRow]] = {}
    papers = list(rows)
    records = [paper.record_id for paper in papers if paper.record_id]
    visible = (
        set(
            Record.objects.filter(visible_records(user), pk__in=records).values_list(
                "pk", flat=True
            )
        )
        if records
        else set()
    )
    for paper in papers:
        if paper.record_id is None:
            address = f"{meeting.record.path}podklady/{paper.pk}/" if not paper.erased_at else ""
            row = PaperRow(paper, paper.title, address)
        elif paper.record_id in visible:
            row = PaperRow(paper, paper.title, paper.record.path)
        else:
            row = PaperRow(paper, "", "")
        found.setdefault(paper.item_id, []).append(row)
    return found


def may_read_paper(user: Any, paper: AgendaMaterial) -> bool:
    """Whether a paper's item is for the user."""
    return paper.item.visibility in known_to(user, paper.item.meeting)


def carried_counts(items: Iterable[AgendaItem]) -> dict[int, int]:
    """How often each item was put off before, by primary key: one query where any was.

    Items put off are chained by ``carried_from``; all links among the meetings of the hosts are read at once.
    """
    carried = [item for item in items if item.carried_from_id is not None]
    if not carried:
        return {}
    links = dict(
        AgendaItem.objects.filter(carried_from__isnull=False).values_list("pk", "carried_from")
    )
    found = {}
    for item in carried:
        count, key = 0, item.pk
        while (key := links.get(key)) is not None:
            count += 1
        found[item.pk] = count
    return found


def proposals(meeting: Meeting, user: Any, *, runs: bool) -> list[AgendaItem]:
    """Items somebody proposed: those who prepare the meeting see all, others their own with what became of them."""
    if not user.is_authenticated:
        return []
    rows = meeting.items.filter(proposed_by__isnull=False).select_related("proposed_by")
    rows = rows.filter(state=ItemState.PROPOSED) if runs else rows.filter(proposed_by=user)
    return list(rows.order_by("pk"))


def item_of(meeting: Meeting, pk: int) -> AgendaItem | None:
    """An item of a meeting: one query."""
    return meeting.items.filter(pk=pk).select_related("meeting__record", "parent").first()


def parents_for(meeting: Meeting, item: AgendaItem | None = None) -> QuerySet[AgendaItem]:
    """Items another one can be put under: the two upper levels."""
    rows = meeting.items.exclude(state__in=(ItemState.PROPOSED, ItemState.WITHDRAWN))
    rows = rows.filter(parent__parent__isnull=True)
    return in_order(rows.exclude(pk=item.pk) if item else rows)


def items_for_guests(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Items a guest can be invited to."""
    rows = meeting.items.exclude(state__in=(ItemState.PROPOSED, ItemState.WITHDRAWN))
    return in_order(rows)


def left_over(meeting: Meeting) -> list[tuple[AgendaItem, int]]:
    """Items of earlier meetings of the groups that wait for a next one, with how often they were put off; oldest first.

    Two queries.
    """
    rows = (
        AgendaItem.objects.filter(
            meeting__groups__in=list(meeting.groups.all()),
            meeting__starts_at__lt=meeting.starts_at,
            meeting__state__in=(MeetingState.HELD, MeetingState.CLOSED),
            state__in=CARRIED_ITEM_STATES,
            carried_to__isnull=True,
        )
        .exclude(meeting=meeting)
        .select_related("meeting__record", "meeting__host")
        .distinct()
        .order_by("meeting__starts_at", "position")
    )
    items = list(rows)
    counts = carried_counts(items)
    return [(item, counts.get(item.pk, 0) + 1) for item in items]


def aging(group: Group, *, least: int = AGED_FROM) -> list[tuple[AgendaItem, int]]:
    """Items of a group's coming meetings that were put off at least so often, the most often first: two queries."""
    rows = (
        AgendaItem.objects.filter(carried_from__isnull=False, meeting__groups=group)
        .filter(meeting__in=Meeting.objects.coming(), state=ItemState.SCHEDULED)
        .select_related("meeting__record")
    )
    items = list(rows)
    counts = carried_counts(items)
    found = [(item, counts[item.pk]) for item in items if counts[item.pk] >= least]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].pk))


def open_tasks(meeting: Meeting, user: Any) -> list[Task]:
    """Tasks of the groups that are not done and the user may know of, what is due first: one query."""
    rows = Task.objects.visible_to(user).open().filter(group__in=list(meeting.groups.all()))
    return list(rows.select_related("record", "group").order_by("due_on", "pk"))


def record_for_paper(reference: str, user: Any) -> tuple[Record, Version | None] | None:
    """What a number (``PS1/2017/12``) or an address of a page (``/koncepce/verze/1.0/``) names, pinned to its version.

    Only of what the user may know: two queries.
    """
    sought = reference.strip()
    path = "/" + sought.split("://")[-1].partition("/")[2] if "://" in sought else sought
    rows = Record.objects.filter(visible_records(user)).filter(
        Q(reference__iexact=sought, reference__gt="") | Q(path=path, path__gt="")
    )
    record = rows.order_by("pk").first()
    if record is None:
        return None
    return record, Version.objects.filter(record=record).first()
