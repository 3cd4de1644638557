"""Screens of the project: changes, publicity, outputs."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from evaluation.actions import project as acts
from evaluation.actions import project_changes, publicity
from evaluation.enums import ChangeState
from evaluation.forms import project as shapes
from evaluation.models import ProjectChange, ProjectOutput, PublicityItem
from evaluation.queries import project as queries
from evaluation.views.project import ProjectForm, RemovalForm
from evaluation.views.project_pages import READ, InProject


class ChangeNewView(ProjectForm):
    """``.../zmeny/nova/``."""

    heading = gettext_lazy("New change of the project")
    lead = gettext_lazy("Until the funder answers, only people who work for the city know of it.")
    told = gettext_lazy("The change is written down and waits for the funder.")
    form_class = shapes.ChangeForm

    def needs(self) -> dict[str, Any]:
        """Key activities."""
        return {"activities": self.project.key_activities.all()}

    def act(self, form: forms.Form) -> None:
        """Write it down."""
        project_changes.record_change(project=self.project, **form.cleaned_data, **self.common())


class OfChange(ProjectForm):
    """A form about one change that waits for the funder."""

    change: ProjectChange
    problems = (acts.StaleProject, project_changes.ChangeAnswered)

    def find(self, **kwargs: Any) -> ProjectChange | None:
        """The change, while the funder has not answered."""
        if super().find(**kwargs) is None:
            return None
        found = queries.change_of(self.project, int(kwargs["number"]), self.request.user)
        if found is not None:
            self.change = found
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, while there is something to do."""
        if self.change.state != ChangeState.WAITING:
            raise Http404
        return super().get(request, *args, **kwargs)

    def subject(self) -> str:
        """Its number."""
        return str(self.change.record.title)


class ChangeEditView(OfChange):
    """``.../zmeny/<number>/``."""

    heading = gettext_lazy("Edit the change of the project")
    told = gettext_lazy("The change is saved.")
    form_class = shapes.EditChangeForm

    def needs(self) -> dict[str, Any]:
        """Key activities."""
        return {"activities": self.project.key_activities.all()}

    def values(self, stored: ProjectChange) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in shapes.EditChangeForm.base_fields}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        project_changes.edit_change(change=self.change, **form.cleaned_data, **self.common())


class ChangeAnswerView(OfChange):
    """``.../zmeny/<number>/odpoved/``."""

    heading = gettext_lazy("Write down the funder's answer")
    told = gettext_lazy("The funder's answer is written down.")
    form_class = shapes.AnswerForm

    def act(self, form: forms.Form) -> None:
        """Write it down."""
        project_changes.answer_change(change=self.change, **form.cleaned_data, **self.common())


class PublicityNewView(ProjectForm):
    """``.../publicita/nova/``."""

    heading = gettext_lazy("New item of publicity")
    told = gettext_lazy("The item is added.")
    form_class = shapes.NewPublicityForm

    def act(self, form: forms.Form) -> None:
        """Add it."""
        publicity.add_publicity_item(project=self.project, **form.cleaned_data, **self.common())


class OfPublicity(InProject):
    """A screen about one item of publicity."""

    item: PublicityItem

    def find(self, **kwargs: Any) -> PublicityItem | None:
        """The item."""
        if super().find(**kwargs) is None:
            return None
        found = queries.publicity_item(self.project, int(kwargs["pk"]), self.request.user)
        if found is not None:
            self.item = found
        return found


class PublicityEditView(FormMixin, OfPublicity):
    """``.../publicita/<pk>/``."""

    heading = gettext_lazy("Edit the item of publicity")
    told = gettext_lazy("The item is saved.")
    form_class = shapes.PublicityForm
    problems = (acts.StaleProject, publicity.NothingShowsIt, publicity.DoneLater)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """The file that is there already."""
        if not self.item.filename:
            return ""
        return _("The file %(name)s is kept until you send another.") % {"name": self.item.filename}

    def values(self, stored: PublicityItem) -> dict[str, Any]:
        """What is stored."""
        names = ("requirement", "basis", "done_on", "evidence_url", "lock_version")
        return {name: getattr(stored, name) for name in names}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        publicity.edit_publicity_item(item=self.item, **form.cleaned_data, **self.common())


class PublicityRemoveView(RemovalForm, OfPublicity):
    """``.../publicita/<pk>/odebrat/``."""

    heading = gettext_lazy("Remove the item of publicity")
    told = gettext_lazy("The item is removed.")

    def act(self, form: forms.Form) -> None:
        """Remove it with its file."""
        publicity.remove_publicity_item(item=self.item, **form.cleaned_data, **self.common())


class PublicityFileView(OfPublicity):
    """``.../publicita/<pk>/soubor/``: what shows that it was done, for staff."""

    permission = READ

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The file."""
        if not self.item.filename:
            raise Http404
        return file_answer(bytes(self.item.data), self.item.mime, self.item.filename)


class OutputNewView(ProjectForm):
    """``.../vystupy/novy/``."""

    heading = gettext_lazy("New output of the project")
    told = gettext_lazy("The output is added.")
    form_class = shapes.OutputForm

    def needs(self) -> dict[str, Any]:
        """Documents it can lead to."""
        return {"documents": queries.documents_for_outputs()}

    def act(self, form: forms.Form) -> None:
        """Add it."""
        publicity.add_output(project=self.project, **form.cleaned_data, **self.common())


class OfOutput(ProjectForm):
    """A form about one output."""

    output: ProjectOutput

    def find(self, **kwargs: Any) -> ProjectOutput | None:
        """The output."""
        if super().find(**kwargs) is None:
            return None
        found = queries.output_of(self.project, int(kwargs["pk"]))
        if found is not None:
            self.output = found
        return found


class OutputEditView(OfOutput):
    """``.../vystupy/<pk>/``."""

    heading = gettext_lazy("Edit the output of the project")
    told = gettext_lazy("The output is saved.")
    form_class = shapes.EditOutputForm

    def needs(self) -> dict[str, Any]:
        """Documents it can lead to."""
        return {"documents": queries.documents_for_outputs()}

    def values(self, stored: ProjectOutput) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in shapes.EditOutputForm.base_fields}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        publicity.edit_output(output=self.output, **form.cleaned_data, **self.common())


class OutputRemoveView(RemovalForm, OfOutput):
    """``.../vystupy/<pk>/odebrat/``."""

    heading = gettext_lazy("Remove the output of the project")
    told = gettext_lazy("The output is removed.")

    def act(self, form: forms.Form) -> None:
        """Remove it; the document stays."""
        publicity.remove_output(output=self.output, **form.cleaned_data, **self.common())


def file_answer(data: bytes, mime: str, filename: str) -> HttpResponse:
    """A file to be saved, never shown in place, kept by nobody between."""
    response = HttpResponse(data, content_type=mime)
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
