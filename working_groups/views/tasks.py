"""Tasks: of a group, one task, what is done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.methods import read_only
from core.pages import About, FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path
from working_groups import queries as group_queries
from working_groups.actions import task_steps, tasks
from working_groups.enums import OPEN_TASK_STATES, TaskState
from working_groups.forms import tasks as forms
from working_groups.models import Group, Task
from working_groups.queries import tasks as queries
from working_groups.queries.decisions import shown_records
from working_groups.views.pages import InGroup, group_crumbs

PER_PAGE = 50
SHOWN = {
    queries.OPEN: gettext_lazy("Open tasks"),
    queries.OVERDUE: gettext_lazy("Overdue"),
    queries.ORPHANED: gettext_lazy("Without anybody who answers for them"),
    queries.CLOSED: gettext_lazy("Closed tasks"),
}


@read_only
def group_tasks(request: HttpRequest, group: str) -> HttpResponse:
    """Tasks of a group: ``/skupiny/<group>/ukoly/``, for members and staff."""
    found = group_queries.group_by_slug(group, request.user)
    if found is None or not allowed(request.user, "working_groups.view_names", found):
        raise Http404
    today = timezone.localdate()
    shown = request.GET.get("stav", queries.OPEN)
    if shown not in SHOWN:
        shown = queries.OPEN
    rows = queries.tasks_of_group(found, request.user, shown=shown, on=today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    counts = queries.counts_of_group(found, request.user, today)
    context = {
        "group": found,
        "page_obj": page,
        "page_query": f"stav={shown}&",
        "rows": queries.facts_of(page.object_list, today),
        "tabs": [
            {
                "label": f"{label} ({counts[name]})",
                "url": f"?stav={name}",
                "current": name == shown,
            }
            for name, label in SHOWN.items()
        ],
        "may_assign": allowed(request.user, "working_groups.assign_task", found),
        "may_hand_over": allowed(request.user, "working_groups.hand_over_group", found),
        "breadcrumbs": group_crumbs(found, (_("Tasks"), "")),
    }
    return render(request, "working_groups/task_list.html", context)


@read_only
def task_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One task: ``/ukoly/PS1-2017-U3/``."""
    task = queries.task_by_address(reference, request.user)
    if task is None:
        raise Http404
    is_open = task.state in OPEN_TASK_STATES
    user = request.user
    changes = is_open and allowed(user, "working_groups.change_task", task)
    context = {
        "address": reference,
        "facts": queries.TaskFacts.of(task, timezone.localdate()),
        "task": task,
        "shown": shown_records(
            user, task.decision, task.meeting, task.continues, getattr(task, "continued_by", None)
        ),
        "helpers": task.helpers.select_related("user").order_by("user__sort_key"),
        "due_changes": task.due_changes.select_related("by").order_by("pk"),
        "may_begin": task.state == TaskState.OPEN
        and allowed(user, "working_groups.report_task", task),
        "may_report": is_open and allowed(user, "working_groups.report_task", task),
        "may_check": task.state == TaskState.REPORTED_DONE
        and allowed(user, "working_groups.verify_task", task),
        "may_change": changes,
        "breadcrumbs": _crumbs(task.group, (task.record.reference, "")),
    }
    return render(request, "working_groups/task_detail.html", context)


def _crumbs(group: Group, *further: tuple[str, str]) -> list[dict[str, str]]:
    tasks_of_group = reverse("working_groups:group-tasks", args=[group.slug])
    return group_crumbs(group, (_("Tasks"), tasks_of_group), *further)


class TaskPage(FormMixin, About):
    """A form about a task."""

    object: Task
    permission = "working_groups.change_task"

    def find(self, **kwargs: Any) -> Task | None:
        """The task."""
        return queries.task_by_address(kwargs["reference"], self.request.user)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return _crumbs(self.object.group, (self.subject(), self.address()), *further)

    def common(self) -> dict[str, Any]:
        """What every act on the task is given."""
        return {"task": self.object, **super().common()}


class TaskReport(TaskPage):
    """Reports what was done."""

    permission = "working_groups.report_task"
    form_class = forms.ReportForm
    heading = gettext_lazy("Report the task as done")
    told = gettext_lazy("The task is reported as done. The chair of the group checks it.")
    problems = (tasks.StaleTask, tasks.TextMissing, tasks.TaskMoveRefused)

    def values(self, stored: Task) -> dict[str, Any]:
        """What was reported before."""
        return {"text": stored.report, "lock_version": stored.lock_version}

    def act(self, form: forms.ReportForm) -> None:
        """Report it."""
        task_steps.report_task(**form.cleaned_data, **self.common())


