"""Writes of the agenda: its items, what members propose, papers, what is carried over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import Version
from core.actions import log_event
from core.enums import RecordOrigin
from core.models import Record
from core.uploads import Upload
from working_groups.actions.meetings import locked, refresh_pages
from working_groups.enums import (
    CARRIED_ITEM_STATES,
    COMING_MEETING_STATES,
    OPEN_MEETING_STATES,
    ItemKind,
    ItemState,
    ItemVisibility,
)
from working_groups.models import AgendaItem, AgendaMaterial, Meeting

EDITABLE = frozenset({"title", "description", "kind", "visibility", "presenter", "minutes_planned"})
DEEPEST = 3


class AgendaClosed(Exception):
    """The meeting is over, cancelled or moved: its agenda stays as it is."""


class StaleItem(Exception):
    """Somebody else changed the item in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: AgendaItem) -> None:
        super().__init__(message)
        self.current = current


class ItemStays(Exception):
    """Invitations name the item, or something hangs on it: it is withdrawn, not removed."""


class NestedTooDeep(Exception):
    """Items are nested three levels deep at most, within one meeting."""


class NotCarriedOver(Exception):
    """Only an item that was put off or not reached goes on to a later meeting, and once."""


class NotProposed(Exception):
    """The item is no proposal any more."""


def _open(meeting: Meeting, states: frozenset[str] = OPEN_MEETING_STATES) -> Meeting:
    meeting = locked(meeting)
    if meeting.state not in states:
        raise AgendaClosed(_("The agenda of this meeting cannot be changed any more."))
    return meeting


def _item(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting__record").get(pk=item.pk)


def _changed(meeting: Meeting, verb: str, *, by: Any, at: datetime, item: AgendaItem | int) -> None:
    """Note a change; after invitations were sent it is worth an update."""
    relabel(meeting)
    if meeting.invited_at is not None:
        meeting.agenda_version += 1
        meeting.save(update_fields=["agenda_version"])
    key = item if isinstance(item, int) else item.pk
    # no title: the audit log is read by more people than a confidential item
    log_event(record=meeting.record, verb=verb, by=by, at=at, payload={"item": key})
    refresh_pages()


def relabel(meeting: Meeting) -> None:
    """Number the items in their order: "1", "2", "2.1". Once invitations are sent, labels stay and new ones go on."""
    stays = meeting.invited_at is not None
    scheduled = meeting.items.exclude(state=ItemState.PROPOSED)
    scheduled = scheduled.exclude(state=ItemState.WITHDRAWN, label="")
    children: dict[int | None, list[AgendaItem]] = {}
    for item in scheduled.order_by("position", "pk"):
        children.setdefault(item.parent_id, []).append(item)

    def number(parent: int | None, prefix: str) -> None:
        siblings = children.get(parent, [])
        used = [int(last) for row in siblings if (last := row.label.rpartition(".")[2]).isdigit()]
        following = max(used, default=0)
        for place, row in enumerate(siblings, start=1):
            if stays and row.label:
                label = row.label
            elif stays:
                following += 1
                label = f"{prefix}{following}"
            else:
                label = f"{prefix}{place}"
            if label != row.label:
                row.label = label
                row.save(update_fields=["label"])
            number(row.pk, f"{label}.")

    number(None, "")


def _next_position(meeting: Meeting, parent: AgendaItem | None) -> int:
    last = meeting.items.filter(parent=parent).aggregate(Max("position"))["position__max"]
    return (last or 0) + 1


def _check_parent(meeting: Meeting, parent: AgendaItem | None) -> None:
    depth = 1
    while parent is not None:
        depth += 1
        if parent.meeting_id != meeting.pk or depth > DEEPEST:
            raise NestedTooDeep(_("An item cannot be put there. Three levels are the most."))
        parent = parent.parent


def _add(meeting: Meeting, *, parent: AgendaItem | None = None, **fields: Any) -> AgendaItem:
    _check_parent(meeting, parent)
    item = AgendaItem(
        meeting=meeting, parent=parent, position=_next_position(meeting, parent), **fields
    )
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    title: str,
    by: Any,
    at: datetime,
    parent: AgendaItem | None = None,
    description: str = "",
    kind: str = ItemKind.DISCUSSION,
    visibility: str = ItemVisibility.PUBLIC,
    presenter: str = "",
    minutes_planned: int | None = None,
) -> AgendaItem:
    """Put an item at the end of the agenda (below ``parent``). One added once the meeting began is marked for good.

    Nobody is told before an update is sent. A child is never known to more people than its parent.
    Raises AgendaClosed, NestedTooDeep.
    """
    meeting = _open(meeting)
    item = _add(
        meeting,
        parent=parent,
        title=title,
        description=description,
        kind=kind,
        visibility=_narrower(visibility, parent),
        presenter=presenter,
        minutes_planned=minutes_planned,
        added_at_meeting=meeting.state not in COMING_MEETING_STATES
        and meeting.record.origin != RecordOrigin.BACKFILLED,
    )
    _changed(meeting, "agenda_item_added", by=by, at=at, item=item)
    item.refresh_from_db()
    return item


