"""Steps in the life of minutes: sent to members, confirmed, approved, published, corrected, freed of personal data."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import differences_of
from working_groups import minutes_paper
from working_groups.actions import corrections, minutes_approval, redactions
from working_groups.actions import minutes as actions
from working_groups.actions.decision_steps import DecisionFixed
from working_groups.actions.decisions import TextMissing
from working_groups.enums import APPROVED_MINUTES_STATES
from working_groups.forms.minutes import (
    ApprovalForm,
    CorrectionForm,
    PublicationForm,
    RemovalForm,
)
from working_groups.minutes_content import Circle, shown
from working_groups.queries import minutes as queries
from working_groups.queries.minutes_frame import frame_of
from working_groups.views.minutes import InMinutes


class CirculateView(InMinutes):
    """``/jednani/<ref>/zapis/rozeslat/``: the text goes to members for remarks."""

    permission = "working_groups.circulate_minutes"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send it."""
        try:
            actions.circulate_minutes(
                minutes=self.minutes,
                by=request.user,
                at=self.now,
                note=request.POST.get("poznamka", ""),
            )
        except (
            actions.MeetingNotHeld,
            actions.MinutesNotConfirmed,
            actions.MinutesMoveRefused,
        ) as error:
            messages.error(request, str(error))
            if self.may("write_minutes"):
                return redirect(self.address("minutes-write"))
        else:
            messages.success(request, _("The minutes were sent to members for remarks."))
        return redirect(self.address())


class ConfirmView(InMinutes):
    """``/jednani/<ref>/zapis/overit/``: the verifier reads the text being written and confirms it."""

    permission = "working_groups.confirm_minutes"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The text as it is now."""
        content = shown(frame_of(self.minutes), self.circle, with_names=True)
        context = {
            "minutes": self.minutes,
            "ref": self.ref,
            "paper": minutes_paper.paper(content),
            "breadcrumbs": self.crumbs((_("Verification"), "")),
        }
        return render(request, "working_groups/minutes/confirm.html", context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Confirm it."""
        try:
            actions.confirm_minutes(minutes=self.minutes, by=request.user, at=self.now)
        except actions.MinutesNotBeingWritten as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("You confirmed the text."))
        return redirect(self.address())


