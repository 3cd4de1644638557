"""Writes of tasks: assigned, put off, reported, checked, cancelled, handed over.

Every change of a task's state goes through ``move_task``, which asks ``ALLOWED_TASK_MOVES``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.enums import RecordOrigin, Visibility
from core.models import Record
from core.sanitizing import clean_plain
from working_groups.actions.audiences import audience_of
from working_groups.actions.decisions import check_meeting
from working_groups.enums import ALLOWED_TASK_MOVES, ItemVisibility, TaskState
from working_groups.models import AgendaItem, Decision, Group, Meeting, Membership, Task
from working_groups.numbering import in_address, next_number, reference

PAGES = "ukoly"
LONGEST_TEXT = 5_000


class OwnerNotInGroup(Exception):
    """Who answers for a task, or helps with it, sits in the group on that day."""


class TextMissing(Exception):
    """A task says what is to be done; a report what was done."""


class DueTooEarly(Exception):
    """A task cannot be due before it was given."""


class TaskMoveRefused(Exception):
    """The step does not follow from where the task stands."""


class StaleTask(Exception):
    """Somebody else changed the task in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Task) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def assign_task(
    *,
    group: Group,
    owner: Membership,
    text: str,
    due_on: date | None,
    by: Any,
    at: datetime,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    decision: Decision | None = None,
    origin: Record | None = None,
    helpers: Sequence[Membership] = (),
    continues: Task | None = None,
) -> Task:
    """Give a task of a group to one seat in it under the group's next number; names are kept as they are now.

    What comes from an item for members only is for members only. Raises OwnerNotInGroup, TextMissing, DueTooEarly,
    MeetingNotBegun, MinutesApproved.
    """
    group = Group.objects.select_for_update().select_related("audience").get(pk=group.pk)
    if meeting is not None:
        check_meeting(meeting, at)
        given_on = timezone.localdate(meeting.held_from or meeting.starts_at)
    else:
        given_on = timezone.localdate(at)
    text = clean_words(text)
    if not text:
        raise TextMissing(_("Write what is to be done."))
    check_due(due_on, given_on)
    seat = seat_of(group, owner, given_on)
    year = meeting.year if meeting is not None else given_on.year
    number = next_number(Task, group, year, field="group")
    ref = reference(group, year, number, "U")
    record = _record_of(
        ref,
        group,
        source=continues.record if continues is not None else None,
        meeting=meeting,
        item=item,
        decision=decision,
        text=text,
        occurred_on=given_on,
        by=by,
        at=at,
    )
    task = Task(
        record=record,
        group=group,
        year=year,
        number=number,
        decision=decision,
        meeting=meeting,
        item=item,
        origin=origin,
        text=text,
        owner=seat,
        due_on=due_on,
        continues=continues,
        **names_of(seat),
    )
    task.save()
    others = [seat_of(group, helper, given_on) for helper in helpers if helper != owner]
    if others:
        task.helpers.set(others)
    raise_generation(PAGES)
    return task


def check_due(due_on: date | None, given_on: date) -> None:
    """Whether a task given on a day can be due on another. Raises DueTooEarly."""
    if due_on is not None and due_on < given_on:
        raise DueTooEarly(_("The day by which it is to be done is before the task was given."))


def _record_of(
    ref: str,
    group: Group,
    *,
    source: Record | None,
    meeting: Meeting | None,
    item: AgendaItem | None,
    decision: Decision | None,
    text: str,
    occurred_on: date,
    by: Any,
    at: datetime,
) -> Record:
    parent = decision.record if decision is not None else meeting.record if meeting else source
    is_restricted = (item is not None and item.visibility == ItemVisibility.RESTRICTED) or (
        parent is not None and parent.visibility == Visibility.RESTRICTED
    )
    circle = [group]
    if meeting is not None:
        circle = list(meeting.groups.select_related("audience").order_by("pk"))
    return create_record(
        kind="task",
        reference=ref,
        title=f"Úkol {ref}",
        path=f"/ukoly/{in_address(ref)}/",
        visibility=Visibility.RESTRICTED if is_restricted else Visibility.GROUP,
        audience=audience_of(circle),
        by=by,
        at=at,
        verb="task_assigned",
        occurred_on=occurred_on,
        state=TaskState.OPEN,
        origin=parent.origin if parent is not None else RecordOrigin.LIVE,
        demo_origin=parent.demo_origin if parent is not None else group.record.demo_origin,
        demo_source=parent.demo_source if parent is not None else group.record.demo_source,
        search_text="" if is_restricted else text,
    )


def clean_words(text: str) -> str:
    """Typed words as they are stored: without markup and not longer than fits."""
    return clean_plain(text).strip()[:LONGEST_TEXT]


def seat_of(group: Group, membership: Membership, day: date) -> Membership:
    """The seat as it is in the group on the day. Raises OwnerNotInGroup."""
    seat = (
        Membership.objects.current(day)
        .filter(pk=membership.pk, group=group)
        .select_related("user", "on_behalf_of")
        .first()
    )
    if seat is None:
        raise OwnerNotInGroup(_("This person does not sit in the group on that day."))
    return seat


def names_of(seat: Membership) -> dict[str, str]:
    """The owner's names as they are now, as fields of a task."""
    return {
        "owner_name": seat.user.name,
        "owner_organisation_name": seat.on_behalf_of.name if seat.on_behalf_of else "",
    }


def lock_task(task: Task, lock_version: int | None = None) -> Task:
    """The task under a lock with its record and group. Raises StaleTask."""
    locked = (
        Task.objects.select_for_update(of=("self",))
        .select_related("record", "group", "owner__user")
        .get(pk=task.pk)
    )
    if lock_version is not None and locked.lock_version != lock_version:
        raise StaleTask(
            _("Somebody else changed the task in the meantime. Compare both and save again."),
            locked,
        )
    return locked


def move_task(task: Task, state: str, *, by: Any, at: datetime, verb: str = "") -> None:
    """The one door by which a task's state changes; the caller holds its lock and saves with this.

    Raises TaskMoveRefused.
    """
    if state not in ALLOWED_TASK_MOVES[task.state]:
        raise TaskMoveRefused(_("This step does not follow from where the task stands now."))
    former, task.state = task.state, state
    task.lock_version += 1
    task.save()
    task.record.state = state
    task.record.save(update_fields=["state"])
    log_event(
        record=task.record,
        verb=verb or f"task_{state}",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
    )
    raise_generation(PAGES)
