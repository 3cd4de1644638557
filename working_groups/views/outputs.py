"""Outputs of meetings: files and nested lists of themes, carried into later meetings and linked to sections."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from core.permissions import allowed
from working_groups import themes
from working_groups.actions import outputs as acts
from working_groups.enums import ItemVisibility
from working_groups.forms import outputs as shapes
from working_groups.models import MeetingOutput, OutputTheme
from working_groups.queries import agenda
from working_groups.queries import outputs as queries
from working_groups.views.meetings import file_answer
from working_groups.views.pages import RUN, InMeeting


class InOutput(InMeeting):
    """A page about one output of a meeting: 404 to whoever may not know of it."""

    output: MeetingOutput

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the output, and whether the reader is inside."""
        super().setup(request, *args, **kwargs)
        self.is_inside = ItemVisibility.GROUP in agenda.known_to(request.user, self.meeting)
        found = queries.output_of(self.meeting, kwargs["pk"], is_inside=self.is_inside)
        if found is None:
            raise Http404
        self.output = found

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((self.output.title, self.back()), *further)

    def back(self) -> str:
        """The page of the output."""
        return self.address("output-detail", self.output.pk)

    def subject(self) -> str:
        """Its title."""
        return self.output.title


class OutputView(InOutput):
    """``/jednani/<ref>/vystupy/<pk>/``."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Read."""
        context = {
            "meeting": self.meeting,
            "output": self.output,
            "rows": queries.rows_of(self.output, request.user),
            "former": queries.former_of(self.output, request.user),
            "later": queries.later_of(self.output, request.user),
            "is_inside": self.is_inside,
            "runs": allowed(request.user, RUN, self.meeting),
            "ref": self.ref,
            "breadcrumbs": InMeeting.crumbs(self, (self.output.title, "")),
        }
        return render(request, "working_groups/output_detail.html", context)


class OutputFileView(InOutput):
    """``/jednani/<ref>/vystupy/<pk>/soubor/``: the file, for whoever may know of the output."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The file as an attachment."""
        if not self.output.filename:
            raise Http404
        data = queries.bytes_of(self.output)
        return file_answer(data, self.output.mime, self.output.filename)


class OutputsPage(FormMixin, InMeeting):
    """A form about outputs of a meeting; afterwards one is back at their list."""

    permission = RUN
    problems: tuple[type[Exception], ...] = (acts.OutputIsEmpty, acts.OutputRefused)

    def back(self) -> str:
        """The outputs on the meeting's page."""
        return f"{self.address()}#vystupy"


class OutputAddView(OutputsPage):
    """``/jednani/<ref>/vystupy/novy/``."""

    form_class = shapes.OutputForm
    heading = gettext_lazy("Add an output of the meeting")
    button = gettext_lazy("Add the output")
    told = gettext_lazy("The output is kept.")

    def act(self, form: shapes.OutputForm) -> HttpResponse:
        """Keep it and show it."""
        made = acts.add_output(meeting=self.meeting, **form.cleaned_data, **self.common())
        return redirect(self.address("output-detail", made.pk))


class OutputCarryView(OutputsPage):
    """``/jednani/<ref>/vystupy/prevzit/``: outputs of earlier meetings are gone on with."""

    heading = gettext_lazy("Take over outputs of earlier meetings")
    lead = gettext_lazy(
        "Files, themes and their sections are copied. What is changed here leaves the earlier meeting as it was."
    )
    button = gettext_lazy("Take them over")
    told = gettext_lazy("The outputs are taken over.")

    def form(self, **kwargs: Any) -> shapes.CarryOutputForm:
        """What there is to take over."""
        self.found = {str(row.pk): row for row in queries.to_carry(self.meeting)}
        choices = [
            (key, f"{row.title} ({row.meeting.record.title})") for key, row in self.found.items()
        ]
        return shapes.CarryOutputForm(choices=choices, **kwargs)

    def act(self, form: shapes.CarryOutputForm) -> None:
        """Take them over."""
        acts.carry_outputs(
            outputs=[self.found[key] for key in form.cleaned_data["outputs"]],
            meeting=self.meeting,
            **self.common(),
        )


class OutputPage(FormMixin, InOutput):
    """A form about one output."""

    permission = RUN


class OutputEditView(OutputPage):
    """``/jednani/<ref>/vystupy/<pk>/upravit/``."""

    heading = gettext_lazy("Edit the output")
    told = gettext_lazy("The output is saved.")
    problems = (acts.OutputIsEmpty, acts.StaleOutput)

    def form(self, **kwargs: Any) -> shapes.OutputEditForm:
        """What is stored."""
        return self.form_of(self.output, **kwargs)

    def form_of(self, stored: MeetingOutput, **kwargs: Any) -> shapes.OutputEditForm:
        """The form with what is stored of an output."""
        initial = {
            "title": stored.title,
            "themes": themes.write(queries.themes_of(stored)),
            "is_public": stored.is_public,
            "lock_version": stored.lock_version,
        }
        return shapes.OutputEditForm(initial=initial, filename=stored.filename, **kwargs)

    def act(self, form: shapes.OutputEditForm) -> None:
        """Save it."""
        acts.edit_output(output=self.output, **form.cleaned_data, **self.common())


class OutputEraseView(OutputPage):
    """``/jednani/<ref>/vystupy/<pk>/odstranit/``."""

    heading = gettext_lazy("Remove the output")
    lead = gettext_lazy(
        "Its file and themes go for good. What later meetings took over stays there."
    )
    button = gettext_lazy("Remove for good")
    told = gettext_lazy("The output is removed.")
    is_danger = True

    def act(self, _form: Any) -> HttpResponse:
        """Remove it; its page is no more."""
        acts.erase_output(output=self.output, **self.common())
        return redirect(f"{self.address()}#vystupy")


class ThemeSectionView(OutputPage):
    """``/jednani/<ref>/vystupy/<pk>/temata/<theme>/``: to which section of a document a theme belongs."""

    heading = gettext_lazy("Section of a theme")
    told = gettext_lazy("It is noted where the theme belongs.")
    theme: OutputTheme

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the theme; one that was changed meanwhile is another."""
        super().setup(request, *args, **kwargs)
        found = next((row for row in self.output.in_order if row.pk == kwargs["theme"]), None)
        if found is None:
            raise Http404
        self.theme = found

    def form(self, **kwargs: Any) -> shapes.ThemeSectionForm:
        """Sections to choose from."""
        return shapes.ThemeSectionForm(
            places=queries.sections_for(self.request.user),
            initial={"section": str(self.theme.node_uid or "")},
            **kwargs,
        )

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The form under the words of the theme."""
        return super().page(form, quoted=self.theme.text, **context)

    def act(self, form: shapes.ThemeSectionForm) -> None:
        """Note it."""
        acts.link_theme(theme=self.theme, node_uid=form.cleaned_data["section"], **self.common())
