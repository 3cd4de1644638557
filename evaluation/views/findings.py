"""Pages of findings of the evaluation: the list, one of them, writing and its steps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.pages import FormMixin
from core.permissions import allowed
from evaluation.actions import findings
from evaluation.enums.judgements import Bearing
from evaluation.forms import judging as forms
from evaluation.models import EvaluationFinding
from evaluation.queries import judging as queries
from evaluation.queries.places import lines_of
from evaluation.queries.plans import askable_questions
from evaluation.views.judging import (
    PROBLEMS,
    PUBLISH,
    VIEW,
    WORK,
    WRITE,
    Beginning,
    OfFinding,
    kept_unless_late,
    listing,
    made,
    matching,
)


@read_only
def finding_list(request: HttpRequest) -> HttpResponse:
    """``/hodnoceni/zjisteni/``: the public reads what is public."""
    known = queries.findings_known_to(request.user)
    form = forms.FindingFilterForm(
        request.GET or None,
        questions=queries.questions_answered(known),
        works=allowed(request.user, WORK),
    )
    form.is_valid()
    context = listing(request, "finding", form, _chosen(known, form.chosen()))
    context["lines"] = queries.finding_lines(context["page_obj"].object_list)
    return keep_for_anonymous(render(request, "evaluation/finding_list.html", context))


def _chosen(rows: Any, chosen: dict[str, str]) -> Any:
    if question := chosen.get("otazka"):
        rows = rows.filter(question=int(question))
    if strength := chosen.get("sila"):
        rows = rows.filter(strength=strength)
    worked_out = {forms.NO_RECOMMENDATION: queries.without_recommendation}
    return matching(rows, chosen, worked_out)


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
            "is_own": row.has_hand_of(user),
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

    def values(self, stored: EvaluationFinding) -> dict[str, Any]:
        """A finding as its form begins."""
        evidence = list(
            stored.evidence.select_related("record", "version__document").order_by("pk")
        )
        bearings = list(stored.bearings.order_by("pk"))
        sides = {
            side: lines_of([one for one in bearings if one.side == side], self.request.user)
            for side in Bearing
        }
        return {
            "question": stored.question_id,
            "text": stored.text,
            "strength": stored.strength,
            "found_on": stored.found_on,
            "implication": stored.implication,
            "evidence": [one.record for one in evidence if one.record_id],
            "passages": lines_of([one for one in evidence if one.version_id], self.request.user),
            "supports": sides[Bearing.SUPPORTS],
            "contradicts": sides[Bearing.CONTRADICTS],
            "lock_version": stored.lock_version,
        }


class FindingNewView(WritingMixin, Beginning):
    """``/hodnoceni/zjisteni/nove/``."""

    permission = WRITE
    form_class = forms.FindingForm
    heading = gettext_lazy("Write a finding")
    lead = gettext_lazy("Only evaluators read it before it is discussed.")
    noun = "finding"
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

    def act(self, form: Any) -> None:
        """Save it."""
        findings.edit_finding(finding=self.object, **form.cleaned_data, **self.common())


class FindingCorrectView(WritingMixin, OfFinding):
    """Writes a correction of a final finding."""

    form_class = forms.FindingCorrectForm
    heading = gettext_lazy("Correct the finding")
    lead = gettext_lazy("The correction is a finding of its own. The first one stays readable.")
    told = gettext_lazy("The correction is written.")

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        row = findings.write_finding(replaces=self.object, **form.cleaned_data, **self.common())
        return made(self.request, row)
