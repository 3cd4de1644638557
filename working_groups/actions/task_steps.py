"""What becomes of tasks: begun, put off, reported, checked, sent back, cancelled, handed over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain
from working_groups.actions.tasks import (
    PAGES,
    TaskMoveRefused,
    TextMissing,
    assign_task,
    check_due,
    clean_words,
    lock_task,
    move_task,
    seat_of,
)
from working_groups.enums import OPEN_TASK_STATES, TaskState
from working_groups.models import Group, Membership, Task, TaskDueChange


class ReasonMissing(Exception):
    """A day is moved, a report sent back, a task cancelled for a reason."""


class OwnTask(Exception):
    """Nobody checks what they reported themselves."""


def _reason(words: str, longest: int) -> str:
    cleaned = clean_plain(words).strip()[:longest]
    if not cleaned:
        raise ReasonMissing(_("Say why."))
    return cleaned


def _refuse_closed(task: Task) -> None:
    if task.state not in OPEN_TASK_STATES:
        raise TaskMoveRefused(_("The task is closed."))


@transaction.atomic
def begin_task(*, task: Task, by: Any, at: datetime) -> Task:
    """Say that work on a task began. Raises TaskMoveRefused."""
    task = lock_task(task)
    move_task(task, TaskState.IN_PROGRESS, by=by, at=at, verb="task_begun")
    return task


@transaction.atomic
def change_due(
    *, task: Task, due_on: date | None, reason: str, lock_version: int, by: Any, at: datetime
) -> Task:
    """Put a task's day off or bring it forward; the former day stays with the reason.

    The same day changes nothing. Raises StaleTask, ReasonMissing, DueTooEarly, TaskMoveRefused.
    """
    task = lock_task(task, lock_version)
    _refuse_closed(task)
    if task.due_on == due_on:
        return task
    check_due(due_on, task.record.occurred_on)
    words = _reason(reason, 300)
    TaskDueChange.objects.create(
        task=task, from_due=task.due_on, to_due=due_on, reason=words, by=by, at=at
    )
    task.due_on = due_on
    task.lock_version += 1
    task.save(update_fields=["due_on", "lock_version"])
    log_event(record=task.record, verb="task_due_changed", by=by, at=at)
    raise_generation(PAGES)
    return task


@transaction.atomic
def set_helpers(*, task: Task, helpers: Sequence[Membership], by: Any, at: datetime) -> Task:
    """Say who helps with a task. Raises OwnerNotInGroup, TaskMoveRefused."""
    task = lock_task(task)
    _refuse_closed(task)
    day = timezone.localdate(at)
    task.helpers.set([seat_of(task.group, helper, day) for helper in helpers])
    log_event(record=task.record, verb="task_helpers_changed", by=by, at=at)
    return task


@transaction.atomic
def report_task(*, task: Task, text: str, lock_version: int, by: Any, at: datetime) -> Task:
    """Report what was done; the chair checks it. A report is replaced until then.

    Raises StaleTask, TextMissing, TaskMoveRefused.
    """
    task = lock_task(task, lock_version)
    words = clean_words(text)
    if not words:
        raise TextMissing(_("Write what was done."))
    _refuse_closed(task)
    task.report, task.reported_by, task.reported_at = words, by, at
    if task.state == TaskState.REPORTED_DONE:
        task.lock_version += 1
        task.save()
        log_event(record=task.record, verb="task_report_changed", by=by, at=at)
        raise_generation(PAGES)
        return task
    move_task(task, TaskState.REPORTED_DONE, by=by, at=at)
    return task


@transaction.atomic
def verify_task(*, task: Task, lock_version: int, by: Any, at: datetime) -> Task:
    """Check a reported task as done. Raises StaleTask, OwnTask, TaskMoveRefused."""
    task = lock_task(task, lock_version)
    _refuse_own(task, by)
    task.verified_by, task.verified_at, task.return_reason = by, at, ""
    move_task(task, TaskState.VERIFIED, by=by, at=at)
    return task


@transaction.atomic
def return_task(*, task: Task, reason: str, lock_version: int, by: Any, at: datetime) -> Task:
    """Send a reported task back to its owner, who reads why. Raises StaleTask, ReasonMissing, TaskMoveRefused."""
    task = lock_task(task, lock_version)
    words = _reason(reason, 500)
    if task.state != TaskState.REPORTED_DONE:
        raise TaskMoveRefused(_("Nothing was reported that could be sent back."))
    task.return_reason = words
    move_task(task, TaskState.IN_PROGRESS, by=by, at=at, verb="task_returned")
    return task


def _refuse_own(task: Task, by: Any) -> None:
    if task.reported_by_id == by.pk or task.owner.user_id == by.pk:
        raise OwnTask(_("You answer for this task, or reported it: somebody else checks it."))


@transaction.atomic
def cancel_task(*, task: Task, reason: str, by: Any, at: datetime) -> Task:
    """Call a task off for a reason. Raises ReasonMissing, TaskMoveRefused."""
    task = lock_task(task)
    task.end_reason = _reason(reason, 300)
    move_task(task, TaskState.CANCELLED, by=by, at=at)
    return task


@transaction.atomic
def hand_over_task(
    *, task: Task, group: Group, owner: Membership, reason: str, by: Any, at: datetime
) -> Task:
    """Hand an open task over to a seat, of the same or of another group; answers the new task that continues it.

    The old one keeps its number, its group and the names of its time. Raises ReasonMissing, OwnerNotInGroup,
    TaskMoveRefused.
    """
    task = lock_task(task)
    task.end_reason = _reason(reason, 300)
    move_task(task, TaskState.TRANSFERRED, by=by, at=at)
    today = timezone.localdate(at)
    return assign_task(
        group=group,
        owner=owner,
        text=task.text,
        due_on=task.due_on if task.due_on is None else max(task.due_on, today),
        decision=task.decision,
        origin=task.record,
        continues=task,
        by=by,
        at=at,
    )
