"""Shape of what is typed where a comment is placed by hand."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.models import Version, VersionPassage
from consultations.pieces import pieces
from consultations.places import read_range
from consultations.queries import place_choices

WHOLE = "cely"


class PassageForm(forms.Form):
    """Which passage of the new version: a section, or the printed number of a paragraph."""

    umistit = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    cislo = forms.CharField(
        label=gettext_lazy("Number of the paragraph"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("As it is printed beside it, such as 3.2/2."),
    )

    def __init__(self, data: Any, *, version: Version, section: str) -> None:
        sections = place_choices.sections_of(version)
        known = {uid for uid, _name in sections}
        first = section if section in known else ""
        values = {"umistit": data.get("umistit") or first, "cislo": data.get("cislo", "").strip()}
        super().__init__(values, auto_id="kde_%s")
        self.fields["umistit"].choices = [("", _("Choose a section")), *sections]

    def section(self) -> str:
        """Uid of the chosen section; "" without one."""
        self.is_valid()
        return self.cleaned_data.get("umistit") or ""


class HandForm(forms.Form):
    """Which words of the passage: one of its sentences, words typed exactly, or all of it."""

    piece = forms.ChoiceField(
        label=gettext_lazy("Part of the paragraph"),
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Or the exact words"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Copied from the paragraph above. They take precedence."),
    )

    def __init__(self, *args: Any, passage: VersionPassage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passage = passage
        content = passage.content
        found = pieces(content.kind, content.text, content.value, content.html)
        self.fields["piece"].choices = [
            (WHOLE, _("The whole paragraph")),
            *(
                (piece.value, f"{piece.context}: {piece.text}" if piece.context else piece.text)
                for piece in found
            ),
        ]
        self.fields["piece"].initial = WHOLE

    def clean_words(self) -> str:
        words = self.cleaned_data["words"].strip().strip('„“”"').strip()
        if words and not self._found(words):
            raise ValidationError(_("These words are not in the paragraph. Copy them exactly."))
        if words and len(self._found(words)) > 1:
            raise ValidationError(
                _("These words are in the paragraph several times. Add words beside them.")
            )
        return words

    def _found(self, words: str) -> list[re.Match[str]]:
        """Where the words stand; blanks of any kind are equal, as a copy from a page changes them."""
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        return list(re.finditer(pattern, self.passage.content.text))

    def place(self) -> dict[str, Any]:
        """The chosen words as ``anchors.check_quotes`` takes them."""
        text = self.passage.content.text
        start, end = 0, len(text)
        if words := self.cleaned_data["words"]:
            start, end = self._found(words)[0].span()
        elif chosen := read_range(self.cleaned_data["piece"]):
            start, end = chosen
        return {
            "passage_uid": str(self.passage.passage_uid),
            "start": start,
            "end": end,
            "exact": text[start:end],
        }
