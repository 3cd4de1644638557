"""Meetings: the paper with proposed settlements, and the screen that records what was decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView

from consultations import meeting_paper
from consultations.actions import bulk
from consultations.actions import departments as sheet_actions
from consultations.desk.bulk_forms import BulkDecideForm
from consultations.desk.departments import attachment
from consultations.desk.settlement_queue import SettlingRoundPage
from consultations.enums import BulkKind, DecidedBy, SettlementState, Weight
from consultations.queries import meetings as queries
from consultations.queries import wordings as wording_queries
from consultations.settlement_exports import FORMATS
from core import exports

MOST_CONTRADICTIONS = 20  # passages named on the screen; the rest is in the list of wordings


class MeetingPage(SettlingRoundPage):
    """Frame of the screens about meetings."""

    permission = "consultations.record_meeting_decision"

    def screen_url(self) -> str:
        """Address of the screen."""
        return reverse("consultations_desk:meeting", args=[self.round.pk])


class MeetingForm(BulkDecideForm):
    """When and where a meeting decided; that a meeting did is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["decided_as"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["decided_as"] = DecidedBy.MEETING
        if not (cleaned.get("decided_where") or cleaned.get("decided_in")):
            self.add_error("decided_where", _("Say at which meeting it was decided."))
        return cleaned


class MeetingView(MeetingPage, FormView):
    """What waits for a decision, essential and disputed first; the chosen ones are decided by a meeting."""

    page_title = gettext_lazy("Record what a meeting decided")
    template_name = "consultations/desk/meeting.html"
    form_class = MeetingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = queries.items(self.round)
        chosen = set(self.request.POST.getlist("chosen"))
        rows = [
            {
                "item": item,
                "why_not": self.why_not(item),
                "is_chosen": str(item.settlement.pk) in chosen,
            }
            for item in found
        ]
        contradictions = wording_queries.contradictions(self.round, self.request.user)
        return super().get_context_data(
            grave=[row for row in rows if row["item"].is_grave],
            others=[row for row in rows if not row["item"].is_grave],
            count=sum(len(item.keys) for item in found),
            contradictions=contradictions[:MOST_CONTRADICTIONS],
            contradictory_count=len(contradictions),
            further_contradictory=max(0, len(contradictions) - MOST_CONTRADICTIONS),
            kinds=meeting_paper.KINDS,
            **kwargs,
        )

    def why_not(self, item: queries.Item) -> str:
        """Why this person cannot record the decision of an item now; "" when they can."""
        settlement = item.settlement
        if settlement.state == SettlementState.IN_DISPUTE or item.dispute is not None:
            return _("In dispute: resolve it on the page of the comment.")
        is_essential = settlement.comment.weight == Weight.ESSENTIAL
        if is_essential and settlement.proposed_by_id == self.request.user.pk:
            return _("You proposed it: somebody else records the decision.")
        return ""

    def form_valid(self, form: MeetingForm) -> HttpResponse:
        chosen = {int(key) for key in self.request.POST.getlist("chosen") if key.isdecimal()}
        keys = [
            key
            for item in queries.items(self.round)
            if item.settlement.pk in chosen
            for key in item.keys
        ]
        if not keys:
            form.add_error(None, _("Choose what the meeting decided."))
            return self.form_invalid(form)
        step = bulk.start_step(
            round=self.round,
            kind=BulkKind.DECIDE,
            params=form.params(),
            targets=keys,
            language=translation.get_language(),
            by=self.request.user,
            at=timezone.now(),
        )
        return redirect("consultations_desk:bulk-detail", self.round.pk, step.pk)


class PaperView(MeetingPage, View):
    """The paper as a file; the log keeps that it was made."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = kwargs["kind"]
        if kind not in meeting_paper.KINDS:
            raise Http404
        now = timezone.now()
        found = queries.items(self.round)
        try:
            data = meeting_paper.build(
                self.round,
                found,
                wording_queries.contradictions(self.round, request.user),
                kind,
                day=timezone.localdate(now),
            )
        except exports.ExportProblem as problem:
            messages.error(request, str(problem))
            return redirect(self.screen_url())
        except exports.ExportFailed:
            messages.error(request, _("The file could not be made. Try it again later."))
            return redirect(self.screen_url())
        sheet_actions.record_paper(round=self.round, count=len(found), by=request.user, at=now)
        made = FORMATS[kind]
        name = f"{self.round.reference}-podklad-pro-jednani.{made.extension}".lower()
        return attachment(data, name, made.mime)