WIDTH = (ItemVisibility.PUBLIC, ItemVisibility.GROUP, ItemVisibility.RESTRICTED)


def _narrower(visibility: str, parent: AgendaItem | None) -> str:
    if parent is None:
        return visibility
    return max(visibility, parent.visibility, key=lambda one: WIDTH.index(one))


@transaction.atomic
def edit_item(
    *, item: AgendaItem, lock_version: int, by: Any, at: datetime, **fields: Any
) -> AgendaItem:
    """Change what is said of an item. ``fields``: any of ``EDITABLE``. Raises AgendaClosed, StaleItem."""
    meeting = _open(item.meeting)
    item = _item(item)
    if item.lock_version != lock_version:
        raise StaleItem(
            _("Somebody else changed the item in the meantime. Compare both and save again."), item
        )
    for name in EDITABLE & set(fields):
        setattr(item, name, fields[name])
    item.visibility = _narrower(item.visibility, item.parent)
    item.lock_version += 1
    item.full_clean()
    item.save()
    for child in item.children.all():
        _narrow_below(child, item)
    _changed(meeting, "agenda_item_edited", by=by, at=at, item=item)
    item.refresh_from_db()
    return item


def _narrow_below(item: AgendaItem, parent: AgendaItem) -> None:
    wanted = _narrower(item.visibility, parent)
    if wanted != item.visibility:
        item.visibility = wanted
        item.save(update_fields=["visibility"])
    for child in item.children.all():
        _narrow_below(child, item)


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: Any, at: datetime) -> AgendaItem:
    """Change places with the item before or after it on the same level; the first and the last stay.

    Raises AgendaClosed.
    """
    meeting = _open(item.meeting)
    siblings = list(
        meeting.items.filter(parent=item.parent_id)
        .exclude(state=ItemState.PROPOSED)
        .order_by("position", "pk")
    )
    place = [row.pk for row in siblings].index(item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(siblings):
        siblings[place], siblings[other] = siblings[other], siblings[place]
        for position, row in enumerate(siblings, start=1):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
        _changed(meeting, "agenda_item_moved", by=by, at=at, item=item)
    item.refresh_from_db()
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Any, at: datetime) -> None:
    """Take an item off an agenda nobody was sent yet. Raises AgendaClosed, ItemStays."""
    meeting = _open(item.meeting)
    if meeting.invited_at is not None or item.children.exists():
        raise ItemStays(
            _("The item was announced, or other items stand below it. Withdraw it instead.")
        )
    key = item.pk
    item.materials.all().delete()
    item.guest_invitations.clear()
    try:
        AgendaItem.objects.get(pk=key).delete()
    except ProtectedError as error:
        raise ItemStays(
            _("Comments or a conclusion hang on the item. Withdraw it instead.")
        ) from error
    _changed(meeting, "agenda_item_removed", by=by, at=at, item=key)


@transaction.atomic
def propose_item(
    *,
    meeting: Meeting,
    title: str,
    by: Any,
    at: datetime,
    description: str = "",
    visibility: str = ItemVisibility.GROUP,
) -> AgendaItem:
    """Propose an item to whoever prepares the meeting. Nobody else sees it. Raises AgendaClosed."""
    meeting = _open(meeting, COMING_MEETING_STATES)
    item = _add(
        meeting,
        title=title,
        description=description,
        visibility=visibility,
        state=ItemState.PROPOSED,
        proposed_by=by,
    )
    log_event(
        record=meeting.record,
        verb="agenda_item_proposed",
        by=by,
        at=at,
        payload={"item": item.pk},
    )
    return item


@transaction.atomic
def take_in_proposal(*, item: AgendaItem, by: Any, at: datetime) -> AgendaItem:
    """Put a proposed item on the agenda. Raises AgendaClosed, NotProposed."""
    meeting, item = _open(item.meeting), _item(item)
    if item.state != ItemState.PROPOSED:
        raise NotProposed(_("The item is no proposal any more."))
    item.state = ItemState.SCHEDULED
    item.position = _next_position(meeting, None)
    item.save(update_fields=["state", "position"])
    _changed(meeting, "agenda_proposal_taken_in", by=by, at=at, item=item)
    item.refresh_from_db()
    return item


