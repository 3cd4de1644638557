"""Pages of series: which there are, one of them, making, editing and moving it on."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from core.pagecache import keep_for_anonymous
from core.pages import About, FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path
from focus_groups.actions import series as acts
from focus_groups.actions.retention import anonymise_series
from focus_groups.enums import ALLOWED_SERIES_MOVES, Inside, SeriesState
from focus_groups.forms import series as shapes
from focus_groups.models import Series
from focus_groups.queries import series as queries
from focus_groups.queries.desk import desk_of
from focus_groups.queries.findings import worked_out_of
from focus_groups.queries.reports import report_path
from focus_groups.reads import log_read
from focus_groups.views.pages import LEAD, WORK, InSeries

MOVES = {
    SeriesState.RUNNING: pgettext_lazy("step of a series", "Sessions are held now"),
    SeriesState.ANALYSIS: pgettext_lazy(
        "step of a series", "Sessions are over; what was said is worked on"
    ),
    SeriesState.REPORTED: pgettext_lazy("step of a series", "The report is published"),
    SeriesState.CLOSED: pgettext_lazy("step of a series", "Close the series"),
    SeriesState.ANONYMISED: pgettext_lazy(
        "step of a series", "Anonymise it for good: nothing links people and what they said"
    ),
}


class SeriesListView(View):
    """``/fokusni-skupiny/``: the series a person may know of, own ones first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        rows = queries.listed_series(request.user, timezone.localdate())
        context = {
            "own": [row for row in rows if row.is_own],
            "others": [row for row in rows if not row.is_own],
            "may_add": allowed(request.user, "focus_groups.add_series"),
            "breadcrumbs": [{"title": _("Focus groups"), "url": ""}],
        }
        return keep_for_anonymous(render(request, "focus_groups/series_list.html", context))


class SeriesDetailView(InSeries):
    """``/fokusni-skupiny/<series>/``: for everybody what may be told, for its facilitators their desk."""

    permission = "focus_groups.view_series"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        works = allowed(request.user, WORK, self.series)
        context = {
            "series": self.series,
            "works": works,
            "leads": works and allowed(request.user, LEAD, self.series),
            "public": queries.public_sessions(self.series),
            "worked_out": worked_out_of(self.series, request.user),
            "report": report_path(self.series),
            "breadcrumbs": self.crumbs(),
        }
        if works:
            today = timezone.localdate(self.now)
            context["desk"] = desk_of(self.series, request.user, today)
            context["facilitators"] = queries.facilitators_on(self.series, today)
            context["has_next_state"] = bool(ALLOWED_SERIES_MOVES[self.series.state])
            log_read(series=self.series, by=request.user, at=self.now, what=Inside.SERIES)
        else:
            # staff may know of the sessions of a series
            context["known"] = queries.sessions_of(self.series, request.user)
        response = render(request, "focus_groups/series_detail.html", context)
        return response if works else keep_for_anonymous(response)


class SeriesNewView(FormMixin, About):
    """``/fokusni-skupiny/nova/``."""

    permission = "focus_groups.add_series"
    form_class = shapes.NewSeriesForm
    heading = gettext_lazy("New series of focus groups")
    lead = gettext_lazy(
        "You lead it from today on. Only its facilitators will read what people say in it."
    )
    button = gettext_lazy("Make the series")
    told = gettext_lazy("The series is made. Go on with what stands first below.")
    problems = (acts.NotAFacilitator, acts.BandTooExact)

    def find(self, **_kwargs: Any) -> Any:
        """It is about nothing yet but who makes it."""
        return self.request.user

    def subject(self) -> str:
        """Nothing yet."""
        return ""

    def back(self) -> str:
        """The list."""
        return reverse("focus_groups:series-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        rows = [(_("Focus groups"), self.back()), *further]
        return [{"title": title, "url": url} for title, url in rows]

    def act(self, form: forms.Form) -> HttpResponse:
        """Make it and go there."""
        made = acts.create_series(lead=self.request.user, **form.cleaned_data, **self.common())
        return redirect(local_path(made.record.path))


class SeriesEditView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/upravit/``."""

    permission = LEAD
    heading = gettext_lazy("Edit the series")
    told = gettext_lazy("The series is saved.")
    problems = (acts.StaleSeries, acts.BandTooExact)
    form_class = shapes.EditSeriesForm

    def values(self, stored: Series) -> dict[str, Any]:
        """What is stored."""
        return shapes.values_of(stored)

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_series(series=self.series, **form.cleaned_data, **self.common())


class SeriesMoveView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/stav/``: its next state, with what follows from it."""

    permission = LEAD
    heading = gettext_lazy("Move the series on")
    told = gettext_lazy("The series is moved on.")
    button = gettext_lazy("Move it on")
    problems = (acts.SeriesMoveRefused,)
    form_class = shapes.MoveForm

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Where it stands."""
        return _("It stands at: %(state)s. This cannot be taken back in most cases.") % {
            "state": self.series.get_state_display()
        }

    def needs(self) -> dict[str, Any]:
        """The states that follow."""
        allowed_states = ALLOWED_SERIES_MOVES[self.series.state]
        return {
            "states": [
                (state.value, label) for state, label in MOVES.items() if state in allowed_states
            ]
        }

    def act(self, form: forms.Form) -> None:
        """Move it."""
        if form.cleaned_data["state"] == SeriesState.ANONYMISED:
            anonymise_series(series=self.series, **self.common())
        else:
            acts.move_series(series=self.series, **form.cleaned_data, **self.common())
