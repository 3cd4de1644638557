"""Conclusions: the register, one conclusion, what is done with it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.models import Version
from core import extension
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from working_groups.actions import adoptions, decision_steps, decisions, linking, tasks
from working_groups.enums import (
    VALID_DECISION_STATES,
    AdoptionResult,
    DecisionState,
    ProcedureState,
)
from working_groups.forms import decisions as forms
from working_groups.forms import tasks as task_forms
from working_groups.models import Decision
from working_groups.queries import decisions as queries
from working_groups.queries import tasks as task_queries
from working_groups.views.acts import ActView

PER_PAGE = 30


def _register_crumb() -> tuple[str, str]:
    return _("Conclusions of groups"), reverse("working_groups:decision-list")


@read_only
def decision_list(request: HttpRequest) -> HttpResponse:
    """The register: ``/zavery/``; the public reads the public part."""
    form = forms.RegisterForm(
        request.GET or None,
        groups=queries.groups_with_decisions(request.user),
        years=queries.years(request.user),
    )
    form.is_valid()
    found = queries.register(request.user, form.filters())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("strana"))
    chosen = urlencode(form.chosen())
    context = {
        "form": form,
        "page_obj": page,
        "page_query": f"{chosen}&" if chosen else "",
        "rows": queries.told(page.object_list),
        "total": page.paginator.count,
        "is_filtered": bool(form.chosen()),
        "breadcrumbs": [{"title": _("Conclusions of groups"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "working_groups/decision_list.html", context))


@read_only
def decision_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One conclusion: ``/zavery/PS1-2017-12/``."""
    decision = queries.decision_by_address(reference, request.user)
    if decision is None:
        raise Http404
    runs = allowed(request.user, "working_groups.record_decision", decision)
    shows_names = allowed(request.user, "working_groups.view_names", decision)
    is_valid = decision.state in VALID_DECISION_STATES
    context = {
        "address": reference,
        "facts": queries.facts(decision),
        "decision": decision,
        "adoptions": list(decision.adoptions.all()),
        "dissents": decision.dissents.order_by("pk"),
        "shows_names": shows_names,
        "wordings": decision.versions.order_by("number"),
        "tasks": task_queries.tasks_of_decision(decision, request.user),
        "changes": queries.changes_of(decision, request.user),
        "panels": [
            panel.render(request, decision)
            for panel in extension.panels("working_groups.decision")
            if allowed(request.user, panel.permission, decision)
        ],
        "may_edit": runs and decision.state == DecisionState.RECORDED and decision.meeting_id,
        "may_end": runs and is_valid,
        "may_assign": runs and is_valid,
        "may_link": is_valid and allowed(request.user, "working_groups.link_decision"),
        "to_confirm": _to_confirm(decision) if runs else [],
        "breadcrumbs": [
            {"title": title, "url": url}
            for title, url in (_register_crumb(), (decision.record.reference, ""))
        ],
    }
    return render(request, "working_groups/decision_detail.html", context)


def _to_confirm(decision: Decision) -> list[Any]:
    """Groups whose word is missing and that do not vote on it yet."""
    running = set(
        decision.confirmed_by.filter(state=ProcedureState.STARTED).values_list(
            "group_id", flat=True
        )
    )
    return [
        adoption.group
        for adoption in decision.adoptions.all()
        if adoption.result == AdoptionResult.TO_BE_CONFIRMED and adoption.group_id not in running
    ]


class DecisionAct(ActView):
    """Frame of acts on a conclusion."""

    object: Decision
    permission = "working_groups.record_decision"

    def find(self, **kwargs: Any) -> Decision | None:
        return queries.decision_by_address(kwargs["reference"], self.request.user)

    def crumbs(self) -> list[tuple[str, str]]:
        return [_register_crumb(), *super().crumbs()]

    def seats(self) -> Any:
        """Seats of the groups on the day of the conclusion."""
        groups = [adoption.group_id for adoption in self.object.adoptions.all()]
        day = self.object.record.occurred_on or timezone.localdate()
        return task_queries.seats_on(groups, day)


