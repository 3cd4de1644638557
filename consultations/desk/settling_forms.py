"""Shape of what is typed at the settlement desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import ChangeKind
from concept.versions_desk.forms import DateInput
from consultations.enums import (
    OUTCOMES,
    BulkKind,
    CommentNature,
    CommentType,
    DecidedBy,
    DisputeLevel,
    NoChangeKind,
    Outcome,
    RespondentKind,
    SettlementState,
    SettlingAct,
    Weight,
)
from consultations.models import Round, Settlement
from consultations.queries import assignments, places, settlement_queue, standard_answers
from consultations.queries import settlements as desk
from consultations.queries import themes as theme_queries

Choices = Sequence[tuple[str, Any]]
# "Withdrawn" is what an author does; nobody else says it.
PROPOSABLE = [
    (outcome.value, outcome.label) for outcome in OUTCOMES if outcome != Outcome.WITHDRAWN
]


def capitalise(form: forms.Form) -> None:
    """Labels shared with models begin with a small letter there."""
    for field in form.fields.values():
        field.label = capfirst(field.label)


def _any(label: Any) -> tuple[str, Any]:
    return ("", label)


class QueueForm(forms.Form):
    """What is sought in the queue. A value that is none of the choices is as good as none."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=200)
    section = forms.ChoiceField(label=_("Section"), required=False)
    type = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        choices=[_any(_("Anything")), *CommentType.choices],
    )
    nature = forms.ChoiceField(
        label=pgettext_lazy("of a comment", "kind"),
        required=False,
        choices=[_any(_("Both")), *CommentNature.choices],
    )
    weight = forms.ChoiceField(
        label=_("weight"), required=False, choices=[_any(_("Both")), *Weight.choices]
    )
    body = forms.ChoiceField(label=_("By whom"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    outcome = forms.ChoiceField(
        label=_("outcome"), required=False, choices=[_any(_("Any")), *Outcome.choices]
    )
    assignee = forms.ChoiceField(label=_("assigned to"), required=False)
    department = forms.ChoiceField(label=_("responsible department"), required=False)
    due = forms.ChoiceField(
        label=_("due"),
        required=False,
        choices=[
            _any(_("Any time")),
            ("overdue", _("Overdue")),
            ("soon", _("Within seven days")),
            ("none", _("No date")),
        ],
    )
    cluster = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    doubtful = forms.BooleanField(label=_("Only with an uncertain place"), required=False)
    joined = forms.BooleanField(label=_("Only equal comments"), required=False)
    state = forms.ChoiceField(
        required=False,
        choices=[_any(""), (settlement_queue.UNSETTLED, ""), *SettlementState.choices],
        widget=forms.HiddenInput,
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            _any(_("By place in the text")),
            ("number", _("By number")),
            ("newest", _("Newest first")),
            ("due", _("By due date")),
            ("weight", _("Essential first")),
            ("body", _("By organisation")),
        ],
    )

    def __init__(self, data: Any, *, round: Round, today: date) -> None:
        super().__init__(data, auto_id="filter_%s")
        nobody = (settlement_queue.NOBODY, _("Nobody"))
        for name, choices in {
            "section": [_any(_("The whole text")), *settlement_queue.sections_of_round(round)],
            "body": [
                _any(_("Anybody")),
                *settlement_queue.bodies_of_round(round),
                *RespondentKind.choices,
            ],
            "theme": [
                _any(_("Any theme")),
                (settlement_queue.NOBODY, _("Without a theme")),
                *((theme.slug, theme.name) for theme in theme_queries.themes()),
            ],
            "assignee": [
                _any(_("Anybody")),
                (settlement_queue.MINE, _("Me")),
                nobody,
                *((str(user.pk), user.name) for user in assignments.assignees(today)),
            ],
            "department": [
                _any(_("Any department")),
                nobody,
                *((str(found.pk), found.name) for found in assignments.departments()),
            ],
        }.items():
            self.fields[name].choices = choices

    def sought(self) -> settlement_queue.QueueFilter:
        """What is valid of it."""
        self.is_valid()
        values = {
            name: self.cleaned_data.get(name) or ""
            for name in settlement_queue.QueueFilter.__dataclass_fields__
        }
        values["doubtful"] = "1" if values["doubtful"] else ""
        cluster = str(values["cluster"])
        if not (cluster.isdecimal() or cluster == settlement_queue.ANY):
            cluster = ""
        values["cluster"] = settlement_queue.ANY if self.cleaned_data.get("joined") else cluster
        return settlement_queue.QueueFilter(**values)


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
    standard_answer = forms.ModelChoiceField(
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

    level = forms.ChoiceField(label=_("level"), choices=DisputeLevel.choices)
    occurred_on = forms.DateField(label=_("When"), widget=DateInput, initial=_today)
    note = forms.CharField(label=_("note"), max_length=500, required=False)


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


# --- steps over many comments -----------------------------------------------------------------------


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

    answer = forms.ModelChoiceField(
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
