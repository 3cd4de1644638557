"""Pages of evaluation plans: what is asked, by what it will be answered, and what changed since."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.pages import About, FormMixin
from core.permissions import allowed
from evaluation.actions import judging, plans
from evaluation.enums.judgements import Criterion
from evaluation.forms import plans as forms
from evaluation.models import (
    EvaluationPlan,
    EvaluationPlanVersion,
    EvaluationQuestion,
)
from evaluation.queries import plans as queries
from evaluation.views.judging import PUBLISH, Beginning, crumbs_of

KEEP = "evaluation.keep_plan"
PROBLEMS = (judging.StaleText, judging.TextMissing, judging.OwnText, plans.PlanRefused)


def _list_crumb() -> tuple[str, str]:
    return _("Evaluation plans"), reverse("evaluation:plan-list")


@read_only
def plan_list(request: HttpRequest) -> HttpResponse:
    """``/hodnoceni/plan/``: plans the reader may know of."""
    context = {
        "plans": queries.plans_known_to(request.user),
        "may_keep": allowed(request.user, KEEP),
        "breadcrumbs": crumbs_of((_("Evaluation plans"), "")),
    }
    return keep_for_anonymous(render(request, "evaluation/plan_list.html", context))


def plan_page(
    request: HttpRequest, plan: EvaluationPlan, version: EvaluationPlanVersion | None
) -> HttpResponse:
    """One frozen version as readers read it, with what evaluators may do."""
    user = request.user
    versions = queries.versions_of(plan, user)
    is_newest = version is None or version.pk == versions[0].pk
    keeps = allowed(user, KEEP) and is_newest
    title = version.content["name"] if version else plan.name
    context = {
        "plan": plan,
        "title": title,
        "version": version,
        "is_newest": is_newest,
        "versions": versions,
        "questions": queries.shown_questions(version, user) if version else [],
        "compare": versions[versions.index(version) + 1]
        if version and version.pk != versions[-1].pk
        else None,
        "keeps": keeps,
        "work": queries.questions_of(plan) if keeps else [],
        "dropped_for_good": plans.dropped_for_good(plan) if keeps else frozenset(),
        "differs": keeps and queries.work_differs(plan, plans.content_of(plan)),
        "may_publish": version is not None
        and version.record.visibility != Visibility.PUBLIC
        and allowed(user, PUBLISH),
        "is_own": version is not None and version.by_id == user.pk,
        "breadcrumbs": crumbs_of(_list_crumb(), (title, "")),
    }
    return keep_for_anonymous(render(request, "evaluation/plan_detail.html", context))


@read_only
def plan_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """``/hodnoceni/plan/<slug>/``: its newest version the reader may know of."""
    plan = queries.plan_by_slug(slug, request.user)
    if plan is None:
        raise Http404
    versions = queries.versions_of(plan, request.user)
    return plan_page(request, plan, versions[0] if versions else None)


@read_only
def version_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """``/hodnoceni/plan/<slug>/2/``: one version."""
    version = queries.version_by_number(slug, number, request.user)
    if version is None:
        raise Http404
    return plan_page(request, version.plan, version)


@read_only
def version_compare(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """``/hodnoceni/plan/<slug>/porovnani/1/2/``: what changed and why."""
    former = queries.version_by_number(slug, old, request.user)
    later = queries.version_by_number(slug, new, request.user)
    if former is None or later is None:
        raise Http404
    if old >= new:
        raise Http404
    context = {
        "plan": later.plan,
        "old": former,
        "new": later,
        "difference": queries.difference(former.content, later.content),
        "reasons": [
            version
            for version in queries.versions_of(later.plan, request.user)[::-1]
            if old < version.number <= new
        ],
        "criteria": dict(Criterion.choices),
        "breadcrumbs": crumbs_of(
            _list_crumb(),
            (later.content["name"], reverse("evaluation:plan-detail", args=[slug])),
            (_("What changed"), ""),
        ),
    }
    return keep_for_anonymous(render(request, "evaluation/plan_compare.html", context))


class OfPlan(About):
    """A page about one plan, for evaluators."""

    permission = KEEP

    def find(self, **kwargs: Any) -> EvaluationPlan | None:
        """The plan."""
        return queries.plan_by_slug(kwargs["slug"], self.request.user)

    def subject(self) -> str:
        """Its name."""
        return str(self.object.name)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs_of(_list_crumb(), (self.object.name, self.address()), *further)


class PlanNewView(Beginning):
    """``/hodnoceni/plan/novy/``."""

    permission = KEEP
    form_class = forms.NewPlanForm
    problems = PROBLEMS
    heading = gettext_lazy("New evaluation plan")
    lead = gettext_lazy("Write it before there are data, then freeze it.")
    noun = "plan"
    told = gettext_lazy("The plan is made. Add its questions now.")

    def needs(self) -> dict[str, Any]:
        """Projects it may belong to."""
        return {"projects": queries.projects_for_choice()}

    def act(self, form: Any) -> HttpResponse:
        """Make it and show it."""
        plan = plans.create_plan(**form.cleaned_data, **self.common())
        return redirect(reverse("evaluation:plan-detail", args=[plan.slug]))


class PlanEditView(FormMixin, OfPlan):
    """Changes what the next version will say."""

    form_class = forms.PlanEditForm
    problems = PROBLEMS
    heading = gettext_lazy("Edit the plan")
    lead = gettext_lazy("Frozen versions stay as they are. Your change counts once you freeze it.")
    told = gettext_lazy("The plan is saved.")

    def needs(self) -> dict[str, Any]:
        """Projects it may belong to."""
        return {"projects": queries.projects_for_choice()}

    def values(self, stored: EvaluationPlan) -> dict[str, Any]:
        """What is stored."""
        return {
            "name": stored.name,
            "purpose": stored.purpose,
            "method": stored.method,
            "project": stored.project_id,
            "lock_version": stored.lock_version,
        }

    def act(self, form: Any) -> None:
        """Save it."""
        plans.edit_plan(plan=self.object, **form.cleaned_data, **self.common())


class AskingMixin(FormMixin):
    """What a form about a question needs."""

    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Indicators the person may know of."""
        return {"indicators": queries.indicators_for_choice(self.request.user)}


