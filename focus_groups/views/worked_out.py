"""What pages of findings and of recommendations have in common: the frame and the steps."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import About, FormMixin
from core.permissions import allowed
from focus_groups.actions import worked_out
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.forms import findings as forms
from focus_groups.models import Finding, Recommendation, Series
from focus_groups.queries import findings as queries
from focus_groups.queries.series import series_by_slug
from focus_groups.views.pages import WORK, InSeries, series_crumbs

PER_PAGE = 50
VIEW = "focus_groups.view_worked_out"
FIND = {"finding": queries.finding_by_number, "recommendation": queries.recommendation_by_number}
KNOWN = {
    "finding": (queries.findings_known_to, queries.shown_findings),
    "recommendation": (queries.recommendations_known_to, queries.shown_recommendations),
}
LISTS = {"finding": gettext_lazy("Findings"), "recommendation": gettext_lazy("Recommendations")}
PROBLEMS = (worked_out.StaleText, worked_out.StepRefused, worked_out.TextMissing, NotOfThisSeries)


class InWorkedOut(About):
    """A page about a finding or a recommendation (``noun``); for the facilitators of its series unless told."""

    permission = WORK
    hides = True
    object: Finding | Recommendation
    series: Series
    noun = ""

    def find(self, **kwargs: Any) -> Any:
        """What the page is about."""
        found = FIND[self.noun](kwargs["series"], kwargs["number"], self.request.user)
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
        rows = [
            (str(LISTS[self.noun]), self.to(f"{self.noun}-list")),
            (self.subject(), self.address()),
        ]
        if series_by_slug(self.series.slug, self.request.user) is None:
            ours = reverse("focus_groups:series-list")
            start = [{"title": _("Focus groups"), "url": ours}]
            return start + [{"title": t, "url": u} for t, u in [(self.subject(), ""), *further]]
        return series_crumbs(self.series, *rows, *further)


class OfFinding(InWorkedOut):
    """A page about a finding."""

    noun = "finding"
    object: Finding


class OfRecommendation(InWorkedOut):
    """A page about a recommendation."""

    noun = "recommendation"
    object: Recommendation


class WorkedOutListView(InSeries):
    """Findings, or recommendations (``noun``), of a series as far as the reader may know of them."""

    permission = "focus_groups.view_series"
    noun = ""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        known, shown = KNOWN[self.noun]
        rows = known(request.user).filter(series=self.series)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
        context = {
            "series": self.series,
            "page_obj": page,
            "shown": shown(page.object_list, request.user),
            "works": allowed(request.user, WORK, self.series),
            "breadcrumbs": self.crumbs((str(LISTS[self.noun]), "")),
        }
        return render(request, f"focus_groups/{self.noun}_list.html", context)


class StepView(FormMixin, InWorkedOut):
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


class SecondReadView(StepView):
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


class ConfirmView(StepView):
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


class RetractView(StepView):
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


class AnewView(InWorkedOut):
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
