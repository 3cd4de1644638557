"""Shape of input about risks."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from concept.models import Measure
from core.forms import CzechModelChoiceField, CzechModelMultipleChoiceField
from evaluation.enums import (
    ActionState,
    Crossing,
    Proximity,
    RiskCategory,
    RiskResponse,
    RiskState,
)
from evaluation.queries.risks import measures_by_code

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SIZES = [(number, str(number)) for number in range(1, 6)]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MeasureCodesField(forms.CharField):
    """Measures by their permanent codes, separated by commas or lines; the cleaned value is a list of measures.

    ``reader`` is set by the form: what the reader may not know of is refused like what does not exist.
    """

    reader: Any = None

    def clean(self, value: Any) -> list[Measure]:
        """The measures; a ValidationError names each code nothing is known under."""
        codes = list(dict.fromkeys(re.findall(r"[^\s,;]+", super().clean(value))))
        if not codes:
            return []
        found = measures_by_code(codes, self.reader)
        errors = [
            _("There is no measure “%(code)s”.") % {"code": code}
            for code in codes
            if code.casefold() not in found
        ]
        if errors:
            raise ValidationError(errors)
        return list(found.values())

    def prepare_value(self, value: Any) -> Any:
        """Stored measures as codes."""
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(measure.code for measure in value)


class RiskForm(forms.Form):
    """What could happen, because of what, and what it would lead to."""

    title = forms.CharField(
        label=pgettext_lazy("of a risk", "title"),
        max_length=200,
        help_text=gettext_lazy("In a few words, such as: few flats from the districts."),
    )
    cause = forms.CharField(
        label=pgettext_lazy("of a risk", "cause"),
        max_length=5_000,
        widget=_lines(3),
        help_text=gettext_lazy("Because of what it could happen."),
    )
    event = forms.CharField(
        label=pgettext_lazy("of a risk", "what could happen"), max_length=5_000, widget=_lines(3)
    )
    effect = forms.CharField(
        label=pgettext_lazy("of a risk", "what it would lead to"),
        max_length=5_000,
        widget=_lines(3),
    )
    category = forms.ChoiceField(
        label=pgettext_lazy("of a risk", "what it concerns"), choices=RiskCategory.choices
    )
    proximity = forms.ChoiceField(
        label=pgettext_lazy("of a risk", "when it could happen"), choices=Proximity.choices
    )
    measures = MeasureCodesField(
        label=pgettext_lazy("of a risk", "measures it threatens"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("Codes of the measures separated by commas, such as 2.1, 3.4."),
    )
    indicators = CzechModelMultipleChoiceField(
        label=pgettext_lazy("of a risk", "indicators it threatens"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, reader: Any, indicators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].reader = reader
        if indicators is None:
            del self.fields["indicators"]
        else:
            self.fields["indicators"].queryset = indicators
            self.fields["indicators"].label_from_instance = name_of_indicator


def name_of_indicator(indicator: Any) -> str:
    """An indicator in a list: its record is loaded with it."""
    return f"{indicator.code} {indicator.record.title}"


class RiskEditForm(RiskForm):
    """A known risk."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """A step from the state the person saw."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class GiveForm(StepForm):
    """Who answers for a risk."""

    owner = CzechModelChoiceField(label=pgettext_lazy("risk", "Who answers for it"), queryset=None)

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


def _size(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=SIZES,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "choices-row"}),
        help_text=help_text,
    )


class AssessForm(StepForm):
    """How large a risk is."""

    inherent_probability = _size(
        gettext_lazy("probability if nothing was done"),
        gettext_lazy("1 is almost impossible, 5 almost certain."),
    )
    inherent_impact = _size(
        gettext_lazy("impact if nothing was done"),
        gettext_lazy("1 is hardly noticeable, 5 stops the measure or the project."),
    )
    residual_probability = _size(gettext_lazy("probability with what is done"))
    residual_impact = _size(gettext_lazy("impact with what is done"))
    why = forms.CharField(label=gettext_lazy("why so"), max_length=5_000, widget=_lines(3))
    review_on = forms.DateField(
        label=pgettext_lazy("risk", "look at it again on"), required=False, widget=DAY
    )


class RespondForm(StepForm):
    """What is done about a risk as a whole."""

    response = forms.ChoiceField(
        label=gettext_lazy("what we do about it"),
        choices=[choice for choice in RiskResponse.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    response_text = forms.CharField(
        label=gettext_lazy("how exactly"), required=False, max_length=5_000, widget=_lines(4)
    )
    review_on = forms.DateField(label=pgettext_lazy("risk", "look at it again on"), widget=DAY)


class MoveForm(StepForm):
    """Another state, with the reason."""

    state = forms.ChoiceField(label=gettext_lazy("where it stands now"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("reason"), required=False, max_length=5_000, widget=_lines(3)
    )

    def __init__(self, *args: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, RiskState(state).label) for state in states]


class WatchForm(StepForm):
    """The indicator that warns of a risk, and from which value on."""

    indicator = CzechModelChoiceField(
        label=gettext_lazy("indicator that warns"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("indicator", "none"),
    )
    threshold = forms.DecimalField(
        label=gettext_lazy("limit"), required=False, max_digits=18, decimal_places=4, localize=True
    )
    crossing = forms.ChoiceField(
        label=gettext_lazy("when a value warns"),
        required=False,
        choices=Crossing.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, indicators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = indicators
        self.fields["indicator"].label_from_instance = name_of_indicator

    def clean(self) -> dict[str, Any]:
        """An indicator warns from a value on, on one side of it."""
        said = super().clean()
        if said.get("indicator") is not None:
            for name, text in (
                ("threshold", _("Say from which value on the indicator warns.")),
                ("crossing", _("Say on which side of the limit a value warns.")),
            ):
                if name not in self.errors and said.get(name) in (None, ""):
                    self.add_error(name, text)
        return said


class ActionForm(forms.Form):
    """Something that is to be done against a risk."""

    text = forms.CharField(
        label=pgettext_lazy("against a risk", "what is to be done"),
        max_length=5_000,
        widget=_lines(3),
    )
    responsible = forms.CharField(
        label=pgettext_lazy("against a risk", "who does it"),
        max_length=200,
        help_text=gettext_lazy("A body or a position, such as: head of the social department."),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("against a risk", "by when"), required=False, widget=DAY
    )


class ActionEditForm(ActionForm):
    """How it stands."""

    state = forms.ChoiceField(
        label=pgettext_lazy("against a risk", "how far it is"),
        choices=ActionState.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("how it stands"), required=False, max_length=5_000, widget=_lines(3)
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class AlertForm(forms.Form):
    """What the owner did about an alert."""

    reason = forms.CharField(
        label=gettext_lazy("what you did about it"), max_length=5_000, widget=_lines(3)
    )
