"""Screens of the project: the desk, key activities and milestones, money."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.pages import FormMixin
from core.permissions import allowed
from evaluation.actions import project as acts
from evaluation.actions import spending
from evaluation.forms import project as shapes
from evaluation.models import KeyActivity, Milestone
from evaluation.queries import monitoring as periods
from evaluation.queries import project as queries
from evaluation.views.project_pages import MANAGE, READ, InProject


class DeskView(InProject):
    """``/projekt/<project>/``: everything kept of the project, for staff; its manager acts from here."""

    permission = READ

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        user = request.user
        activities = queries.activities_of(self.project, user)
        ledger = queries.ledger_of(self.project)
        money = queries.money_of(self.project, activities, ledger)
        milestones = queries.milestones_of(activities, self.today)
        context = {
            "project": self.project,
            "manages": allowed(user, MANAGE),
            "activities": [
                (row, money.by_activity[row.pk], milestones.get(row.pk, [])) for row in activities
            ],
            "money": money,
            "rows": queries.spending_rows(self.project, user),
            "changes": queries.changes_of(self.project, user),
            "publicity": queries.publicity_of(self.project, user),
            "outputs": queries.outputs_of(self.project, user),
            "periods": periods.periods_of(self.project, user, self.today),
            "breadcrumbs": [*self.crumbs()[:-1], {"title": _("Running the project"), "url": ""}],
        }
        return render(request, "evaluation/project_desk.html", context)


class ProjectForm(FormMixin, InProject):
    """A form of the manager."""

    problems = (acts.StaleProject,)


class TotalView(ProjectForm):
    """``.../castka/``: how much was approved in total."""

    heading = gettext_lazy("Amount approved in total")
    told = gettext_lazy("The amount is saved.")
    form_class = shapes.TotalForm

    def values(self, stored: Any) -> dict[str, Any]:
        """What is stored."""
        if stored == self.project:
            stored = queries.ledger_of(self.project)
        if stored is None:
            return {"lock_version": 1}
        return {"approved_czk": stored.approved_czk, "lock_version": stored.lock_version}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.set_approved_total(project=self.project, **form.cleaned_data, **self.common())


class ActivityNewView(ProjectForm):
    """``.../aktivity/nova/``."""

    heading = gettext_lazy("New key activity")
    told = gettext_lazy("The key activity is added.")
    form_class = shapes.NewActivityForm
    problems = (acts.CodeTaken,)

    def values(self, _stored: Any) -> dict[str, Any]:
        """It mostly lasts as long as the project."""
        return {"starts_on": self.project.starts_on, "ends_on": self.project.ends_on}

    def act(self, form: forms.Form) -> None:
        """Add it."""
        acts.add_activity(project=self.project, **form.cleaned_data, **self.common())


class OfActivity(ProjectForm):
    """A form about one key activity."""

    activity: KeyActivity

    def find(self, **kwargs: Any) -> KeyActivity | None:
        """The key activity."""
        if super().find(**kwargs) is None:
            return None
        found = queries.activity_of(self.project, kwargs["code"], self.request.user)
        if found is not None:
            self.activity = found
        return found

    def subject(self) -> str:
        """Its code and title."""
        return str(self.activity)


class ActivityEditView(OfActivity):
    """``.../aktivity/<code>/``."""

    heading = gettext_lazy("Edit the key activity")
    told = gettext_lazy("The key activity is saved.")
    form_class = shapes.EditActivityForm

    def values(self, stored: KeyActivity) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in shapes.EditActivityForm.base_fields}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_activity(activity=self.activity, **form.cleaned_data, **self.common())


class MilestoneNewView(OfActivity):
    """``.../aktivity/<code>/milniky/novy/``."""

    heading = gettext_lazy("New milestone")
    told = gettext_lazy("The milestone is added.")
    form_class = shapes.MilestoneForm

    def act(self, form: forms.Form) -> None:
        """Add it."""
        acts.add_milestone(activity=self.activity, **form.cleaned_data, **self.common())


class RemovalForm(ProjectForm):
    """A form that removes a row entered by mistake; its words stand above the question."""

    lead = gettext_lazy(
        "It disappears from the pages of the project. Reports that were made keep what stands in them. The log keeps"
        " who removed it, when and why."
    )
    button = pgettext_lazy("from a project", "Remove")
    is_danger = True
    form_class = shapes.RemovalForm

    def values(self, stored: Any) -> dict[str, Any]:
        """Which state of it the person has seen."""
        return {"lock_version": stored.lock_version}

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The page with what is to be removed."""
        return super().page(form, quoted=str(self.object), **context)


class OfMilestone(ProjectForm):
    """A form about one milestone."""

    milestone: Milestone

    def find(self, **kwargs: Any) -> Milestone | None:
        """The milestone."""
        if super().find(**kwargs) is None:
            return None
        found = queries.milestone_of(self.project, int(kwargs["pk"]))
        if found is not None:
            self.milestone = found
        return found

    def subject(self) -> str:
        """Its activity."""
        return str(self.milestone.activity)


class MilestoneEditView(OfMilestone):
    """``.../milniky/<pk>/``."""

    heading = gettext_lazy("Edit the milestone")
    told = gettext_lazy("The milestone is saved.")
    form_class = shapes.EditMilestoneForm

    def values(self, stored: Milestone) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in shapes.EditMilestoneForm.base_fields}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_milestone(milestone=self.milestone, **form.cleaned_data, **self.common())


class MilestoneRemoveView(RemovalForm, OfMilestone):
    """``.../milniky/<pk>/odebrat/``."""

    heading = gettext_lazy("Remove the milestone")
    told = gettext_lazy("The milestone is removed.")

    def act(self, form: forms.Form) -> None:
        """Remove it."""
        acts.remove_milestone(milestone=self.milestone, **form.cleaned_data, **self.common())


class SpendingNewView(ProjectForm):
    """``.../vydaje/novy/``."""

    heading = gettext_lazy("Enter spending")
    told = gettext_lazy("The spending is entered.")
    form_class = shapes.NewSpendingForm
    problems = (spending.DocumentEntered,)

    def needs(self) -> dict[str, Any]:
        """Key activities."""
        return {"activities": self.project.key_activities.all()}

    def act(self, form: forms.Form) -> None:
        """Enter it."""
        spending.add_spending(**form.cleaned_data, **self.common())


class SpendingCorrectView(ProjectForm):
    """``.../vydaje/<number>/opravit/``."""

    heading = gettext_lazy("Correct the spending")
    lead = gettext_lazy("The wrong row stays to be read; the new one takes its place and says why.")
    button = gettext_lazy("Save the correction")
    told = gettext_lazy("The spending is corrected.")
    form_class = shapes.CorrectSpendingForm
    problems = (spending.CorrectedAlready,)

    def find(self, **kwargs: Any) -> Any:
        """The row."""
        if super().find(**kwargs) is None:
            return None
        self.row = queries.spending_of(self.project, int(kwargs["number"]), self.request.user)
        return self.row

    def subject(self) -> str:
        """The document."""
        return str(self.row.document_number)

    def needs(self) -> dict[str, Any]:
        """Key activities."""
        return {"activities": self.project.key_activities.all()}

    def values(self, stored: Any) -> dict[str, Any]:
        """What is stored."""
        names = ("activity", "spent_on", "amount_czk", "document_number", "purpose")
        return {name: getattr(stored, name) for name in names}

    def act(self, form: forms.Form) -> None:
        """Put a row in its place."""
        spending.correct_spending(spending=self.row, **form.cleaned_data, **self.common())