@transaction.atomic
def refuse_proposal(*, item: AgendaItem, reason: str, by: Any, at: datetime) -> AgendaItem:
    """Leave a proposed item out; the person who proposed it sees the reason. Raises NotProposed."""
    meeting, item = locked(item.meeting), _item(item)
    if item.state != ItemState.PROPOSED:
        raise NotProposed(_("The item is no proposal any more."))
    item.state, item.result = ItemState.WITHDRAWN, reason
    item.full_clean()
    item.save(update_fields=["state", "result"])
    log_event(
        record=meeting.record,
        verb="agenda_proposal_refused",
        by=by,
        at=at,
        payload={"item": item.pk},
    )
    return item


@transaction.atomic
def record_result(
    *,
    item: AgendaItem,
    state: str,
    by: Any,
    at: datetime,
    result: str = "",
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> AgendaItem:
    """Say what became of an item: discussed, put off, not reached or withdrawn, and when it was dealt with.

    ``state`` may also put it back on the agenda. Raises NotProposed, ValidationError.
    """
    meeting, item = locked(item.meeting), _item(item)
    if item.state == ItemState.PROPOSED or state == ItemState.PROPOSED:
        raise NotProposed(_("Take the proposal in first."))
    former, item.state, item.result = item.state, state, result
    item.started_at, item.ended_at = started_at, ended_at
    item.full_clean()
    item.save()
    log_event(
        record=meeting.record,
        verb="agenda_item_result",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
        payload={"item": item.pk},
    )
    refresh_pages()
    return item


@transaction.atomic
def carry_over(
    *, items: Sequence[AgendaItem], meeting: Meeting, by: Any, at: datetime
) -> list[AgendaItem]:
    """Put items of earlier meetings that were put off or not reached on the agenda, with their papers.

    Each goes on once; the chain tells how often (``queries.agenda.carried_counts``).
    Raises AgendaClosed, NotCarriedOver.
    """
    meeting = _open(meeting)
    made = []
    for old in items:
        if (
            old.state not in CARRIED_ITEM_STATES
            or AgendaItem.objects.filter(carried_from=old).exists()
        ):
            raise NotCarriedOver(
                _("Only an item that was put off or not reached goes on, and once.")
            )
        item = _add(
            meeting,
            title=old.title,
            description=old.description,
            kind=old.kind,
            visibility=old.visibility,
            presenter=old.presenter,
            minutes_planned=old.minutes_planned,
            carried_from=old,
        )
        for paper in old.materials.filter(withdrawn_at__isnull=True).order_by("position"):
            paper.pk, paper.item = None, item
            paper._state.adding = True
            paper.save()
        _changed(meeting, "agenda_item_carried", by=by, at=at, item=item)
        item.refresh_from_db()
        made.append(item)
    return made


def _late(meeting: Meeting, at: datetime) -> bool:
    return meeting.papers_due_on is not None and timezone.localdate(at) > meeting.papers_due_on


def _add_paper(item: AgendaItem, *, by: Any, at: datetime, **fields: Any) -> AgendaMaterial:
    meeting = _open(item.meeting)
    last = item.materials.aggregate(Max("position"))["position__max"]
    paper = AgendaMaterial(
        item=item,
        position=(last or 0) + 1,
        is_late=_late(meeting, at),
        added_by=by,
        added_at=at,
        **fields,
    )
    paper.full_clean()
    paper.save()
    _changed(meeting, "agenda_paper_added", by=by, at=at, item=item)
    return paper


@transaction.atomic
def add_file(
    *, item: AgendaItem, upload: Upload, by: Any, at: datetime, title: str = ""
) -> AgendaMaterial:
    """Add a file to an item; one after ``papers_due_on`` is marked late. Raises AgendaClosed."""
    return _add_paper(
        item,
        by=by,
        at=at,
        title=title or upload.filename,
        filename=upload.filename,
        mime=upload.mime,
        size=upload.size,
        digest=upload.digest,
        data=upload.data,
    )


@transaction.atomic
def add_record(
    *,
    item: AgendaItem,
    record: Record,
    by: Any,
    at: datetime,
    version: Version | None = None,
    title: str = "",
) -> AgendaMaterial:
    """Add something of the platform to an item, pinned to the version it has now. Raises AgendaClosed."""
    return _add_paper(
        item,
        by=by,
        at=at,
        title=(title or record.title or record.reference)[:200],
        record=record,
        version=version,
    )


@transaction.atomic
def withdraw_paper(*, paper: AgendaMaterial, by: Any, at: datetime) -> AgendaMaterial:
    """Take a paper off its item; nobody is given it any more. A repeat does no harm."""
    meeting = locked(paper.item.meeting)
    if paper.withdrawn_at is None:
        paper.withdrawn_at = at
        paper.save(update_fields=["withdrawn_at"])
        _changed(meeting, "agenda_paper_withdrawn", by=by, at=at, item=paper.item)
    return paper
