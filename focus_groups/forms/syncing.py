"""Shape of a file of entries and of a public key."""

import base64
import binascii
import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focus_groups.models import Series

LARGEST_FILE = 20 * 1024 * 1024
READABLE, SEALED = "osnova-zapisy", "osnova-zapisy-zapecetene"
POINT_BYTES = 65  # an uncompressed point of the curve P-256


class ImportForm(forms.Form):
    """A file of unsent entries."""

    file = forms.FileField(
        label=gettext_lazy("file of entries"),
        help_text=gettext_lazy("Its name ends with .json."),
    )

    def __init__(self, *args: Any, series: Series, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series, self.most = series, most

    def clean_file(self) -> dict[str, Any]:
        """What is in it; each entry is read later, on its own."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too large."))
        try:
            found = json.loads(file.read().decode("utf-8-sig"))
        except ValueError:
            raise forms.ValidationError(
                _(
                    "The file cannot be read: it is damaged, or was not saved by a device. Save it again, unchanged."
                )
            ) from None
        kind = found.get("osnova") if isinstance(found, dict) else None
        if kind == SEALED:
            raise forms.ValidationError(
                _(
                    "This file is sealed. Open it with its passphrase on the page for work without network, "
                    "and send it from there."
                )
            )
        if kind != READABLE or not isinstance(found.get("items"), list):
            raise forms.ValidationError(_("This is no file of entries."))
        if found.get("series") != self.series.slug:
            raise forms.ValidationError(_("The entries in this file belong to another series."))
        if len(found["items"]) > self.most:
            raise forms.ValidationError(_("There are too many entries in the file."))
        return found


class RecoveryForm(forms.Form):
    """The public half of a key made in the browser; the other half never leaves the paper."""

    public_key = forms.CharField(max_length=200, widget=forms.HiddenInput)

    def clean_public_key(self) -> str:
        """A point of the curve P-256, uncompressed, in base64."""
        said = self.cleaned_data["public_key"]
        try:
            raw = base64.b64decode(said, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != POINT_BYTES or raw[0] != 4:
            raise forms.ValidationError(_("Make the key first, with the button above."))
        return said
