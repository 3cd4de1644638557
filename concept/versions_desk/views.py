"""Screens of the desk of versions: prepare, confirm, seal; then approve, publish, open, withdraw, redact.

Every screen works without scripts. A view loads through ``visible_to``, declares its permission and
makes one action call; what goes wrong in the action is shown on the form, with everything typed kept.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView, TemplateView

from concept import actions, queries
from concept.actions.lineage import uncertain_passages
from concept.enums import AccessLevel, PlanState, Standing, StepKind
from concept.exports.downloads import FORMATS
from concept.freezing import ERROR
from concept.models import DocumentPage, FreezePlan, Version
from concept.versions_desk import forms
from concept.versions_desk import queries as desk
from core import desk as core_desk

PAGE_SIZE = 50
SECTIONS_PER_PAGE = 10
RELOAD_SECONDS = 2
SLOW_SECONDS = 60
DESK = {
    "url": reverse_lazy("versions_desk:document-list"),
    "label": gettext_lazy("Versions"),
}


class DeskPage(core_desk.DeskPage):
    """Frame of the screens: staff may know of them, the rest is asked per screen."""

    permission_to_know = "concept.view_versions_desk"
    header_icon = "history"
    desk = DESK


class DocumentListView(DeskPage, TemplateView):
    """Documents with their latest version and what is newer than it."""

    page_title = gettext_lazy("Versions")
    template_name = "concept/versions_desk/document_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=desk.document_rows(self.request.user),
            may_freeze=self.may("concept.freeze_version"),
            **kwargs,
        )


# --- Preparing and sealing ---------------------------------------------------------------------------


class PlanPage(DeskPage):
    """Frame of the screens about the next version of one document."""

    permission = "concept.freeze_version"
    document: DocumentPage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.document = desk.document(kwargs["document_pk"])

    def plan_url(self) -> str:
        """The address of the plan's page."""
        return reverse("versions_desk:plan-detail", args=[self.document.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [(self.plan_url(), self.document.title)]

    def ready_plan(self) -> FreezePlan | None:
        """The open plan if it can be worked with."""
        plan = desk.open_plan(self.document)
        return plan if plan is not None and plan.state == PlanState.READY else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(document=self.document, **kwargs)


class PlanDetailView(PlanPage, TemplateView):
    """The next version of a document: progress, findings, what changes, what is left to decide.

    Whoever may not freeze sees the document's versions only.
    """

    permission = ""
    template_name = "concept/versions_desk/plan_detail.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return self.document.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            versions=desk.versions_of(self.document, self.request.user), **kwargs
        )
        if not self.may("concept.freeze_version"):
            return context
        plan = desk.open_plan(self.document)
        context |= {"may_freeze": True, "plan": plan, "states": PlanState}
        if plan is None:
            return context
        waited = timezone.now() - plan.created_at
        context["is_slow"] = waited.total_seconds() > SLOW_SECONDS
        if plan.state == PlanState.READY:
            changes = desk.planned_changes(plan, desk.old_passages(plan.base))
            uncertain = len(uncertain_passages(plan))
            has_errors = any(issue["severity"] == ERROR for issue in plan.issues)
            context |= {
                "issue_groups": desk.issue_groups(plan),
                "unreleased": desk.unreleased_sections(self.document),
                "changes": changes,
                "passage_count": len(plan.content["passages"]),
                "section_count": len(plan.content["sections"]),
                "uncertain_count": uncertain,
                "answered_count": len(plan.answers),
                "has_errors": has_errors,
                "may_seal": not has_errors and not uncertain,
            }
        return context

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        plan = context.get("plan")
        if plan is not None and plan.state == PlanState.PREPARING:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response


def _typed_key(document: DocumentPage) -> str:
    return f"versions_desk_seal_{document.pk}"


class PlanStartView(PlanPage, View):
    """Begins a plan, or prepares it again. What was typed into the form of sealing is kept."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        typed = {
            name: request.POST[name] for name in forms.SealForm.base_fields if name in request.POST
        }
        if typed:
            request.session[_typed_key(self.document)] = typed
        actions.start_plan(document=self.document, by=request.user, at=timezone.now())
        return redirect(self.plan_url())


class SectionReleaseView(PlanPage, View):
    """Releases the chosen sections for the next version and prepares it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        chosen = desk.sections_by_id(self.document, request.POST.getlist("section"))
        if not chosen:
            messages.error(request, _("Choose at least one section."))
            return redirect(self.plan_url())
        before = len(desk.unreleased_sections(self.document))
        pages, refused = [], []
        for page in chosen:
            reason = self.why_not(page)
            if reason:
                refused.append((page, reason))
            else:
                pages.append(page)
        done = actions.release_and_prepare(
            document=self.document, pages=pages, by=request.user, at=timezone.now()
        )
        after = len(desk.unreleased_sections(self.document))
        count = len(done.released)
        released = ngettext(
            "%(count)s section was released for the next version.",
            "%(count)s sections were released for the next version.",
            count,
        ) % {"count": count}
        if not count:
            released = _("No section was released.")
        waiting = _("Waiting before: %(before)s, now: %(after)s.") % {
            "before": before,
            "after": after,
        }
        tell = messages.success if count else messages.warning
        tell(request, f"{released} {waiting}")
        for page, reason in refused + done.refused:
            messages.error(
                request,
                _("“%(section)s” was not released: %(reason)s")
                % {"section": page, "reason": reason},
            )
        return redirect(self.plan_url())

    def why_not(self, page: Any) -> str:
        """Why this person may not release the section; "" when they may."""
        permissions = page.permissions_for_user(self.request.user)
        if permissions.page_locked():
            return _("it is locked by somebody else.")
        if not permissions.can_publish():
            return _("you may not release it.")
        return ""


class PlanChangesView(PlanPage, TemplateView):
    """What would change since the last version, section by section, with the texts before and after."""

    page_title = gettext_lazy("What will change")
    template_name = "concept/versions_desk/plan_changes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = self.ready_plan()
        if self.plan is None:
            return redirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = desk.planned_changes(self.plan, desk.old_passages(self.plan.base))
        pages = Paginator(changes, SECTIONS_PER_PAGE)
        return super().get_context_data(
            plan=self.plan, sections=pages.get_page(self.request.GET.get("p")), **kwargs
        )


class LineageAnswerView(PlanPage, FormView):
    """Passages of uncertain origin on one screen, fifty at a time."""

    page_title = gettext_lazy("Where passages come from")
    template_name = "concept/versions_desk/lineage_answer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = self.ready_plan()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan is None:
            return redirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan is None:
            messages.error(request, _("The version is being prepared again. Your answers wait."))
            return redirect(self.plan_url())
        return super().post(request, *args, **kwargs)

    def page_of_keys(self) -> Any:
        """Keys of the undecided passages on this page; after a post those that were shown."""
        if self.request.method == "POST":
            return self.request.POST.getlist("shown")[:PAGE_SIZE]
        keys = [passage["answer_key"] for passage in uncertain_passages(self.plan)]
        return Paginator(keys, PAGE_SIZE).get_page(self.request.GET.get("p"))

    def get_form(self, form_class: Any = None) -> forms.LineageForm:
        self.keys = self.page_of_keys()
        old = desk.old_passages(self.plan.base)
        data = self.request.POST if self.request.method == "POST" else None
        questions = desk.lineage_questions(self.plan, old, list(self.keys))
        return forms.LineageForm(data, questions=questions)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(plan=self.plan, **kwargs)
        return context | {
            "keys": self.keys,
            "uncertain_count": len(uncertain_passages(self.plan)),
        }

    def form_valid(self, form: forms.LineageForm) -> HttpResponse:
        try:
            plan = actions.answer_lineage(
                plan=self.plan,
                answers=form.answers,
                lock_version=_number(self.request.POST.get("lock_version")),
            )
        except actions.PlanOutOfDate as error:
            form.add_error(
                None,
                f"{error} " + _("Your choices are kept below; look at them and send them again."),
            )
            return self.form_invalid(form)
        left = len(uncertain_passages(plan))
        messages.success(
            self.request,
            ngettext(
                "Saved. %(count)s passage is left.", "Saved. %(count)s passages are left.", left
            )
            % {"count": left}
            if left
            else _("Saved. Every passage is decided."),
        )
        return (
            redirect("versions_desk:lineage-answer", self.document.pk)
            if left
            else redirect(self.plan_url())
        )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


class LineageConfirmView(PlanPage, View):
    """Accepts every proposal that is left."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        plan = self.ready_plan()
        if plan is None:
            messages.error(request, _("The version is being prepared again. Your answers wait."))
            return redirect(self.plan_url())
        try:
            actions.confirm_lineage(
                plan=plan, lock_version=_number(request.POST.get("lock_version"))
            )
        except actions.PlanOutOfDate as error:
            messages.error(request, str(error))
            return redirect("versions_desk:lineage-answer", self.document.pk)
        messages.success(request, _("All proposals are confirmed."))
        return redirect(self.plan_url())


class VersionSealView(PlanPage, FormView):
    """Label, purpose and reason; then the version is frozen for ever."""

    page_title = gettext_lazy("Freeze the version")
    template_name = "concept/versions_desk/version_seal.html"
    form_class = forms.SealForm
    is_out_of_date = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = self.ready_plan()
        if self.plan is None:
            return redirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = self.ready_plan()
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return self.request.session.get(_typed_key(self.document), {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            plan=self.plan,
            latest=desk.latest_version(self.document),
            is_out_of_date=self.is_out_of_date,
            **kwargs,
        )

    def form_valid(self, form: forms.SealForm) -> HttpResponse:
        try:
            if self.plan is None or self.plan.pk != _number(self.request.POST.get("plan")):
                raise actions.PlanOutOfDate(self.what_happened())
            version = actions.seal_version(
                plan=self.plan, by=self.request.user, at=timezone.now(), **form.cleaned_data
            )
        except actions.LabelTaken as error:
            form.add_error("label", str(error))
        except (actions.FreezeRefused, actions.UncertainLineage) as error:
            form.add_error(None, str(error))
        except actions.PlanOutOfDate as error:
            self.is_out_of_date = True
            form.add_error(None, str(error))
        else:
            self.request.session.pop(_typed_key(self.document), None)
            messages.success(
                self.request,
                _("Version %(label)s is frozen. Nobody can change it any more.")
                % {"label": version.label},
            )
            return redirect("versions_desk:version-detail", version.pk)
        return self.form_invalid(form)

    def what_happened(self) -> str:
        """Why the plan the form was made for is gone."""
        latest = desk.latest_version(self.document)
        if self.plan is None and latest is not None:
            return _("%(person)s has frozen version %(label)s in the meantime.") % {
                "person": latest.frozen_by,
                "label": latest.label,
            }
        return _("The version has been prepared again in the meantime.")


# --- One version ----------------------------------------------------------------------------------------


class VersionPage(DeskPage):
    """Frame of the screens about one version."""

    version: Version

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.version = desk.version(kwargs["version_pk"], request.user)

    def trail(self) -> list[tuple[str, str]]:
        document = self.version.document
        return [
            (reverse("versions_desk:plan-detail", args=[document.pk]), document.title),
            (self.version_url(), self.version_name()),
        ]

    def version_url(self) -> str:
        """The address of the version's page."""
        return reverse("versions_desk:version-detail", args=[self.version.pk])

    def version_name(self) -> str:
        """What the version is called."""
        return _("Version %(label)s") % {"label": self.version.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)


class VersionDetailView(VersionPage, TemplateView):
    """Facts of a version, what happened to it, and what this person may do with it."""

    template_name = "concept/versions_desk/version_detail.html"
    form_name = ""

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:1]

    def get_page_title(self) -> str:
        return self.version_name()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version
        steps = desk.steps_of(version)
        standing = queries.standing_of(step.step for step in steps)
        proposal = actions.pending_proposal(version)
        access = desk.access_of(version)
        arguments = [version.document.slug, version.slug]
        context = {
            "standing": standing,
            "standing_label": Standing(standing).label,
            "steps": steps,
            "proposal": proposal,
            "scheduled": self.scheduled(steps),
            "access": access,
            "access_label": AccessLevel(access.level if access else AccessLevel.STAFF).label,
            "redacted_count": desk.redacted_count(version),
            "forms": self.forms(standing, proposal, access),
            "open_form": self.form_name,
            "may_correct": version.previous_id and self.may("concept.correct_lineage"),
            "may_redact": self.may("concept.redact_passage"),
            "public_url": reverse("concept:version-contents", args=arguments),
            "downloads": [
                (name, reverse("concept:version-download", args=[*arguments, name]))
                for name in FORMATS
            ],
            "compare_url": reverse("concept:version-compare-form", args=arguments[:1]),
        }
        if proposal is not None and proposal.by_id == self.request.user.pk:
            context["others"] = desk.people_who_may_agree(proposal.by, timezone.localdate())
        bound = kwargs.pop("form", None)
        if bound is not None:
            context["forms"][self.form_name] = bound
        return super().get_context_data(**context, **kwargs)

    def scheduled(self, steps: list) -> Any:
        """The agreed moment of a publication that has not come yet."""
        last = steps[-1] if steps else None
        agreed = last is not None and last.step == StepKind.PUBLICATION_AGREED
        return last.effective_at if agreed else None

    def forms(self, standing: str, proposal: Any, access: Any) -> dict[str, Any]:
        """Empty forms of what this person may do with the version as it stands."""
        if standing == Standing.WITHDRAWN:
            found: dict[str, Any] = {}
        else:
            found = {"approve": (forms.ApprovalForm(), "concept.record_step", None)}
            if proposal is not None:
                found["agree"] = (forms.AgreementForm(), "concept.agree_publication", proposal)
            elif standing != Standing.PUBLISHED:
                found["propose"] = (forms.ProposalForm(), "concept.propose_publication", None)
            found["withdraw"] = (forms.WithdrawalForm(), "concept.record_step", None)
        initial = {
            "level": access.level if access else AccessLevel.STAFF,
            "audience": access.audience_id if access else None,
        }
        found["access"] = (
            forms.AccessForm(initial=initial, audiences=desk.audiences()),
            "concept.set_access",
            None,
        )
        return {name: form for name, (form, asked, obj) in found.items() if self.may(asked, obj)}


