"""Shape of what is typed about indicators, their definitions and targets."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import CzechModelMultipleChoiceField
from core.inputs import DateInput
from evaluation.enums import Frequency, IndicatorKind, Joining, Scale, Way
from evaluation.models import IndicatorDefinition
from evaluation.numbers import NotANumber, read_number, typed_number


class NumberField(forms.CharField):
    """A number with a decimal comma or dot; cleans to a Decimal or None."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12})
        super().__init__(**{"widget": widget, "max_length": 40, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """A stored number as one would type it."""
        return typed_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The number. Raises ValidationError."""
        try:
            number = read_number(super().clean(value))
        except NotANumber as error:
            raise ValidationError(_("Write a number, such as 1 234,5.")) from error
        if number is not None and (abs(number) >= 10**14 or number != round(number, 4)):
            raise ValidationError(_("Write at most 14 digits and four decimal places."))
        return number


class BreakdownsField(forms.CharField):
    """Lines "name: category, category"; cleans to what ``IndicatorDefinition.breakdowns`` holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored breakdowns as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{row['label']}: {', '.join(one['label'] for one in row['categories'])}"
            for row in value
        )

    def clean(self, value: Any) -> Any:
        """Breakdowns with their categories. Raises ValidationError."""
        rows = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            label, colon, categories = line.partition(":")
            names = [name.strip() for name in categories.split(",") if name.strip()]
            if not colon or not label.strip() or len(names) < 2:
                raise ValidationError(
                    _("“%(line)s” is not “name: category, category”.") % {"line": line.strip()}
                )
            rows.append({"label": label.strip(), "categories": [{"label": name} for name in names]})
        return rows


def _text(name: str, rows: int = 0, **kwargs: Any) -> forms.CharField:
    field = IndicatorDefinition._meta.get_field(name)
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    length = getattr(field, "max_length", None) or 4000
    told = {"label": field.verbose_name, "max_length": length, "widget": widget, "required": False}
    return forms.CharField(**{**told, **kwargs})


class DefinitionForm(forms.Form):
    """What an indicator says."""

    title = _text("title", required=True)
    plain_text = _text(
        "plain_text", 3, help_text=gettext_lazy("For everybody: what it tells and why it matters.")
    )
    scale = forms.ChoiceField(
        label=gettext_lazy("what a value is"), choices=Scale.choices, widget=forms.RadioSelect
    )
    numerator = _text("numerator", 2, help_text=gettext_lazy("Of a share: its part."))
    denominator = _text("denominator", 2, help_text=gettext_lazy("Only of a share."))
    may_exceed_whole = forms.BooleanField(
        label=gettext_lazy("the part may be larger than the whole"), required=False
    )
    included = _text("included", 2)
    excluded = _text("excluded", 2)
    direction = forms.ChoiceField(
        label=gettext_lazy("direction"), choices=Way.choices, widget=forms.RadioSelect
    )
    unit = _text("unit", help_text=gettext_lazy("Such as bytů or %. A share in % is worked out."))
    frequency = forms.ChoiceField(label=gettext_lazy("how often"), choices=Frequency.choices)
    aggregation = forms.ChoiceField(
        label=gettext_lazy("value of a longer period"), choices=Joining.choices
    )
    is_cumulative = forms.BooleanField(
        label=gettext_lazy("counted from the beginning"), required=False
    )
    baseline = NumberField(label=gettext_lazy("baseline"), required=False)
    baseline_on = forms.DateField(
        label=gettext_lazy("baseline as of"), required=False, widget=DateInput
    )
    baseline_unknown = _text(
        "baseline_unknown",
        help_text=gettext_lazy("Where there is no baseline. One or the other is needed."),
    )
    source = _text("source")
    responsible = _text("responsible")
    breakdowns = BreakdownsField(
        label=gettext_lazy("breakdowns"),
        required=False,
        help_text=gettext_lazy("One line each, such as “Městský obvod: Jih, Poruba, Vítkovice”."),
    )
    min_n = forms.IntegerField(
        label=gettext_lazy("smallest count that is published"),
        min_value=3,
        max_value=100,
        initial=5,
        help_text=gettext_lazy("Of breakdowns. Lower counts could point at people."),
    )
    group_min_n = forms.IntegerField(
        label=gettext_lazy("smallest group of which it is told that all are alike"),
        min_value=3,
        max_value=1000,
        initial=10,
        help_text=gettext_lazy(
            "Of breakdowns. If all of a smaller group were in one category, everybody would know it of each of them."
        ),
    )
    tolerance = forms.IntegerField(
        label=gettext_lazy("tolerance of the verdict in per cent"),
        min_value=0,
        max_value=100,
        initial=5,
        help_text=gettext_lazy("By how much the target may be missed and still be on track."),
    )
    is_as_published = forms.BooleanField(
        label=gettext_lazy("as published, definition not stated"), required=False
    )

    def clean_tolerance(self) -> Decimal:
        """The tolerance as a share."""
        return Decimal(self.cleaned_data["tolerance"]) / 100

    def clean(self) -> dict[str, Any]:
        """A baseline or why there is none; the parts of a share."""
        found = super().clean() or self.cleaned_data
        has_baseline = found.get("baseline") is not None
        if has_baseline and not found.get("baseline_on") and "baseline_on" not in self.errors:
            self.add_error("baseline_on", _("Write the day the baseline is from."))
        if not has_baseline and "baseline" not in self.errors and not found.get("baseline_unknown"):
            self.add_error("baseline_unknown", _("Write a baseline, or why it is not known."))
        if has_baseline and found.get("baseline_unknown"):
            self.add_error("baseline_unknown", _("There is a baseline. Leave this empty."))
        if found.get("scale") == Scale.RATIO and not found.get("is_as_published"):
            for name in ("numerator", "denominator"):
                if not found.get(name):
                    self.add_error(name, _("A share names its part and its whole."))
        return found


class NewDefinitionForm(DefinitionForm):
    """A further definition."""

    change_reason = _text("change_reason", 2, required=True)
    breaks_series = forms.BooleanField(
        label=gettext_lazy("values do not compare with the former"),
        required=False,
        help_text=gettext_lazy("Both series stand side by side then. Values are never changed."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class MeasuresField(CzechModelMultipleChoiceField):
    """Measures by their codes and titles; ``titles``: primary key -> what it is called."""

    titles: Mapping[int, str] = MappingProxyType({})

    def label_from_instance(self, measure: Any) -> str:
        """Such as "2.1 Nárůst kapacit"."""
        return f"{measure.code} {self.titles.get(measure.pk, '')}".strip()


class AroundForm(forms.Form):
    """What is around the definition of an indicator."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of an indicator", "kind"), choices=IndicatorKind.choices
    )
    measures = MeasuresField(
        label=gettext_lazy("measures it belongs to"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("everybody may read it"),
        required=False,
        help_text=gettext_lazy("Its values are public once they are approved and published."),
    )
    is_pilot = forms.BooleanField(
        label=gettext_lazy("of the housing pilot"),
        required=False,
        help_text=gettext_lazy("Pilot officers may enter its values too."),
    )
    is_funders = forms.BooleanField(
        label=gettext_lazy("reported to the funder"),
        required=False,
        help_text=gettext_lazy("It has values in the funder's monitoring periods as well."),
    )

    def __init__(self, *args: Any, measures: Any, titles: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].titles = titles
        self.fields["measures"].queryset = measures


class NewIndicatorForm(AroundForm, DefinitionForm):
    """A new indicator with its first definition."""

    code = forms.CharField(
        label=pgettext_lazy("of an indicator", "code"),
        max_length=40,
        help_text=gettext_lazy("Yours or the funder's, such as 6 00 00. It cannot be changed."),
    )
    field_order = ("code", "title", "kind")


class EditIndicatorForm(AroundForm):
    """An indicator as it is stored."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class TargetForm(forms.Form):
    """A target for a period or a year."""

    period = forms.ModelChoiceField(
        label=pgettext_lazy("of an indicator", "period"),
        queryset=None,
        required=False,
    )
    year = forms.IntegerField(
        label=pgettext_lazy("of a target", "year"),
        min_value=1990,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("Choose a period or write a year, not both."),
    )
    value = NumberField(label=gettext_lazy("target"))
    reason = forms.CharField(
        label=gettext_lazy("why it changed"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only where there was a target for the same period or year."),
    )

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods
