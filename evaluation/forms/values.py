"""Shape of what is typed as a value of an indicator, alone or as a row of an entry sheet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.inputs import DateInput
from evaluation.enums import Frequency, PeriodKind, Scale
from evaluation.forms.indicators import NumberField
from evaluation.models import IndicatorDefinition

WORDS = forms.Textarea(attrs={"rows": 2})


class ValueForm(forms.Form):
    """A value by one definition: only what that asks for. ``figures`` is what was typed, cleaned."""

    value = NumberField(label=pgettext_lazy("of an indicator", "value"), required=False)
    numerator = NumberField(label=pgettext_lazy("of a share", "part"), required=False)
    denominator = NumberField(label=pgettext_lazy("of a share", "whole"), required=False)
    data_as_of = forms.DateField(label=gettext_lazy("data as of"), required=False, widget=DateInput)
    narrative = forms.CharField(
        label=gettext_lazy("in words"),
        required=False,
        max_length=4000,
        widget=WORDS,
        help_text=gettext_lazy("Where there is no number: why not."),
    )
    comment = forms.CharField(
        label=gettext_lazy("comment on the deviation"),
        required=False,
        max_length=2000,
        widget=WORDS,
        help_text=gettext_lazy("Everybody reads it beside the value. Write nothing about people."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, definition: IndicatorDefinition, has_parts: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        unit = f" ({definition.unit})" if definition.unit else ""
        self.fields["value"].label = f"{self.fields['value'].label}{unit}"
        self.fields["numerator"].help_text = definition.numerator
        self.fields["denominator"].help_text = definition.denominator
        unasked = {"value"} if definition.has_parts else {"numerator", "denominator"}
        if definition.scale == Scale.QUALITATIVE:
            unasked.add("value")
            self.fields["narrative"].help_text = ""
        for name in unasked:
            del self.fields[name]
        self.categories: dict[str, tuple[str, str]] = {}
        if has_parts:
            self._add_parts()

    def _add_parts(self) -> None:
        """A field for each category of each breakdown."""
        for row in self.definition.breakdowns:
            for category in row["categories"]:
                name = f"part-{row['key']}-{category['key']}"
                self.categories[name] = (row["key"], category["key"])
                self.fields[name] = forms.IntegerField(
                    label=f"{row['label']}: {category['label']}", required=False, min_value=0
                )

    @property
    def figures(self) -> dict[str, Any]:
        """What was typed, for the action. Of a breakdown in which anything was typed, the rest is zero."""
        found = {
            name: told
            for name, told in self.cleaned_data.items()
            if name not in self.categories and name != "lock_version"
        }
        if self.categories:
            found["parts"] = self._parts()
        return found

    def _parts(self) -> dict[str, dict[str, int]]:
        parts: dict[str, dict[str, int]] = {}
        typed = {
            key for name, (key, _c) in self.categories.items() if self._count(name) is not None
        }
        for name, (key, category) in self.categories.items():
            if key in typed:
                parts.setdefault(key, {})[category] = self._count(name) or 0
        return parts

    def _count(self, name: str) -> int | None:
        return self.cleaned_data.get(name)

    def put_faults(self, faults: dict[str, str]) -> None:
        """Say at each field what the action found wrong with it."""
        for name, told in faults.items():
            self.add_error(name if name in self.fields else None, told)


class NewValueForm(ValueForm):
    """A value for a period, by the definition of today."""

    period = forms.ModelChoiceField(label=pgettext_lazy("of an indicator", "period"), queryset=None)
    field_order = ("period",)

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods


class CorrectionForm(ValueForm):
    """A correction of an approved value."""

    reason = forms.CharField(
        label=gettext_lazy("why it is corrected"),
        max_length=500,
        help_text=gettext_lazy("Everybody reads it beside both values."),
    )


class ReasonForm(forms.Form):
    """A reason, such as why a value is returned or a period opened again."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=WORDS)


class ReturnForm(ReasonForm):
    """Why a value is returned."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class PeriodForm(forms.Form):
    """A new period; its last day is typed, the first day after it is stored."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a period", "whose period"),
        choices=PeriodKind.choices,
        widget=forms.RadioSelect,
        initial=PeriodKind.OWN,
    )
    frequency = forms.ChoiceField(label=gettext_lazy("length"), choices=Frequency.choices)
    label = forms.CharField(
        label=gettext_lazy("name"),
        max_length=60,
        help_text=gettext_lazy("Such as 1. pololetí 2018."),
    )
    start_on = forms.DateField(label=gettext_lazy("first day"), widget=DateInput)
    last_on = forms.DateField(label=gettext_lazy("last day"), widget=DateInput)
    due_on = forms.DateField(
        label=gettext_lazy("values are due on"), required=False, widget=DateInput
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        found = super().clean() or self.cleaned_data
        start, last = found.get("start_on"), found.get("last_on")
        if start and last and last < start:
            raise ValidationError({"last_on": _("The last day is before the first one.")})
        return found


class UploadForm(forms.Form):
    """A filled sheet."""

    file = forms.FileField(label=gettext_lazy("spreadsheet (xlsx or csv)"))
