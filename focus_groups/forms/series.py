"""Shape of what is typed about series and their facilitators."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.enums import Visibility
from core.forms import CzechModelChoiceField
from core.inputs import DateInput
from focus_groups.enums import FacilitatorRole, SeriesKind
from focus_groups.mix import mix_lines, read_mix
from focus_groups.models import Series
from focus_groups.models.series import LEAST_MINIMUM


class MixField(forms.CharField):
    """Lines "label: band"; cleans to the rows of ``Series.mix``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=2000, **kwargs)

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows, wrong = read_mix(super().clean(value))
        if wrong:
            raise ValidationError(
                [
                    _("Line %(number)d “%(text)s” is not “who: how many”.")
                    % {"number": line.number, "text": line.text}
                    for line in wrong
                ]
            )
        return rows


class SeriesForm(forms.Form):
    """What is said of a series."""

    name = forms.CharField(label=pgettext_lazy("of a series", "name"), max_length=200)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a series", "kind"),
        choices=SeriesKind.choices,
        widget=forms.RadioSelect,
    )
    purpose = forms.CharField(
        label=gettext_lazy("what it is for"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whoever may know of the series reads it. Write no names."),
    )
    mix = MixField(
        label=gettext_lazy("who is heard, in bands"),
        required=False,
        help_text=gettext_lazy(
            "One line each, such as “rodiče s dětmi: 5–9” or “lidé na ubytovně: do 5”. Never an exact number."
        ),
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("least count that may be published"),
        min_value=LEAST_MINIMUM,
        max_value=50,
        initial=5,
        help_text=gettext_lazy("Lower counts are left out of everything published."),
    )
    lawful_basis = forms.CharField(
        label=gettext_lazy("lawful basis"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Such as the consent of participants. It stands on the information sheet."
        ),
    )
    withdrawal_rule = forms.CharField(
        label=gettext_lazy("until when consent can be withdrawn"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "As you promise it to participants. It stands on the information sheet."
        ),
    )
    retention_until = forms.DateField(
        label=gettext_lazy("kept until"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy(
            "Then the series is anonymised: nothing links people and what they said."
        ),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("who may know of the series"),
        widget=forms.RadioSelect,
        choices=[
            (Visibility.STAFF, gettext_lazy("People who work on the texts for the city")),
            (Visibility.PUBLIC, gettext_lazy("Everybody")),
        ],
        initial=Visibility.STAFF,
        help_text=gettext_lazy("Nobody but its facilitators ever reads who said what."),
    )


class NewSeriesForm(SeriesForm):
    """A new series with its code."""

    code = forms.RegexField(
        label=gettext_lazy("short code"),
        regex=r"^[A-Z][A-Z0-9]{1,7}$",
        error_messages={
            "invalid": gettext_lazy(
                "Two to eight capital letters without accents or digits, such as FS."
            )
        },
        help_text=gettext_lazy(
            "Two to eight capital letters or digits, such as FS. It stands in pseudonyms and cannot be changed."
        ),
    )

    field_order = ["name", "code"]


class EditSeriesForm(SeriesForm):
    """A series being edited."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


def values_of(series: Series) -> dict[str, Any]:
    """What the form of a series begins with."""
    plain = {name: getattr(series, name) for name in SeriesForm.base_fields if name != "visibility"}
    return plain | {
        "mix": mix_lines(series.mix),
        "visibility": series.record.visibility,
        "lock_version": series.lock_version,
    }


class MoveForm(forms.Form):
    """The next state of a series or a session."""

    state = forms.ChoiceField(
        label=pgettext_lazy("of a series", "next step"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, states: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(states)
        self.fields["state"].choices = choices
        if len(choices) == 1:
            self.fields["state"].initial = choices[0][0]


class FacilitatorForm(forms.Form):
    """Who is to facilitate, in which role and from when."""

    user = CzechModelChoiceField(label=gettext_lazy("who"), queryset=None)
    role = forms.ChoiceField(
        label=pgettext_lazy("series", "role"),
        choices=FacilitatorRole.choices,
        initial=FacilitatorRole.FACILITATOR,
    )
    valid_from = forms.DateField(label=pgettext_lazy("series", "from"), widget=DateInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class EndForm(forms.Form):
    """From which day somebody does not facilitate any more."""

    valid_to = forms.DateField(
        label=gettext_lazy("from which day they do not facilitate any more"),
        widget=DateInput,
        help_text=gettext_lazy("From that midnight they read nothing of the series."),
    )
