"""The agenda: forms and buttons of whoever prepares the meeting, proposals of members."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from working_groups.actions import agenda as acts
from working_groups.enums import COMING_MEETING_STATES, ItemState
from working_groups.forms import meetings as shapes
from working_groups.models import AgendaItem
from working_groups.queries import agenda, meetings
from working_groups.views.pages import RUN, InMeeting

AGENDA = "program"  # the part of the meeting's page about it


class AgendaPage(FormMixin, InMeeting):
    """A form about the agenda; afterwards one is back at it."""

    permission = RUN

    def back(self) -> str:
        """The agenda on the meeting's page."""
        return f"{self.address()}#{AGENDA}"

    def told_at(self) -> str:
        """There too."""
        return AGENDA


class ItemPage(AgendaPage):
    """A form about one item."""

    item: AgendaItem

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the item."""
        super().setup(request, *args, **kwargs)
        found = agenda.item_of(self.meeting, kwargs["pk"])
        if found is None:
            raise Http404
        self.item = found


class ItemAddView(AgendaPage):
    """``/jednani/<ref>/body/novy/``."""

    heading = gettext_lazy("Add an item to the agenda")
    button = gettext_lazy("Add the item")
    told = gettext_lazy("The item is on the agenda.")
    problems = (acts.AgendaClosed, acts.NestedTooDeep)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What is said of an item that comes late."""
        if self.meeting.state in COMING_MEETING_STATES:
            return ""
        return _("The meeting began, so the item is marked as added at the meeting.")

    def form(self, **kwargs: Any) -> forms.Form:
        """An item for discussion."""
        return shapes.ItemAddForm(parents=agenda.parents_for(self.meeting), **kwargs)

    def act(self, form: forms.Form) -> None:
        """Add it."""
        acts.add_item(meeting=self.meeting, **form.cleaned_data, **self.common())


class ItemEditView(ItemPage):
    """``/jednani/<ref>/body/<pk>/upravit/``."""

    heading = gettext_lazy("Edit the item")
    button = gettext_lazy("Save")
    told = gettext_lazy("The item is saved.")
    problems = (acts.AgendaClosed, acts.StaleItem)

    def form(self, **kwargs: Any) -> forms.Form:
        """What is stored."""
        return self.form_of(self.item, **kwargs)

    def form_of(self, stored: Any, **kwargs: Any) -> forms.Form:
        """The form with what is stored of an item."""
        initial = {name: getattr(stored, name) for name in shapes.ItemForm.base_fields}
        return shapes.ItemEditForm(
            initial=initial | {"lock_version": stored.lock_version}, **kwargs
        )

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_item(item=self.item, **form.cleaned_data, **self.common())


class PaperAddView(ItemPage):
    """``/jednani/<ref>/body/<pk>/podklad/``."""

    heading = gettext_lazy("Add a paper")
    button = gettext_lazy("Add the paper")
    told = gettext_lazy("The paper is added.")
    problems = (acts.AgendaClosed,)

    def form(self, **kwargs: Any) -> forms.Form:
        """A file or a reference."""
        return shapes.PaperForm(**kwargs)

    def act(self, form: forms.Form) -> None:
        """Add it; what is not on the site is said at its field."""
        said = form.cleaned_data
        who = {"item": self.item, "by": self.request.user, "at": self.now, "title": said["title"]}
        if said["file"] is not None:
            acts.add_file(upload=said["file"], **who)
        else:
            found = agenda.record_for_paper(said["reference"], self.request.user)
            if found is None:
                form.add_error("reference", _("Nothing on this site has this number or address."))
                return
            record, version = found
            acts.add_record(record=record, version=version, **who)


class ResultView(ItemPage):
    """``/jednani/<ref>/body/<pk>/vysledek/``."""

    heading = gettext_lazy("Result of the item")
    button = gettext_lazy("Save")
    told = gettext_lazy("The result is saved.")
    problems = (acts.NotProposed,)

    def form(self, **kwargs: Any) -> forms.Form:
        """What is stored."""
        names = ("state", "result", "started_at", "ended_at")
        return shapes.ResultForm(
            initial={name: getattr(self.item, name) for name in names}, **kwargs
        )

    def act(self, form: forms.Form) -> None:
        """Record it."""
        acts.record_result(item=self.item, **form.cleaned_data, **self.common())


