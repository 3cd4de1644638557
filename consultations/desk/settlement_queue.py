"""The queue of a round: what is to be settled, sought, filtered and taken one after another.

The filter is in the address and goes along to each comment, so that "next" is the next one of what was sought.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from consultations.desk import queue_form
from consultations.desk.page import SETTLING_HELP, RoundPage
from consultations.enums import BulkKind, SettlementState
from consultations.models import Round
from consultations.queries import conclusions, settlement_queue
from working_groups.numbering import in_address

BULK_KINDS = (
    BulkKind.ASSIGN,
    BulkKind.THEME,
    BulkKind.PROPOSE,
    BulkKind.REVIEW,
    BulkKind.DECIDE,
    BulkKind.JOIN,
    BulkKind.ANSWER,
)


def queue_url(round: Round) -> str:
    """Address of a round's queue."""
    return reverse("consultations_desk:settlement-list", args=[round.pk])


def settlement_url(reference: str, sought: settlement_queue.QueueFilter | None = None) -> str:
    """Address of a comment at the desk; with what was sought, so that one can go on there."""
    address = reverse("consultations_desk:settlement-detail", args=[reference])
    query = urlencode(sought.active()) if sought else ""
    return f"{address}?{query}" if query else address


def sought_in(data: Any, round: Round) -> settlement_queue.QueueFilter:
    """What an address or a form seeks in the queue of a round."""
    return queue_form.QueueForm(data, round=round, today=timezone.localdate()).sought()


class SettlingRoundPage(RoundPage):
    """Frame of the screens of one round's settlement."""

    help_path = SETTLING_HELP
    permission_to_know = "consultations.view_settlements"
    header_icon = "clipboard-list"

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (queue_url(self.round), _("Settlement"))]


class QueueView(SettlingRoundPage, TemplateView):
    """The comments of a round: filter, order, page; rows can be chosen for a step over many."""

    template_name = "consultations/desk/settlement_list.html"

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_page_title(self) -> str:
        return _("Settlement")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = queue_form.QueueForm(self.request.GET, round=self.round, today=today)
        sought = form.sought()
        page = self.request.GET.get("p", "")
        queue = settlement_queue.read_queue(
            self.round,
            self.request.user,
            sought,
            today,
            int(page) if page.isdecimal() else 1,
        )
        without_state = {k: v for k, v in sought.active().items() if k != "state"}
        unsettled = sum(queue.states.get(state, 0) for state in settlement_queue.UNSETTLED_STATES)
        counts = [
            ("", _("All"), sum(queue.states.values())),
            (settlement_queue.UNSETTLED, _("Unsettled"), unsettled),
            *(
                (state.value, state.label, queue.states[state])
                for state in SettlementState
                if queue.states.get(state)
            ),
        ]
        return super().get_context_data(
            form=form,
            sought=sought,
            queue=queue,
            rows=queue.rows,
            query=urlencode(sought.active()),
            states=[
                {
                    "label": label,
                    "count": count,
                    "query": urlencode(without_state | ({"state": state} if state else {})),
                    "is_current": sought.state == state,
                }
                for state, label, count in counts
            ],
            narrowing=len(set(sought.active()) - {"sort", "state", "q"}),
            previous_page=queue.page - 1 if queue.page > 1 else 0,
            next_page=queue.page + 1 if queue.page < queue.page_count else 0,
            bulk_kinds=[(kind.value, kind.label) for kind in BULK_KINDS if self.may_step(kind)],
            may_join=self.may("consultations.join_comments"),
            may_propose=self.may("consultations.implement_settlement"),
            may_assign=self.may("consultations.assign_settlement"),
            may_meet=self.may("consultations.record_meeting_decision"),
            changed_conclusions=[
                (row, in_address(row.record.reference))
                for row in conclusions.changed_of_round(self.round, self.request.user)
            ]
            if self.may("consultations.check_conclusion")
            else [],
            **kwargs,
        )

    def may_step(self, kind: str) -> bool:
        """Whether a step over many rows is offered at all; each row is asked again."""
        return self.may(BULK_PERMISSIONS[kind])


BULK_PERMISSIONS: dict[str, str] = {
    BulkKind.ASSIGN: "consultations.assign_settlement",
    BulkKind.THEME: "consultations.assign_settlement",
    BulkKind.PROPOSE: "consultations.manage_standard_answers",
    BulkKind.REVIEW: "consultations.review_settlement",
    BulkKind.DECIDE: "consultations.record_meeting_decision",
    BulkKind.JOIN: "consultations.join_comments",
    BulkKind.ANSWER: "consultations.implement_settlement",
}


class SettlementJumpView(SettlingRoundPage, View):
    """Opens the first unsettled comment of what is sought: the beginning of a day's work."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        sought = sought_in(request.GET, self.round)
        rows = settlement_queue.read_queue(
            self.round, request.user, sought, timezone.localdate()
        ).rows
        if not rows:
            messages.info(request, _("No comment matches."))
            return redirect(queue_url(self.round))
        return redirect(settlement_url(rows[0].settlement.comment.reference, sought))
