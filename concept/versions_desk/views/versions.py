"""A frozen version is approved, published, opened to readers, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from concept import actions, queries
from concept.enums import AccessLevel, Standing
from concept.exports.downloads import FORMATS
from concept.versions_desk import forms
from concept.versions_desk import queries as desk
from concept.versions_desk.views.page import VersionPage
from core import extension


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
        scheduled = actions.scheduled_publication(version)
        access = desk.access_of(version)
        arguments = [version.document.slug, version.slug]
        context = {
            "standing": standing,
            "standing_label": Standing(standing).label,
            "steps": steps,
            "proposal": proposal,
            "scheduled": scheduled.effective_at if scheduled else None,
            "newer_in_force": desk.newer_in_force(version),
            "access": access,
            "access_label": AccessLevel(access.level if access else AccessLevel.STAFF).label,
            "redacted_count": desk.redacted_count(version),
            "forms": self.forms(standing, proposal, scheduled, access),
            "open_form": self.form_name,
            "may_review": self.may("concept.review_changes"),
            "may_correct": version.previous_id and self.may("concept.correct_lineage"),
            "may_redact": self.may("concept.redact_passage"),
            "public_url": reverse("concept:version-contents", args=arguments),
            "downloads": [
                (name, reverse("concept:version-download", args=[*arguments, name]))
                for name in FORMATS
            ],
            "compare_url": reverse("concept:version-compare-form", args=arguments[:1]),
            "findings": extension.approval_findings(version)
            if standing not in (Standing.WITHDRAWN, Standing.SUPERSEDED)
            else None,
            "is_approved": standing != Standing.FROZEN,
            "panels": [
                panel.render(self.request, version)
                for panel in extension.panels("concept.version_desk")
                if self.may(panel.permission, version)
            ],
        }
        if proposal is not None and proposal.by_id == self.request.user.pk:
            context["others"] = desk.people_who_may_agree(proposal.by, timezone.localdate())
        bound = kwargs.pop("form", None)
        if bound is not None:
            context["forms"][self.form_name] = bound
        return super().get_context_data(**context, **kwargs)

    def forms(self, standing: str, proposal: Any, scheduled: Any, access: Any) -> dict[str, Any]:
        """Empty forms of what this person may do with the version as it stands."""
        if standing == Standing.WITHDRAWN:
            found: dict[str, Any] = {}
        else:
            found = {"approve": (forms.ApprovalForm(), "concept.record_step", None)}
            if proposal is not None:
                found["agree"] = (forms.AgreementForm(), "concept.agree_publication", proposal)
            elif standing != Standing.PUBLISHED and scheduled is None:
                found["propose"] = (forms.ProposalForm(), "concept.propose_publication", None)
            if proposal is not None or scheduled is not None:
                found["cancel"] = (forms.CancellationForm(), "concept.cancel_publication", None)
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
        raise NotImplementedError  # each form below does its own


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


class CancellationView(VersionAct):
    """Takes back a publication that was proposed or agreed and has not happened."""

    permission = "concept.cancel_publication"
    form_class = forms.CancellationForm
    form_name = "cancel"
    success_message = gettext_lazy("The publication is cancelled.")

    def act(self, form: Any) -> None:
        actions.cancel_publication(
            version=self.version,
            note=form.cleaned_data["note"],
            by=self.request.user,
            at=timezone.now(),
        )


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
