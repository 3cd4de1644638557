"""Shape of what is typed about households and their stays. There is no field a name could be typed into."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelChoiceField
from evaluation.actions.households import MOST_PEOPLE
from evaluation.enums.pilot import (
    Decider,
    Destination,
    EndReason,
    EntryRoute,
    EntrySituation,
    LimitAnswer,
    LimitReason,
)
from evaluation.forms.pilot import chosen, day, hidden_version, name_of_flat, why_changed

ROUTES = [choice for choice in EntryRoute.choices if choice[0] != EntryRoute.SPLIT]
REASONS = [choice for choice in EndReason.choices if choice[0] != EndReason.MOVED_WITHIN]


def _people(label: Any, least: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST_PEOPLE)


class SizeForm(forms.Form):
    """How many people since a day."""

    since = day(_("since"))
    adults = _people(_("adults"), 1)
    children = _people(_("children"), 0)


class HouseholdForm(forms.Form):
    """How a household entered."""

    entered_on = day(_("entered on"))
    entry_situation = chosen(_("housing before"), EntrySituation.choices)
    entry_route = chosen(_("way into the pilot"), ROUTES)


class NewHouseholdForm(HouseholdForm):
    """A new household with its size."""

    adults = _people(_("adults"), 1)
    children = _people(_("children"), 0)


class EditHouseholdForm(HouseholdForm):
    """A household whose entry is corrected."""

    reason = why_changed()
    lock_version = hidden_version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("entry_route") == EntryRoute.SPLIT:
            # a part stays a part
            self.fields["entry_route"].choices = [(EntryRoute.SPLIT, EntryRoute.SPLIT.label)]


class SplitForm(forms.Form):
    """Who leaves a household."""

    on = day(_("since when they live apart"))
    adults = _people(_("adults who leave"), 1)
    children = _people(_("children who leave"), 0)


class _ChoosesFlat(forms.Form):
    flat = CzechModelChoiceField(label=_("flat"), queryset=None)

    def __init__(self, *args: Any, flats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["flat"].queryset = flats
        self.fields["flat"].label_from_instance = name_of_flat


class MoveInForm(_ChoosesFlat):
    """A household moves into a flat."""

    start = day(pgettext_lazy("stay", "moved in"))
    contract_end = day(_("contract until"), required=False)


class MoveForm(_ChoosesFlat):
    """A household moves to another flat of the pilot."""

    on = day(_("moved on"))
    contract_end = day(_("contract until"), required=False)
    lock_version = hidden_version()


class EndForm(forms.Form):
    """A stay ends."""

    on = day(
        pgettext_lazy("stay", "ended on"),
        help_text=_("The first day on which the household does not hold the flat any more."),
    )
    reason = chosen(pgettext_lazy("stay", "why it ended"), REASONS)
    destination = forms.ChoiceField(
        label=_("where the household went"),
        choices=[("", _("It follows from the reason")), *Destination.choices],
        required=False,
        help_text=_("A class, never a place. With death, prison and the like it follows."),
    )
    lock_version = hidden_version()


class LimitForm(forms.Form):
    """What is said of a stay over the limit."""

    answer = chosen(_("what is said"), LimitAnswer.choices)
    reason = chosen(_("why"), LimitReason.choices)
    decided_on = day(_("decided on"))
    approved_by = chosen(_("approved by"), Decider.choices)
    until = day(pgettext_lazy("exception", "until"))


class CorrectStayForm(_ChoosesFlat):
    """Facts of a stay that were wrong."""

    start = day(pgettext_lazy("stay", "moved in"))
    contract_end = day(_("contract until"), required=False)
    actual_end = day(
        pgettext_lazy("stay", "ended on"),
        required=False,
        help_text=_("Empty: the stay goes on."),
    )
    end_reason = forms.ChoiceField(
        label=pgettext_lazy("stay", "why it ended"),
        choices=[("", "–"), *EndReason.choices],
        required=False,
    )
    destination = forms.ChoiceField(
        label=_("where the household went"),
        choices=[("", "–"), *Destination.choices],
        required=False,
    )
    reason = why_changed()
    lock_version = hidden_version()


class VoidForm(forms.Form):
    """A stay that never was."""

    reason = why_changed()
    lock_version = hidden_version()
