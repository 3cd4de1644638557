"""Conclusions: the register, one conclusion, what is done with it."""

from datetime import date
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
from core.pages import About, FormMixin
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
from working_groups.models import Decision, Group
from working_groups.numbering import in_address
from working_groups.queries import decisions as queries
from working_groups.queries import tasks as task_queries

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
        "shown": queries.shown_records(
            request.user,
            getattr(decision, "superseded_by", None),
            decision.supersedes,
            decision.meeting,
            decision.procedure,
        ),
        "adoptions": list(decision.adoptions.all()),
        "dissents": decision.dissents.order_by("pk"),
        "shows_names": shows_names,
        "wordings": decision.versions.order_by("number"),
        "tasks": task_queries.tasks_of_decision(decision, request.user),
        "changes": queries.changes_of(decision, request.user),
        "panels": [
            html
            for panel in extension.panels("working_groups.decision")
            if allowed(request.user, panel.permission, decision)
            if (html := panel.render(request, decision)).strip()
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


class DecisionPage(FormMixin, About):
    """A form about a conclusion."""

    object: Decision
    permission = "working_groups.record_decision"

    def find(self, **kwargs: Any) -> Decision | None:
        """The conclusion."""
        return queries.decision_by_address(kwargs["reference"], self.request.user)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        own = (self.subject(), self.address())
        return [{"title": title, "url": url} for title, url in (_register_crumb(), own, *further)]

    def groups(self) -> list[Group]:
        """Groups whose conclusion it is."""
        return [adoption.group for adoption in self.object.adoptions.all()]

    def seats(self, day: date) -> Any:
        """Seats of the groups on a day."""
        return task_queries.seats_on([group.pk for group in self.groups()], day)


class DecisionEdit(DecisionPage):
    """Changes a provisional conclusion; if somebody else was faster, both are shown.

    Whoever comes from the writing of minutes (``?zpet=zapis``) goes back there, to the conclusion's item.
    """

    form_class = forms.DecisionForm
    heading = gettext_lazy("Edit the conclusion")
    button = gettext_lazy("Save the conclusion")
    told = gettext_lazy("The conclusion is saved.")
    problems = (
        decision_steps.StaleDecision,
        decision_steps.DecisionFixed,
        decisions.TextMissing,
        decisions.NotAMember,
        adoptions.TooManyVotes,
    )

    def told_at(self) -> str:
        """The item in the minutes being written."""
        comes_from_minutes = self.request.GET.get("zpet") == "zapis" and self.object.meeting_id
        return f"bod-{self.object.item_id}" if comes_from_minutes else ""

    def back(self) -> str:
        """The conclusion, or the minutes being written."""
        place = self.told_at()
        if not place:
            return super().back()
        ref = in_address(self.object.meeting.record.reference)
        return f"{reverse('working_groups:minutes-write', args=[ref])}#{place}"

    def needs(self) -> dict[str, Any]:
        """Groups that vote, and seats as they were on the day of the conclusion."""
        day = self.object.record.occurred_on or timezone.localdate()
        return {"groups": self.groups(), "seats": self.seats(day)}

    def values(self, stored: Decision) -> dict[str, Any]:
        """What is stored."""
        names = [*decision_steps.EDITABLE, *decision_steps.EDITABLE_WORDS, "lock_version"]
        return {name: getattr(stored, name) for name in names} | forms.votes_of(
            stored.adoptions.all()
        )

    def act(self, form: forms.DecisionForm) -> None:
        """Save it."""
        names = [*decision_steps.EDITABLE, *decision_steps.EDITABLE_WORDS, "lock_version"]
        decision_steps.edit_decision(
            decision=self.object,
            adoptions=form.adoptions(),
            dissents=form.dissents(),
            **{name: form.cleaned_data[name] for name in names},
            **self.common(),
        )


class DecisionEnd(DecisionPage):
    """Says what became of a conclusion."""

    form_class = forms.EndForm
    heading = gettext_lazy("What becomes of the conclusion")
    told = gettext_lazy("It is written down what becomes of the conclusion.")
    problems = (decision_steps.DecisionFixed, decision_steps.ReasonMissing)

    def act(self, form: forms.EndForm) -> None:
        """Write it down; a newer conclusion that is not there is said at its field."""
        data = form.cleaned_data
        common = {"decision": self.object, **self.common()}
        match data["act"]:
            case forms.REPLACE:
                newer = queries.decision_by_reference(data["newer"], self.request.user)
                if newer is None:
                    form.add_error("newer", _("There is no conclusion with this number."))
                else:
                    decision_steps.supersede_decision(replaced_by=newer, **common)
            case forms.REVOKE:
                decision_steps.revoke_decision(reason=data["reason"], **common)
            case forms.LAPSE:
                decision_steps.lapse_decision(reason=data["reason"], **common)
            case forms.REVIEW:
                decision_steps.keep_for_review(review_on=data["review_on"], **common)


class DecisionTask(DecisionPage):
    """Gives a task that follows from a conclusion."""

    permission = "working_groups.assign_task"
    form_class = task_forms.TaskForm
    heading = gettext_lazy("New task from the conclusion")
    button = gettext_lazy("Give the task")
    told = gettext_lazy("The task is given.")
    problems = (tasks.OwnerNotInGroup, tasks.TextMissing, tasks.DueTooEarly)

    def needs(self) -> dict[str, Any]:
        """Seats as they are today."""
        return {"seats": self.seats(timezone.localdate()).filter(substitute_for=None)}

    def act(self, form: task_forms.TaskForm) -> None:
        """Give it."""
        data = form.cleaned_data
        tasks.assign_task(
            group=data["owner"].group,
            owner=data["owner"],
            helpers=data["helpers"],
            text=data["text"],
            due_on=data["due_on"],
            decision=self.object,
            **self.common(),
        )


class DecisionChange(DecisionPage):
    """An editor says which changed passage a conclusion asked for: choose a version, then the passage."""

    permission = "working_groups.link_decision"
    form_class = forms.ChangeForm
    template_name = "working_groups/decision_change.html"
    heading = gettext_lazy("Which change of the text follows from the conclusion")
    button = gettext_lazy("Record the link")
    told = gettext_lazy("The conclusion is linked to the changed text.")
    problems = (linking.LinkRefused,)

    def version(self) -> Version | None:
        """The version that was chosen."""
        key = self.request.GET.get("verze", "")
        found = queries.readable_versions(self.request.user)
        return found.filter(pk=key).first() if key.isdecimal() else None

    def needs(self) -> dict[str, Any]:
        """Passages that changed in the version."""
        version = self.version()
        return {"passages": queries.changed_passages(version) if version else []}

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The form, with versions to choose from."""
        versions = queries.readable_versions(self.request.user)
        return super().page(
            form,
            version=self.version(),
            versions=versions.filter(previous__isnull=False).order_by("-frozen_at")[:30],
            **context,
        )

    def act(self, form: forms.ChangeForm) -> None:
        """Record the link."""
        linking.link_to_change(
            decision=self.object,
            version=self.version(),
            passage_uid=form.cleaned_data["passage"],
            note=form.cleaned_data["note"],
            **self.common(),
        )
