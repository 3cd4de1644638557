"""Votes in writing and the end of a group."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.methods import read_only
from core.permissions import allowed
from core.templatetags.osnova import local_path
from working_groups import queries as group_queries
from working_groups import wording
from working_groups.actions import procedures, task_steps, transfers
from working_groups.actions.decisions import TextMissing
from working_groups.enums import ProcedureState
from working_groups.forms import tasks as forms
from working_groups.models import Group, WrittenProcedure
from working_groups.queries import decisions as decision_queries
from working_groups.queries import procedures as queries
from working_groups.queries import transfers as transfer_queries
from working_groups.views.acts import ActView
from working_groups.views.tasks import group_crumbs


@never_cache
@read_only
def procedure_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One vote in writing: ``/hlasovani/PS1-2017-H1/``; never "open" after its end, whatever the job did."""
    procedure = queries.procedure_by_address(reference, request.user)
    if procedure is None:
        raise Http404
    found = queries.facts(procedure, timezone.now())
    runs = allowed(request.user, "working_groups.run_procedures", procedure)
    is_started = procedure.state == ProcedureState.STARTED
    decision = getattr(procedure, "decision", None) or procedure.confirms
    context = {
        "address": reference,
        "facts": found,
        "procedure": procedure,
        "beginning": wording.beginning(procedure.verb, [procedure.group.code]),
        "own": next((v for v in found.voters if v.user_id == request.user.pk), None),
        "decision": decision,
        "may_vote": found.is_open and allowed(request.user, "working_groups.vote", procedure),
        "may_run": runs and is_started,
        "may_close": runs and is_started and (found.is_over or not found.count.silent_count),
        "breadcrumbs": group_crumbs(procedure.group, (procedure.record.reference, "")),
    }
    return render(request, "working_groups/procedure_detail.html", context)


class ProcedureAct(ActView):
    """Frame of acts on a vote in writing."""

    object: WrittenProcedure
    permission = "working_groups.run_procedures"
    button = gettext_lazy("Save")

    def find(self, **kwargs: Any) -> WrittenProcedure | None:
        return queries.procedure_by_address(kwargs["reference"], self.request.user)

    def common(self) -> dict[str, Any]:
        """What every act on the vote is given."""
        return {"procedure": self.object, "by": self.request.user, "at": timezone.now()}


class ProcedureVote(ProcedureAct):
    """Casts one's own vote."""

    permission = "working_groups.vote"
    form_class = forms.VoteForm
    title = gettext_lazy("Vote in writing")
    button = gettext_lazy("Cast my vote")
    told = gettext_lazy("Your vote is stored. You can change it until the vote closes.")
    refusals = (procedures.ProcedureNotOpen, procedures.NotAVoter)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        start = wording.beginning(self.object.verb, [self.object.group.code])
        return super().get_context_data(**kwargs) | {"lead": f"{start} {self.object.text}"}

    def act(self, form: forms.VoteForm) -> Any:
        return procedures.cast_vote(**form.cleaned_data, **self.common())


class ProcedureEnter(ProcedureAct):
    """Enters a vote somebody sent by e-mail."""

    form_class = forms.EnteredVoteForm
    title = gettext_lazy("Enter a vote for somebody")
    told = gettext_lazy("The vote is entered.")
    refusals = (procedures.ProcedureNotOpen, procedures.NotAVoter, procedures.NoteMissing)

    def stored_kwargs(self) -> dict[str, Any]:
        return {"voters": self.object.voters.order_by("pk")}

    def act(self, form: forms.EnteredVoteForm) -> Any:
        return procedures.enter_vote(**form.cleaned_data, **self.common())


class ProcedureClose(ProcedureAct):
    """Records what came out."""

    form_class = forms.NothingForm
    title = gettext_lazy("Record what came out of the vote")
    button = gettext_lazy("Record the outcome")
    told = gettext_lazy("The outcome is recorded.")
    refusals = (procedures.StillOpen,)

    def act(self, _form: forms.NothingForm) -> Any:
        return procedures.close_procedure(**self.common())


