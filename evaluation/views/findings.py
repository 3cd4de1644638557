"""Pages of findings of the evaluation: the list, one of them, writing and its steps."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.pages import FormMixin
from core.permissions import allowed
from evaluation.actions import findings
from evaluation.enums.judgements import Bearing, JudgementState
from evaluation.forms import judging as forms
from evaluation.models import EvaluationFinding
from evaluation.queries import judging as queries
from evaluation.queries.places import lines_of
from evaluation.queries.plans import askable_questions
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
    OfFinding,
    PublishMixin,
    crumbs_of,
    kept_unless_late,
    made,
)

PER_PAGE = 30
WORK = "evaluation.view_judging_work"


@read_only
def finding_list(request: HttpRequest) -> HttpResponse:
    """``/hodnoceni/zjisteni/``: the public reads what is public."""
    user = request.user
    works = allowed(user, WORK)
    known = queries.findings_known_to(user)
    questions = queries.questions_answered(known)
    form = forms.FindingFilterForm(request.GET or None, questions=questions, works=works)
    form.is_valid()
    chosen = form.chosen()
    page = Paginator(_chosen(known, chosen), PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "form": form,
        "page_obj": page,
        "page_query": f"{urlencode(chosen)}&" if chosen else "",
        "lines": queries.finding_lines(page.object_list),
        "total": page.paginator.count,
        "is_filtered": bool(chosen),
        "may_write": allowed(user, WRITE),
        "breadcrumbs": crumbs_of((_("Findings of the evaluation"), "")),
    }
    return keep_for_anonymous(render(request, "evaluation/finding_list.html", context))


def _chosen(rows: Any, chosen: dict[str, str]) -> Any:
    if words := chosen.get("q", "").strip():
        rows = rows.filter(Q(text__icontains=words) | Q(record__reference__iexact=words))
    if question := chosen.get("otazka"):
        rows = rows.filter(question=int(question))
    if strength := chosen.get("sila"):
        rows = rows.filter(strength=strength)
    state = chosen.get("stav")
    if state == forms.UNPUBLISHED:
        return rows.filter(state=JudgementState.FINAL, published_at=None)
    if state == forms.NO_RECOMMENDATION:
        return queries.without_recommendation(rows)
    return rows.filter(state=state) if state else rows


class FindingDetailView(OfFinding):
    """``/hodnoceni/zjisteni/3/``: what was found, on what it rests and what came of it."""

    permission = VIEW

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        row, user = self.object, request.user
        writes = allowed(user, WRITE)
        bearings = row.bearings.select_related("measure").order_by("pk")
        context = {
            "row": row,
            "text": queries.words_of(row),
            "implication": queries.implication_of(row),
            "question": queries.question_text(row),
            "is_final": queries.is_final(row),
            "plan_path": queries.plan_path_of(row, user),
            "evidence": queries.evidence_of(row, user),
            "bearings": queries.places_told(bearings, user),
            "recommendations": queries.recommendations_from(row, user, timezone.localdate()),
            "newer": queries.other_version(row, "replaced_by", user),
            "older": queries.other_version(row, "replaces", user),
            "writes": writes,
            "may_publish": allowed(user, PUBLISH),
            "is_own": row.written_by_id == user.pk,
            "breadcrumbs": self.crumbs(),
        }
        response = render(request, "evaluation/finding_detail.html", context)
        return kept_unless_late(response, context["recommendations"])


class WritingMixin(FormMixin):
    """What a form about a finding needs."""

    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Questions that may be answered, and who reads."""
        return {"questions": askable_questions(), "reader": self.request.user}


def stored_values(row: EvaluationFinding, reader: Any) -> dict[str, Any]:
    """A finding as its form begins."""
    evidence = list(row.evidence.select_related("record", "version__document").order_by("pk"))
    bearings = list(row.bearings.order_by("pk"))
    sides = {
        side: lines_of([one for one in bearings if one.side == side], reader) for side in Bearing
    }
    return {
        "question": row.question_id,
        "text": row.text,
        "strength": row.strength,
        "found_on": row.found_on,
        "implication": row.implication,
        "evidence": [one.record for one in evidence if one.record_id],
        "passages": lines_of([one for one in evidence if one.version_id], reader),
        "supports": sides[Bearing.SUPPORTS],
        "contradicts": sides[Bearing.CONTRADICTS],
        "lock_version": row.lock_version,
    }


class FindingNewView(WritingMixin, Beginning):
    """``/hodnoceni/zjisteni/nove/``."""

    permission = WRITE
    form_class = forms.FindingForm
    heading = gettext_lazy("Write a finding")
    lead = gettext_lazy("Only evaluators read it before it is discussed.")
    list_name = "evaluation:finding-list"
    list_title = gettext_lazy("Findings of the evaluation")
    told = gettext_lazy("The finding is written.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"found_on": timezone.localdate(self.now)}

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        return made(self.request, findings.write_finding(**form.cleaned_data, **self.common()))


class FindingEditView(WritingMixin, OfFinding):
    """Changes a finding that is not final."""

    form_class = forms.FindingEditForm
    heading = gettext_lazy("Edit the finding")
    told = gettext_lazy("The finding is saved.")

    def values(self, stored: EvaluationFinding) -> dict[str, Any]:
        """What is stored."""
        return stored_values(stored, self.request.user)

    def act(self, form: Any) -> None:
        """Save it."""
        findings.edit_finding(finding=self.object, **form.cleaned_data, **self.common())


class FindingCorrectView(WritingMixin, OfFinding):
    """Writes a correction of a final finding."""

    form_class = forms.FindingCorrectForm
    heading = gettext_lazy("Correct the finding")
    lead = gettext_lazy("The correction is a finding of its own. The first one stays readable.")
    told = gettext_lazy("The correction is written.")

    def values(self, stored: EvaluationFinding) -> dict[str, Any]:
        """What it corrects."""
        return stored_values(stored, self.request.user)

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        row = findings.write_finding(replaces=self.object, **form.cleaned_data, **self.common())
        return made(self.request, row)


class FindingDiscussView(DiscussMixin, OfFinding):
    """It was discussed."""


class FindingDraftView(BackToDraftMixin, OfFinding):
    """Back to a draft."""


class FindingFinishView(FinishMixin, OfFinding):
    """Makes it final."""


class FindingPublishView(PublishMixin, OfFinding):
    """Publishes it."""


class FindingHideView(HideMixin, OfFinding):
    """Takes it from the public."""
