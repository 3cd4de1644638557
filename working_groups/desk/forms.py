"""Shape of what is typed at the desk about working groups."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelMultipleChoiceField
from core.inputs import DateInput
from working_groups.enums import GroupKind, GroupState, MembershipRole, PublicRoster, QuorumRule
from working_groups.member_sheets import MemberRow
from working_groups.models import Group

ROWS_SALT = "list of members"
ROWS_AGE = 24 * 3600  # seconds


class GroupForm(forms.Form):
    """What is said of a group."""

    name = forms.CharField(label=pgettext_lazy("of a group", "name"), max_length=200)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a group", "kind"),
        choices=GroupKind.choices,
        initial=GroupKind.WORKING,
    )
    mandate = forms.CharField(
        label=_("mandate"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Public. What the group is for, in plain words."),
    )
    appointed_by = forms.CharField(
        label=_("appointed by"),
        max_length=200,
        required=False,
        help_text=_("Such as City Council or City Assembly."),
    )
    resolution = forms.CharField(label=_("resolution number"), max_length=80, required=False)
    appointed_on = forms.DateField(label=_("appointed on"), required=False, widget=DateInput)
    public_roster = forms.ChoiceField(
        label=_("public list of members"),
        choices=PublicRoster.choices,
        help_text=_("Members of the group and staff always see the names."),
    )
    max_members = forms.IntegerField(
        label=_("most members"), required=False, min_value=1, max_value=500
    )
    quorum_rule = forms.ChoiceField(
        label=_("quorum"),
        choices=QuorumRule.choices,
        initial=QuorumRule.MAJORITY,
        help_text=_("How many voting seats must be present for a valid conclusion."),
    )
    quorum_count = forms.IntegerField(
        label=_("seats for a quorum"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Only for a fixed number."),
    )
    objection_days = forms.IntegerField(
        label=_("days for remarks to minutes"),
        min_value=1,
        max_value=90,
        initial=7,
        help_text=_("Whoever says nothing until then agrees with the minutes."),
    )
    reminder_days = forms.IntegerField(
        label=_("reminder before a meeting"),
        min_value=0,
        max_value=30,
        initial=3,
        help_text=_("In days; 0 sends none."),
    )
    predecessors = CzechModelMultipleChoiceField(
        label=_("it took over from"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["predecessors"].queryset = groups

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("quorum_rule") != QuorumRule.FIXED:
            cleaned["quorum_count"] = None
        elif not cleaned.get("quorum_count") and "quorum_count" not in self.errors:
            self.add_error("quorum_count", _("Say how many seats must be there."))
        return cleaned


def values_of(group: Group) -> dict[str, Any]:
    """What the form of a group begins with: one query."""
    names = GroupForm.base_fields.keys() - {"predecessors"}
    before = list(group.predecessors.values_list("pk", flat=True))
    return {name: getattr(group, name) for name in names} | {"predecessors": before}


class FoundingForm(GroupForm):
    """The same with the code, which becomes part of the address and never changes."""

    code = forms.SlugField(
        label=_("short code"),
        max_length=20,
        help_text=_("Letters and digits, such as PS1. It becomes part of the address for ever."),
    )
    field_order = ["name", "code"]


class MemberForm(forms.Form):
    """Who is seated, for whom and from when."""

    user = forms.ModelChoiceField(
        label=_("Person"),
        queryset=None,
        help_text=_("Somebody with an account; an administrator invites new people."),
    )
    on_behalf_of = forms.ModelChoiceField(
        label=_("Sits for"),
        queryset=None,
        required=False,
        empty_label=_("themselves"),
    )
    role = forms.ChoiceField(label=_("Role"), choices=MembershipRole.choices, initial="member")
    is_voting = forms.BooleanField(label=_("Votes"), required=False, initial=True)
    substitute_for = forms.ModelChoiceField(
        label=_("Substitute for"), queryset=None, required=False, empty_label=_("nobody")
    )
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    appointment = forms.CharField(label=_("Appointed by document"), max_length=120, required=False)

    def __init__(
        self, *args: Any, people: Any, organisations: Any, members: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
        self.fields["on_behalf_of"].queryset = organisations
        self.fields["substitute_for"].queryset = members
        self.fields["substitute_for"].label_from_instance = lambda member: str(member.user)
        self.fields["valid_from"].initial = timezone.localdate()


class EndForm(forms.Form):
    """When a membership ends and why."""

    valid_to = forms.DateField(
        label=_("First day without the seat"), widget=DateInput, help_text=_("Today, or later.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_valid_to(self) -> date:
        day = self.cleaned_data["valid_to"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("What somebody could see till now cannot be taken back."))
        return day


class MemberListForm(forms.Form):
    """A list of members as a file, and from when they sit."""

    file = forms.FileField(
        label=_("List of members"),
        help_text=_("xlsx or csv with the columns of the list below."),
    )
    on = forms.DateField(
        label=_("Members from"),
        widget=DateInput,
        help_text=_("For rows that name no day of their own."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class ConfirmListForm(forms.Form):
    """The rows that were shown, sealed so that nothing can be slipped in between."""

    rows = forms.CharField(widget=forms.HiddenInput)
    invites = forms.BooleanField(
        label=_("Send new people an invitation to their account"), required=False, initial=True
    )

    def clean_rows(self) -> tuple[date, list[MemberRow]]:
        try:
            on, rows = signing.loads(self.cleaned_data["rows"], salt=ROWS_SALT, max_age=ROWS_AGE)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("The list was shown too long ago. Upload it again.")
            ) from error
        return date.fromisoformat(on), [MemberRow.unpacked(row) for row in rows]


def sealed_rows(on: date, rows: Sequence[MemberRow]) -> str:
    """The rows of a list as ``ConfirmListForm`` takes them."""
    packed = [row.packed() for row in rows]
    return signing.dumps([on.isoformat(), packed], salt=ROWS_SALT, compress=True)


class StateForm(forms.Form):
    """Where a group goes from its state."""

    state = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, states: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [
            (state, label) for state, label in GroupState.choices if state in set(states)
        ]