class ProcedureCancel(ProcedureAct):
    """Calls a vote off."""

    form_class = forms.CancelForm
    title = gettext_lazy("Call the vote off")
    button = gettext_lazy("Call the vote off")
    told = gettext_lazy("The vote is called off.")
    refusals = (procedures.ProcedureNotOpen, procedures.ReasonMissing)

    def act(self, form: forms.CancelForm) -> Any:
        return procedures.cancel_procedure(reason=form.cleaned_data["reason"], **self.common())


class GroupAct(ActView):
    """Frame of acts on a group."""

    object: Group

    def find(self, **kwargs: Any) -> Group | None:
        return group_queries.group_by_slug(kwargs["group"], self.request.user)


class ProcedureNew(GroupAct):
    """Starts a vote in writing; ``?potvrzuje=PS1/2017/12`` confirms a conclusion of a meeting without a quorum."""

    permission = "working_groups.run_procedures"
    form_class = forms.ProcedureForm
    title = gettext_lazy("New vote in writing")
    button = gettext_lazy("Start the vote")
    told = gettext_lazy("The vote is started. Who votes is fixed from now on.")
    refusals = (
        TextMissing,
        procedures.TimesWrong,
        procedures.NobodyVotes,
        procedures.NothingToConfirm,
    )

    def confirms(self) -> Any:
        """The conclusion to be confirmed, if one is named."""
        number = self.request.GET.get("potvrzuje", "")
        return decision_queries.decision_by_reference(number, self.request.user) if number else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        confirmed = self.confirms()
        context = super().get_context_data(**kwargs)
        if confirmed is not None:
            context["lead"] = f"{confirmed.record.reference}: {confirmed.text}"
        return context

    def stored_kwargs(self) -> dict[str, Any]:
        return {"confirms": self.confirms() is not None}

    def initial_of(self, _current: Group) -> dict[str, Any]:
        now = timezone.localtime()
        return {"opens_at": now, "closes_at": now + timedelta(days=7)}

    def act(self, form: forms.ProcedureForm) -> WrittenProcedure:
        data = {"verb": "", "text": "", **form.cleaned_data}
        return procedures.start_procedure(
            group=self.object,
            confirms=self.confirms(),
            by=self.request.user,
            at=timezone.now(),
            **data,
        )

    def done_url(self, made: WrittenProcedure) -> str:
        return local_path(made.record.path)


class GroupTransfer(GroupAct):
    """Hands what a group has open over to its successor: choose it, then say of each thing what becomes of it."""

    permission = "working_groups.hand_over_group"
    template_name = "working_groups/group_transfer.html"
    form_class = forms.TransferForm
    title = gettext_lazy("Hand the work of the group over")
    button = gettext_lazy("Hand over what is chosen")
    told = gettext_lazy("What was chosen is handed over or ended.")
    refusals = (
        transfers.SuccessorNeeded,
        transfers.NotLeftOver,
        task_steps.ReasonMissing,
        procedures.ReasonMissing,
    )

    def successor(self) -> Group | None:
        """The group that was chosen."""
        slug = self.request.GET.get("nastupce", "")
        found = transfer_queries.possible_successors(self.object)
        return next((group for group in found if group.slug == slug), None)

    def stored_kwargs(self) -> dict[str, Any]:
        heir = self.successor()
        today = timezone.localdate()
        return {
            "rest": transfer_queries.left_over(self.object),
            "successor": heir,
            "seats": transfer_queries.seats_of_successor(heir, today) if heir else [],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            group=self.object,
            successor=self.successor(),
            successors=transfer_queries.possible_successors(self.object),
            rest=transfer_queries.left_over(self.object),
            **kwargs,
        )

    def act(self, form: forms.TransferForm) -> Any:
        return transfers.hand_over_group(
            group=self.object,
            successor=self.successor(),
            moves=form.moves(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=timezone.now(),
        )

    def done_url(self, _made: Any) -> str:
        return self.request.get_full_path()
