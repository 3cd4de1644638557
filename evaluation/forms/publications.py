"""Shape of input about publishing the pilot's figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.pilot_sets import HalfYear


class PrepareForm(forms.Form):
    """Which half-year, and what is different in a further edition."""

    half_year = forms.ChoiceField(label=_("half-year"))
    note = forms.CharField(
        label=_("what is different"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Only for a further edition. Everybody reads it: write nothing of a household."
        ),
    )

    def __init__(self, *args: Any, half_years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {half.slug: half for half in half_years}
        self.fields["half_year"].choices = [
            (slug, f"{half.half}/{half.year}") for slug, half in self.known.items()
        ]

    def clean_half_year(self) -> HalfYear:
        """The half-year itself."""
        return self.known[self.cleaned_data["half_year"]]
