"""Writes at the end of a group: what it has open goes to its successor or is ended, each thing on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import log_event, raise_generation
from working_groups.actions import decision_steps, procedures, task_steps
from working_groups.actions.tasks import assign_task
from working_groups.models import Decision, Group, Membership, Task, WrittenProcedure
from working_groups.queries.transfers import TAKING_OVER, left_over

PAGES = "skupiny"


class SuccessorNeeded(Exception):
    """Only a group that works, or is being set up, takes things over; and not from itself."""


class NotLeftOver(Exception):
    """The thing is not open any more, or belongs to another group."""


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one open thing: the ``owner`` is the successor's seat that takes it over, None ends it."""

    thing: Task | Decision | WrittenProcedure
    owner: Membership | None = None


@transaction.atomic
def hand_over_group(
    *,
    group: Group,
    successor: Group | None,
    moves: Sequence[Move],
    reason: str,
    by: Any,
    at: datetime,
) -> list[Task]:
    """Hand open things of a group over to its successor, or end them; answers the successor's new tasks.

    A task is continued by a new one of the successor. A conclusion to be looked at again becomes a task to do so; its
    number and host stay. A vote in writing cannot move: it is called off. What no move names stays open. The successor
    is set with it. Raises SuccessorNeeded, NotLeftOver, ReasonMissing (of ``task_steps`` or ``procedures``).
    """
    group = Group.objects.select_for_update().select_related("record").get(pk=group.pk)
    if successor is not None and (successor.pk == group.pk or successor.state not in TAKING_OVER):
        raise SuccessorNeeded(_("This group cannot take anything over."))
    if successor is None and any(move.owner is not None for move in moves):
        raise SuccessorNeeded(_("Choose the group that takes over."))
    rest = left_over(group)
    open_things = {one: one for one in (*rest.tasks, *rest.decisions, *rest.procedures)}
    if any(move.thing not in open_things for move in moves):
        raise NotLeftOver(_("Something was closed in the meantime. Look at the list again."))
    made = [
        task
        for move in moves
        if (task := _move(open_things[move.thing], move.owner, successor, reason, by=by, at=at))
        is not None
    ]
    if successor is not None:
        successor.predecessors.add(group)
    log_event(
        record=group.record,
        verb="group_handed_over",
        by=by,
        at=at,
        payload={"successor": successor.pk if successor else None, "count": len(moves)},
    )
    raise_generation(PAGES)
    return made


def _move(
    thing: Task | Decision | WrittenProcedure,
    owner: Membership | None,
    successor: Group | None,
    reason: str,
    *,
    by: Any,
    at: datetime,
) -> Task | None:
    common = {"by": by, "at": at}
    if isinstance(thing, WrittenProcedure):
        procedures.cancel_procedure(procedure=thing, reason=reason, **common)
        return None
    if isinstance(thing, Decision):
        review_on = thing.review_on
        decision_steps.keep_for_review(decision=thing, review_on=None, **common)
        if owner is None or successor is None:
            return None
        return assign_task(
            group=successor,
            owner=owner,
            text=_("Look at the conclusion %(reference)s again.")
            % {"reference": thing.record.reference},
            due_on=max(review_on, timezone.localdate(at)) if review_on else None,
            origin=thing.record,
            **common,
        )
    if owner is None or successor is None:
        task_steps.cancel_task(task=thing, reason=reason, **common)
        return None
    return task_steps.hand_over_task(
        task=thing, group=successor, owner=owner, reason=reason, **common
    )
