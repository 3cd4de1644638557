"""Votes in writing and the end of a group."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.methods import read_only
from core.pages import About, FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path
from working_groups import wording
from working_groups.actions import procedures, task_steps, transfers
from working_groups.actions.decisions import TextMissing
from working_groups.enums import ProcedureState
from working_groups.forms import tasks as forms
from working_groups.models import Group, WrittenProcedure
from working_groups.queries import decisions as decision_queries
from working_groups.queries import procedures as queries
from working_groups.queries import transfers as transfer_queries
from working_groups.views.pages import InGroup, group_crumbs


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


class ProcedurePage(FormMixin, About):
    """A form about a vote in writing."""

    object: WrittenProcedure
    permission = "working_groups.run_procedures"

    def find(self, **kwargs: Any) -> WrittenProcedure | None:
        """The vote."""
        return queries.procedure_by_address(kwargs["reference"], self.request.user)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return group_crumbs(self.object.group, (self.subject(), self.address()), *further)

    def common(self) -> dict[str, Any]:
        """What every act on the vote is given."""
        return {"procedure": self.object, **super().common()}


class ProcedureVote(ProcedurePage):
    """Casts one's own vote."""

    permission = "working_groups.vote"
    form_class = forms.VoteForm
    heading = gettext_lazy("Vote in writing")
    button = gettext_lazy("Cast my vote")
    told = gettext_lazy("Your vote is stored. You can change it until the vote closes.")
    problems = (procedures.ProcedureNotOpen, procedures.NotAVoter)

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The form under the words that are voted on."""
        start = wording.beginning(self.object.verb, [self.object.group.code])
        return super().page(form, quoted=f"{start} {self.object.text}", **context)

    def act(self, form: forms.VoteForm) -> None:
        """Cast it."""
        procedures.cast_vote(**form.cleaned_data, **self.common())


class ProcedureEnter(ProcedurePage):
    """Enters a vote somebody sent by e-mail."""

    form_class = forms.EnteredVoteForm
    heading = gettext_lazy("Enter a vote for somebody")
    told = gettext_lazy("The vote is entered.")
    problems = (procedures.ProcedureNotOpen, procedures.NotAVoter, procedures.NoteMissing)

    def needs(self) -> dict[str, Any]:
        """Whose votes there are."""
        return {"voters": self.object.voters.order_by("pk")}

    def act(self, form: forms.EnteredVoteForm) -> None:
        """Enter it."""
        procedures.enter_vote(**form.cleaned_data, **self.common())


class ProcedureClose(ProcedurePage):
    """Records what came out."""

    heading = gettext_lazy("Record what came out of the vote")
    button = gettext_lazy("Record the outcome")
    told = gettext_lazy("The outcome is recorded.")
    problems = (procedures.StillOpen,)

    def act(self, _form: Any) -> None:
        """Close it."""
        procedures.close_procedure(**self.common())


class ProcedureCancel(ProcedurePage):
    """Calls a vote off."""

    form_class = forms.CancelForm
    heading = gettext_lazy("Call the vote off")
    button = gettext_lazy("Call the vote off")
    told = gettext_lazy("The vote is called off.")
    is_danger = True
    problems = (procedures.ProcedureNotOpen, procedures.ReasonMissing)

    def act(self, form: forms.CancelForm) -> None:
        """Call it off."""
        procedures.cancel_procedure(**form.cleaned_data, **self.common())


class ProcedureNew(FormMixin, InGroup):
    """Starts a vote in writing; ``?potvrzuje=PS1/2017/12`` confirms a conclusion of a meeting without a quorum."""

    permission = "working_groups.run_procedures"
    form_class = forms.ProcedureForm
    heading = gettext_lazy("New vote in writing")
    button = gettext_lazy("Start the vote")
    told = gettext_lazy("The vote is started. Who votes is fixed from now on.")
    problems = (
        TextMissing,
        procedures.TimesWrong,
        procedures.NobodyVotes,
        procedures.NothingToConfirm,
    )

    def confirms(self) -> Any:
        """The conclusion to be confirmed, if one is named."""
        number = self.request.GET.get("potvrzuje", "")
        return decision_queries.decision_by_reference(number, self.request.user) if number else None

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The form, under the conclusion that is to be confirmed."""
        confirmed = self.confirms()
        quoted = confirmed and f"{confirmed.record.reference}: {confirmed.text}"
        return super().page(form, quoted=quoted, **context)

    def needs(self) -> dict[str, Any]:
        """Versions to choose from, and whether it is a confirmation."""
        versions = decision_queries.readable_versions(self.request.user)
        return {
            "confirms": self.confirms() is not None,
            "versions": versions.order_by("-frozen_at"),
        }

    def values(self, _stored: Group) -> dict[str, Any]:
        """A week from now."""
        now = timezone.localtime(self.now)
        return {"opens_at": now, "closes_at": now + timedelta(days=7)}

    def act(self, form: forms.ProcedureForm) -> HttpResponse:
        """Start it and show it."""
        data = {"verb": "", "text": "", **form.cleaned_data}
        made = procedures.start_procedure(
            group=self.group, confirms=self.confirms(), **data, **self.common()
        )
        return redirect(local_path(made.record.path))


class GroupTransfer(FormMixin, InGroup):
    """Hands what a group has open over to its successor: choose it, then say of each thing what becomes of it."""

    permission = "working_groups.hand_over_group"
    template_name = "working_groups/group_transfer.html"
    form_class = forms.TransferForm
    heading = gettext_lazy("Hand the work of the group over")
    lead = gettext_lazy(
        "A group can end once everything it has open is handed over or ended. Tasks go on under new numbers "
        "of the successor; the old pages stay as they were."
    )
    button = gettext_lazy("Hand over what is chosen")
    told = gettext_lazy("What was chosen is handed over or ended.")
    problems = (
        transfers.SuccessorNeeded,
        transfers.NotLeftOver,
        task_steps.ReasonMissing,
        procedures.ReasonMissing,
    )

    def successor(self) -> Group | None:
        """The group that was chosen."""
        slug = self.request.GET.get("nastupce", "")
        found = transfer_queries.possible_successors(self.group)
        return next((group for group in found if group.slug == slug), None)

    def needs(self) -> dict[str, Any]:
        """What is left, and who may take it."""
        heir = self.successor()
        today = timezone.localdate()
        return {
            "rest": transfer_queries.left_over(self.group),
            "successor": heir,
            "seats": transfer_queries.seats_of_successor(heir, today) if heir else [],
        }

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The form, with groups to choose from."""
        return super().page(
            form,
            successor=self.successor(),
            successors=transfer_queries.possible_successors(self.group),
            rest=transfer_queries.left_over(self.group),
            quiet=True,
            **context,
        )

    def act(self, form: forms.TransferForm) -> HttpResponse:
        """Hand it over and show what is left."""
        transfers.hand_over_group(
            group=self.group,
            successor=self.successor(),
            moves=form.moves(),
            reason=form.cleaned_data["reason"],
            **self.common(),
        )
        return redirect(self.request.get_full_path())
