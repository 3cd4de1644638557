"""Comments assigned to people who have no desk, such as somebody of a department: they read them and propose an answer.

Deciding, linking with the text and answering stay at the desk.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView

from consultations.actions import settlements
from consultations.enums import OUTCOMES, Outcome
from consultations.models import Settlement
from consultations.queries.assignments import assigned_to
from consultations.views.statements import place_words
from core.permissions import allowed

# A passage is chosen at the desk; "withdrawn" is the author's.
PROPOSED_HERE = [
    (outcome.value, outcome.label)
    for outcome in OUTCOMES
    if outcome not in {Outcome.WITHDRAWN, Outcome.ALREADY_COVERED}
]


class ProposalForm(forms.Form):
    """Outcome and reason."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=[("", gettext_lazy("Choose")), *PROPOSED_HERE]
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason of the settlement"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "The author and everyone else will read it. Say why, in plain words."
        ),
    )
    target_note = forms.CharField(
        label=gettext_lazy("Moved to"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Only for a deferred comment: the measure, the task, the next plan."
        ),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


@method_decorator(never_cache, name="dispatch")
class AssignedList(LoginRequiredMixin, ListView):
    """``/konzultace/pridelene/``: what was assigned to the person and is not settled."""

    template_name = "consultations/assigned_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Settlement]:
        return assigned_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            {"settlement": found, "place": capfirst(place_words(found.comment))}
            for found in context["object_list"]
        ]
        context["today"] = timezone.localdate()
        context["breadcrumbs"] = [{"title": _("Assigned to me"), "url": ""}]
        return context


@method_decorator(never_cache, name="dispatch")
class SettlementPropose(LoginRequiredMixin, FormView):
    """``/pripominky/<ref>/navrh/``: the comment with its place, and what is proposed; 404 for what is not one's own."""

    template_name = "consultations/settlement_propose.html"
    form_class = ProposalForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            own = assigned_to(request.user)
            self.settlement = get_object_or_404(own, comment__reference=kwargs["reference"])
            if not allowed(request.user, "consultations.propose_settlement", self.settlement):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        found = self.settlement
        return {
            "outcome": "" if found.outcome == Outcome.OPEN else found.outcome,
            "reason": found.reason,
            "target_note": found.target_note,
            "lock_version": found.lock_version,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.settlement.comment
        return super().get_context_data(
            settlement=self.settlement,
            comment=comment,
            place=place_words(comment),
            quotes=[anchor.exact for anchor in comment.anchors.all() if anchor.exact],
            breadcrumbs=[
                {"title": _("Assigned to me"), "url": reverse("consultations:assigned-list")},
                {"title": comment.reference, "url": ""},
            ],
            **kwargs,
        )

    def form_valid(self, form: ProposalForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            settlements.propose_settlement(
                settlement=self.settlement,
                outcome=said["outcome"],
                reason=said["reason"],
                target_note=said["target_note"],
                lock_version=said["lock_version"],
                by=self.request.user,
                at=timezone.now(),
            )
        except settlements.StaleSettlement as error:
            form.data = form.data.copy()
            form.data["lock_version"] = error.current.lock_version
            form.add_error(None, str(error))
            return self.render_to_response(
                self.get_context_data(form=form, stale=error.current), status=409
            )
        except settlements.ReasonMissing as error:
            form.add_error("reason", str(error))
        except settlements.TargetMissing as error:
            form.add_error("target_note", str(error))
        except settlements.MoveRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                self.request,
                _("The proposal for %(reference)s is saved. An editor checks it.")
                % {"reference": self.settlement.comment.reference},
            )
            return redirect("consultations:assigned-list")
        return self.form_invalid(form)
