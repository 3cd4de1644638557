"""Forms of the page editor."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core.forms import PageCopyForm


class LinesField(forms.CharField):
    """A list of short names, edited as one name on each line."""

    widget = AdminAutoHeightTextInput

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [name for line in lines if (name := line.strip())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def run_validators(self, value: list[str]) -> None:
        for name in value:
            super().run_validators(name)


class DocumentPageForm(WagtailAdminPageForm):
    """Names of levels as lines of text."""

    level_names = LinesField(
        label=_("Names of levels"),
        required=False,
        max_length=40,
        help_text=_(
            "What the levels of sections are called, from the top, one on each line: "
            "for example Oblast, Cíl, Opatření, Úkol."
        ),
    )

    def clean_slug(self) -> str:
        """Our addresses match plain letters only, Wagtail's check lets accents through.

        Links to frozen versions hold the address, so it stays; and no other page of the program may stand at it.
        """
        slug = self.cleaned_data["slug"]
        if not slug.isascii():
            raise forms.ValidationError(
                _("Use letters without accents, digits and dashes in the address.")
            )
        if not self.instance.keeps_address(slug):
            raise forms.ValidationError(
                _("Versions are cited by this address. It cannot change any more.")
            )
        path = reverse("concept:document-contents", args=[slug])
        if slug in dict(settings.LANGUAGES) or resolve(path).url_name != "document-contents":
            raise forms.ValidationError(_("Another page of this site stands at this address."))
        return slug


class TextCopyForm(PageCopyForm):
    """Copies are released for the next version, or wait: nothing is published by copying."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        release = self.fields.get("publish_copies")
        if release is not None:
            release.label = _("Release the copy for the next version")
            release.help_text = _("Otherwise the copy waits as a draft.")
