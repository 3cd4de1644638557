"""Shape of input about what was said: what to look for, the check, codes on words, a step with several."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from focus_groups.enums import (
    CodedField,
    Publication,
    Sensitivity,
    Side,
    StatementKind,
    StatementState,
)
from focus_groups.models import Series, SpokenStatement
from focus_groups.queries.codes import choices_of, codes_in_use
from focus_groups.queries.statements import questions_of, speakers_of

ANY = ("", pgettext_lazy("filter", "any"))
SEARCHED = {
    "setkani": "session",
    "otazka": "question",
    "kdo": "speaker",
    "druh": "kind",
    "kod": "code",
    "kontrola": "state",
    "citlivost": "sensitivity",
    "zverejneni": "publication",
    "slova": "words",
}


class CodeChoice(forms.ModelChoiceField):
    """One code of the codebook of a series, each with those it stands below, in the order of the tree."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def of(self, series: Series, *, without: Iterable[int] = ()) -> None:
        """Offer the codes of a series: one query."""
        left_out = set(without)
        self.queryset = codes_in_use(series).exclude(pk__in=left_out)
        offered = [(key, name) for key, name in choices_of(series) if key not in left_out]
        self.choices = [("", self.empty_label or ""), *offered]


class SearchForm(forms.Form):
    """What of the statements of a series is shown. The language is not asked for: it would find people."""

    setkani = forms.ModelChoiceField(
        label=pgettext_lazy("of a focus group", "session"),
        queryset=None,
        required=False,
        empty_label=ANY[1],
    )
    otazka = forms.ChoiceField(label=_("question"), required=False)
    kdo = forms.ChoiceField(label=pgettext_lazy("of a statement", "who said it"), required=False)
    druh = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "kind"),
        choices=[ANY, *StatementKind.choices],
        required=False,
    )
    kod = CodeChoice(
        label=pgettext_lazy("of a codebook", "code"), empty_label=ANY[1], required=False
    )
    kontrola = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "check"),
        choices=[ANY, *StatementState.choices],
        required=False,
    )
    citlivost = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "how sensitive it is"),
        choices=[ANY, *Sensitivity.choices],
        required=False,
    )
    zverejneni = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "what may be published"),
        choices=[ANY, *Publication.choices],
        required=False,
    )
    slova = forms.CharField(
        label=pgettext_lazy("of a statement", "words in it"), max_length=100, required=False
    )

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["setkani"].queryset = series.sessions.order_by("number")
        self.fields["setkani"].label_from_instance = lambda row: f"{row.number}: {row.topic}"
        self.fields["otazka"].choices = [ANY, *questions_of(series)]
        self.fields["kdo"].choices = [ANY, *speakers_of(series)]
        self.fields["kod"].of(series)

    def wanted(self) -> dict[str, Any]:
        """What is asked for, by the names of ``queries.statements.narrowed``; what is not valid asks nothing."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        return {name: said[key] for key, name in SEARCHED.items() if said.get(key)}


class CheckForm(forms.Form):
    """How far the check of a statement is."""

    state = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "check"), widget=forms.RadioSelect
    )
    sensitivity = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "how sensitive it is"),
        choices=Sensitivity.choices,
        widget=forms.RadioSelect,
    )
    publication = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "what may be published"),
        choices=Publication.choices,
        widget=forms.RadioSelect,
        help_text=_("Only what the consent in force allows, and only once two people checked it."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = states


class CodingForm(forms.Form):
    """A code on words of a statement."""

    code = CodeChoice(label=pgettext_lazy("of a codebook", "code"), empty_label=_("Choose a code"))
    field = forms.ChoiceField(
        label=pgettext_lazy("coding", "in which text"), widget=forms.RadioSelect
    )
    quoted = forms.CharField(
        label=pgettext_lazy("coding", "words it is put on"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Copy them from the text, or leave it empty to put the code on all of it."),
    )
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self, *args: Any, series: Series, statement: SpokenStatement, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].of(series)
        there = [(str(f.value), f.label) for f in CodedField if getattr(statement, f)]
        self.fields["field"].choices = there
        if there:
            self.fields["field"].initial = there[-1][0]


class StepForm(forms.Form):
    """One step with the statements that were ticked in the list."""

    statements = forms.ModelMultipleChoiceField(
        queryset=None,
        error_messages={"required": _("Tick at least one statement.")},
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "check"),
        choices=StatementState.choices,
        required=False,
    )
    finding = forms.ModelChoiceField(
        label=pgettext_lazy("of focus groups", "finding"),
        queryset=None,
        required=False,
    )
    side = forms.ChoiceField(
        label=_("how they speak"), choices=Side.choices, initial=Side.SUPPORTS, required=False
    )
    act = forms.ChoiceField(choices=[(name, "") for name in ("check", "put", "write")])

    def __init__(self, *args: Any, statements: Any, findings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statements"].queryset = statements
        self.fields["finding"].queryset = findings
        self.fields["finding"].label_from_instance = lambda row: (
            f"{row.record.reference}: {row.text[:80]}"
        )

    def clean(self) -> dict[str, Any]:
        """What the step needs."""
        said = super().clean()
        if said.get("act") == "put" and not said.get("finding"):
            self.add_error("finding", _("Choose a finding."))
        return said
