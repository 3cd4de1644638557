"""Shape of input about findings and recommendations and the steps both go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from focus_groups.forms.checking import CodeChoice
from focus_groups.models import Series


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FindingForm(forms.Form):
    """What was found."""

    text = forms.CharField(
        label=pgettext_lazy("of a finding", "text"),
        max_length=5_000,
        widget=_lines(5),
        help_text=_("In our own words. Quotes are checked and added on their own."),
    )
    plain_text = forms.CharField(
        label=_("in plain words"),
        required=False,
        max_length=2_000,
        widget=_lines(3),
        help_text=_("Short sentences and common words, so that participants can check it."),
    )
    limits = forms.CharField(
        label=_("what limits it"),
        required=False,
        max_length=2_000,
        widget=_lines(2),
        help_text=_("Who was not heard, what was interpreted, where people did not agree."),
    )
    theme = CodeChoice(label=_("theme"), required=False, empty_label=pgettext_lazy("theme", "none"))

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].of(series)


class NewFindingForm(FindingForm):
    """The same with the statements it is made of."""

    supports = forms.ModelMultipleChoiceField(
        label=_("statements that support it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opposes = forms.ModelMultipleChoiceField(
        label=_("statements that speak against it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, statements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("supports", "opposes"):
            self.fields[name].queryset = statements
            self.fields[name].label_from_instance = name_of_statement

    def clean(self) -> dict[str, Any]:
        """A statement speaks for a finding or against it, not both."""
        said = super().clean()
        both = set(said.get("supports") or ()) & set(said.get("opposes") or ())
        if both:
            self.add_error(
                "opposes", _("A statement speaks for the finding or against it, not both.")
            )
        return said


def name_of_statement(row: Any) -> str:
    """Where it was said and how it begins."""
    words = row.working_text or row.words
    return f"{row.session.number}/{row.position}: {words[:160]}"


class FindingEditForm(FindingForm):
    """A known finding."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class RecommendationForm(forms.Form):
    """What is recommended."""

    text = forms.CharField(label=_("what you recommend"), max_length=5_000, widget=_lines(5))
    findings = forms.ModelMultipleChoiceField(
        label=_("findings it follows from"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    aim = forms.ChoiceField(
        label=_("at what it aims"),
        required=False,
        help_text=_("A section of the newest version, or a measure."),
    )
    words = forms.CharField(
        label=_("words of the paragraph it is about"),
        required=False,
        max_length=1_000,
        widget=_lines(2),
        help_text=_(
            "Copy a few words from the section. Leave it empty when it is about all of it."
        ),
    )

    def __init__(self, *args: Any, findings: Any, aims: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = findings
        self.fields["findings"].label_from_instance = lambda row: (
            f"{row.record.reference}: {row.text[:160]}"
        )
        self.fields["aim"].choices = [("", _("nothing particular")), *aims]


class RecommendationEditForm(RecommendationForm):
    """A known recommendation."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """A step from the state the person saw."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class SecondReadForm(StepForm):
    """It was read by somebody else, or why nobody else could."""

    alone_reason = forms.CharField(
        label=_("why nobody else could read it"),
        required=False,
        max_length=300,
        widget=_lines(2),
        help_text=_("Only where one person facilitates the series. It stands in the report."),
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["alone_reason"]


class SessionForm(forms.Form):
    """In which session of the series."""

    session = forms.ModelChoiceField(
        label=pgettext_lazy("of a focus group", "session"),
        queryset=None,
        empty_label=_("Choose a session"),
    )

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions
        self.fields["session"].label_from_instance = lambda row: f"{row.number}: {row.topic}"


class ConfirmForm(SessionForm, StepForm):
    """In which session participants confirmed it."""


class RetractForm(StepForm):
    """Why it is retracted."""

    reason = forms.CharField(
        label=_("why it is retracted"),
        max_length=300,
        widget=_lines(2),
        help_text=_("Readers are told when it was public. Write nothing that points at anybody."),
    )
