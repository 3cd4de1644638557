"""Figures of the pilot for evaluators and pilot officers: all of them, the rows behind each, and their publication."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.pages import FormMixin
from core.templatetags.osnova import local_path
from evaluation.actions import publications as acts
from evaluation.enums.pilot import Inside
from evaluation.forms.publications import PrepareForm
from evaluation.models import PilotPreparation
from evaluation.pilot_words import INSIDE_WORDS, WORDS
from evaluation.queries import publications as queries
from evaluation.queries.pilot_figures import figures_on, households_named
from evaluation.views.pilot_pages import InPilot

MOST_LISTED = 2_000


class FiguresPage(InPilot):
    """A page with figures that are not published."""

    reads = Inside.FIGURES

    def day(self) -> date:
        """As of which day: ``?ke=2018-06-30``, else the last half-year that is over, else yesterday."""
        asked = self.request.GET.get("ke", "")
        try:
            found = parse_date(asked)
        except ValueError:
            found = None
        if found is not None and found <= self.today:
            return found
        over = queries.half_years_of(self.pilot, self.request.user, self.today)
        return over[0].half_year.last_day if over else self.today

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs(
            (pgettext("of the pilot", "Figures"), self.address("pilot-figures")), *further
        )


class PilotFiguresView(FiguresPage):
    """``/pilot/cisla/?ke=…``: every figure as it is, with its rows, and how far publication is."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        on = self.day()
        told = queries.all_of(figures_on(self.pilot, request.user, on))
        context = {
            "pilot": self.pilot,
            "on": on,
            "sections": queries.sections_of(told),
            "inside": [queries.figure_row(name, told) for name in INSIDE_WORDS],
            "half_years": queries.half_years_of(self.pilot, request.user, self.today),
            "tabs": self.tabs("pilot-figures"),
            "breadcrumbs": super(FiguresPage, self).crumbs(
                (pgettext("of the pilot", "Figures"), "")
            ),
        }
        return render(request, "evaluation/pilot_figures.html", context)


class PilotFigureView(FiguresPage):
    """``/pilot/cisla/<name>/?ke=…``: who is counted in one figure, as of a day; of a part also who is not."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        on = self.day()
        sets = figures_on(self.pilot, request.user, on).sets
        name = kwargs["name"]
        whole = queries.WHOLES.get(name, "")
        rows = sorted(sets[name])
        others = sorted(sets[whole] - sets[name]) if whole else []
        named = households_named(self.pilot, request.user, [*rows, *others])
        context = {
            "pilot": self.pilot,
            "on": on,
            "label": {**WORDS, **INSIDE_WORDS}[name],
            "whole_label": WORDS.get(whole, ""),
            "whole_count": len(sets[whole]) if whole else 0,
            "rows": [(row, named.get(row.split("/")[0])) for row in rows[:MOST_LISTED]],
            "count": len(rows),
            "others": [(row, named.get(row.split("/")[0])) for row in others[:MOST_LISTED]],
            "published": self.published(name),
            "breadcrumbs": self.crumbs((str({**WORDS, **INSIDE_WORDS}[name]), "")),
        }
        return render(request, "evaluation/pilot_figure.html", context)

    def find(self, **kwargs: Any) -> Any:
        """The pilot; there is nothing under a name of no figure."""
        known = kwargs["name"] in {**WORDS, **INSIDE_WORDS} and not kwargs["name"].startswith(
            "flats_"
        )
        return super().find(**kwargs) if known else None

    def published(self, name: str) -> list[tuple[Any, list[str]]]:
        """What was counted in it whenever it was published, with the rows of then."""
        found = queries.publications_of(self.pilot, self.request.user)
        return [
            (row, queries.kept_rows(row, self.request.user, name))
            for row in found
            if row.preparation.figures.get(name) is not None
        ]


class PrepareView(FormMixin, InPilot):
    """Works out what may be published of a half-year."""

    permission = "evaluation.publish_figures"
    form_class = PrepareForm
    heading = gettext_lazy("Prepare figures for publication")
    lead = gettext_lazy(
        "Small counts are left out, and so is what would tell them together with what is published already. Another "
        "person checks the figures and agrees."
    )
    button = gettext_lazy("Prepare")
    problems = (acts.PilotRefused,)

    def values(self, _stored: Any) -> dict[str, Any]:
        """The half-year asked for."""
        return {"half_year": self.request.GET.get("pololeti", "")}

    def needs(self) -> dict[str, Any]:
        """Half-years that are over."""
        over = queries.half_years_of(self.pilot, self.request.user, self.today)
        return {"half_years": [row.half_year for row in over]}

    def back(self) -> str:
        """The figures."""
        return self.address("pilot-figures")

    def act(self, form: PrepareForm) -> HttpResponse:
        """Prepare it and show it."""
        made = acts.prepare_publication(
            pilot=self.pilot,
            half_year=form.cleaned_data["half_year"],
            note=form.cleaned_data["note"],
            **self.common(),
        )
        return redirect(reverse("evaluation:pilot-preparation", args=[made.pk]))


class PreparationView(InPilot):
    """Prepared figures: what would be told, what is left out; and the button of the second person."""

    reads = Inside.FIGURES
    preparation: PilotPreparation

    def find(self, **kwargs: Any) -> Any:
        """The pilot and the prepared figures."""
        if super().find(**kwargs) is None:
            return None
        found = queries.preparation_by_key(self.request.user, kwargs["key"])
        if found is None:
            return None
        self.preparation = found
        self.be_on(self.pilots.on(found.pilot_id))
        return self.pilot

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        context = {
            "pilot": self.pilot,
            "preparation": self.preparation,
            "publication": getattr(self.preparation, "publication", None),
            "sections": queries.sections_of(queries.told_by(self.preparation)),
            "is_own": self.preparation.by_id == request.user.pk,
            "breadcrumbs": self.crumbs(
                (pgettext("of the pilot", "Figures"), self.address("pilot-figures")),
                (self.preparation.half_year.slug, ""),
            ),
        }
        return render(request, "evaluation/pilot_preparation.html", context)


class AgreeView(PreparationView):
    """A button: publishes prepared figures for good."""

    permission = "evaluation.publish_figures"
    reads = ""
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Publish them and show them, or say why not."""
        try:
            made = acts.agree_publication(preparation=self.preparation, **self.common())
        except acts.PilotRefused as error:
            messages.error(request, str(error))
            return redirect(reverse("evaluation:pilot-preparation", args=[kwargs["key"]]))
        messages.success(request, _("The figures are published."))
        return redirect(local_path(made.record.path))
