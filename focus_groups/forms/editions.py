"""Shape of new editions of information sheets and topic guides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from focus_groups.guide_lines import read_guide
from focus_groups.queries.guides import passages_by_label
from focus_groups.sheet_languages import LANGUAGES


class SheetForm(forms.Form):
    """A new edition of the information sheet."""

    language = forms.ChoiceField(label=gettext_lazy("language"), choices=LANGUAGES, initial="cs")
    text = forms.CharField(
        label=gettext_lazy("text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=gettext_lazy(
            "Short sentences, as you say them aloud. What consent can be given to is added below it with pictures."
        ),
    )


class GuideField(forms.CharField):
    """Lines of a guide; cleans to questions. What is wrong is told by the number of the line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 18}), max_length=20_000, **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        questions, wrong = read_guide(super().clean(value))
        if wrong:
            raise ValidationError([str(line) for line in wrong])
        return questions


class GuideForm(forms.Form):
    """A new edition of the topic guide, and the passages of a frozen version people react to."""

    title = forms.CharField(label=pgettext_lazy("of a guide", "title"), max_length=200)
    questions = GuideField(
        label=gettext_lazy("questions"),
        help_text=gettext_lazy(
            "A line “1. …” is a question, “? …” its wording in plain language, “- …” a prompt for the facilitator."
        ),
    )
    version = forms.ChoiceField(
        label=gettext_lazy("version people react to"),
        required=False,
        help_text=gettext_lazy("The text stays as it stood in that version."),
    )
    labels = forms.CharField(
        label=gettext_lazy("numbers of its paragraphs"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("As they are printed beside them, such as 3.2/2 3.2/4."),
    )

    def __init__(self, *args: Any, versions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(version.pk): version for version in versions}
        self.fields["version"].choices = [
            ("", _("none")),
            *((key, str(version)) for key, version in self.versions.items()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        labels = (cleaned.pop("labels", "") or "").replace(",", " ").split()
        version = self.versions.get(cleaned.pop("version", "") or "")
        cleaned["passages"] = []
        if labels and version is None:
            self.add_error("version", _("Choose the version these numbers stand in."))
        elif labels:
            found = passages_by_label(version, labels)
            missing = [label for label in labels if label not in found]
            if missing:
                self.add_error(
                    "labels",
                    _("The version has no paragraph with the number: %(labels)s.")
                    % {"labels": ", ".join(missing)},
                )
            cleaned["passages"] = [
                {"version": version.pk, "passage": found[label]}
                for label in dict.fromkeys(labels)
                if label in found
            ]
        return cleaned
