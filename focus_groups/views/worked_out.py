"""What pages of findings and of recommendations have in common: the frame and the steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import About, FormMixin
from focus_groups.actions import worked_out
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.forms import findings as forms
from focus_groups.models import Finding, Recommendation, Series
from focus_groups.queries import findings as queries
from focus_groups.queries.series import series_by_slug
from focus_groups.views.pages import WORK, series_crumbs

VIEW = "focus_groups.view_worked_out"
PROBLEMS = (worked_out.StaleText, worked_out.StepRefused, worked_out.TextMissing, NotOfThisSeries)


class InWorkedOut(About):
    """A page about a finding or a recommendation; for the facilitators of its series unless it says otherwise."""

    permission = WORK
    hides = True
    object: Finding | Recommendation
    series: Series
    noun = ""
    names: Any = ""

    def find(self, **kwargs: Any) -> Any:
        """What the page is about."""
        find = {
            "finding": queries.finding_by_number,
            "recommendation": queries.recommendation_by_number,
        }[self.noun]
        found = find(kwargs["series"], kwargs["number"], self.request.user)
        if found is not None:
            self.series = found.series
        return found

    def subject(self) -> str:
        """Its title."""
        return self.object.record.title

    def to(self, name: str, *args: Any) -> str:
        """Address of a page of its series."""
        return reverse(f"focus_groups:{name}", args=[self.series.slug, *args])

    def address(self) -> str:
        """Its own page."""
        return self.to(f"{self.noun}-detail", self.object.number)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page, past the series only for whoever may know of it."""
        rows = [(str(self.names), self.to(f"{self.noun}-list")), (self.subject(), self.address())]
        if series_by_slug(self.series.slug, self.request.user) is None:
            ours = reverse("focus_groups:series-list")
            start = [{"title": _("Focus groups"), "url": ours}]
            return start + [{"title": t, "url": u} for t, u in [(self.subject(), ""), *further]]
        return series_crumbs(self.series, *rows, *further)


class OfFinding(InWorkedOut):
    """A page about a finding."""

    noun = "finding"
    names = gettext_lazy("Findings")
    object: Finding


class OfRecommendation(InWorkedOut):
    """A page about a recommendation."""

    noun = "recommendation"
    names = gettext_lazy("Recommendations")
    object: Recommendation


class StepMixin(FormMixin):
    """A step from the state the person saw; a stale one shows what it is now."""

    problems = PROBLEMS
    form_class: Any = forms.StepForm
    template_name = "focus_groups/worked_out_step.html"

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """Its words above the form."""
        return super().page(form, row=self.object, **context)

    def values(self, stored: Any) -> dict[str, Any]:
        """The state it is in."""
        return {"lock_version": stored.lock_version}


class SecondReadMixin(StepMixin):
    """Another facilitator read it against the statements."""

    form_class = forms.SecondReadForm
    heading = gettext_lazy("Read it against the statements")
    lead = gettext_lazy(
        "Does every sentence rest on what people said, and is what speaks against it told too?"
    )
    button = gettext_lazy("I read it and agree")
    told = gettext_lazy("The second reading is recorded.")
    problems = (*PROBLEMS, worked_out.SameReader)

    def needs(self) -> dict[str, Any]:
        """Whether it is the reader's own text."""
        return {"is_own": self.object.written_by_id == self.request.user.pk}

    def act(self, form: Any) -> None:
        """Record it."""
        worked_out.read_second(row=self.object, **form.cleaned_data, **self.common())


class ConfirmMixin(StepMixin):
    """Participants confirmed it in a session."""

    form_class = forms.ConfirmForm
    heading = gettext_lazy("Participants confirmed it")
    lead = gettext_lazy(
        "We read it to people at a later session and they agreed that we understood them."
    )
    button = gettext_lazy("Save")
    told = gettext_lazy("The confirmation is recorded.")
    problems = (*PROBLEMS, worked_out.NotConfirmed)

    def needs(self) -> dict[str, Any]:
        """Sessions that were held."""
        return {"sessions": queries.held_sessions(self.series)}

    def act(self, form: Any) -> None:
        """Record it."""
        worked_out.confirm_in_session(row=self.object, **form.cleaned_data, **self.common())


class RetractMixin(StepMixin):
    """It does not hold any more."""

    form_class = forms.RetractForm
    heading = gettext_lazy("Retract it")
    lead = gettext_lazy(
        "It cannot be taken back. Whoever read it before finds the reason in its place."
    )
    button = gettext_lazy("Retract")
    told = gettext_lazy("It is retracted.")
    is_danger = True

    def act(self, form: Any) -> None:
        """Retract it."""
        worked_out.retract(row=self.object, **form.cleaned_data, **self.common())


class AnewMixin:
    """A button: back to a draft, or it holds although something behind it is gone."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it and go back."""
        form = forms.StepForm(request.POST)
        if form.is_valid():
            step = {"row": self.object, **form.cleaned_data, **self.common()}
            try:
                if request.POST.get("krok") == "plati":
                    worked_out.keep_after_review(**step)
                    messages.success(request, _("It is noted that it holds."))
                else:
                    worked_out.take_back_to_draft(**step)
                    messages.success(request, _("It is a draft again."))
            except (*PROBLEMS, worked_out.NotConfirmed) as error:
                messages.error(request, str(error))
        return redirect(self.address())
