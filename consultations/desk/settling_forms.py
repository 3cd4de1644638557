"""Shape of what is typed at the settlement desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from concept.enums import ChangeKind
from concept.versions_desk.forms import DateInput
from consultations.enums import OUTCOMES, DisputeLevel, NoChangeKind, Outcome, SettlingAct
from consultations.models import Settlement
from consultations.queries import assignments, places, standard_answers
from consultations.queries import settlements as desk
from consultations.queries import themes as theme_queries
from core.forms import CzechModelChoiceField

Choices = Sequence[tuple[str, Any]]
# "Withdrawn" is what an author does; nobody else says it.
PROPOSABLE = [
    (outcome.value, outcome.label) for outcome in OUTCOMES if outcome != Outcome.WITHDRAWN
]


def capitalise(form: forms.Form) -> None:
    """Labels shared with models begin with a small letter there."""
    for field in form.fields.values():
        field.label = capfirst(field.label)


class ActForm(forms.Form):
    """A form on the page of one settlement; ``prefix`` keeps the ids of several forms apart."""

    # fields whose text another person may have changed meanwhile
    guarded = False

    def __init__(self, *args: Any, settlement: Settlement, user: Any, **kwargs: Any) -> None:
        self.settlement, self.user = settlement, user
        super().__init__(*args, **kwargs)
        capitalise(self)

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        """What stands in the fields before anything is typed."""
        return {}


class ConfirmForm(ActForm):
    """Nothing to fill in: pressing the button is the act."""


class RecordField(forms.CharField):
    """A row of the system named by its printed number, such as a conclusion or a measure."""

    def clean(self, value: Any) -> Any:
        reference = super().clean(value).strip()
        if not reference:
            return None
        found = places.record_by_reference(reference)
        if found is None:
            raise ValidationError(_("Nothing with this number was found."))
        return found


class ProposeForm(ActForm):
    """Outcome and reason, and what some outcomes need besides."""

    guarded = True

    outcome = forms.ChoiceField(label=_("outcome"), choices=[("", _("Choose")), *PROPOSABLE])
    standard_answer = CzechModelChoiceField(
        label=_("standard answer"),
        queryset=None,
        required=False,
        empty_label=_("No standard answer"),
        help_text=_("“Insert its words” puts them below, where you can change them."),
    )
    reason = forms.CharField(
        label=_("reason of the settlement"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("The author and everyone else will read it. Say why, in plain words."),
    )
    target_note = forms.CharField(
        label=_("moved to"),
        required=False,
        max_length=200,
        help_text=_("Only for a deferred comment: the measure, the task, the next plan."),
    )
    target = RecordField(label=_("Number of the measure or task"), required=False, max_length=40)
    covered = forms.CharField(
        label=_("The passage that says so already"),
        required=False,
        max_length=40,
        help_text=_(
            "Only for a comment covered already: the number of the paragraph, such as 3.2/2."
        ),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard_answer"].queryset = standard_answers.standard_answers()

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        covered = places.label_of(settlement.comment.version, settlement.covered_passage_uid)
        return {
            "outcome": "" if settlement.outcome == Outcome.OPEN else settlement.outcome,
            "reason": settlement.reason,
            "standard_answer": settlement.standard_answer_id,
            "target_note": settlement.target_note,
            "target": settlement.target.reference if settlement.target_id else "",
            "covered": covered,
            "lock_version": settlement.lock_version,
        }

    def clean_covered(self) -> str:
        label = self.cleaned_data["covered"].strip()
        if not label:
            return ""
        uid = places.passage_by_label(self.settlement.comment.version, label)
        if uid is None:
            raise ValidationError(_("There is no paragraph with this number in the version."))
        return uid


def _today() -> date:
    return timezone.localdate()


class DecideForm(ActForm):
    """The decider's own word."""

    guarded = True
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        return {"lock_version": settlement.lock_version}


class MeetingFields(forms.Form):
    """When and where something was decided."""

    decided_on = forms.DateField(label=_("Date of the meeting"), widget=DateInput, initial=_today)
    decided_where = forms.CharField(
        label=_("Meeting"),
        max_length=200,
        help_text=_("Such as “Joint meeting of the working groups”."),
    )
    decided_in = RecordField(
        label=_("Number of its conclusion"),
        required=False,
        max_length=40,
        help_text=_("If the conclusion is recorded here."),
    )

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise ValidationError(_("A meeting that has not been yet decided nothing."))
        return day


class MeetingForm(MeetingFields, DecideForm):
    """What a meeting decided about one comment."""


