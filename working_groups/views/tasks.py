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
from core.permissions import allowed
from core.templatetags.osnova import local_path
from working_groups import queries as group_queries
from working_groups.actions import task_steps, tasks
from working_groups.enums import OPEN_TASK_STATES, TaskState
from working_groups.forms import tasks as forms
from working_groups.models import Group, Task
from working_groups.queries import tasks as queries
from working_groups.views.acts import ActView

PER_PAGE = 50
SHOWN = {
    queries.OPEN: gettext_lazy("Open tasks"),
    queries.OVERDUE: gettext_lazy("Overdue"),
    queries.ORPHANED: gettext_lazy("Without anybody who answers for them"),
    queries.CLOSED: gettext_lazy("Closed tasks"),
}


def group_crumbs(group: Group, *crumbs: tuple[str, str]) -> list[dict[str, str]]:
    """Trail from the list of groups to a page of one."""
    trail = [
        (_("Working groups"), reverse("working_groups:group-list")),
        (group.name, local_path(group.record.path)),
        *crumbs,
    ]
    return [{"title": title, "url": url} for title, url in trail]


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
        "helpers": task.helpers.select_related("user").order_by("user__sort_key"),
        "due_changes": task.due_changes.select_related("by").order_by("pk"),
        "may_begin": task.state == TaskState.OPEN
        and allowed(user, "working_groups.report_task", task),
        "may_report": is_open and allowed(user, "working_groups.report_task", task),
        "may_check": task.state == TaskState.REPORTED_DONE
        and allowed(user, "working_groups.verify_task", task),
        "may_change": changes,
        "breadcrumbs": group_crumbs(
            task.group,
            (_("Tasks"), reverse("working_groups:group-tasks", args=[task.group.slug])),
            (task.record.reference, ""),
        ),
    }
    return render(request, "working_groups/task_detail.html", context)


class TaskAct(ActView):
    """Frame of acts on a task."""

    object: Task
    permission = "working_groups.change_task"
    button = gettext_lazy("Save")

    def find(self, **kwargs: Any) -> Task | None:
        return queries.task_by_address(kwargs["reference"], self.request.user)

    def common(self) -> dict[str, Any]:
        """What every act on the task is given."""
        return {"task": self.object, "by": self.request.user, "at": timezone.now()}


class TaskReport(TaskAct):
    """Reports what was done."""

    permission = "working_groups.report_task"
    form_class = forms.ReportForm
    title = gettext_lazy("Report the task as done")
    told = gettext_lazy("The task is reported as done. The chair of the group checks it.")
    refusals = (tasks.StaleTask, tasks.TextMissing, tasks.TaskMoveRefused)

    def initial_of(self, current: Task) -> dict[str, Any]:
        return {"text": current.report}

    def act(self, form: forms.ReportForm) -> Task:
        return task_steps.report_task(
            text=form.cleaned_data["text"], lock_version=self.lock_version(), **self.common()
        )


class TaskCheck(TaskAct):
    """Accepts a report, or sends it back."""

    permission = "working_groups.verify_task"
    form_class = forms.CheckForm
    title = gettext_lazy("Check the task")
    told = gettext_lazy("The check is saved.")
    refusals = (
        tasks.StaleTask,
        task_steps.OwnTask,
        task_steps.ReasonMissing,
        tasks.TaskMoveRefused,
    )

    def act(self, form: forms.CheckForm) -> Task:
        common = {"lock_version": self.lock_version(), **self.common()}
        if form.cleaned_data["is_done"] == "yes":
            return task_steps.verify_task(**common)
        return task_steps.return_task(reason=form.cleaned_data["reason"], **common)


class TaskDue(TaskAct):
    """Moves a task's day."""

    form_class = forms.DueForm
    title = gettext_lazy("Move the day of the task")
    told = gettext_lazy("The day is moved.")
    refusals = (
        tasks.StaleTask,
        task_steps.ReasonMissing,
        tasks.DueTooEarly,
        tasks.TaskMoveRefused,
    )

    def initial_of(self, current: Task) -> dict[str, Any]:
        return {"due_on": current.due_on}

    def act(self, form: forms.DueForm) -> Task:
        return task_steps.change_due(
            lock_version=self.lock_version(), **form.cleaned_data, **self.common()
        )


class TaskCancel(TaskAct):
    """Calls a task off."""

    form_class = forms.CancelForm
    title = gettext_lazy("Cancel the task")
    button = gettext_lazy("Cancel the task")
    told = gettext_lazy("The task is cancelled.")
    refusals = (task_steps.ReasonMissing, tasks.TaskMoveRefused)

    def act(self, form: forms.CancelForm) -> Task:
        return task_steps.cancel_task(reason=form.cleaned_data["reason"], **self.common())


class TaskHandOver(TaskAct):
    """Hands a task over to another seat; a new task continues it."""

    form_class = forms.HandOverForm
    title = gettext_lazy("Hand the task over")
    button = gettext_lazy("Hand over")
    told = gettext_lazy("The task is handed over; this is the new one.")
    refusals = (task_steps.ReasonMissing, tasks.OwnerNotInGroup, tasks.TaskMoveRefused)

    def stored_kwargs(self) -> dict[str, Any]:
        return {"seats": _seats(self.object.group)}

    def act(self, form: forms.HandOverForm) -> Task:
        return task_steps.hand_over_task(
            group=self.object.group, **form.cleaned_data, **self.common()
        )

    def done_url(self, made: Task) -> str:
        return local_path(made.record.path)


def _seats(group: Group) -> Any:
    return queries.seats_on([group.pk], timezone.localdate()).filter(substitute_for=None)


class GroupTaskNew(ActView):
    """Gives a task of a group that comes from no conclusion."""

    object: Group
    permission = "working_groups.assign_task"
    form_class = forms.TaskForm
    title = gettext_lazy("New task of the group")
    button = gettext_lazy("Give the task")
    told = gettext_lazy("The task is given.")
    refusals = (tasks.OwnerNotInGroup, tasks.TextMissing, tasks.DueTooEarly)

    def find(self, **kwargs: Any) -> Group | None:
        return group_queries.group_by_slug(kwargs["group"], self.request.user)

    def back_url(self) -> str:
        return reverse("working_groups:group-tasks", args=[self.object.slug])

    def stored_kwargs(self) -> dict[str, Any]:
        return {"seats": _seats(self.object)}

    def act(self, form: forms.TaskForm) -> Task:
        return tasks.assign_task(
            group=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


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
