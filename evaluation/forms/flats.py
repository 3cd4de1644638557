"""Shape of what is typed about flats."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelChoiceField
from evaluation.enums.pilot import EnergyHolder, FlatSize, OutageReason, Programme
from evaluation.forms.pilot import chosen, day, hidden_version, why_changed


class FlatForm(forms.Form):
    """Facts of a flat."""

    programme = chosen(_("programme"), Programme.choices)
    district = CzechModelChoiceField(label=_("city district"), queryset=None)
    size = chosen(pgettext_lazy("of a flat", "size"), FlatSize.choices)
    is_furnished = forms.BooleanField(label=_("furnished"), required=False)
    energy_holder = chosen(_("who has the energy contract"), EnergyHolder.choices)
    available_from = day(pgettext_lazy("flat", "in the pilot from"))
    available_to = day(
        pgettext_lazy("flat", "in the pilot until"),
        required=False,
        help_text=_("The first day on which it is not in the pilot any more. Empty: it is."),
    )

    def __init__(self, *args: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts


class NewFlatForm(FlatForm):
    """A new flat with its code."""

    code = forms.CharField(
        label=pgettext_lazy("of a flat", "code"),
        max_length=60,
        help_text=_("Letters, a dash and a number, such as K-1. Never an address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    field_order = ["code"]


class EditFlatForm(FlatForm):
    """A flat whose facts change."""

    reason = why_changed()
    lock_version = hidden_version()


class OutageForm(forms.Form):
    """Days out of service."""

    start = day(_("out of service from"))
    end = day(
        _("out of service until"),
        required=False,
        help_text=_("The first day on which it can be used again. Empty while it is not known."),
    )
    reason = chosen(_("why"), OutageReason.choices)


class OutageEndForm(forms.Form):
    """Since when the flat can be used again."""

    end = day(_("can be used again from"))
