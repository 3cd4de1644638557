"""Reads of tasks: of a group, of a person, for the next agenda."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import RecordOrigin
from core.extension import DigestEntry, DigestPart, DigestSubject, Waiting
from core.models import Event
from core.templatetags.osnova import local_path
from people.models import User
from working_groups.enums import OPEN_TASK_STATES, MembershipRole, TaskState
from working_groups.models import Group, Membership, Task

OPEN, OVERDUE, ORPHANED, CLOSED = "otevrene", "po-terminu", "bez-nositele", "uzavrene"
REMINDER_DAYS = 3
CHAIRS = (MembershipRole.CHAIR, MembershipRole.VICE_CHAIR)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task with what follows from the day it is read on."""

    task: Task
    is_overdue: bool
    is_orphaned: bool

    @classmethod
    def of(cls, task: Task, on: date) -> "TaskFacts":
        """Its ``owner`` is loaded: no query."""
        is_open = task.state in OPEN_TASK_STATES
        return cls(
            task,
            is_overdue=is_open
            and task.state != TaskState.REPORTED_DONE
            and task.due_on is not None
            and task.due_on < on,
            is_orphaned=is_open and task.owner.valid_to is not None and task.owner.valid_to <= on,
        )


def _told(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.select_related("record", "group", "owner")


def task_by_address(address: str, user: Any) -> Task | None:
    """The task at ``/ukoly/<address>/`` if the user may know of it: two queries."""
    return (
        Task.objects.visible_to(user)
        .filter(record__path=f"/ukoly/{address}/")
        .select_related(
            "record",
            "group__record",
            "owner__user",
            "decision__record",
            "meeting__record",
            "item",
            "origin",
            "continues__record",
            "continued_by__record",
            "reported_by",
            "verified_by",
        )
        .first()
    )


def tasks_of_group(group: Group, user: Any, *, shown: str, on: date) -> QuerySet[Task]:
    """Tasks of a group the user may know of: open ones by their day, closed ones from the newest."""
    found = _told(Task.objects.visible_to(user).filter(group=group))
    match shown:
        case "po-terminu":
            return found.overdue(on).order_by("due_on", "pk")
        case "bez-nositele":
            return found.orphaned(on).order_by("due_on", "pk")
        case "uzavrene":
            return found.exclude(state__in=OPEN_TASK_STATES).order_by("-year", "-number")
    return by_day(found.open())


def by_day(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """The next due first, those without a day last, on every database alike."""
    return tasks.order_by(F("due_on").asc(nulls_last=True), "pk")


def next_of_group(group: Group, user: Any, *, on: date, most: int = 5) -> list[TaskFacts]:
    """The open tasks of a group that are due next, those overdue first: one query."""
    return facts_of(tasks_of_group(group, user, shown=OPEN, on=on)[:most], on)


def counts_of_group(group: Group, user: Any, on: date) -> dict[str, int]:
    """How many tasks of a group stand where: one query, counted here."""
    rows = Task.objects.visible_to(user).filter(group=group).select_related("owner")
    told = [TaskFacts.of(task, on) for task in rows.only("state", "due_on", "owner__valid_to")]
    is_open = [facts for facts in told if facts.task.state in OPEN_TASK_STATES]
    return {
        OPEN: len(is_open),
        OVERDUE: sum(facts.is_overdue for facts in is_open),
        ORPHANED: sum(facts.is_orphaned for facts in is_open),
        CLOSED: len(told) - len(is_open),
    }


def facts_of(tasks: Iterable[Task], on: date) -> list[TaskFacts]:
    """Tasks with what the day says of them: no query."""
    return [TaskFacts.of(task, on) for task in tasks]


def open_tasks(groups: Sequence[Group], on: date) -> list[Task]:
    """Open tasks of groups for an agenda on a day, the next due first: one query.

    For people of these groups: nobody is asked here. Those given after the day are not among them.
    """
    found = _told(Task.objects.filter(group__in=list(groups))).open()
    return list(by_day(found.filter(record__occurred_on__lte=on)))


def tasks_of_decision(decision: Any, user: Any) -> list[Task]:
    """Tasks given by a conclusion that the user may know of: one query."""
    found = _told(Task.objects.visible_to(user).filter(decision=decision))
    return list(found.order_by("year", "number"))


def seats_of_group(group: Group, on: date) -> list[Membership]:
    """Who may be given a task of a group on a day, in Czech order: one query."""
    seats = Membership.objects.current(on).filter(group=group, substitute_for=None)
    return list(seats.select_related("user", "on_behalf_of").order_by("user__sort_key", "pk"))


def seats_on(groups: Sequence[int], on: date) -> QuerySet[Membership]:
    """Seats of groups (primary keys) on a day, substitutes among them, for a field of a form."""
    seats = Membership.objects.current(on).filter(group__in=groups)
    return seats.select_related("user", "on_behalf_of", "group")


def due_soon(at: datetime) -> list[Task]:
    """Tasks to remind of: due within ``REMINDER_DAYS`` and not reported, of seats that are held: one query.

    What was entered later reminds nobody.
    """
    today = timezone.localdate(at)
    found = (
        Task.objects.filter(state__in=[TaskState.OPEN, TaskState.IN_PROGRESS])
        .filter(due_on__gte=today, due_on__lte=today + timedelta(days=REMINDER_DAYS))
        .filter(Q(owner__valid_to__isnull=True) | Q(owner__valid_to__gt=today))
        .filter(record__origin=RecordOrigin.LIVE, owner__user__is_active=True)
    )
    return list(found.select_related("record", "group", "owner__user").order_by("pk"))


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Tasks the person answers for or has to check, across groups: two queries."""
    today = timezone.localdate(at)
    seats = Membership.objects.current(today).filter(user=person)
    found = _told(Task.objects.visible_to(person))
    own = by_day(found.filter(owner__in=seats, state__in=[TaskState.OPEN, TaskState.IN_PROGRESS]))
    chaired = seats.filter(role__in=CHAIRS).values("group")
    reported = found.filter(group__in=chaired, state=TaskState.REPORTED_DONE).exclude(
        Q(reported_by=person) | Q(owner__user=person)
    )
    return [
        *(
            Waiting(
                title=_("Task %(reference)s") % {"reference": task.record.reference},
                url=local_path(task.record.path),
                button=_("Report or look at it"),
                note=task.group.name,
                due_on=task.due_on,
            )
            for task in own
        ),
        *(
            Waiting(
                title=_("Task %(reference)s is reported as done")
                % {"reference": task.record.reference},
                url=local_path(task.record.path),
                button=_("Check it"),
                note=task.group.name,
            )
            for task in by_day(reported)
        ),
    ]


def _digest(person: User, since: datetime, until: datetime) -> list[DigestSubject]:
    """Tasks given to the person, or sent back to them, by group: three queries."""
    today = timezone.localdate(until)
    events = Event.objects.filter(
        record__kind="task",
        verb__in=["task_assigned", "task_returned", "task_due_changed"],
        recorded_at__gt=since,
        recorded_at__lte=until,
    ).values_list("record_id", "verb")
    verbs = dict(events)
    if not verbs:
        return []
    seats = Membership.objects.current(today).filter(user=person)
    tasks = _told(Task.objects.visible_to(person)).filter(
        record__in=list(verbs), owner__in=seats, state__in=[TaskState.OPEN, TaskState.IN_PROGRESS]
    )
    heads = {
        "task_assigned": _("You were given the task %(reference)s"),
        "task_returned": _("Your report on the task %(reference)s was sent back"),
        "task_due_changed": _("The day of your task %(reference)s was moved"),
    }
    by_group: dict[Group, list[DigestEntry]] = {}
    for task in by_day(tasks):
        head = heads[verbs[task.record_id]] % {"reference": task.record.reference}
        entry = DigestEntry(
            head=head,
            url=local_path(task.record.path),
            words=task.text,
            about=f"task {task.pk}",
        )
        by_group.setdefault(task.group, []).append(entry)
    return [
        DigestSubject(title=group.name, url=local_path(f"/skupiny/{group.slug}/"), entries=entries)
        for group, entries in by_group.items()
    ]


DIGEST = DigestPart("tasks", gettext_lazy("Tasks given to me in working groups"), _digest)
