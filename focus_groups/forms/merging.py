"""Shape of the decision about two statements alike."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focus_groups.models import SpokenStatement

BOTH = "both"


class PairForm(forms.Form):
    """Which of two statements stays, or both."""

    first = forms.IntegerField(widget=forms.HiddenInput)
    second = forms.IntegerField(widget=forms.HiddenInput)
    kept = forms.ChoiceField(
        label=_("What stays?"),
        widget=forms.RadioSelect,
        choices=[
            ("first", _("The first one; the second is put away")),
            ("second", _("The second one; the first is put away")),
            (BOTH, _("Both: they are two different statements")),
        ],
    )

    def __init__(
        self, *args: Any, statements: Iterable[SpokenStatement] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.statements = {row.pk: row for row in statements}

    def clean(self) -> dict[str, Any]:
        """Both are statements of the session."""
        typed = super().clean()
        keys = {typed.get("first"), typed.get("second")}
        if len(keys) < 2 or not keys <= set(self.statements):
            raise forms.ValidationError(
                _("One of the two is not there any more. Look at the list again.")
            )
        return typed

    def decision(self) -> dict[str, SpokenStatement | None]:
        """What the action takes."""
        pair = {name: self.statements[self.cleaned_data[name]] for name in ("first", "second")}
        return {**pair, "kept": pair.get(self.cleaned_data["kept"])}
