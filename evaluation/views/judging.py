"""Frames of pages of the evaluation plan, of findings and of recommendations, and the steps the latter share."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.pagecache import keep_for_anonymous
from core.pages import About, FormMixin
from core.permissions import allowed
from evaluation.actions import findings, judging, recommendations
from evaluation.enums.judgements import JudgementState
from evaluation.forms import judging as forms
from evaluation.forms.plans import PublishForm
from evaluation.models import EvaluationFinding, EvaluationRecommendation
from evaluation.places import PlaceWrong
from evaluation.queries import judging as queries

PER_PAGE = 30
VIEW = "evaluation.view_judgement"
WORK = "evaluation.view_judging_work"
WRITE = "evaluation.write_judgement"
PUBLISH = "evaluation.publish_judgement"
PROBLEMS = (
    judging.StaleText,
    judging.StepRefused,
    judging.TextMissing,
    judging.OwnText,
    judging.DayWrong,
    PlaceWrong,
    findings.QuestionNotFrozen,
)


def crumbs_of(*rows: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page."""
    return [{"title": title, "url": url} for title, url in rows]


FIND = {"finding": queries.finding_by_number, "recommendation": queries.recommendation_by_number}
LISTS = {
    "plan": gettext_lazy("Evaluation plans"),
    "finding": gettext_lazy("Findings of the evaluation"),
    "recommendation": gettext_lazy("Recommendations of the evaluation"),
}


class OfJudgement(About):
    """A page about one finding, or recommendation (``noun``); for evaluators unless it says otherwise."""

    permission = WRITE
    noun = ""

    def find(self, **kwargs: Any) -> EvaluationFinding | EvaluationRecommendation | None:
        """What the page is about."""
        return FIND[self.noun](kwargs["number"], self.request.user)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        above = (str(LISTS[self.noun]), reverse(f"evaluation:{self.noun}-list"))
        return crumbs_of(above, (self.object.record.reference, self.address()), *further)


class OfFinding(OfJudgement):
    """A page about one finding."""

    noun = "finding"


class OfRecommendation(OfJudgement):
    """A page about one recommendation."""

    noun = "recommendation"


class Beginning(FormMixin, About):
    """A page on which a plan, a finding or a recommendation (``noun``) is begun: about nothing yet but who does so."""

    noun = ""

    def find(self, **_kwargs: Any) -> Any:
        """Who begins it."""
        return self.request.user

    def subject(self) -> str:
        """Nothing yet."""
        return ""

    def back(self) -> str:
        """The list."""
        return reverse(f"evaluation:{self.noun}-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs_of((str(LISTS[self.noun]), self.back()), *further)


class JudgementStep(FormMixin, OfJudgement):
    """One step of a finding or a recommendation."""

    form_class = forms.StepForm
    problems = PROBLEMS

    def values(self, stored: Any) -> dict[str, Any]:
        """The state one saw."""
        return {"lock_version": stored.lock_version}


class DiscussView(JudgementStep):
    """It was discussed."""

    form_class = forms.DiscussForm
    heading = gettext_lazy("It was discussed")
    lead = gettext_lazy("From now on staff may read it. It is not public yet.")
    told = gettext_lazy("Saved. It can be made final now.")

    def values(self, stored: Any) -> dict[str, Any]:
        """Today."""
        return {**super().values(stored), "on": timezone.localdate(self.now)}

    def act(self, form: Any) -> None:
        """Record it."""
        judging.discuss(row=self.object, **form.cleaned_data, **self.common())


class BackToDraftView(JudgementStep):
    """Work on it again."""

    heading = gettext_lazy("Work on it again")
    lead = gettext_lazy("It is a draft again, for evaluators only, and must be discussed anew.")
    button = gettext_lazy("Back to a draft")
    told = gettext_lazy("It is a draft again.")

    def act(self, form: Any) -> None:
        """Take it back."""
        judging.take_back_to_draft(row=self.object, **form.cleaned_data, **self.common())


class FinishView(JudgementStep):
    """Make it final."""

    heading = gettext_lazy("Make it final")
    lead = gettext_lazy(
        "A final wording is never changed any more. What proves wrong is replaced by a correction."
    )
    button = gettext_lazy("Make it final")
    told = gettext_lazy("It is final. Somebody else may publish it now.")

    def act(self, form: Any) -> None:
        """Finish it."""
        if isinstance(self.object, EvaluationFinding):
            findings.finish_finding(finding=self.object, **form.cleaned_data, **self.common())
        else:
            recommendations.finish_recommendation(
                recommendation=self.object, **form.cleaned_data, **self.common()
            )


class PublishView(FormMixin, OfJudgement):
    """Let everybody read it."""

    permission = PUBLISH
    form_class = PublishForm
    problems = PROBLEMS
    heading = gettext_lazy("Publish it")
    lead = gettext_lazy("You are the second person: read it before everybody can.")
    button = pgettext_lazy("evaluation", "Publish")
    told = gettext_lazy("It is public now.")

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The words stand above the button."""
        return super().page(form, quoted=queries.words_of(self.object), **context)

    def act(self, form: Any) -> None:
        """Publish it."""
        judging.publish(row=self.object, **self.common())


class HideView(FormMixin, OfJudgement):
    """Take it from the public."""

    permission = PUBLISH
    form_class = forms.HideForm
    problems = PROBLEMS
    heading = gettext_lazy("Take it from the public")
    lead = gettext_lazy("Readers are told only that there is something that is not public.")
    button = gettext_lazy("Take it from the public")
    told = gettext_lazy("It is not public any more.")
    is_danger = True

    def act(self, form: Any) -> None:
        """Hide it."""
        judging.hide(row=self.object, **form.cleaned_data, **self.common())


def matching(rows: Any, chosen: dict[str, str], worked_out: dict[str, Callable[[Any], Any]]) -> Any:
    """Findings or recommendations with the words and in the state chosen; some states are ``worked_out``."""
    if words := chosen.get("q", "").strip():
        rows = rows.filter(Q(text__icontains=words) | Q(record__reference__iexact=words))
    state = chosen.get("stav")
    if state == forms.UNPUBLISHED:
        return rows.filter(state=JudgementState.FINAL, published_at=None)
    if state in worked_out:
        return worked_out[state](rows)
    return rows.filter(state=state) if state else rows


def listing(request: HttpRequest, noun: str, form: Any, rows: Any) -> dict[str, Any]:
    """What a list shows around its lines."""
    chosen = form.chosen()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    return {
        "form": form,
        "page_obj": page,
        "page_query": f"{urlencode(chosen)}&" if chosen else "",
        "total": page.paginator.count,
        "is_filtered": bool(chosen),
        "may_write": allowed(request.user, WRITE),
        "breadcrumbs": crumbs_of((str(LISTS[noun]), "")),
    }


def kept_unless_late(response: HttpResponse, lines: Iterable[Any]) -> HttpResponse:
    """The page, kept for visitors unless something on it becomes late by itself."""
    if any(line.becomes_late for line in lines):
        return response
    return keep_for_anonymous(response)


def made(request: HttpRequest, row: Any) -> HttpResponse:
    """To the page of what was written just now."""
    name = "finding" if isinstance(row, EvaluationFinding) else "recommendation"
    return redirect(reverse(f"evaluation:{name}-detail", args=[row.number]))