class StepForm(InMinutes):
    """A page with one form. What was refused comes back as it was typed."""

    heading: Any = ""
    lead: Any = ""
    button: Any = ""
    is_danger = False
    problems: tuple[type[Exception], ...] = ()

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The form."""
        return self.page(self.form())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, or say what is wrong."""
        form = self.form(request.POST)
        if form.is_valid():
            try:
                self.act(form)
            except self.problems as error:
                form.add_error(None, str(error))
                return self.page(form, **self.beside(form, error))
            return redirect(self.address())
        return self.page(form)

    def form(self, data: Any = None) -> forms.Form:
        """The form, bound when data are given."""
        raise NotImplementedError

    def act(self, form: forms.Form) -> None:
        """Call the action."""
        raise NotImplementedError

    def beside(self, _form: forms.Form, _error: Exception) -> dict[str, Any]:
        """What is shown beside a refusal."""
        return {}

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The page with the form."""
        heading = str(self.heading)
        told = {
            "minutes": self.minutes,
            "form": form,
            "heading": heading,
            "lead": self.lead,
            "button": self.button,
            "is_danger": self.is_danger,
            "back": self.address(),
            "breadcrumbs": self.crumbs((heading, "")),
        }
        return render(self.request, "working_groups/minutes/step.html", told | context)


class ApproveView(StepForm):
    """``/jednani/<ref>/zapis/schvalit/``: the chair approves the text members have before them."""

    permission = "working_groups.approve_minutes"
    heading = gettext_lazy("Approve the minutes")
    lead = gettext_lazy(
        "The text is kept word by word and the conclusions become valid. Later only corrections are possible."
    )
    button = gettext_lazy("Approve")
    problems = (
        minutes_approval.MinutesAlreadyApproved,
        minutes_approval.RemarksOpen,
        minutes_approval.NotSilence,
        minutes_approval.ApprovalItemWrong,
        actions.MinutesMoveRefused,
    )

    def form(self, data: Any = None) -> ApprovalForm:
        """How."""
        return ApprovalForm(data, minutes=self.minutes)

    def act(self, form: ApprovalForm) -> None:
        """Approve."""
        minutes_approval.approve_minutes(
            minutes=self.minutes, by=self.request.user, at=self.now, **form.cleaned_data
        )
        messages.success(self.request, _("The minutes are approved."))


class PublishView(StepForm):
    """``/jednani/<ref>/zapis/zverejnit/``: the public part becomes public."""

    permission = "working_groups.circulate_minutes"
    heading = gettext_lazy("Publish the minutes")
    lead = gettext_lazy(
        "Everybody will read the text of public items. Internal texts and other items stay in the group."
    )
    button = pgettext_lazy("minutes", "Publish")
    problems = (minutes_approval.NamesNotChecked, actions.MinutesMoveRefused)

    def form(self, data: Any = None) -> PublicationForm:
        """Whether somebody looked at the names."""
        return PublicationForm(data)

    def act(self, form: PublicationForm) -> None:
        """Publish."""
        minutes_approval.publish_minutes(
            minutes=self.minutes, by=self.request.user, at=self.now, **form.cleaned_data
        )
        messages.success(self.request, _("The minutes are published."))


class CorrectView(StepForm):
    """``/jednani/<ref>/zapis/opravit/``: a slip of the pen, or a correction a later meeting concluded."""

    permission = "working_groups.correct_minutes"
    heading = gettext_lazy("Correct the approved minutes")
    lead = gettext_lazy("The text before stays readable, and a notice tells of the correction.")
    button = gettext_lazy("Save the correction")
    problems = (
        corrections.MinutesNotApproved,
        corrections.CorrectionWithoutReason,
        corrections.NothingCorrected,
        corrections.StaleMinutes,
        corrections.DecidedElsewhere,
        DecisionFixed,
        TextMissing,
    )

    def form(self, data: Any = None) -> CorrectionForm:
        """The text that counts, to be mended."""
        texts = queries.kept_texts(self.minutes, Circle.MEMBERS, with_names=True)
        if self.minutes.state not in APPROVED_MINUTES_STATES or not texts:
            raise Http404
        return CorrectionForm(
            data,
            minutes=self.minutes,
            content=texts[-1].content,
            number=texts[-1].read.number,
        )

    def act(self, form: CorrectionForm) -> None:
        """Correct."""
        decided_in = form.cleaned_data["decided_in"]
        told = {
            "minutes": self.minutes,
            "texts": form.texts(),
            "reason": form.cleaned_data["reason"],
            "from_number": form.cleaned_data["from_number"],
            "by": self.request.user,
            "at": self.now,
        }
        if decided_in is None:
            corrections.correct_clerical(**told)
        else:
            corrections.correct_substantive(**told, decided_in=decided_in, wordings=form.wordings())
        messages.success(self.request, _("The correction is saved."))

    def beside(self, form: forms.Form, error: Exception) -> dict[str, Any]:
        """Both texts, when somebody corrected meanwhile; saving again builds on the newer one."""
        if not isinstance(error, corrections.StaleMinutes) or error.current is None:
            return {}
        differences = differences_of(form, self.form())
        again = form.data.copy()
        again["from_number"] = str(error.current.number)
        form.data = again
        return {"is_stale": True, "differences": differences}


class RemoveView(StepForm):
    """``/jednani/<ref>/zapis/odstranit-udaje/``: personal data that got in by mistake go from everywhere."""

    permission = "working_groups.redact_minutes"
    heading = gettext_lazy("Remove personal data")
    lead = gettext_lazy(
        "The words go from all texts of the minutes, from conclusions, tasks, files and the search. "
        "The fact that something was removed and the reason stay."
    )
    button = gettext_lazy("Remove for good")
    is_danger = True
    problems = (redactions.RemovalRefused, redactions.WordsNotFound)

    def form(self, data: Any = None) -> RemovalForm:
        """Which words and why."""
        return RemovalForm(data)

    def act(self, form: RemovalForm) -> None:
        """Remove."""
        redactions.redact_minutes(
            minutes=self.minutes,
            words=form.cleaned_data["words"].splitlines(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.now,
        )
        messages.success(self.request, _("The words were removed everywhere."))
