"""Shape of input on the screen that settles comments at a meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models import Round
from consultations.point_numbers import NotANumber, parse_numbers
from working_groups.enums import DecisionMethod
from working_groups.forms.decisions import DecisionForm
from working_groups.models import Group

WAYS = (DecisionMethod.NO_OBJECTION, DecisionMethod.CONSENSUS, DecisionMethod.VOTE)


class RoundForm(forms.Form):
    """Which round's comments are settled under the item."""

    round = forms.ChoiceField(
        label=pgettext_lazy("to be settled at a meeting", "Round of comments"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, rounds: Sequence[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {str(round.pk): round for round in rounds}
        self.fields["round"].choices = [
            (key, f"{round.reference}: {round.title}") for key, round in self.rounds.items()
        ]
        if len(self.rounds) == 1:
            self.fields["round"].initial = next(iter(self.rounds))

    def chosen(self) -> Round:
        """The round that was chosen."""
        return self.rounds[self.cleaned_data["round"]]


class NoteForm(forms.Form):
    """Who asked to take a comment out, or why."""

    note = forms.CharField(
        label=_("Who asked for it, or why"), required=False, max_length=300, strip=True
    )


class NumbersForm(NoteForm):
    """Numbers of comments that are taken out."""

    numbers = forms.CharField(
        label=_("Numbers to take out"),
        max_length=500,
        help_text=_("Such as 3, 7–9."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    field_order = ("numbers", "note")

    def clean_numbers(self) -> list[int]:
        try:
            found = parse_numbers(self.cleaned_data["numbers"])
        except NotANumber as error:
            raise forms.ValidationError(
                _("“%(piece)s” is not a number. Write numbers and ranges, such as 3, 7–9."),
                params={"piece": error.piece},
            ) from error
        if not found:
            raise forms.ValidationError(_("Write at least one number."))
        return found


class ConclusionForm(DecisionForm):
    """The conclusion over comments: how it was reached, the votes of each group, its words."""

    as_shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "alternatives", "review_on", "lock_version"):
            del self.fields[name]
        self.fields["method"].choices = [(way.value, way.label) for way in WAYS]
        self.fields["text"].widget.attrs["rows"] = 3
        self.order_fields(["as_shown", "method"])
        for field in self.fields.values():
            field.label = capfirst(str(field.label or ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("method") == DecisionMethod.VOTE:
            for group in self.groups:
                names = [f"{name}_{group.pk}" for name in VOTES]
                if all(cleaned.get(name) is None for name in names) and not any(
                    name in self.errors for name in names
                ):
                    self.add_error(names[0], _("Write down how the group voted."))
        return cleaned

    def votes(self) -> list[tuple[Group, list[BoundField]]]:
        """The three numbers of each group."""
        return [(group, [self[f"{name}_{group.pk}"] for name in VOTES]) for group in self.groups]

    def words(self) -> list[BoundField]:
        """Fields that follow the votes."""
        shown = {field.name for _group, fields in self.votes() for field in fields}
        return [field for field in self if field.name not in {*shown, "as_shown", "method"}]

    def said(self) -> dict[str, Any]:
        """What is handed to the action."""
        data = self.cleaned_data
        return {
            "adoptions": self.adoptions(all_groups=True),
            "dissents": self.dissents(),
            **{name: data[name] for name in ("verb", "text", "method", "rationale", "as_shown")},
        }


VOTES = ("for", "against", "abstained")