class DisputeForm(ActForm):
    """A dispute with the positions of both sides."""

    author_position = forms.CharField(
        label=_("position of the author"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    city_position = forms.CharField(
        label=_("position of the city"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Left empty it is the proposed reason."),
    )
    level = forms.ChoiceField(label=_("level"), choices=DisputeLevel.choices)


class RaiseForm(ActForm):
    """A dispute goes up the ladder."""

    guarded = True

    level = forms.ChoiceField(label=_("level"), choices=DisputeLevel.choices)
    occurred_on = forms.DateField(label=_("When"), widget=DateInput, initial=_today)
    note = forms.CharField(label=_("note"), max_length=500, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        dispute = desk.open_dispute_of(settlement)
        return {} if dispute is None else {"lock_version": dispute.lock_version}


class PositionsForm(ActForm):
    """What both sides hold."""

    guarded = True

    author_position = forms.CharField(
        label=_("position of the author"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    city_position = forms.CharField(
        label=_("position of the city"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        dispute = desk.open_dispute_of(settlement)
        if dispute is None:
            return {}
        return {
            "author_position": dispute.author_position,
            "city_position": dispute.city_position,
            "lock_version": dispute.lock_version,
        }


class ResolveForm(MeetingFields, ActForm):
    """How a dispute ended."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=[("", _("Choose")), *PROPOSABLE])
    reason = forms.CharField(
        label=_("reason of the settlement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
    )
    result = forms.CharField(
        label=_("result"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What both sides agreed on, or who decided."),
    )

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        return {"outcome": settlement.outcome, "reason": settlement.reason}


class ImplementForm(ActForm):
    """Which version, and which of its passages, shows the change."""

    to_version = forms.ModelChoiceField(
        label=_("Version with the new text"), queryset=None, empty_label=None
    )
    passages = forms.CharField(
        label=_("Changed paragraphs"),
        required=False,
        max_length=300,
        help_text=_("Their numbers, such as 3.2/2 3.2/4. Empty: where the quoted words went."),
    )
    kind = forms.ChoiceField(
        label=_("What changed"), choices=ChangeKind.choices, initial=ChangeKind.SUBSTANTIVE
    )
    note = forms.CharField(label=_("note"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_version"].queryset = desk.later_versions(self.settlement.comment)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        version = cleaned.get("to_version")
        uids = []
        for label in cleaned.get("passages", "").replace(",", " ").split():
            uid = places.passage_by_label(version, label) if version else None
            if uid is None:
                self.add_error(
                    "passages",
                    _("There is no paragraph %(label)s in the version.") % {"label": label},
                )
                continue
            uids.append(uid)
        cleaned["new_uids"] = uids
        return cleaned


class NoChangeForm(ActForm):
    """Why an accepted comment changes no words."""

    kind = forms.ChoiceField(label=_("How"), choices=NoChangeKind.choices)
    note = forms.CharField(
        label=_("How it is met"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is published with the answer."),
    )


class AssignFields(forms.Form):
    """Who answers, and until when."""

    assignee = forms.ModelChoiceField(
        label=_("assigned to"), queryset=None, required=False, empty_label=_("Nobody")
    )
    department = forms.ModelChoiceField(
        label=_("responsible department"),
        queryset=None,
        required=False,
        empty_label=_("No department"),
    )
    due_on = forms.DateField(label=_("due"), widget=DateInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = assignments.assignees(timezone.localdate())
        self.fields["department"].queryset = assignments.departments()


class AssignForm(AssignFields, ActForm):
    """The same for one settlement, with what stands there now."""

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        return {
            "assignee": settlement.assignee_id,
            "department": settlement.department_id,
            "due_on": settlement.due_on,
        }


class ThemesField(forms.MultipleChoiceField):
    """Themes of the closed list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Themes"), widget=forms.CheckboxSelectMultiple, required=False, **kwargs
        )


class ThemesForm(ActForm):
    """The themes of one comment."""

    themes = ThemesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(t.slug, t.name) for t in theme_queries.themes()]

    @classmethod
    def first_values(cls, settlement: Settlement) -> dict[str, Any]:
        return {"themes": theme_queries.theme_slugs(settlement.comment)}


class NoteForm(ActForm):
    """An internal note."""

    text = forms.CharField(
        label=_("note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000
    )


FORMS: dict[str, type[ActForm]] = {
    SettlingAct.PROPOSE: ProposeForm,
    SettlingAct.REVIEW: ConfirmForm,
    SettlingAct.DECIDE: DecideForm,
    SettlingAct.MEETING: MeetingForm,
    SettlingAct.AGREE: ConfirmForm,
    SettlingAct.DISPUTE: DisputeForm,
    SettlingAct.RAISE: RaiseForm,
    SettlingAct.POSITIONS: PositionsForm,
    SettlingAct.RESOLVE: ResolveForm,
    SettlingAct.IMPLEMENT: ImplementForm,
    SettlingAct.NO_CHANGE: NoChangeForm,
    SettlingAct.VERIFY: ConfirmForm,
    SettlingAct.ANSWER: ConfirmForm,
    SettlingAct.ASSIGN: AssignForm,
    SettlingAct.THEMES: ThemesForm,
    SettlingAct.NOTE: NoteForm,
    SettlingAct.LEAVE: ConfirmForm,
}
