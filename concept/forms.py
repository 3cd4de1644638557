"""Shape of what is typed and chosen on pages of frozen text."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import MeasureStage, MeasureStatus, SourceKind
from concept.queries.action_plan import NO_REPORT, ActionPlan, PlanFilters
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


def _capitalised(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """Choices that begin with a capital letter, in whatever language they are shown."""
    begin = lazy(capfirst, str)
    return [(value, begin(label)) for value, label in choices.choices]


class PlanForm(forms.Form):
    """Which measures of the plan are shown (GET). A value that does not exist chooses nothing."""

    dokument = forms.ChoiceField(label=_("Document"), required=False)
    priorita = forms.ChoiceField(label=_("Priority"), required=False)
    garant = forms.ChoiceField(label=_("Responsible body"), required=False)
    stav = forms.ChoiceField(
        label=pgettext_lazy("of a measure", "Status"),
        required=False,
        choices=[("", _("All")), (NO_REPORT, _("No report yet")), *_capitalised(MeasureStatus)],
    )
    faze = forms.ChoiceField(
        label=pgettext_lazy("of a measure", "Stage"),
        required=False,
        choices=[("", _("All")), *_capitalised(MeasureStage)],
    )
    slova = forms.CharField(label=_("Words"), required=False, max_length=100)
    po_terminu = forms.BooleanField(label=_("Past the deadline only"), required=False)

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        groups = [
            (title, [(row.key, row.label) for row in rows])
            for title, rows in plan.priorities().items()
        ]
        self.fields["dokument"].choices = [everything, *plan.document_choices()]
        self.fields["priorita"].choices = [everything, *groups]
        self.fields["garant"].choices = [everything, *((body, body) for body in plan.owners())]

    def filters(self) -> PlanFilters:
        """What was chosen."""
        return PlanFilters(
            document=self._chosen("dokument"),
            priority=self._chosen("priorita"),
            owner=self._chosen("garant"),
            status=self._chosen("stav"),
            stage=self._chosen("faze"),
            overdue=bool(self._chosen("po_terminu")),
            words=self._chosen("slova"),
        )

    def chosen(self) -> dict[str, str]:
        """The parameters of the address that choose something."""
        found = {name: self._chosen(name) for name in self.fields}
        return {name: "1" if value is True else value for name, value in found.items() if value}

    def told(self) -> list[tuple[str, str]]:
        """What was chosen as (name, value) in words; the value of what is only ticked is empty."""
        rows = []
        for name in self.chosen():
            field = self.fields[name]
            value = self._chosen(name)
            if isinstance(field, forms.ChoiceField):
                value = _label_of(field.choices, value)
            rows.append((str(field.label), "" if value is True else str(value)))
        return rows

    def _chosen(self, name: str) -> Any:
        return getattr(self, "cleaned_data", {}).get(name, "")


def _label_of(choices: Iterable[tuple[Any, Any]], value: str) -> str:
    """The words of a choice, be it in a group."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := _label_of(label, value):
                return found
        elif key == value:
            return str(label)
    return ""
