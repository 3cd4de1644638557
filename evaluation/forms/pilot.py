"""Shape of what is typed about the pilot itself, and fields its other forms share. None takes words about anybody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.inputs import DateInput
from evaluation.enums.pilot import ChangeReason, Programme
from evaluation.models import Flat
from evaluation.models.pilot import LEAST_MINIMUM


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(label=label, widget=DateInput, **kwargs)


def chosen(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """One of a few, all to be seen at once."""
    kwargs.setdefault("widget", forms.RadioSelect)
    return forms.ChoiceField(label=label, choices=choices, **kwargs)


def hidden_version() -> forms.IntegerField:
    """For which state of a row the form was made."""
    return forms.IntegerField(widget=forms.HiddenInput)


def why_changed() -> forms.ChoiceField:
    """Why a stored fact is changed."""
    return chosen(_("why it is changed"), ChangeReason.choices)


def name_of_flat(flat: Flat) -> str:
    """A flat in a list to choose from."""
    return f"{flat.code}, {flat.get_size_display()}, {flat.district.name}"


class OfProject(forms.Form):
    """A form that says of which project a pilot is."""

    project = forms.ModelChoiceField(
        label=_("project"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("project", "none"),
    )

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects


class PilotForm(OfProject):
    """A new pilot."""

    name = forms.CharField(label=pgettext_lazy("of a pilot", "name"), max_length=200)
    slug = forms.SlugField(
        label=_("short name"),
        max_length=80,
        help_text=_("Small letters without accents, digits and dashes, such as pilot-2017."),
    )
    starts_on = day(_("starts on"))
    ends_on = day(_("ends on"), required=False)

    field_order = ("name", "slug", "starts_on", "ends_on", "project")


class EditPilotForm(OfProject):
    """What a pilot is called, when it began and of which project it is."""

    name = forms.CharField(label=pgettext_lazy("of a pilot", "name"), max_length=200)
    starts_on = day(_("starts on"))
    lock_version = hidden_version()

    field_order = ("name", "starts_on", "project")


class EndForm(forms.Form):
    """The last day of the pilot."""

    ends_on = day(
        _("last day of the pilot"),
        required=False,
        help_text=_("Leave it empty while the pilot goes on and its end is not known."),
    )
    lock_version = hidden_version()


class RulesForm(forms.Form):
    """Rules that hold from a day on."""

    valid_from = day(_("valid from"))
    crisis_months = forms.IntegerField(
        label=_("longest crisis stay, in months"), min_value=1, max_value=36
    )
    crisis_reviews = forms.RegexField(
        label=_("months of reviews of a crisis stay"),
        regex=r"^\s*\d{1,2}(\s*,\s*\d{1,2})*\s*$",
        help_text=_("Numbers of months with commas between them, such as 4, 5."),
        error_messages={"invalid": _("Write numbers of months with commas, such as 4, 5.")},
    )
    assessment_months = forms.IntegerField(
        label=_("assessment, in months"), min_value=1, max_value=24
    )
    gap_days = forms.IntegerField(
        label=_("crisis stays with fewer days between them count together"),
        min_value=0,
        max_value=365,
    )
    is_cooperation_compulsory_everywhere = forms.BooleanField(
        label=_("cooperation with a social worker is compulsory in affordable flats too"),
        required=False,
        help_text=_(
            "Sources differ: the page of the project says so, the page of the city asks it in social flats only."
        ),
    )
    minimum = forms.IntegerField(
        label=_("least count that may be published"), min_value=LEAST_MINIMUM, max_value=50
    )
    crossed_minimum = forms.IntegerField(
        label=_("least count of a table of two features"), min_value=LEAST_MINIMUM, max_value=50
    )
    group_minimum = forms.IntegerField(
        label=_("smallest group of which it is told that all are alike"),
        min_value=LEAST_MINIMUM,
        max_value=200,
        help_text=_(
            "If all households of a smaller group had the same lot, everybody would know it of each of them."
        ),
    )

    keep_years = forms.IntegerField(
        label=_("years for which rows of households are kept"),
        min_value=1,
        max_value=30,
        help_text=_(
            "After the last stay and the end of the pilot. To be set by the city: no source says it, ten years are "
            "those of papers of projects of the European Social Fund."
        ),
    )

    def clean_crisis_reviews(self) -> list[int]:
        return [int(month) for month in self.cleaned_data["crisis_reviews"].split(",")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("crossed_minimum", 0) < data.get("minimum", 0):
            self.add_error(
                "crossed_minimum", _("A table of two features asks for no less than a simple one.")
            )
        return data


class PlanForm(forms.Form):
    """How many flats are planned from a day on."""

    programme = chosen(_("programme"), Programme.choices)
    count = forms.IntegerField(label=_("planned flats"), min_value=0, max_value=5000)
    valid_from = day(_("valid from"))
