"""Passages and measures typed as addresses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.places import Place
from evaluation.queries.places import place_named

MOST_PLACES = 20


class PlacesField(forms.CharField):
    """Passages and measures, one on a line; ``reader`` is set by the form. The cleaned value is a list of places.

    ``only_passages``: a measure is refused. ``most``: how many may be named.
    """

    reader: Any = None

    def __init__(
        self, *, only_passages: bool = False, most: int = MOST_PLACES, **kwargs: Any
    ) -> None:
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "The address of a paragraph (copy the link from its number) or the number of a measure."
            ),
        )
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2 if most == 1 else 3}))
        super().__init__(**kwargs)
        self.only_passages, self.most = only_passages, most

    def clean(self, value: Any) -> list[Place]:
        """The places without doubles; a ValidationError names each line that is none."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(_("At most %(count)s can be named here.") % {"count": self.most})
        found = {line: place_named(line, self.reader) for line in lines}
        errors = [
            _("“%(line)s” is no paragraph and no measure you may read.") % {"line": line}
            for line, place in found.items()
            if place is None or (self.only_passages and place.measure is not None)
        ]
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(place for place in found.values() if place is not None))
