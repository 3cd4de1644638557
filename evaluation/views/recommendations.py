"""Pages of recommendations of the evaluation: the list, one of them, writing and its steps."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.methods import read_only
from core.pages import FormMixin
from core.permissions import allowed
from evaluation.actions import recommendations
from evaluation.enums.judgements import Answer
from evaluation.forms import judging as forms
from evaluation.models import EvaluationRecommendation
from evaluation.queries import judging as queries
from evaluation.queries.followed import followed
from evaluation.queries.places import lines_of
from evaluation.views.judging import (
    PROBLEMS,
    PUBLISH,
    VIEW,
    WORK,
    WRITE,
    Beginning,
    OfRecommendation,
    kept_unless_late,
    listing,
    made,
    matching,
)

ANSWER = "evaluation.answer_recommendation"
REPORT = "evaluation.report_action"


@read_only
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """``/hodnoceni/doporuceni/``: the public reads what is public."""
    user, today = request.user, timezone.localdate()
    form = forms.RecommendationFilterForm(request.GET or None, works=allowed(user, WORK))
    form.is_valid()
    chosen = form.chosen()
    rows = chosen_rows(queries.recommendations_known_to(user), chosen, today)
    context = listing(request, "recommendation", form, rows)
    context["lines"] = queries.recommendation_lines(context["page_obj"].object_list, today)
    context["downloads"] = [
        {
            "label": label,
            "url": reverse("evaluation:recommendation-file", args=[ending])
            + (f"?{urlencode(chosen)}" if chosen else ""),
        }
        for ending, label in (("xlsx", _("Table (xlsx)")), ("csv", _("Table (csv)")))
    ]
    response = render(request, "evaluation/recommendation_list.html", context)
    return kept_unless_late(response, context["lines"])


def chosen_rows(rows: Any, chosen: dict[str, str], today: date) -> Any:
    """Recommendations a filter lets through."""
    if answer := chosen.get("odpoved"):
        rows = queries.with_answer(rows, answer, today)
    return matching(rows, chosen, {forms.NO_CHANGE: queries.without_change})


class RecommendationDetailView(OfRecommendation):
    """``/hodnoceni/doporuceni/2/``: what is recommended, from what, what was answered and what came of it."""

    permission = VIEW

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        row, user, today = self.object, request.user, timezone.localdate()
        (line,) = queries.recommendation_lines([row], today)
        responses = queries.responses_of(row)
        may_answer = queries.is_final(row) and allowed(user, ANSWER, row)
        context = {
            "row": row,
            "line": line,
            "is_final": queries.is_final(row),
            "aim": queries.places_told([row] if row.version_id or row.measure_id else [], user),
            "findings": queries.findings_behind(row, user),
            "response": next(iter(responses), None),
            "former": responses[1:],
            "actions": [
                (action, action.is_late(today), allowed(user, REPORT, action))
                for action in queries.actions_of(row)
            ],
            "followed": followed(row.contribution_id, user),
            "newer": queries.other_version(row, "replaced_by", user),
            "older": queries.other_version(row, "replaces", user),
            "may_answer": may_answer,
            "may_add_action": may_answer and row.answer not in (None, Answer.REJECTED),
            "may_link": queries.is_final(row) and allowed(user, "concept.propose_link"),
            "writes": allowed(user, WRITE),
            "may_publish": allowed(user, PUBLISH),
            "is_own": row.has_hand_of(user),
            "breadcrumbs": self.crumbs(),
        }
        response = render(request, "evaluation/recommendation_detail.html", context)
        return kept_unless_late(response, [line])


class WritingMixin(FormMixin):
    """What a form about a recommendation needs."""

    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Findings that stand or are being written, who may answer, and who reads."""
        return {
            "findings": queries.findings_known_to(self.request.user).order_by("number"),
            "people": queries.people_for_choice(timezone.localdate(self.now)),
            "reader": self.request.user,
        }

    def values(self, stored: EvaluationRecommendation) -> dict[str, Any]:
        """A recommendation as its form begins."""
        return {
            "text": stored.text,
            "findings": stored.findings.all(),
            "addressee": stored.addressee,
            "answerer": stored.answerer_id,
            "answer_due_on": stored.answer_due_on,
            "aim": lines_of([stored], self.request.user)
            if stored.version_id or stored.measure_id
            else "",
            "lock_version": stored.lock_version,
        }


class RecommendationNewView(WritingMixin, Beginning):
    """``/hodnoceni/doporuceni/nove/``."""

    permission = WRITE
    form_class = forms.RecommendationForm
    heading = gettext_lazy("Write a recommendation")
    lead = gettext_lazy("Only evaluators read it before it is discussed.")
    noun = "recommendation"
    told = gettext_lazy("The recommendation is written.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """The finding one comes from (``?zjisteni=``)."""
        return {"findings": self.request.GET.getlist("zjisteni")}

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        row = recommendations.write_recommendation(**form.cleaned_data, **self.common())
        return made(self.request, row)


class RecommendationEditView(WritingMixin, OfRecommendation):
    """Changes a recommendation that is not final."""

    form_class = forms.RecommendationEditForm
    heading = gettext_lazy("Edit the recommendation")
    told = gettext_lazy("The recommendation is saved.")

    def act(self, form: Any) -> None:
        """Save it."""
        recommendations.edit_recommendation(
            recommendation=self.object, **form.cleaned_data, **self.common()
        )


class RecommendationCorrectView(WritingMixin, OfRecommendation):
    """Writes a correction of a final recommendation."""

    form_class = forms.RecommendationCorrectForm
    heading = gettext_lazy("Correct the recommendation")
    lead = gettext_lazy(
        "The correction is a recommendation of its own. The first one stays readable."
    )
    told = gettext_lazy("The correction is written.")

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        row = recommendations.write_recommendation(
            replaces=self.object, **form.cleaned_data, **self.common()
        )
        return made(self.request, row)
