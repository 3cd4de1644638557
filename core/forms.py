"""What forms of every app share in the administration."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm


class PageCopyForm(CopyForm):
    """Wagtail's copy without the alias: a page that mirrors another one can neither be edited nor frozen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


def differences_of(typed: forms.Form, stored: forms.Form) -> list[tuple[str, str, str]]:
    """Fields in which what was typed differs from what is stored now: (name, stored, typed), in words.

    For whoever saves what somebody else has changed meanwhile; shown by ``components/desk/differences.html``.
    """
    rows = []
    for field in typed:
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
        return str(dict(field.field.choices).get(value, value))
    shown = str(field.field.widget.format_value(value) or "").replace("\r\n", "\n")
    return shown.replace("T", " ") if isinstance(field.field, forms.DateTimeField) else shown
