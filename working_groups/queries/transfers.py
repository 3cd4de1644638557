"""Reads for the end of a group: what it leaves behind and who could take it over."""

from dataclasses import dataclass
from datetime import date

from working_groups.enums import (
    OPEN_TASK_STATES,
    VALID_DECISION_STATES,
    GroupState,
    ProcedureState,
)
from working_groups.models import Decision, Group, Membership, Task, WrittenProcedure

TAKING_OVER = frozenset({GroupState.PREPARATORY, GroupState.ACTIVE})


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What a group has open: tasks, conclusions it means to look at again, votes in writing."""

    tasks: list[Task]
    decisions: list[Decision]
    procedures: list[WrittenProcedure]

    @property
    def count(self) -> int:
        """How many things must be handed over or ended."""
        return len(self.tasks) + len(self.decisions) + len(self.procedures)


def left_over(group: Group) -> LeftOver:
    """Everything a group must hand over or end before it ends: three queries. Nobody is asked who reads."""
    tasks = Task.objects.filter(group=group, state__in=OPEN_TASK_STATES)
    decisions = Decision.objects.filter(
        host=group, state__in=VALID_DECISION_STATES, review_on__isnull=False
    )
    procedures = WrittenProcedure.objects.filter(group=group, state=ProcedureState.STARTED)
    return LeftOver(
        tasks=list(tasks.select_related("record", "owner__user").order_by("year", "number")),
        decisions=list(decisions.select_related("record").order_by("year", "number")),
        procedures=list(procedures.select_related("record").order_by("year", "number")),
    )


def possible_successors(group: Group) -> list[Group]:
    """Groups that work or are being set up, but this one: one query."""
    found = Group.objects.filter(state__in=TAKING_OVER).exclude(pk=group.pk)
    return list(found.order_by("code"))


def seats_of_successor(group: Group, on: date) -> list[Membership]:
    """Who may take something over: one query."""
    seats = Membership.objects.current(on).filter(group=group, substitute_for=None)
    return list(seats.select_related("user", "on_behalf_of").order_by("user__sort_key", "pk"))
