"""Screens of monitoring periods: their days, what the manager writes of each activity, counts of participants."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from core.templatetags.osnova import local_path
from evaluation.actions import monitoring as acts
from evaluation.actions import participants
from evaluation.actions.project import StaleProject
from evaluation.forms import project as shapes
from evaluation.models import EsfParticipants, KeyActivity, MonitoringPeriod, PeriodNote
from evaluation.queries import monitoring as queries
from evaluation.queries.project import activity_of
from evaluation.views.project import ProjectForm
from evaluation.views.project_pages import InProject


class PeriodNewView(ProjectForm):
    """``.../obdobi/nove/``."""

    heading = gettext_lazy("New monitoring period")
    lead = gettext_lazy("Both days belong to the period.")
    told = gettext_lazy("The period is added.")
    form_class = shapes.PeriodForm
    problems = (acts.PeriodsOverlap,)

    def act(self, form: forms.Form) -> None:
        """Add it."""
        acts.add_period(project=self.project, **form.cleaned_data, **self.common())


class InPeriod(InProject):
    """A screen about one monitoring period."""

    period: MonitoringPeriod

    def find(self, **kwargs: Any) -> Any:
        """The period, if the person may know of it."""
        if super().find(**kwargs) is None:
            return None
        found = queries.period_of(self.project, int(kwargs["number"]), self.request.user)
        if found is not None:
            self.period = found
        return found

    def subject(self) -> str:
        """Its number."""
        return str(self.period.record.title)

    def address(self, *_args: Any) -> str:
        """Its page."""
        return local_path(self.period.record.path)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the screen."""
        return super().crumbs((self.period.record.title, self.address()), *further)


class PeriodForm(ProjectForm, InPeriod):
    """A form of the manager about a period."""


class PeriodEditView(PeriodForm):
    """``.../obdobi/<number>/upravit/``."""

    heading = gettext_lazy("Edit the monitoring period")
    told = gettext_lazy("The period is saved.")
    form_class = shapes.EditPeriodForm
    problems = (StaleProject, acts.PeriodsOverlap, acts.PeriodReported)

    def values(self, stored: MonitoringPeriod) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in shapes.EditPeriodForm.base_fields}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_period(period=self.period, **form.cleaned_data, **self.common())


class NoteView(PeriodForm):
    """``.../obdobi/<number>/aktivity/<code>/``: what happened in a key activity."""

    heading = gettext_lazy("What happened in the key activity")
    told = gettext_lazy("The text is saved.")
    form_class = shapes.NoteForm
    activity: KeyActivity

    def find(self, **kwargs: Any) -> KeyActivity | None:
        """The activity in the period."""
        if super().find(**kwargs) is None:
            return None
        found = activity_of(self.project, kwargs["code"], self.request.user)
        if found is not None:
            self.activity = found
        return found

    def subject(self) -> str:
        """Which activity in which period."""
        return f"{self.activity}, {self.period.record.title}"

    def values(self, stored: Any) -> dict[str, Any]:
        """What is stored."""
        if not isinstance(stored, PeriodNote):
            stored = queries.note_of(self.period, self.activity)
        if stored is None:
            return {"lock_version": 0}
        return {"text": stored.text, "lock_version": stored.lock_version}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.write_note(
            period=self.period, activity=self.activity, **form.cleaned_data, **self.common()
        )


class ParticipantsView(PeriodForm):
    """``.../obdobi/<number>/podporene-osoby/``: a count with its source, also one in the place of another."""

    heading = gettext_lazy("Enter a count of participants")
    lead = gettext_lazy(
        "A count the fund asks for is entered with its source. One that is wrong is entered again, with a reason."
    )
    told = gettext_lazy("The count is entered. It counts once somebody else approves it.")
    form_class = shapes.ParticipantsForm
    problems = (participants.CountNeedsReason,)

    def act(self, form: forms.Form) -> None:
        """Enter it."""
        participants.enter_participants(period=self.period, **form.cleaned_data, **self.common())


class ParticipantsApproveView(PeriodForm):
    """``.../obdobi/<number>/podporene-osoby/<pk>/schvalit/``: a count somebody else entered."""

    permission = "evaluation.approve_participants"
    heading = gettext_lazy("Approve the count of participants")
    lead = gettext_lazy(
        "Compare it with its source. What is approved goes into reports. If it is wrong, have it entered again."
    )
    button = gettext_lazy("Approve")
    told = gettext_lazy("The count is approved.")
    problems = (participants.OwnCount, participants.CountNotWaiting)
    counted: EsfParticipants

    def find(self, **kwargs: Any) -> EsfParticipants | None:
        """The count, while nothing took its place."""
        if super().find(**kwargs) is None:
            return None
        found = queries.waiting_count(self.period, int(kwargs["pk"]), self.request.user)
        if found is not None:
            self.counted = found
        return found

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The page with the count and its source."""
        return super().page(form, quoted=queries.count_in_words(self.counted), **context)

    def act(self, _form: forms.Form) -> None:
        """Approve it."""
        participants.approve_participants(participants=self.counted, **self.common())
