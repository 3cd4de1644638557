"""Participants: the list, drawing pseudonyms, one of them. Nothing here takes a name."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from core.pages import FormMixin
from focus_groups.actions import people as acts
from focus_groups.enums import ConsentScope, Inside, Need
from focus_groups.forms import people as shapes
from focus_groups.models import Participant
from focus_groups.queries import people as queries
from focus_groups.queries.consents import scopes_of
from focus_groups.queries.series import sheets_of
from focus_groups.views.pages import InPerson, InSeries


class ParticipantListView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/lide/``: everybody with what they consent to now; draws pseudonyms."""

    reads = Inside.PEOPLE
    template_name = "focus_groups/participant_list.html"
    form_class = shapes.DrawForm
    heading = gettext_lazy("People")
    button = gettext_lazy("Draw pseudonyms")
    problems = (acts.TooMany,)

    def values(self, _stored: Any) -> dict[str, Any]:
        """One person today."""
        return {"count": 1, "joined_on": timezone.localdate(self.now)}

    def act(self, form: forms.Form) -> HttpResponse:
        """Draw them and tell which they are."""
        drawn = acts.draw_participants(series=self.series, **form.cleaned_data, **self.common())
        names = ", ".join(participant.pseudonym for participant in drawn)
        told = ngettext("Drawn: %(names)s", "Drawn: %(names)s", len(drawn)) % {"names": names}
        messages.success(self.request, told)
        return redirect(self.address("participant-list"))

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The list above the form."""
        people = queries.people_of(self.series, self.request.user)
        return super().page(
            form,
            series=self.series,
            people=people,
            has_sheet=sheets_of(self.series).exists(),
            **context,
        )


class ParticipantTranscribeView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/lide/z-papiru/``: a pseudonym given out on paper."""

    form_class = shapes.TranscribeForm
    heading = gettext_lazy("Pseudonym given out on paper")
    lead = gettext_lazy(
        "When you drew a card at a session. The pseudonym has the form of drawn ones."
    )
    button = gettext_lazy("Add the person")
    told = gettext_lazy("The person is added.")
    problems = (acts.PseudonymTaken, acts.PseudonymWrong)

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"joined_on": timezone.localdate(self.now)}

    def needs(self) -> dict[str, Any]:
        """The code of the series."""
        return {"code": self.series.code}

    def act(self, form: forms.Form) -> HttpResponse:
        """Add them and go there."""
        made = acts.add_participant(series=self.series, **form.cleaned_data, **self.common())
        return redirect(self.address("participant-detail", made.uid))

    def back(self) -> str:
        """The list of people."""
        return self.address("participant-list")


class ParticipantDetailView(InPerson):
    """``/fokusni-skupiny/<series>/lide/<uid>/``: consents as they were given, and what holds of them now."""

    reads = Inside.PARTICIPANT

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        held = scopes_of([self.participant])[self.participant.pk]
        context = {
            "series": self.series,
            "participant": self.participant,
            "needs": [need.label for need in Need if need in self.participant.needs],
            "scopes": [(scope.label, scope in held) for scope in ConsentScope],
            "may_be_noted": ConsentScope.NOTES in held,
            "consents": queries.told_consents(self.participant, request.user),
            "has_sheet": sheets_of(self.series).exists(),
            "breadcrumbs": self.crumbs(),
        }
        return render(request, "focus_groups/participant_detail.html", context)


class ParticipantEditView(FormMixin, InPerson):
    """``/fokusni-skupiny/<series>/lide/<uid>/upravit/``."""

    form_class = shapes.PersonForm
    heading = gettext_lazy("What the person needs")
    told = gettext_lazy("It is saved.")
    problems = (acts.LeftBeforeJoining,)

    def values(self, stored: Participant) -> dict[str, Any]:
        """What is stored."""
        return {"needs": stored.needs, "left_on": stored.left_on}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_participant(participant=self.participant, **form.cleaned_data, **self.common())
