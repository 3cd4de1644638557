"""The desk of lost changes: accepted comments whose change is no longer in a version, and what is decided.

Each has three texts: before the change, by which version it was met, and now. The three ways out are those of
``actions.checks``; equal comments are decided together.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from consultations.actions import checks as actions
from consultations.actions import settlements
from consultations.desk.placing import PlacingPage, VersionPage, progress_of
from consultations.desk.settling_forms import RecordField
from consultations.models import SettlementCheck
from consultations.queries import lost_changes as reads
from core.permissions import allowed

MET, AGAIN, OVERRIDE, BACK = "plni", "znovu", "prekonano", "zpet"
REFUSALS = (actions.CheckDecided, actions.ReasonMissing, settlements.MoveRefused)
STATE_LABELS = {
    reads.WAITING: gettext_lazy("Waiting for a decision"),
    reads.DECIDED: gettext_lazy("Decided by a person"),
    reads.STANDS: gettext_lazy("Still in the text"),
}


def list_url(version: Any) -> str:
    """Address of the accepted changes in a version."""
    return reverse("consultations_desk:check-list", args=[version.pk])


class ReasonForm(forms.Form):
    """Why, in words the author will read."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=actions.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The author will read it. Say it in plain words."),
    )


class TakeBackForm(ReasonForm):
    """Why a decision was a mistake, for the history."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = ""


class OverrideForm(ReasonForm):
    """Which conclusion overrode the accepted change, and why."""

    decided_where = forms.CharField(
        label=gettext_lazy("Conclusion that overrode it"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Such as “Joint meeting of the working groups, 21 September 2017”."),
    )
    decided_in = RecordField(
        label=gettext_lazy("Number of its conclusion"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("If the conclusion is recorded here."),
    )
    field_order = ("decided_where", "decided_in", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("decided_where") or cleaned.get("decided_in")):
            self.add_error("decided_where", _("Name the conclusion that overrode the change."))
        return cleaned


FORMS: dict[str, tuple[type[forms.Form], Any, Any]] = {
    MET: (
        ReasonForm,
        gettext_lazy("Still met in substance"),
        gettext_lazy(
            "The words are others, yet what was promised holds. The comment stays settled."
        ),
    ),
    AGAIN: (
        ReasonForm,
        gettext_lazy("Settle the comment anew"),
        gettext_lazy(
            "The settlement goes back to a proposal and the link to the lost change is taken back. "
            "The author gets a second answer."
        ),
    ),
    OVERRIDE: (
        OverrideForm,
        gettext_lazy("Overridden by a conclusion"),
        gettext_lazy(
            "Somebody entitled to it decided otherwise since. The conclusion is cited and told to the author."
        ),
    ),
    BACK: (
        TakeBackForm,
        gettext_lazy("Take the decision back"),
        gettext_lazy(
            "The change waits for a decision again, until the version is approved. "
            "The history of the settlement says why."
        ),
    ),
}


class CheckListView(VersionPage, TemplateView):
    """Accepted changes in one version: those that are lost and nobody decided of first."""

    template_name = "consultations/desk/check_list.html"

    def get_page_title(self) -> str:
        return _("Accepted changes in version %(label)s") % {"label": self.version.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("stav", "")
        state = state if state in reads.STATES else reads.WAITING
        user = self.request.user
        counts = reads.state_counts(self.version, user)
        keys = reads.ordered_keys(self.version, user, state)
        page = Paginator(keys, reads.PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            page=page,
            rows=reads.lost_changes(self.version, page.object_list, user),
            state=state,
            states=[(key, label, counts[key], key == state) for key, label in STATE_LABELS.items()],
            progress=progress_of(self.version),
            may_decide=self.may("consultations.decide_check"),
            **kwargs,
        )


class CheckPage(PlacingPage):
    """Frame of the screens about one lost change, found by ``check_pk``."""

    check: SettlementCheck

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = None
        if allowed(request.user, self.permission_to_know):
            found = reads.check_at_desk(kwargs["check_pk"], request.user)
        if found is None:
            raise Http404
        self.check, self.version = found, found.version

    def trail(self) -> list[tuple[str, str]]:
        name = _("Accepted changes in version %(label)s") % {"label": self.version.label}
        return [*super().trail(), (list_url(self.version), name)]


class CheckView(CheckPage, TemplateView):
    """One accepted change with its three texts, and the three ways to decide when it is lost."""

    template_name = "consultations/desk/check_detail.html"
    bound: tuple[str, forms.Form] | None = None

    def get_page_title(self) -> str:
        return _("Comment %(reference)s in version %(label)s") % {
            "reference": self.check.settlement.comment.reference,
            "label": self.version.label,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [row] = reads.lost_changes(self.version, [self.check.pk], self.request.user)
        bound_act, bound_form = self.bound or ("", None)
        offered = {BACK} if self.check.decision in actions.TAKEN_BACK else set()
        if row.is_waiting or bound_act:
            offered = set(FORMS) - {BACK} if bound_act != BACK else {BACK}
        acts = [
            {
                "name": name,
                "heading": heading,
                "lead": lead,
                "action": reverse("consultations_desk:check-act", args=[self.check.pk, name]),
                "form": bound_form if name == bound_act else form_class(prefix=name),
            }
            for name, (form_class, heading, lead) in FORMS.items()
            if name in offered
        ]
        return super().get_context_data(
            version=self.version,
            row=row,
            acts=acts if self.may("consultations.decide_check") else [],
            open_form=bound_act,
            list_url=list_url(self.version),
            **kwargs,
        )


class CheckActView(CheckView):
    """Decides one lost change: ``act`` says how."""

    http_method_names = ["post"]
    permission = "consultations.decide_check"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        act = kwargs["act"]
        if act not in FORMS:
            raise Http404
        form = FORMS[act][0](request.POST, prefix=act)
        self.bound = (act, form)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data())
        do = {
            MET: actions.keep_as_met,
            AGAIN: actions.reopen_settlement,
            OVERRIDE: actions.override_settlement,
            BACK: actions.take_decision_back,
        }[act]
        try:
            count = do(check=self.check, by=request.user, at=timezone.now(), **form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data())
        if act == BACK:
            messages.success(request, _("The decision is taken back."))
            return redirect("consultations_desk:check-detail", self.check.pk)
        told = ngettext(
            "%(count)s comment is decided.", "%(count)s comments are decided.", count
        ) % {"count": count}
        messages.success(request, told)
        waiting = reads.ordered_keys(self.version, request.user, reads.WAITING)
        if waiting:
            return redirect("consultations_desk:check-detail", waiting[0])
        return redirect(list_url(self.version))


CHECK = "zmeny/<int:check_pk>/"

urlpatterns = [
    path("zmeny/verze/<int:version_pk>/", CheckListView.as_view(), name="check-list"),
    path(CHECK, CheckView.as_view(), name="check-detail"),
    path(f"{CHECK}<slug:act>/", CheckActView.as_view(), name="check-act"),
]
