"""What forms of every app share in the administration."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import CopyForm

from core.czech import sort_key


class PageCopyForm(CopyForm):
    """Wagtail's copy without the alias: a page that mirrors another one can neither be edited nor frozen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


class ChoicesInCzechOrder(ModelChoiceIterator):
    """Choices as Czech sorts what is read, whatever the database makes of "Č" and "Ch": one query, as without it."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from sorted(
            (self.choice(row) for row in self.queryset), key=lambda choice: sort_key(choice[1])
        )


class CzechModelChoiceField(forms.ModelChoiceField):
    """One row out of a short list in Czech order."""

    iterator = ChoicesInCzechOrder


class CzechModelMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Some rows out of a short list in Czech order."""

    iterator = ChoicesInCzechOrder


def differences_of(typed: forms.Form, stored: forms.Form) -> list[tuple[str, str, str]]:
    """Fields in which what was typed differs from what is stored now: (name, stored, typed), in words.

    For whoever saves what somebody else has changed meanwhile; shown by ``components/desk/differences.html``.
    """
    rows = []
    for field in typed.visible_fields():
        before, after = _shown(stored[field.name]), _shown(field)
        if before != after:
            rows.append((str(field.label), before, after))
    return rows


def _shown(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.ModelMultipleChoiceField):
        chosen = {str(v) for v in value or ()}
        return ", ".join(str(name) for key, name in field.field.choices if str(key) in chosen)
    if isinstance(field.field, forms.BooleanField):
        return str(_("yes") if value in (True, "True", "on") else _("no"))
    if isinstance(field.field, forms.ChoiceField):
        # what was typed is text, what is stored may be a number
        names = {str(key): name for key, name in field.field.choices}
        return str(names.get(str(value), value))
    shown = str(field.field.widget.format_value(value) or "").replace("\r\n", "\n")
    return shown.replace("T", " ") if isinstance(field.field, forms.DateTimeField) else shown


class RemovalForm(forms.Form):
    """Personal data that are to go from everywhere."""

    words = forms.CharField(
        label=gettext_lazy("Words that are to go"),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "cs"}),
        help_text=gettext_lazy("Each on a line of its own, exactly as they stand in the text."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=100,
        help_text=gettext_lazy("It stays where the words were. Do not repeat them in it."),
    )
    is_sure = forms.BooleanField(
        label=gettext_lazy("I know that the words cannot be brought back.")
    )
