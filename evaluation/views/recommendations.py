"""Pages of recommendations of the evaluation: the list, one of them, writing and its steps."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
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
from evaluation.enums.judgements import Answer, JudgementState
from evaluation.forms import judging as forms
from evaluation.models import EvaluationRecommendation
from evaluation.queries import judging as queries
from evaluation.queries.followed import followed
from evaluation.queries.places import lines_of
from evaluation.views.findings import PER_PAGE, WORK
from evaluation.views.judging import (
    PROBLEMS,
    PUBLISH,
    VIEW,
    WRITE,
    BackToDraftMixin,
    Beginning,
    DiscussMixin,
    FinishMixin,
    HideMixin,
    OfRecommendation,
    PublishMixin,
    crumbs_of,
    kept_unless_late,
    made,
)

ANSWER = "evaluation.answer_recommendation"
REPORT = "evaluation.report_action"


@read_only
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """``/hodnoceni/doporuceni/``: the public reads what is public."""
    user = request.user
    form = forms.RecommendationFilterForm(request.GET or None, works=allowed(user, WORK))
    form.is_valid()
    chosen = form.chosen()
    today = timezone.localdate()
    found = chosen_rows(queries.recommendations_known_to(user), chosen, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("strana"))
    query = urlencode(chosen)
    context = {
        "form": form,
        "page_obj": page,
        "page_query": f"{query}&" if chosen else "",
        "lines": queries.recommendation_lines(page.object_list, today),
        "total": page.paginator.count,
        "is_filtered": bool(chosen),
        "downloads": [
            {
                "label": label,
                "url": reverse("evaluation:recommendation-file", args=[ending])
                + (f"?{query}" if chosen else ""),
            }
            for ending, label in (("xlsx", _("Table (xlsx)")), ("csv", _("Table (csv)")))
        ],
        "may_write": allowed(user, WRITE),
        "breadcrumbs": crumbs_of((_("Recommendations of the evaluation"), "")),
    }
    response = render(request, "evaluation/recommendation_list.html", context)
    return kept_unless_late(response, context["lines"])


def chosen_rows(rows: Any, chosen: dict[str, str], today: Any) -> Any:
    """Recommendations a filter lets through."""
    if words := chosen.get("q", "").strip():
        rows = rows.filter(Q(text__icontains=words) | Q(record__reference__iexact=words))
    if answer := chosen.get("odpoved"):
        rows = queries.with_answer(rows, answer, today)
    state = chosen.get("stav")
    if state == forms.UNPUBLISHED:
        return rows.filter(state=JudgementState.FINAL, published_at=None)
    if state == forms.NO_CHANGE:
        return queries.without_change(rows)
    return rows.filter(state=state) if state else rows


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
            "is_own": row.written_by_id == user.pk,
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


def stored_values(row: EvaluationRecommendation, reader: Any) -> dict[str, Any]:
    """A recommendation as its form begins."""
    return {
        "text": row.text,
        "findings": row.findings.all(),
        "addressee": row.addressee,
        "answerer": row.answerer_id,
        "answer_due_on": row.answer_due_on,
        "aim": lines_of([row], reader) if row.version_id or row.measure_id else "",
        "lock_version": row.lock_version,
    }


class RecommendationNewView(WritingMixin, Beginning):
    """``/hodnoceni/doporuceni/nove/``."""

    permission = WRITE
    form_class = forms.RecommendationForm
    heading = gettext_lazy("Write a recommendation")
    lead = gettext_lazy("Only evaluators read it before it is discussed.")
    list_name = "evaluation:recommendation-list"
    list_title = gettext_lazy("Recommendations of the evaluation")
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

    def values(self, stored: EvaluationRecommendation) -> dict[str, Any]:
        """What is stored."""
        return stored_values(stored, self.request.user)

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

    def values(self, stored: EvaluationRecommendation) -> dict[str, Any]:
        """What it corrects."""
        return stored_values(stored, self.request.user)

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        row = recommendations.write_recommendation(
            replaces=self.object, **form.cleaned_data, **self.common()
        )
        return made(self.request, row)


class RecommendationDiscussView(DiscussMixin, OfRecommendation):
    """It was discussed."""


class RecommendationDraftView(BackToDraftMixin, OfRecommendation):
    """Back to a draft."""


class RecommendationFinishView(FinishMixin, OfRecommendation):
    """Makes it final."""


class RecommendationPublishView(PublishMixin, OfRecommendation):
    """Publishes it."""


class RecommendationHideView(HideMixin, OfRecommendation):
    """Takes it from the public."""
