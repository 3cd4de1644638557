"""Shape of the erasure of households."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import Household


class EraseForm(forms.Form):
    """Which households are erased, and that it is meant."""

    households = forms.MultipleChoiceField(
        label=_("households whose rows are erased"), widget=forms.CheckboxSelectMultiple
    )
    is_list_destroyed = forms.BooleanField(
        label=_("the list that says who these pseudonyms are is destroyed, with all its copies")
    )
    is_sure = forms.BooleanField(label=_("I know that the rows cannot be brought back"))

    def __init__(self, *args: Any, due: Iterable[Household], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = {str(row.uid): row for row in due}
        choices = [(key, row.pseudonym) for key, row in self.due.items()]
        self.fields["households"].choices = choices

    def clean_households(self) -> list[Household]:
        return [self.due[key] for key in self.cleaned_data["households"]]
