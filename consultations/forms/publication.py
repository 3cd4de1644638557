"""Shape of input of the public pages of consultations."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.enums import OUTCOMES, CommentType, Outcome, RespondentKind, Weight
from consultations.queries.publication import BY_PLACE, ORDERS, Publication, no_section_label
from consultations.queries.published_rows import NO_SECTION, Filters
from consultations.queries.published_words import outcome_label


class CommentFilterForm(forms.Form):
    """Which comments of a round are listed (GET)."""

    oddil = forms.ChoiceField(label=_("Section"), required=False)
    druh = forms.ChoiceField(
        label=_("What it is about"), required=False, choices=[("", _("All")), *CommentType.choices]
    )

    def __init__(self, *args: Any, sections: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oddil"].choices = [("", _("All")), *sections.items()]

    def chosen(self) -> dict[str, str]:
        """What was chosen, without empty values; a value that does not exist chooses nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class TableForm(forms.Form):
    """Which rows of the settlement table are listed and in which order (GET)."""

    zpusob = forms.ChoiceField(label=_("Outcome"), required=False)
    oddil = forms.ChoiceField(label=_("Section"), required=False)
    vaha = forms.ChoiceField(
        label=_("Weight"), required=False, choices=[("", _("All")), *Weight.choices]
    )
    kdo = forms.ChoiceField(
        label=_("Commenter"), required=False, choices=[("", _("All")), *RespondentKind.choices]
    )
    razeni = forms.ChoiceField(label=_("Order of the rows"), required=False, choices=ORDERS.items())

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        self.fields["zpusob"].choices = [
            everything,
            *((value, outcome_label(value)) for value in (*OUTCOMES, Outcome.OPEN)),
        ]
        self.fields["oddil"].choices = [
            everything,
            *publication.sections.items(),
            (NO_SECTION, no_section_label()),
        ]

    def filters(self) -> Filters:
        """What was chosen; a value that does not exist filters nothing."""
        return Filters(
            outcome=self._chosen("zpusob"),
            section=self._chosen("oddil"),
            weight=self._chosen("vaha"),
            kind=self._chosen("kdo"),
        )

    def order(self) -> str:
        """By place in the text unless the number was chosen."""
        return self._chosen("razeni") or BY_PLACE

    def chosen(self) -> dict[str, str]:
        """The parameters of the address without the page."""
        return {name: self._chosen(name) for name in self.fields if self._chosen(name)}

    def _chosen(self, name: str) -> str:
        return getattr(self, "cleaned_data", {}).get(name, "")
