"""Doubtful origins are confirmed and the plan is sealed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView

from concept import actions
from concept.actions.lineage import uncertain_passages
from concept.versions_desk import forms
from concept.versions_desk import queries as desk
from concept.versions_desk.views.page import PlanPage, number_in, typed_key
from concept.versions_desk.views.passages import PAGE_SIZE


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
                lock_version=number_in(self.request.POST.get("lock_version")),
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
                plan=plan, lock_version=number_in(request.POST.get("lock_version"))
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
        return self.request.session.get(typed_key(self.document), {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            plan=self.plan,
            latest=desk.latest_version(self.document),
            is_out_of_date=self.is_out_of_date,
            **kwargs,
        )

    def form_valid(self, form: forms.SealForm) -> HttpResponse:
        try:
            if self.plan is None or self.plan.pk != number_in(self.request.POST.get("plan")):
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
            self.request.session.pop(typed_key(self.document), None)
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
