"""What a conclusion had settled before it was corrected, replaced or lapsed: an editor looks at it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.actions import conclusions
from consultations.queries import conclusions as queries
from working_groups.models import Decision
from working_groups.views.decisions import DecisionPage

STANDS, REOPEN = "stands", "reopen"


class CheckForm(forms.Form):
    """Whether the settlements stand."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What becomes of the comments"),
        widget=forms.RadioSelect,
        choices=[
            (STANDS, gettext_lazy("They are settled as before")),
            (REOPEN, gettext_lazy("All of them are to be settled anew")),
        ],
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed when they are settled anew."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wording = forms.IntegerField(widget=forms.HiddenInput)


class ConclusionCheckView(DecisionPage):
    """``/zavery/<reference>/pripominky/``."""

    permission = "consultations.check_conclusion"
    form_class = CheckForm
    template_name = "consultations/conclusion_check.html"
    heading = gettext_lazy("Comments settled by a conclusion that changed")
    told = gettext_lazy("It is noted what becomes of the comments.")
    problems = (conclusions.NothingToCheck, conclusions.ReasonMissing)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing to look at: back to the conclusion."""
        if queries.to_check(self.object) is None:
            messages.info(request, _("Its comments do not wait to be looked at."))
            return redirect(self.back())
        return super().get(request, *args, **kwargs)

    def values(self, stored: Decision) -> dict[str, Any]:
        """The wording that is shown."""
        found = queries.to_check(stored)
        return {"wording": found.wording if found else 0}

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The wordings and the comments above the form."""
        return super().page(
            form,
            decision=self.object,
            wordings=list(self.object.versions.order_by("-number")[:2]),
            settlements=queries.settlements_by(self.object),
            **context,
        )

    def act(self, form: CheckForm) -> None:
        """Note it."""
        data = form.cleaned_data
        conclusions.check_conclusion(
            decision=self.object,
            wording=data["wording"],
            reopens=data["answer"] == REOPEN,
            note=data["note"],
            **self.common(),
        )
