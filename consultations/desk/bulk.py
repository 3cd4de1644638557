"""Steps over many comments: how many it concerns, then the step, then a report that can be printed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.actions import bulk as actions
from consultations.desk import bulk_forms
from consultations.desk.settlement_queue import (
    BULK_PERMISSIONS,
    SettlingRoundPage,
    queue_url,
    sought_in,
)
from consultations.enums import BulkKind, BulkState
from consultations.queries import bulk, settlement_queue

RELOAD_SECONDS = 2
MOST_CHOSEN = 10 * settlement_queue.PAGE_SIZE


class PrepareView(SettlingRoundPage, TemplateView):
    """Says how many comments a step concerns and asks for what it needs; a second post does it.

    Posted are ``kind``, ``which`` ("chosen" with ``chosen`` keys, or "all" with the ``query`` of the queue).
    """

    http_method_names = ["post"]
    template_name = "consultations/desk/bulk_prepare.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind = request.POST.get("kind", "")
        if request.method == "POST" and self.kind not in bulk_forms.BULK_FORMS:
            raise Http404
        self.query = QueryDict(request.POST.get("query", ""))

    @property
    def permission(self) -> str:
        return BULK_PERMISSIONS[self.kind]

    def get_page_title(self) -> str:
        return BulkKind(self.kind).label

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.keys = self.chosen()
        if not self.keys:
            messages.error(request, _("Choose at least one comment."))
            return redirect(self.back_url())
        form_class = bulk_forms.BULK_FORMS[self.kind]
        if "confirm" not in request.POST:
            self.form = form_class(user=request.user)
            return self.render_to_response(self.get_context_data())
        self.form = form_class(request.POST, user=request.user)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        step = actions.start_step(
            round=self.round,
            kind=self.kind,
            params=self.form.params(),
            targets=self.keys,
            language=translation.get_language(),
            by=request.user,
            at=timezone.now(),
        )
        return redirect("consultations_desk:bulk-detail", self.round.pk, step.pk)

    def chosen(self) -> list[int]:
        """Keys of the settlements the step concerns, each one of this round."""
        if self.request.POST.get("which") == "all":
            sought = sought_in(self.query, self.round)
            return settlement_queue.ordered_keys(
                self.round, self.request.user, sought, timezone.localdate()
            )
        given = self.request.POST.getlist("chosen")[:MOST_CHOSEN]
        keys = [int(key) for key in given if key.isdecimal()]
        return settlement_queue.keys_in_round(self.round, self.request.user, keys)

    def back_url(self) -> str:
        """The queue as it was."""
        address = queue_url(self.round)
        return f"{address}?{self.query.urlencode()}" if self.query else address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_all = self.request.POST.get("which") == "all"
        return super().get_context_data(
            form=self.form,
            kind=self.kind,
            heading=BulkKind(self.kind).label,
            which="all" if is_all else "chosen",
            chosen=[] if is_all else self.keys,
            query=self.query.urlencode(),
            count=len(self.keys),
            states=bulk.state_counts(self.keys),
            back_url=self.back_url(),
            runs_as_job=len(self.keys) > actions.MOST_AT_ONCE,
            rows=settlement_queue.queue_rows(
                self.keys[:10], self.request.user, timezone.localdate()
            ),
            more=max(0, len(self.keys) - 10),
            **kwargs,
        )


class StepView(SettlingRoundPage, TemplateView):
    """What a step did, or how far it is: changed, unchanged, refused with the reason of each."""

    template_name = "consultations/desk/bulk_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.step = bulk.bulk_step(self.round, kwargs["step_pk"])
        if self.step is None or self.step.kind == BulkKind.SEARCH:
            raise Http404

    def get_page_title(self) -> str:
        return self.step.get_kind_display()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        total = len(self.step.targets)
        return super().get_context_data(
            step=self.step,
            states=BulkState,
            total=total,
            percent=self.step.done_count * 100 // total if total else 100,
            report=bulk.step_report(self.step),
            again=urlencode({"state": settlement_queue.UNSETTLED}),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.step.state in {BulkState.WAITING, BulkState.RUNNING}:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response


def step_url(step: Any) -> str:
    """Address of the report of a step."""
    return reverse("consultations_desk:bulk-detail", args=[step.round_id, step.pk])