class DecisionEdit(DecisionAct):
    """Changes a provisional conclusion; if somebody else was faster, both are shown."""

    form_class = forms.DecisionForm
    title = gettext_lazy("Edit the conclusion")
    button = gettext_lazy("Save the conclusion")
    told = gettext_lazy("The conclusion is saved.")
    refusals = (
        decision_steps.StaleDecision,
        decision_steps.DecisionFixed,
        decisions.TextMissing,
        decisions.NotAMember,
        adoptions.TooManyVotes,
    )

    def stored_kwargs(self) -> dict[str, Any]:
        return {
            "groups": [adoption.group for adoption in self.object.adoptions.all()],
            "seats": self.seats(),
        }

    def initial_of(self, current: Decision) -> dict[str, Any]:
        names = [*decision_steps.EDITABLE, *decision_steps.EDITABLE_WORDS]
        return {name: getattr(current, name) for name in names} | forms.votes_of(
            current.adoptions.all()
        )

    def act(self, form: forms.DecisionForm) -> Decision:
        names = [*decision_steps.EDITABLE, *decision_steps.EDITABLE_WORDS]
        return decision_steps.edit_decision(
            decision=self.object,
            lock_version=self.lock_version(),
            adoptions=form.adoptions(),
            dissents=form.dissents(),
            by=self.request.user,
            at=timezone.now(),
            **{name: form.cleaned_data[name] for name in names},
        )


class DecisionEnd(DecisionAct):
    """Says what became of a conclusion."""

    form_class = forms.EndForm
    title = gettext_lazy("What becomes of the conclusion")
    button = gettext_lazy("Save")
    told = gettext_lazy("It is written down what becomes of the conclusion.")
    refusals = (decision_steps.DecisionFixed, decision_steps.ReasonMissing)

    def act(self, form: forms.EndForm) -> Any:
        data = form.cleaned_data
        common = {"decision": self.object, "by": self.request.user, "at": timezone.now()}
        if data["act"] == forms.REPLACE:
            newer = queries.decision_by_reference(data["newer"], self.request.user)
            if newer is None:
                raise decision_steps.DecisionFixed(_("There is no conclusion with this number."))
            return decision_steps.supersede_decision(replaced_by=newer, **common)
        if data["act"] == forms.REVOKE:
            return decision_steps.revoke_decision(reason=data["reason"], **common)
        if data["act"] == forms.LAPSE:
            return decision_steps.lapse_decision(reason=data["reason"], **common)
        return decision_steps.keep_for_review(review_on=data["review_on"], **common)


class DecisionTask(DecisionAct):
    """Gives a task that follows from a conclusion."""

    permission = "working_groups.assign_task"
    form_class = task_forms.TaskForm
    title = gettext_lazy("New task from the conclusion")
    button = gettext_lazy("Give the task")
    told = gettext_lazy("The task is given.")
    refusals = (tasks.OwnerNotInGroup, tasks.TextMissing, tasks.DueTooEarly)

    def stored_kwargs(self) -> dict[str, Any]:
        today = timezone.localdate()
        groups = [adoption.group_id for adoption in self.object.adoptions.all()]
        return {"seats": task_queries.seats_on(groups, today).filter(substitute_for=None)}

    def act(self, form: task_forms.TaskForm) -> Any:
        data = form.cleaned_data
        return tasks.assign_task(
            group=data["owner"].group,
            owner=data["owner"],
            helpers=data["helpers"],
            text=data["text"],
            due_on=data["due_on"],
            decision=self.object,
            by=self.request.user,
            at=timezone.now(),
        )


class DecisionChange(DecisionAct):
    """An editor says which changed passage a conclusion asked for: choose a version, then the passage."""

    permission = "working_groups.link_decision"
    form_class = forms.ChangeForm
    template_name = "working_groups/decision_change.html"
    title = gettext_lazy("Which change of the text follows from the conclusion")
    button = gettext_lazy("Record the link")
    told = gettext_lazy("The conclusion is linked to the changed text.")
    refusals = (linking.LinkRefused,)

    def version(self) -> Version | None:
        """The version that was chosen."""
        key = self.request.GET.get("verze", "")
        found = queries.readable_versions(self.request.user)
        return found.filter(pk=key).first() if key.isdecimal() else None

    def stored_kwargs(self) -> dict[str, Any]:
        version = self.version()
        rows = queries.changed_passages(version) if version else []
        return {"passages": rows}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = queries.readable_versions(self.request.user)
        return super().get_context_data(
            version=self.version(),
            versions=versions.filter(previous__isnull=False).order_by("-frozen_at")[:30],
            **kwargs,
        )

    def act(self, form: forms.ChangeForm) -> Any:
        return linking.link_to_change(
            decision=self.object,
            version=self.version(),
            passage_uid=form.cleaned_data["passage"],
            note=form.cleaned_data["note"],
            by=self.request.user,
            at=timezone.now(),
        )
