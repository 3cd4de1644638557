"""Shape of what is typed about participants and consents. There is no field a name could be typed into."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.inputs import DateInput
from focus_groups.actions.people import AT_ONCE
from focus_groups.enums import ConsentForm, ConsentScope, Need
from focus_groups.models import Consent, ConsentSheet
from focus_groups.sheet_languages import name_of_language


class DrawForm(forms.Form):
    """How many pseudonyms to draw, and since when these people come."""

    count = forms.IntegerField(
        label=_("how many people"), min_value=1, max_value=AT_ONCE, initial=1
    )
    joined_on = forms.DateField(label=_("joined"), widget=DateInput)


class TranscribeForm(forms.Form):
    """A pseudonym given out on paper."""

    pseudonym = forms.CharField(
        label=_("pseudonym"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    joined_on = forms.DateField(label=_("joined"), widget=DateInput)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pseudonym"].help_text = _(
            "As it stands on the paper: %(like)s. Never a name."
        ) % {"like": f"{code}-K7"}

    def clean_pseudonym(self) -> str:
        return "".join(self.cleaned_data["pseudonym"].split()).upper()


class PersonForm(forms.Form):
    """What a participant needs, and since when they do not come any more."""

    needs = forms.MultipleChoiceField(
        label=_("what they need to take part"),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    left_on = forms.DateField(
        label=_("left"),
        required=False,
        widget=DateInput,
        help_text=_("Since when they do not come any more. Empty: they come."),
    )


class ConsentRecordForm(forms.Form):
    """What somebody consented to. Nothing is ticked beforehand."""

    sheet = forms.ModelChoiceField(label=_("information sheet"), queryset=None, empty_label=None)
    form = forms.ChoiceField(
        label=_("how they consented"), choices=ConsentForm.choices, widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        label=_("what they consented to"),
        choices=ConsentScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what they said yes to. Without notes, nothing they say is written down."),
    )
    given_on = forms.DateField(label=pgettext_lazy("consent", "given on"), widget=DateInput)
    is_adult = forms.BooleanField(
        label=_("The person is an adult"),
        help_text=_(
            "The consent of somebody under 18 is not recorded here: a minor does not take part, and what they say is"
            " not written down."
        ),
    )

    def __init__(self, *args: Any, sheets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].queryset = sheets
        self.fields["sheet"].label_from_instance = name_of_sheet


def name_of_sheet(sheet: ConsentSheet) -> str:
    """An edition in a list."""
    return _("edition %(number)d, %(language)s") % {
        "number": sheet.number,
        "language": name_of_language(sheet.language),
    }


class LimitForm(forms.Form):
    """What somebody takes back of a consent."""

    scopes = forms.MultipleChoiceField(
        label=_("what they take back"), widget=forms.CheckboxSelectMultiple
    )
    occurred_on = forms.DateField(label=_("when they said so"), widget=DateInput)
    is_sure = forms.BooleanField(label=_("I told the person what follows and they want it"))

    def __init__(self, *args: Any, consent: Consent, held: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (scope.value, scope.label) for scope in ConsentScope if scope.value in held
        ]
        self.consent = consent
