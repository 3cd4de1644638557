"""Steps in the life of minutes: sent to members, confirmed, approved, published, corrected, freed of personal data."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import RemovalForm
from core.pages import FormMixin
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


class ApproveView(FormMixin, InMinutes):
    """``/jednani/<ref>/zapis/schvalit/``: the chair approves the text members have before them."""

    permission = "working_groups.approve_minutes"
    form_class = ApprovalForm
    heading = gettext_lazy("Approve the minutes")
    lead = gettext_lazy(
        "The text is kept word by word and the conclusions become valid. Later only corrections are possible."
    )
    button = gettext_lazy("Approve")
    told = gettext_lazy("The minutes are approved.")
    problems = (
        minutes_approval.MinutesAlreadyApproved,
        minutes_approval.RemarksOpen,
        minutes_approval.NotSilence,
        minutes_approval.ApprovalItemWrong,
        actions.MinutesMoveRefused,
    )

    def needs(self) -> dict[str, Any]:
        """What is approved."""
        return {"minutes": self.minutes}

    def act(self, form: ApprovalForm) -> None:
        """Approve."""
        minutes_approval.approve_minutes(minutes=self.minutes, **form.cleaned_data, **self.common())


class PublishView(FormMixin, InMinutes):
    """``/jednani/<ref>/zapis/zverejnit/``: the public part becomes public."""

    permission = "working_groups.circulate_minutes"
    form_class = PublicationForm
    heading = gettext_lazy("Publish the minutes")
    lead = gettext_lazy(
        "Everybody will read the text of public items. Internal texts and other items stay in the group."
    )
    button = pgettext_lazy("minutes", "Publish")
    told = gettext_lazy("The minutes are published.")
    problems = (minutes_approval.NamesNotChecked, actions.MinutesMoveRefused)

    def act(self, form: PublicationForm) -> None:
        """Publish."""
        minutes_approval.publish_minutes(minutes=self.minutes, **form.cleaned_data, **self.common())


class CorrectView(FormMixin, InMinutes):
    """``/jednani/<ref>/zapis/opravit/``: a slip of the pen, or a correction a later meeting concluded."""

    permission = "working_groups.correct_minutes"
    heading = gettext_lazy("Correct the approved minutes")
    lead = gettext_lazy("The text before stays readable, and a notice tells of the correction.")
    button = gettext_lazy("Save the correction")
    told = gettext_lazy("The correction is saved.")
    problems = (
        corrections.MinutesNotApproved,
        corrections.CorrectionWithoutReason,
        corrections.NothingCorrected,
        corrections.StaleMinutes,
        corrections.DecidedElsewhere,
        DecisionFixed,
        TextMissing,
    )

    def form_of(self, _stored: Any, **kwargs: Any) -> CorrectionForm:
        """The text that counts now, to be mended."""
        texts = queries.kept_texts(self.minutes, Circle.MEMBERS, with_names=True)
        if self.minutes.state not in APPROVED_MINUTES_STATES or not texts:
            raise Http404
        newest = texts[-1]
        return CorrectionForm(
            minutes=self.minutes, content=newest.content, number=newest.read.number, **kwargs
        )

    def act(self, form: CorrectionForm) -> None:
        """Correct."""
        decided_in = form.cleaned_data["decided_in"]
        said = {
            "minutes": self.minutes,
            "texts": form.texts(),
            "reason": form.cleaned_data["reason"],
            "from_number": form.cleaned_data["from_number"],
            **self.common(),
        }
        if decided_in is None:
            corrections.correct_clerical(**said)
        else:
            corrections.correct_substantive(**said, decided_in=decided_in, wordings=form.wordings())


class RemoveView(FormMixin, InMinutes):
    """``/jednani/<ref>/zapis/odstranit-udaje/``: personal data that got in by mistake go from everywhere."""

    permission = "working_groups.redact_minutes"
    form_class = RemovalForm
    heading = gettext_lazy("Remove personal data")
    lead = gettext_lazy(
        "The words go from all texts of the minutes, from conclusions, tasks, files and the search. "
        "The fact that something was removed and the reason stay."
    )
    button = gettext_lazy("Remove for good")
    told = gettext_lazy("The words were removed everywhere.")
    is_danger = True
    problems = (redactions.RemovalRefused, redactions.WordsNotFound)

    def act(self, form: RemovalForm) -> None:
        """Remove."""
        redactions.redact_minutes(
            minutes=self.minutes,
            words=form.cleaned_data["words"].splitlines(),
            reason=form.cleaned_data["reason"],
            **self.common(),
        )
