"""Shape of what is typed about the project, its money and what its funder is told."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import CzechModelChoiceField
from core.inputs import DateInput
from core.uploads import ATTACHMENTS, FileRefused, kinds_in_words, read_upload
from evaluation.enums import ActivityArea, ChangeState, RemovalReason
from evaluation.models import KeyActivity

BLANKS = re.compile(r"[\s\u00a0\u202f]|Kč$", re.IGNORECASE)


class CrownsInput(forms.TextInput):
    """A text field with the numbers of a telephone; shows two decimals with a comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"}, **kwargs)

    def format_value(self, value: Any) -> str | None:
        """A stored amount as it is written; what was typed stays as it is."""
        return value if isinstance(value, str | None) else f"{value:.2f}".replace(".", ",")


class CrownsField(forms.DecimalField):
    """An amount in Kč as people write it: "14 605 116,00 Kč", with a comma or a point."""

    widget = CrownsInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "min_value": 0, **kwargs})

    def to_python(self, value: Any) -> Any:
        """The amount without blanks and currency."""
        if isinstance(value, str):
            value = BLANKS.sub("", value.strip()).replace(",", ".")
        return super().to_python(value)


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput, **kwargs)


def _words(label: Any, rows: int = 4, longest: int = 4000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class Locked(forms.Form):
    """A form of a row others may change meanwhile."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class RemovalForm(Locked):
    """Why a row is removed."""

    reason = forms.ChoiceField(
        label=pgettext_lazy("of a project", "why it is removed"),
        choices=RemovalReason.choices,
        widget=forms.RadioSelect,
    )


class TotalForm(Locked):
    """How much was approved in total."""

    approved_czk = CrownsField(
        label=gettext_lazy("approved in total"),
        required=False,
        help_text=gettext_lazy("In Kč. Leave it empty while it is not known."),
    )


class ActivityForm(forms.Form):
    """What is said of a key activity."""

    title = forms.CharField(label=pgettext_lazy("of a key activity", "title"), max_length=200)
    area = forms.ChoiceField(
        label=gettext_lazy("what it is about"),
        choices=ActivityArea.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "By it groups, documents and rounds find their activity, unless you say otherwise."
        ),
    )
    description = _words(gettext_lazy("what it consists of"), required=False)
    starts_on = _day(pgettext_lazy("of a key activity", "first day"))
    ends_on = _day(pgettext_lazy("of a key activity", "last day"))
    approved_czk = CrownsField(
        label=gettext_lazy("approved amount"),
        required=False,
        help_text=gettext_lazy("In Kč. Leave it empty while it is not known."),
    )

    def clean(self) -> dict[str, Any]:
        """It does not end before it starts."""
        return _in_order(self)


class NewActivityForm(ActivityForm):
    """A new key activity with its code."""

    code = forms.RegexField(
        label=pgettext_lazy("of a key activity", "code"),
        regex=r"^[A-Z]{1,6}[0-9]{1,3}$",
        error_messages={"invalid": gettext_lazy("Capital letters and a number, such as KA1.")},
        help_text=gettext_lazy("Such as KA1. It cannot be changed later."),
    )
    field_order = ["code", "title"]


class EditActivityForm(ActivityForm, Locked):
    """A key activity being changed."""


def _in_order(form: forms.Form) -> dict[str, Any]:
    starts, ends = form.cleaned_data.get("starts_on"), form.cleaned_data.get("ends_on")
    if starts and ends and ends < starts:
        form.add_error("ends_on", _("The last day cannot be before the first."))
    return form.cleaned_data


class MilestoneForm(forms.Form):
    """A day a key activity aims at."""

    title = forms.CharField(label=gettext_lazy("what is to be reached"), max_length=200)
    planned_on = _day(gettext_lazy("planned for"))
    reached_on = _day(gettext_lazy("reached on"), required=False)
    note = forms.CharField(label=gettext_lazy("why on another day"), max_length=300, required=False)


class EditMilestoneForm(MilestoneForm, Locked):
    """A milestone being changed."""


class ActivityChoice(CzechModelChoiceField):
    """One of the key activities of a project."""

    def label_from_instance(self, obj: KeyActivity) -> str:
        """Its code and title."""
        return f"{obj.code} {obj.title}"


class OfActivities(forms.Form):
    """A form that asks for a key activity of the project."""

    def __init__(self, *args: Any, activities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities


class SpendingForm(OfActivities):
    """An amount spent by a document."""

    activity = ActivityChoice(label=gettext_lazy("key activity"), queryset=None)
    spent_on = _day(gettext_lazy("spent on"))
    amount_czk = CrownsField(
        label=gettext_lazy("amount"), help_text=gettext_lazy("In Kč, such as 12 500,50.")
    )
    document_number = forms.CharField(label=gettext_lazy("number of the document"), max_length=80)
    purpose = forms.CharField(
        label=gettext_lazy("what was paid for"),
        max_length=200,
        help_text=gettext_lazy("Write no names of people."),
    )


class NewSpendingForm(SpendingForm):
    """A new amount; a second one of the same document is asked about."""

    may_repeat = forms.BooleanField(
        label=gettext_lazy("Enter it although the same amount of this document is there already"),
        required=False,
    )


class CorrectSpendingForm(SpendingForm):
    """What is to stand in the place of a wrong row."""

    reason = forms.CharField(label=gettext_lazy("why it is corrected"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount_czk"].help_text = _("In Kč. Zero takes the amount out.")


class ChangeForm(OfActivities):
    """A change of the project."""

    what = _words(gettext_lazy("what changes"))
    why = _words(pgettext_lazy("of a change of a project", "why"))
    changed_on = _day(gettext_lazy("in force from"))
    activity = ActivityChoice(
        label=gettext_lazy("key activity"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("The whole project"),
    )


class EditChangeForm(ChangeForm, Locked):
    """A change being written anew."""


class AnswerForm(forms.Form):
    """What the funder said to a change."""

    state = forms.ChoiceField(
        label=gettext_lazy("what the funder said"),
        widget=forms.RadioSelect,
        choices=[
            (state.value, state.label) for state in ChangeState if state != ChangeState.WAITING
        ],
        help_text=gettext_lazy(
            "What was approved or only announced is then shown to everybody. It cannot be taken back."
        ),
    )
    decided_on = _day(gettext_lazy("day of the funder's answer"))
    decided_where = forms.CharField(
        label=gettext_lazy("number of the funder's answer"), max_length=120, required=False
    )


class NewPublicityForm(forms.Form):
    """What the rules of publicity ask for."""

    requirement = forms.CharField(label=gettext_lazy("what is required"), max_length=300)
    basis = forms.CharField(
        label=gettext_lazy("where it is required"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as a chapter of the rules of the programme."),
    )


class PublicityForm(NewPublicityForm, Locked):
    """When it was done and what shows it."""

    done_on = _day(gettext_lazy("done on"), required=False)
    evidence_url = forms.URLField(
        label=gettext_lazy("address that shows it"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    evidence = forms.FileField(label=gettext_lazy("file that shows it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].help_text = _(
            "Such as a photograph of the poster, 10 MB at most: %(kinds)s. It goes into the annexes for the funder."
        ) % {"kinds": kinds_in_words(ATTACHMENTS)}

    def clean_evidence(self) -> Any:
        """The file told by what is in it."""
        sent = self.cleaned_data["evidence"]
        if not sent:
            return None
        try:
            return read_upload(sent.name, sent.read())
        except FileRefused as error:
            raise ValidationError(str(error)) from None


class OutputForm(forms.Form):
    """What the project publishes."""

    title = forms.CharField(
        label=pgettext_lazy("of an output of a project", "title"), max_length=200
    )
    document = CzechModelChoiceField(
        label=gettext_lazy("document"),
        queryset=None,
        to_field_name="id",
        required=False,
        empty_label=gettext_lazy("It is waited for"),
        help_text=gettext_lazy("Readers get to it once a version of it is published."),
    )
    note = forms.CharField(
        label=pgettext_lazy("of an output of a project", "note"), max_length=300, required=False
    )

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents


class EditOutputForm(OutputForm, Locked):
    """An output being changed."""


class PeriodForm(forms.Form):
    """A monitoring period."""

    starts_on = _day(pgettext_lazy("of a period", "first day"))
    ends_on = _day(pgettext_lazy("of a period", "last day"))
    due_on = _day(gettext_lazy("report is due on"), required=False)

    def clean(self) -> dict[str, Any]:
        """It does not end before it starts."""
        return _in_order(self)


class EditPeriodForm(PeriodForm, Locked):
    """A period being changed."""


class NoteForm(Locked):
    """What happened in a key activity in a period."""

    text = _words(
        pgettext_lazy("of a period", "what happened"),
        rows=10,
        longest=8000,
        required=False,
        help_text=gettext_lazy(
            "In your words, beside what is counted. It goes into the report. Write no names of people."
        ),
    )


class ParticipantsForm(forms.Form):
    """A count of participants with its source."""

    code = forms.CharField(
        label=gettext_lazy("code of the indicator"),
        max_length=20,
        help_text=gettext_lazy("The fund's own, such as 6 00 00."),
    )
    name = forms.CharField(label=gettext_lazy("name of the indicator"), max_length=200)
    count = forms.IntegerField(
        label=gettext_lazy("count of participants"), min_value=0, max_value=1_000_000
    )
    source = forms.CharField(
        label=gettext_lazy("where the count comes from"),
        max_length=300,
        help_text=gettext_lazy(
            "Such as the fund's own system of the day. Nothing is computed here."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("why it is corrected"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only where a count of this indicator is there already."),
    )


class ReportForm(forms.Form):
    """How a report is to be made."""

    with_backfilled = forms.BooleanField(
        label=gettext_lazy("Count also meetings entered afterwards"),
        required=False,
        help_text=gettext_lazy(
            "Meetings held before the project or typed in later are left out unless you say so."
        ),
    )
    corrects_what = forms.CharField(
        label=gettext_lazy("what is corrected"),
        max_length=500,
        help_text=gettext_lazy(
            "The former report stays. It stands in both what the new one corrects."
        ),
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["corrects_what"]


class ScopeForm(forms.Form):
    """What belongs to which key activity: a field for each thing."""

    def __init__(
        self, *args: Any, things: Sequence[Any], activities: Sequence[KeyActivity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {row.pk: row.code for row in activities}
        for thing in things:
            by_area = names.get(thing.by_area, "")
            default = (
                _("By its area: %(code)s") % {"code": by_area}
                if by_area
                else _("By its area: to none")
            )
            self.fields[thing.key] = forms.ChoiceField(
                label=f"{thing.kind.label}: {thing.title}",
                required=False,
                initial=thing.chosen,
                choices=[
                    ("", default),
                    *((str(row.pk), f"{row.code} {row.title}") for row in activities),
                    ("none", _("Does not belong to the project")),
                ],
            )
