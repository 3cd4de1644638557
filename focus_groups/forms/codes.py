"""Shape of input about codes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from focus_groups.forms.checking import CodeChoice
from focus_groups.models import Series


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CodeForm(forms.Form):
    """A code with what it means."""

    name = forms.CharField(label=pgettext_lazy("of a code", "name"), max_length=100)
    parent = CodeChoice(
        label=_("below which code it stands"),
        required=False,
        empty_label=_("none, it stands alone"),
    )
    definition = forms.CharField(
        label=_("what it means"), required=False, max_length=2_000, widget=_lines(3)
    )
    include = forms.CharField(
        label=_("what belongs to it"), required=False, max_length=2_000, widget=_lines(3)
    )
    exclude = forms.CharField(
        label=_("what does not belong to it"), required=False, max_length=2_000, widget=_lines(3)
    )

    def __init__(
        self, *args: Any, series: Series, without: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].of(series, without=without)


class CodeEditForm(CodeForm):
    """The same of a known code."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """Into which code another one is merged."""

    into = CodeChoice(label=_("Merge it into"), empty_label=_("Choose a code"))

    def __init__(self, *args: Any, series: Series, without: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].of(series, without=without)
