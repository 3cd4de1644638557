"""Shape of what editors type on pages of frozen text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import SourceKind
from concept.queries.reasons import Step


class SourceForm(forms.Form):
    """What a passage leans on; ``steps`` are the versions it came or changed in, newest first."""

    step = forms.TypedChoiceField(label=_("Wording of version"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a source", "Kind"),
        choices=SourceKind.choices,
        initial=SourceKind.ANALYSIS,
    )
    citation = forms.CharField(
        label=_("Source"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that a reader finds it: title, chapter or section, year."),
    )
    address = forms.URLField(
        label=_("Address on the web"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, steps: Sequence[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_pk = {str(step.version.pk): step for step in steps}
        self.fields["step"].choices = [(pk, step.version.label) for pk, step in by_pk.items()]
        self.fields["step"].coerce = by_pk.__getitem__
