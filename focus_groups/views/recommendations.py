"""Pages of recommendations: the list of a series, one of them, writing and its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import extension
from core.pages import FormMixin
from core.permissions import allowed
from focus_groups.actions import recommendations
from focus_groups.forms import findings as forms
from focus_groups.models import Recommendation
from focus_groups.queries import findings as queries
from focus_groups.queries.reports import loss_is_told
from focus_groups.views.pages import InSeries
from focus_groups.views.worked_out import (
    PROBLEMS,
    VIEW,
    OfRecommendation,
)

PANEL = "focus_groups.recommendation"


class RecommendationDetailView(OfRecommendation):
    """One recommendation, where it aims, what it follows from and what came of it."""

    permission = VIEW

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        row = self.object
        user = request.user
        (shown,) = queries.shown_recommendations([row], user)
        context = {
            "series": self.series,
            "shown": shown,
            "row": row,
            "public": queries.public_texts([row]).get(row.pk),
            "lost_source": loss_is_told(row),
            "former": queries.former_texts(row),
            "aim": queries.aim_of(row, user),
            "findings": queries.shown_findings(
                queries.findings_known_to(user).filter(recommendations=row), user
            ),
            "panels": [
                html
                for panel in extension.panels(PANEL)
                if allowed(user, panel.permission, row)
                if (html := panel.render(request, row)).strip()
            ],
            "breadcrumbs": self.crumbs(),
        }
        return render(request, "focus_groups/recommendation_detail.html", context)


class WritingMixin(FormMixin):
    """Turns what was chosen into what a recommendation aims at."""

    problems = (*PROBLEMS, recommendations.AimWrong)

    def needs(self) -> dict[str, Any]:
        """Findings of the series that stand, places and measures the person may read."""
        known = queries.findings_known_to(self.request.user).filter(series=self.series)
        return {
            "findings": known.standing(),
            "aims": queries.aims_for_choice(self.request.user),
        }

    def act(self, form: Any) -> HttpResponse | None:
        """Find the place and write it."""
        said = dict(form.cleaned_data)
        try:
            aim = queries.aim_from(said.pop("aim"), said.pop("words"), self.request.user)
        except LookupError:
            form.add_error(
                "words", _("These words stand in no paragraph of the section, or in several.")
            )
            return None
        return self.write(**said, **aim, **self.common())

    def write(self, **fields: Any) -> HttpResponse | None:
        """Call the action."""
        raise NotImplementedError


class RecommendationNewView(WritingMixin, InSeries):
    """Writes a recommendation."""

    form_class = forms.RecommendationForm
    heading = gettext_lazy("Write a recommendation")

    def write(self, **fields: Any) -> HttpResponse:
        """Write it and show it."""
        made = recommendations.write_recommendation(series=self.series, **fields)
        messages.success(self.request, _("The recommendation is written."))
        return redirect(self.address("recommendation-detail", made.number))

    def values(self, _stored: Any) -> dict[str, Any]:
        """The finding one comes from (``?zjisteni=``)."""
        return {"findings": self.request.GET.getlist("zjisteni")}

    def back(self) -> str:
        """The list."""
        return self.address("recommendation-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        ours = (_("Recommendations"), self.address("recommendation-list"))
        return super().crumbs(ours, *further)


class RecommendationEditView(WritingMixin, OfRecommendation):
    """Changes a recommendation."""

    form_class = forms.RecommendationEditForm
    heading = gettext_lazy("Edit the recommendation")
    told = gettext_lazy("The recommendation is saved.")

    def values(self, stored: Recommendation) -> dict[str, Any]:
        """What is stored."""
        aim = queries.aim_of(stored, self.request.user)
        return {
            "text": stored.text,
            "findings": stored.findings.all(),
            "aim": queries.aim_value(stored),
            "words": aim.words[:1_000] if aim else "",
            "lock_version": stored.lock_version,
        }

    def write(self, **fields: Any) -> None:
        """Save it."""
        recommendations.edit_recommendation(recommendation=self.object, **fields)


class RecommendationReportView(FormMixin, OfRecommendation):
    """Participants were told what came of it."""

    form_class = forms.SessionForm
    heading = gettext_lazy("Participants were told what came of it")
    told = gettext_lazy("The session is recorded.")
    problems = (recommendations.NotReportedBack,)

    def needs(self) -> dict[str, Any]:
        """Sessions that were held."""
        return {"sessions": queries.held_sessions(self.series)}

    def act(self, form: Any) -> None:
        """Record it."""
        recommendations.report_back(
            recommendation=self.object, **form.cleaned_data, **self.common()
        )
