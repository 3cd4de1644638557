"""Shape of the report on a round."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    """Words of an edition; numbers, words of comments and names come by themselves."""

    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "What came, what was done with it, and what was not and why. Name nobody: "
            "names follow the consent of each person and are put in by themselves."
        ),
    )
    easy_summary = forms.CharField(
        label=_("Easy-to-read summary"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("Short sentences, each on its own line, without words of the office."),
    )
    note = forms.CharField(
        label=_("What changed in this edition"),
        max_length=500,
        help_text=_("Readers see it beside the edition."),
    )

    def __init__(self, *args: Any, is_reissue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_reissue:
            del self.fields["note"]