class RefuseView(ItemPage):
    """``/jednani/<ref>/body/<pk>/nezaradit/``."""

    heading = gettext_lazy("Leave the proposed item out")
    button = gettext_lazy("Leave it out")
    told = gettext_lazy("The item is left out; its author sees the reason.")
    problems = (acts.NotProposed,)

    def form(self, **kwargs: Any) -> forms.Form:
        """The reason."""
        return shapes.RefusalForm(**kwargs)

    def act(self, form: forms.Form) -> None:
        """Leave it out."""
        acts.refuse_proposal(item=self.item, **form.cleaned_data, **self.common())


class ItemStepView(InMeeting):
    """Buttons of an item: up, down, remove, take in, withdraw a paper."""

    permission = RUN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not."""
        item = agenda.item_of(self.meeting, kwargs["pk"])
        if item is None:
            raise Http404
        who, place = {"by": request.user, "at": self.now}, AGENDA
        try:
            match request.POST.get("krok", ""):
                case "nahoru" | "dolu" as way if item.state != ItemState.PROPOSED:
                    acts.move_item(item=item, up=way == "nahoru", **who)
                    place = f"bod-{item.pk}"
                case "odebrat":
                    acts.remove_item(item=item, **who)
                    messages.success(request, _("The item is removed."), extra_tags=AGENDA)
                case "zaradit":
                    acts.take_in_proposal(item=item, **who)
                    messages.success(request, _("The item is on the agenda."), extra_tags=AGENDA)
                case "stahnout-podklad":
                    paper = meetings.paper(self.meeting, _number(request.POST.get("podklad")))
                    if paper is None:
                        raise Http404
                    acts.withdraw_paper(paper=paper, **who)
                    messages.success(request, _("The paper is taken off."), extra_tags=AGENDA)
                case _:
                    raise Http404
        except (acts.AgendaClosed, acts.ItemStays, acts.NotProposed) as error:
            messages.error(request, str(error), extra_tags=AGENDA)
        return redirect(f"{self.address()}#{place}")


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() else 0


class ProposeView(AgendaPage):
    """``/jednani/<ref>/navrhnout/``: a member proposes an item."""

    permission = "working_groups.propose_item"
    heading = gettext_lazy("Propose an item")
    lead = gettext_lazy("The secretary puts it on the agenda, or says why not.")
    button = gettext_lazy("Propose it")
    told = gettext_lazy("Your item is proposed. The secretary sees it.")
    problems = (acts.AgendaClosed,)

    def form(self, **kwargs: Any) -> forms.Form:
        """What and why."""
        return shapes.ProposalForm(**kwargs)

    def act(self, form: forms.Form) -> None:
        """Propose it."""
        acts.propose_item(meeting=self.meeting, **form.cleaned_data, **self.common())


class CarryView(AgendaPage):
    """``/jednani/<ref>/prevzit/``: items that were put off or not reached."""

    heading = gettext_lazy("Take over items that are left")
    button = gettext_lazy("Take them over")
    told = gettext_lazy("The items are on the agenda.")
    problems = (acts.AgendaClosed, acts.NotCarriedOver)

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The form, or that there is nothing to choose from."""
        form = self.form()
        if self.left:
            return self.page(form)
        messages.info(request, _("Nothing of earlier meetings is left."), extra_tags=AGENDA)
        return redirect(self.back())

    def form(self, **kwargs: Any) -> forms.Form:
        """What is left of earlier meetings, with how often it was put off."""
        self.left = {str(item.pk): (item, count) for item, count in agenda.left_over(self.meeting)}
        choices = [
            (
                key,
                _("%(title)s (%(meeting)s, put off %(count)s×)")
                % {"title": item.title, "meeting": item.meeting, "count": count},
            )
            for key, (item, count) in self.left.items()
        ]
        return shapes.CarryForm(choices=choices, **kwargs)

    def act(self, form: forms.Form) -> None:
        """Take them over."""
        items = [self.left[key][0] for key in form.cleaned_data["items"]]
        acts.carry_over(items=items, meeting=self.meeting, by=self.request.user, at=self.now)
