"""Shape of input about how measures are carried out: reports, owners, links between measures, yearly reports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import MeasureStage, MeasureStatus, ResolutionVerb
from core.citing import CitedField
from core.forms import CzechModelChoiceField
from core.inputs import AmountField, DateInput


class ReportForm(forms.Form):
    """What the owner reports on a measure. ``reader`` may cite what they may know of."""

    as_of = forms.DateField(
        label=_("state as of"),
        widget=DateInput,
        help_text=_("The day the report speaks of, not the day on which you write it."),
    )
    status = forms.ChoiceField(label=_("status"), choices=MeasureStatus.choices)
    stage = forms.ChoiceField(label=_("stage"), choices=MeasureStage.choices)
    sentence = forms.CharField(
        label=_("what happened"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One sentence that everybody understands. Needed whenever the status or the stage changes. "
            "Name no residents."
        ),
    )
    reason = forms.CharField(
        label=_("reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why it is not done, or where it was moved. Only for these two statuses."),
    )
    spent_czk = AmountField(
        label=_("spent since the last report in CZK"),
        required=False,
        help_text=_("Leave it empty when it is not known; 0 when nothing was spent."),
    )
    evidence = CitedField(label=_("What shows it"), required=False)

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].reader = reader


class EditReportForm(ReportForm):
    """The same for a report that is stored; ``lock_version`` says which state of it was shown."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """What the author is to complete."""

    reason = forms.CharField(
        label=_("what to complete"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class OwnerForm(forms.Form):
    """Who is to answer for a measure, and since when."""

    user = CzechModelChoiceField(
        label=pgettext_lazy("owner of a measure", "who"),
        queryset=None,
        help_text=_("People with the role of a measure owner."),
    )
    body = forms.CharField(
        label=_("department or organisation"),
        max_length=200,
        help_text=_("Everybody is told this name; the person's name only staff."),
    )
    valid_from = forms.DateField(
        label=pgettext_lazy("owner of a measure", "from"), widget=DateInput
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class OwnerEndForm(forms.Form):
    """From which day somebody does not answer for a measure any more."""

    valid_to = forms.DateField(
        label=_("from which day they do not answer for it any more"), widget=DateInput
    )


class LinkForm(forms.Form):
    """Another measure; ``choices`` are groups of (key, name) by document."""

    other = forms.TypedChoiceField(label=_("measure"), coerce=int)
    note = forms.CharField(label=_("note"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        choices: Sequence[tuple[str, Sequence[tuple[int, str]]]],
        label: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", "---------"), *choices]
        self.fields["other"].label = label


class ReportingDateForm(forms.Form):
    """As of which day a document's measures are reported, and until when."""

    document = CzechModelChoiceField(label=_("document"), queryset=None, to_field_name="id")
    as_of = forms.DateField(label=_("state as of"), widget=DateInput)
    due_on = forms.DateField(
        label=_("reports are due on"),
        widget=DateInput,
        help_text=_("Owners get a mail two weeks before that day, and another one after it."),
    )

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents


class PlanReportForm(forms.Form):
    """Of which document the yearly report is, and as of which day."""

    document = CzechModelChoiceField(label=_("document"), queryset=None, to_field_name="id")
    as_of = forms.DateField(label=_("state as of"), widget=DateInput)

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents


class NoticeForm(forms.Form):
    """Which body dealt with a yearly report, and how."""

    body = forms.CharField(label=_("body"), max_length=200)
    occurred_on = forms.DateField(label=_("on"), widget=DateInput)
    verb = forms.ChoiceField(
        label=_("verb"), choices=ResolutionVerb.choices, initial=ResolutionVerb.TAKE_NOTE
    )
    resolution = forms.CharField(
        label=_("resolution number"),
        required=False,
        max_length=80,
        help_text=_("Leave it empty when it is not known."),
    )


class StateForm(forms.Form):
    """Which day the state of measures is shown for."""

    ke = forms.DateField(label=_("state as of"), widget=DateInput)
    tehdy = forms.BooleanField(label=_("only what was approved by that day"), required=False)
