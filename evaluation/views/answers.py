"""What is answered to recommendations of the evaluation, what is done because of them, and the table of all that."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from concept import actions as concept_actions
from core.methods import read_only
from core.pages import FormMixin
from core.permissions import allowed
from evaluation.actions import recommendations
from evaluation.exports.recommendations import FORMATS, build
from evaluation.forms import judging as forms
from evaluation.models import EvaluationRecommendation, RecommendationAction
from evaluation.queries import judging as queries
from evaluation.queries.recommendation_rows import table_rows
from evaluation.views.judging import PROBLEMS, WORK, OfRecommendation
from evaluation.views.recommendations import ANSWER, REPORT, chosen_rows


class AnswerView(FormMixin, OfRecommendation):
    """Answers a recommendation for its addressee."""

    permission = ANSWER
    form_class = forms.AnswerForm
    problems = PROBLEMS
    heading = gettext_lazy("Answer the recommendation")
    lead = gettext_lazy(
        "Whoever reads the recommendation reads the answer. A later one takes its place, this one stays."
    )
    button = pgettext_lazy("button", "Answer")
    told = gettext_lazy("The answer is recorded.")

    def values(self, _stored: EvaluationRecommendation) -> dict[str, Any]:
        """Today."""
        return {"answered_on": timezone.localdate(self.now)}

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The words stand above the form."""
        return super().page(form, quoted=queries.words_of(self.object), **context)

    def act(self, form: Any) -> None:
        """Record it."""
        recommendations.respond(recommendation=self.object, **form.cleaned_data, **self.common())


class ActionNewView(FormMixin, OfRecommendation):
    """Says what will be done."""

    permission = ANSWER
    form_class = forms.ActionForm
    problems = PROBLEMS
    heading = gettext_lazy("What will be done")
    told = gettext_lazy("The action is added.")

    def needs(self) -> dict[str, Any]:
        """Who may report on it."""
        return {"people": queries.people_for_choice(timezone.localdate(self.now))}

    def act(self, form: Any) -> None:
        """Add it."""
        recommendations.add_action(recommendation=self.object, **form.cleaned_data, **self.common())


class ActionReportView(FormMixin, OfRecommendation):
    """Says how far an action is."""

    permission = REPORT
    form_class = forms.ReportForm
    problems = PROBLEMS
    heading = gettext_lazy("How far it is")
    told = gettext_lazy("The state is recorded.")
    action: RecommendationAction

    def find(self, **kwargs: Any) -> RecommendationAction | None:
        """The action."""
        found = queries.action_by_number(kwargs["number"], kwargs["order"], self.request.user)
        if found is not None:
            self.action = found
        return found

    def subject(self) -> str:
        """What is done."""
        return self.action.text

    def address(self) -> str:
        """The page of the recommendation."""
        return queries.path_of(self.action.recommendation)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        self.object = self.action.recommendation
        return super().crumbs(*further)

    def values(self, _stored: Any) -> dict[str, Any]:
        """Where it is, today."""
        return {"state": self.action.state, "reported_on": timezone.localdate(self.now)}

    def act(self, form: Any) -> None:
        """Record it."""
        recommendations.report_action(action=self.action, **form.cleaned_data, **self.common())


class ChangeLinkView(FormMixin, OfRecommendation):
    """Proposes that the recommendation shaped a change of the text; an editor decides."""

    permission = "concept.propose_link"
    form_class = forms.ChangeLinkForm
    problems = (concept_actions.LinkRefused, concept_actions.SourceRefused)
    heading = gettext_lazy("What it changed in the text")
    lead = gettext_lazy("An editor confirms the link or denies it. Readers see it once confirmed.")
    button = gettext_lazy("Propose the link")
    told = gettext_lazy("The link was proposed. An editor will decide.")

    def needs(self) -> dict[str, Any]:
        """Who reads."""
        return {"reader": self.request.user}

    def act(self, form: Any) -> None:
        """Propose it."""
        (place,) = form.cleaned_data["place"]
        concept_actions.propose_link_to_passage(
            version=place.version,
            passage_uid=str(place.passage_uid),
            reference=self.object.record.reference,
            relation="resulted_in",
            note=form.cleaned_data["note"],
            **self.common(),
        )


@read_only
def recommendation_file(request: HttpRequest, file_format: str) -> HttpResponse:
    """``/hodnoceni/doporuceni/soubor/xlsx/``: recommendations the reader may know of, with answers and actions."""
    if file_format not in FORMATS:
        raise Http404
    user, today = request.user, timezone.localdate()
    form = forms.RecommendationFilterForm(request.GET or None, works=allowed(user, WORK))
    form.is_valid()
    rows = chosen_rows(queries.recommendations_known_to(user), form.chosen(), today)
    response = HttpResponse(
        build(table_rows(rows.order_by("number"), user, today), file_format, day=today),
        content_type=FORMATS[file_format],
    )
    name = f"doporuceni-evaluace.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