class QuestionNewView(AskingMixin, OfPlan):
    """Adds a question."""

    form_class = forms.QuestionForm
    heading = gettext_lazy("Add a question")
    told = gettext_lazy("The question is added.")

    def act(self, form: Any) -> None:
        """Add it."""
        plans.add_question(plan=self.object, **form.cleaned_data, **self.common())


class OfQuestion(About):
    """A page about one question of a plan, for evaluators."""

    permission = KEEP

    def find(self, **kwargs: Any) -> EvaluationQuestion | None:
        """The question."""
        return queries.question_by_number(kwargs["slug"], kwargs["number"], self.request.user)

    def subject(self) -> str:
        """Its code."""
        return str(self.object.code)

    def address(self) -> str:
        """The page of the plan."""
        return reverse("evaluation:plan-detail", args=[self.object.plan.slug])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs_of(_list_crumb(), (self.object.plan.name, self.address()), *further)


class QuestionEditView(AskingMixin, OfQuestion):
    """Changes a question."""

    form_class = forms.QuestionEditForm
    heading = gettext_lazy("Edit the question")
    lead = gettext_lazy("Frozen versions stay as they are. Your change counts once you freeze it.")
    told = gettext_lazy("The question is saved.")

    def values(self, stored: EvaluationQuestion) -> dict[str, Any]:
        """What is stored."""
        return {
            "text": stored.text,
            "criterion": stored.criterion,
            "judged_by": stored.judged_by,
            "indicators": stored.indicators.all(),
            "lock_version": stored.lock_version,
        }

    def act(self, form: Any) -> None:
        """Save it."""
        plans.edit_question(question=self.object, **form.cleaned_data, **self.common())


class QuestionDropView(FormMixin, OfQuestion):
    """Drops a question."""

    form_class = forms.DropForm
    problems = PROBLEMS
    heading = gettext_lazy("Drop the question")
    lead = gettext_lazy("It stays in the plan with the reason; nobody answers it any more.")
    button = gettext_lazy("Drop the question")
    told = gettext_lazy("The question is dropped.")

    def values(self, stored: EvaluationQuestion) -> dict[str, Any]:
        """The state one saw."""
        return {"lock_version": stored.lock_version}

    def act(self, form: Any) -> None:
        """Drop it."""
        plans.drop_question(question=self.object, **form.cleaned_data, **self.common())


class QuestionRestoreView(FormMixin, OfQuestion):
    """Takes back that a question was dropped."""

    form_class = forms.RestoreForm
    problems = PROBLEMS
    heading = gettext_lazy("Ask the dropped question again")
    lead = gettext_lazy("It was not frozen as dropped yet, so it can come back as it was.")
    button = gettext_lazy("Ask it again")
    told = gettext_lazy("The question is asked again.")

    def values(self, stored: EvaluationQuestion) -> dict[str, Any]:
        """The state one saw."""
        return {"lock_version": stored.lock_version}

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The page with the question."""
        return super().page(form, quoted=self.object.text, **context)

    def act(self, form: Any) -> None:
        """Take it back."""
        plans.restore_question(question=self.object, **form.cleaned_data, **self.common())


class PlanFreezeView(FormMixin, OfPlan):
    """Freezes the plan as its next version."""

    form_class = forms.FreezeForm
    problems = PROBLEMS
    heading = gettext_lazy("Freeze the plan")
    lead = gettext_lazy(
        "Questions and criteria are kept for ever as they are now, with the number of values known by then."
    )
    button = gettext_lazy("Freeze it")
    told = gettext_lazy("The plan is frozen. Somebody else may publish it now.")

    def needs(self) -> dict[str, Any]:
        """The first version has no reason."""
        return {"is_first": not self.object.versions.exists()}

    def act(self, form: Any) -> None:
        """Freeze it."""
        plans.freeze_plan(plan=self.object, **form.cleaned_data, **self.common())


class PlanPublishView(FormMixin, About):
    """A second person publishes a frozen version."""

    permission = PUBLISH
    form_class = forms.PublishForm
    problems = PROBLEMS
    heading = gettext_lazy("Publish the plan")
    lead = gettext_lazy("You are the second person: read it before everybody can.")
    button = pgettext_lazy("evaluation", "Publish")
    told = gettext_lazy("The plan is public now.")

    def find(self, **kwargs: Any) -> EvaluationPlanVersion | None:
        """The version."""
        return queries.version_by_number(kwargs["slug"], kwargs["number"], self.request.user)

    def subject(self) -> str:
        """Its name."""
        return str(self.object.record.title)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs_of(_list_crumb(), (self.object.plan.name, self.address()), *further)

    def act(self, form: Any) -> None:
        """Publish it."""
        plans.publish_plan(version=self.object, **self.common())
