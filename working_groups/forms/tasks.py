"""Shape of input about tasks, votes in writing and the end of a group."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelChoiceField, CzechModelMultipleChoiceField
from working_groups.actions.transfers import Move
from working_groups.enums import DecisionVerb, ProcedureAnswer
from working_groups.forms.decisions import DAY, name_of_seat
from working_groups.models import Group, ProcedureVoter
from working_groups.queries.transfers import LeftOver

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TaskForm(forms.Form):
    """A new task of a group."""

    text = forms.CharField(
        label=pgettext_lazy("of a task", "what is to be done"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    owner = CzechModelChoiceField(label=_("Who answers for it"), queryset=None)
    helpers = CzechModelMultipleChoiceField(
        label=_("Who helps"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label=pgettext_lazy("of a task", "due"), required=False, widget=DAY)

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "helpers"):
            self.fields[name].queryset = seats
            self.fields[name].label_from_instance = name_of_seat


class ReportForm(forms.Form):
    """What was done."""

    text = forms.CharField(
        label=pgettext_lazy("of a task", "what was done"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """Whether a report is accepted."""

    is_done = forms.ChoiceField(
        label=_("Is it done?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it is done")), ("no", _("No, back to who answers for it"))],
    )
    reason = forms.CharField(
        label=_("Why it goes back"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class DueForm(forms.Form):
    """Another day, with the reason."""

    due_on = forms.DateField(label=_("New day"), required=False, widget=DAY)
    reason = forms.CharField(label=_("reason"), max_length=300)
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why something is called off."""

    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class HandOverForm(CancelForm):
    """Another seat of the group takes a task over."""

    owner = CzechModelChoiceField(label=_("Who answers for it from now on"), queryset=None)
    field_order = ("owner", "reason")

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = seats
        self.fields["owner"].label_from_instance = name_of_seat


class ProcedureForm(forms.Form):
    """A new vote in writing."""

    verb = forms.ChoiceField(label=_("The group"), choices=DecisionVerb.choices)
    text = forms.CharField(
        label=_("proposed conclusion"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    rationale = forms.CharField(
        label=pgettext_lazy("of a conclusion", "reason"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.ModelChoiceField(
        label=_("Version of a document the vote is about"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("version of a document", "None"),
        help_text=_("Its text does not change any more, so everybody votes on the same words."),
    )
    opens_at = forms.DateTimeField(label=_("opens"), widget=MOMENT)
    closes_at = forms.DateTimeField(label=_("closes"), widget=MOMENT)
    entered_later = forms.BooleanField(
        label=_("It was voted by e-mail already; I enter the votes"), required=False
    )

    def __init__(self, *args: Any, versions: Any, confirms: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions
        if confirms:
            for name in ("verb", "text", "rationale"):
                del self.fields[name]


ANSWERS = [choice for choice in ProcedureAnswer.choices if choice[0] != ProcedureAnswer.NONE]


class VoteForm(forms.Form):
    """One's own vote."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("in a vote", "Your vote"), choices=ANSWERS, widget=forms.RadioSelect
    )
    note = forms.CharField(label=pgettext_lazy("of a vote", "note"), required=False, max_length=500)


class EnteredVoteForm(forms.Form):
    """A vote somebody sent otherwise."""

    voter = forms.ModelChoiceField(label=_("Whose vote"), queryset=None)
    answer = forms.ChoiceField(label=_("Vote"), choices=ANSWERS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("How it came"), max_length=500, help_text=_("Such as: e-mail of 3 May 2026.")
    )

    def __init__(self, *args: Any, voters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voter"].queryset = voters
        self.fields["voter"].label_from_instance = name_of_voter


def name_of_voter(voter: ProcedureVoter) -> str:
    """A voter in a list."""
    return ", ".join(filter(None, [voter.name, voter.organisation_name]))


END = "end"


class TransferForm(forms.Form):
    """What becomes of each open thing of a group that ends."""

    reason = forms.CharField(label=_("reason"), max_length=300)

    def __init__(
        self,
        *args: Any,
        rest: LeftOver,
        successor: Group | None,
        seats: Sequence[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.things: dict[str, Any] = {}
        by_person = {seat.user_id: str(seat.pk) for seat in seats}
        takers = [(key, name_of_seat(seat)) for key, seat in self.seats.items()]
        for kind, things in (
            ("task", rest.tasks),
            ("decision", rest.decisions),
            ("procedure", rest.procedures),
        ):
            for thing in things:
                name = f"{kind}_{thing.pk}"
                self.things[name] = thing
                choices = [] if kind == "procedure" else takers
                self.fields[name] = forms.ChoiceField(
                    label=f"{thing.record.reference}: {thing.text}"[:200],
                    required=False,
                    choices=[("", _("Leave it for now")), *choices, (END, _("End it"))],
                    initial=by_person.get(thing.owner.user_id, "") if kind == "task" else "",
                )

    def moves(self) -> list[Move]:
        """What was chosen."""
        return [
            Move(thing, None if chosen == END else self.seats[chosen])
            for name, thing in self.things.items()
            if (chosen := self.cleaned_data.get(name))
        ]