class VersionAct(VersionDetailView):
    """A form on the page of a version: what was refused comes back on that page as it was typed."""

    http_method_names = ["post"]
    form_class: Any = None
    success_message = ""

    def make_form(self) -> Any:
        """The form with what was typed."""
        return self.form_class(self.request.POST)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = self.make_form()
        if form.is_valid():
            try:
                self.act(form)
            except (actions.StepRefused, actions.SamePerson) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self.success_message)
                return redirect(self.version_url())
        return self.render_to_response(self.get_context_data(form=form))

    def act(self, form: Any) -> None:
        """Do what was asked."""
        raise NotImplementedError


class ApprovalView(VersionAct):
    """Records how a body dealt with the version."""

    permission = "concept.record_step"
    form_class = forms.ApprovalForm
    form_name = "approve"
    success_message = gettext_lazy("The approval is recorded.")

    def act(self, form: Any) -> None:
        actions.record_approval(
            version=self.version, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class ProposalView(VersionAct):
    """Proposes to publish; a second person must agree."""

    permission = "concept.propose_publication"
    form_class = forms.ProposalForm
    form_name = "propose"
    success_message = gettext_lazy("The publication is proposed. A second person must agree.")

    def act(self, form: Any) -> None:
        actions.propose_publication(
            version=self.version, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class AgreementView(VersionAct):
    """The second person agrees."""

    permission = "concept.agree_publication"
    form_class = forms.AgreementForm
    form_name = "agree"
    success_message = gettext_lazy("You have agreed to the publication.")

    def permission_object(self) -> Any:
        return desk.newest_proposal(self.version)

    def act(self, form: Any) -> None:
        actions.agree_publication(version=self.version, by=self.request.user, at=timezone.now())


class WithdrawalView(VersionAct):
    """Takes a version out of use."""

    permission = "concept.record_step"
    form_class = forms.WithdrawalForm
    form_name = "withdraw"
    success_message = gettext_lazy("The version is withdrawn.")

    def act(self, form: Any) -> None:
        actions.withdraw_version(
            version=self.version,
            note=form.cleaned_data["note"],
            by=self.request.user,
            at=timezone.now(),
        )


class AccessView(VersionAct):
    """Says who may read the version."""

    permission = "concept.set_access"
    form_class = forms.AccessForm
    form_name = "access"
    success_message = gettext_lazy("Who may read the version has been changed.")

    def make_form(self) -> Any:
        return forms.AccessForm(self.request.POST, audiences=desk.audiences())

    def act(self, form: Any) -> None:
        actions.set_access(
            version=self.version, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class PassageSearchView(VersionPage, TemplateView):
    """Finds a passage of a version by its words."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.SearchForm(self.request.GET or None)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        found = Paginator(desk.search_passages(self.version, words), PAGE_SIZE)
        return super().get_context_data(
            search_form=form,
            words=words,
            passages=found.get_page(self.request.GET.get("p")),
            **kwargs,
        )


class CorrectionSearchView(PassageSearchView):
    """Chooses the passage whose origin is wrong."""

    permission = "concept.correct_lineage"
    page_title = gettext_lazy("Correct where a passage comes from")
    template_name = "concept/versions_desk/correction_search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            corrections=desk.lineage_corrections(self.version), **kwargs
        )


class CorrectionView(VersionPage, FormView):
    """Says which passage of the version before a passage comes from, or that it is new."""

    permission = "concept.correct_lineage"
    page_title = gettext_lazy("Where the passage comes from")
    template_name = "concept/versions_desk/lineage_correct.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.version.previous is None:
            raise Http404
        self.passage = desk.passage(self.version, kwargs["passage_uid"])

    def get_form(self, form_class: Any = None) -> forms.CorrectionForm:
        self.search = forms.SearchForm(self.request.GET or None)
        self.words = self.search.cleaned_data["q"] if self.search.is_valid() else ""
        data = self.request.POST if self.request.method == "POST" else None
        candidates = desk.likely_ancestors(self.version, self.passage, self.words)
        return forms.CorrectionForm(data, candidates=candidates)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "passage": self.passage,
            "ancestors": desk.ancestors_of(self.version, self.passage.passage_uid),
            "search_form": self.search,
            "words": self.words,
        }

    def form_valid(self, form: forms.CorrectionForm) -> HttpResponse:
        actions.correct_lineage(
            version=self.version,
            old_uid=form.cleaned_data["ancestor"],
            new_uid=str(self.passage.passage_uid),
            relation=form.cleaned_data["relation"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The origin of the passage is corrected."))
        return redirect("versions_desk:correction-search", self.version.pk)


class RedactionSearchView(PassageSearchView):
    """Finds the passage whose words must go."""

    permission = "concept.redact_passage"
    page_title = gettext_lazy("Remove words of a passage")
    template_name = "concept/versions_desk/redaction_search.html"


class RedactionView(VersionPage, FormView):
    """Says what will be lost and where, and removes the words when the person is sure."""

    permission = "concept.redact_passage"
    page_title = gettext_lazy("Remove the words for ever")
    template_name = "concept/versions_desk/passage_redact.html"
    form_class = forms.RedactionForm
    still_in: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.content = desk.content(self.version, kwargs["digest"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            content=self.content,
            places=desk.places_of(self.content),
            still_in=self.still_in,
            **kwargs,
        )

    def form_valid(self, form: forms.RedactionForm) -> HttpResponse:
        try:
            actions.redact_passage(
                content=self.content,
                reason=form.cleaned_data["reason"],
                by=self.request.user,
                at=timezone.now(),
            )
        except actions.WordsStillWritten as error:
            self.still_in = error.page
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except actions.RedactionRefused as error:
            form.add_error("reason", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The words are removed. The fact and the reason stay."))
        return redirect(self.version_url())
