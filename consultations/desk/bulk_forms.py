"""Forms of steps over many comments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.desk.settling_forms import (
    PROPOSABLE,
    AssignFields,
    MeetingFields,
    ThemesField,
    capitalise,
)
from consultations.enums import BulkKind, DecidedBy, Outcome
from consultations.queries import standard_answers
from consultations.queries import themes as theme_queries
from core.forms import CzechModelChoiceField


class BulkForm(forms.Form):
    """What a step over many comments needs; ``params`` is what the action gets."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        capitalise(self)

    def params(self) -> dict[str, Any]:
        """The cleaned values as JSON."""
        return {}


class BulkAssignForm(AssignFields, BulkForm):
    """Each value only where its box is ticked, so that a step can also take one away."""

    field_order = [
        "set_assignee",
        "assignee",
        "set_department",
        "department",
        "set_due_on",
        "due_on",
    ]
    set_assignee = forms.BooleanField(label=_("Change the person"), required=False)
    set_department = forms.BooleanField(label=_("Change the department"), required=False)
    set_due_on = forms.BooleanField(label=_("Change the due date"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("assignee", "department", "due_on"):
            # what is filled in is meant, ticked or not
            if cleaned.get(name):
                cleaned[f"set_{name}"] = True
        if not any(cleaned.get(f"set_{name}") for name in ("assignee", "department", "due_on")):
            raise ValidationError(_("Choose what shall change."))
        return cleaned

    def params(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {
            "assignee": data["assignee"].pk if data["assignee"] else None,
            "department": data["department"].pk if data["department"] else None,
            "due_on": data["due_on"].isoformat() if data["due_on"] else "",
        }
        return {name: value for name, value in values.items() if data[f"set_{name}"]}


class BulkThemeForm(BulkForm):
    """Themes to add."""

    themes = ThemesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(t.slug, t.name) for t in theme_queries.themes()]
        self.fields["themes"].required = True

    def params(self) -> dict[str, Any]:
        return {"themes": self.cleaned_data["themes"]}


class BulkProposeForm(BulkForm):
    """A standard answer as a proposal for all."""

    answer = CzechModelChoiceField(
        label=_("standard answer"), queryset=None, empty_label=_("Choose")
    )
    outcome = forms.ChoiceField(
        label=_("outcome"),
        choices=[
            ("", _("Choose")),
            *(
                pair
                for pair in PROPOSABLE
                if pair[0] not in {Outcome.DEFERRED, Outcome.ALREADY_COVERED}
            ),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].queryset = standard_answers.standard_answers()

    def params(self) -> dict[str, Any]:
        return {"answer": self.cleaned_data["answer"].pk, "outcome": self.cleaned_data["outcome"]}


class BulkDecideForm(MeetingFields, BulkForm):
    """En bloc: by the decider's own word, or by a meeting."""

    field_order = ["decided_as", "decided_on", "decided_where", "decided_in"]
    decided_as = forms.ChoiceField(
        label=_("Whose word decides"),
        choices=[("own", _("My own")), (DecidedBy.MEETING.value, DecidedBy.MEETING.label)],
        widget=forms.RadioSelect,
        initial=DecidedBy.MEETING.value,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_where"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_meeting = cleaned.get("decided_as") == DecidedBy.MEETING
        if is_meeting and not (cleaned.get("decided_where") or cleaned.get("decided_in")):
            self.add_error("decided_where", _("Say at which meeting it was decided."))
        return cleaned

    def params(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["decided_as"] != DecidedBy.MEETING:
            return {"as": "own"}
        return {
            "as": DecidedBy.MEETING.value,
            "on": data["decided_on"].isoformat(),
            "where": data["decided_where"],
            "in": data["decided_in"].pk if data["decided_in"] else None,
        }


class BulkJoinForm(BulkForm):
    """A name for the equal comments."""

    title = forms.CharField(
        label=_("What they have in common"),
        max_length=200,
        help_text=_("A few words by which you will know them again."),
    )

    def params(self) -> dict[str, Any]:
        return {"title": self.cleaned_data["title"]}


BULK_FORMS: dict[str, type[BulkForm]] = {
    BulkKind.ASSIGN: BulkAssignForm,
    BulkKind.THEME: BulkThemeForm,
    BulkKind.PROPOSE: BulkProposeForm,
    BulkKind.REVIEW: BulkForm,
    BulkKind.DECIDE: BulkDecideForm,
    BulkKind.JOIN: BulkJoinForm,
    BulkKind.ANSWER: BulkForm,
}