class TaskCheck(TaskPage):
    """Accepts a report, or sends it back."""

    permission = "working_groups.verify_task"
    form_class = forms.CheckForm
    heading = gettext_lazy("Check the task")
    told = gettext_lazy("The check is saved.")
    problems = (
        tasks.StaleTask,
        task_steps.OwnTask,
        task_steps.ReasonMissing,
        tasks.TaskMoveRefused,
    )

    def values(self, stored: Task) -> dict[str, Any]:
        """Only the state it is in."""
        return {"lock_version": stored.lock_version}

    def act(self, form: forms.CheckForm) -> None:
        """Accept it or send it back."""
        common = {"lock_version": form.cleaned_data["lock_version"], **self.common()}
        if form.cleaned_data["is_done"] == "yes":
            task_steps.verify_task(**common)
        else:
            task_steps.return_task(reason=form.cleaned_data["reason"], **common)


class TaskDue(TaskPage):
    """Moves a task's day."""

    form_class = forms.DueForm
    heading = gettext_lazy("Move the day of the task")
    told = gettext_lazy("The day is moved.")
    problems = (
        tasks.StaleTask,
        task_steps.ReasonMissing,
        tasks.DueTooEarly,
        tasks.TaskMoveRefused,
    )

    def values(self, stored: Task) -> dict[str, Any]:
        """The day it is due on now."""
        return {"due_on": stored.due_on, "lock_version": stored.lock_version}

    def act(self, form: forms.DueForm) -> None:
        """Move it."""
        task_steps.change_due(**form.cleaned_data, **self.common())


class TaskCancel(TaskPage):
    """Calls a task off."""

    form_class = forms.CancelForm
    heading = gettext_lazy("Cancel the task")
    button = gettext_lazy("Cancel the task")
    told = gettext_lazy("The task is cancelled.")
    is_danger = True
    problems = (task_steps.ReasonMissing, tasks.TaskMoveRefused)

    def act(self, form: forms.CancelForm) -> None:
        """Call it off."""
        task_steps.cancel_task(**form.cleaned_data, **self.common())


class TaskHandOver(TaskPage):
    """Hands a task over to another seat; a new task continues it."""

    form_class = forms.HandOverForm
    heading = gettext_lazy("Hand the task over")
    button = gettext_lazy("Hand over")
    told = gettext_lazy("The task is handed over; this is the new one.")
    problems = (task_steps.ReasonMissing, tasks.OwnerNotInGroup, tasks.TaskMoveRefused)

    def needs(self) -> dict[str, Any]:
        """Seats of the group."""
        return {"seats": _seats(self.object.group)}

    def act(self, form: forms.HandOverForm) -> HttpResponse:
        """Hand it over and show the new one."""
        made = task_steps.hand_over_task(
            group=self.object.group, **form.cleaned_data, **self.common()
        )
        return redirect(local_path(made.record.path))


def _seats(group: Group) -> Any:
    return queries.seats_on([group.pk], timezone.localdate()).filter(substitute_for=None)


class GroupTaskNew(FormMixin, InGroup):
    """Gives a task of a group that comes from no conclusion."""

    permission = "working_groups.assign_task"
    form_class = forms.TaskForm
    heading = gettext_lazy("New task of the group")
    button = gettext_lazy("Give the task")
    told = gettext_lazy("The task is given.")
    problems = (tasks.OwnerNotInGroup, tasks.TextMissing, tasks.DueTooEarly)

    def needs(self) -> dict[str, Any]:
        """Seats of the group."""
        return {"seats": _seats(self.group)}

    def act(self, form: forms.TaskForm) -> None:
        """Give it."""
        tasks.assign_task(group=self.group, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """Tasks of the group."""
        return reverse("working_groups:group-tasks", args=[self.group.slug])


@require_POST
def task_begin(request: HttpRequest, reference: str) -> HttpResponse:
    """A button: work on the task began."""
    task = queries.task_by_address(reference, request.user)
    if task is None:
        raise Http404
    if not allowed(request.user, "working_groups.report_task", task):
        raise PermissionDenied
    try:
        task_steps.begin_task(task=task, by=request.user, at=timezone.now())
    except tasks.TaskMoveRefused as error:
        messages.error(request, str(error))
    return redirect(local_path(task.record.path))
