"""Shape of input about checks before publication and quotes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focus_groups.enums import CheckItem


class CheckForm(forms.Form):
    """The checklist. Who leaves a box empty says what is wrong."""

    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("Only if you left a box empty. Do not repeat words that must not be said."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self._add_items(), "reason", "digest"])

    def _add_items(self) -> list[str]:
        for item in CheckItem:
            self.fields[item.value] = forms.BooleanField(label=item.label, required=False)
        return [item.value for item in CheckItem]

    def answers(self) -> dict[str, bool]:
        """What was ticked."""
        return {item.value: self.cleaned_data[item.value] for item in CheckItem}


class PublishForm(forms.Form):
    """What is different from the text published before, if there was one."""

    notice = forms.CharField(
        label=_("What is different from the text before"),
        help_text=_(
            "Only for a text that was published before. Do not say why if it points at somebody."
        ),
        required=False,
        max_length=300,
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class QuoteForm(forms.Form):
    """The words of a quote."""

    text = forms.CharField(
        label=_("Words as they may be said"),
        help_text=_(
            "Mark what you leave out by “…”. Leave out names, places and what only few people lived through."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_verbatim = forms.TypedChoiceField(
        label=_("How the words are told"),
        choices=[("yes", _("Word by word")), ("no", _("In other words"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
