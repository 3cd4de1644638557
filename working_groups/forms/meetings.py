"""Shape of what is typed about meetings, their agenda and invitations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelMultipleChoiceField
from core.inputs import DateInput, MomentInput
from core.uploads import (
    ATTACHMENTS,
    ENDINGS,
    JPEG,
    PDF,
    PNG,
    TIFF,
    FileRefused,
    Upload,
    read_upload,
)
from working_groups.enums import (
    ItemKind,
    ItemState,
    ItemVisibility,
    MeetingKind,
    MeetingMode,
    Rsvp,
)
from working_groups.models import Meeting

SCANS = frozenset({PDF, PNG, JPEG, TIFF})


class UploadField(forms.FileField):
    """A file looked at by its content; cleans to ``core.uploads.Upload``, or None when none was chosen."""

    def __init__(self, *, allowed: frozenset[str] = ATTACHMENTS, **kwargs: Any) -> None:
        self.allowed = allowed
        accept = ",".join(end for mime in sorted(allowed) for end in ENDINGS[mime])
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return read_upload(file.name, file.read(), allowed=self.allowed)
        except FileRefused as error:
            raise ValidationError(str(error)) from error


class TimesForm(forms.Form):
    """From when to when."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MomentInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The meeting must end later than it starts."))
        return cleaned


class MeetingForm(TimesForm):
    """What is said of a meeting."""

    title = forms.CharField(
        label=pgettext_lazy("of a meeting", "Title"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty for the number of the meeting. It is public with the meeting."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    mode = forms.ChoiceField(label=_("How people take part"), choices=MeetingMode.choices)
    online_address = forms.URLField(
        label=_("Address of the online room"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Only the invited see it."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a meeting", "Kind"),
        choices=[
            choice
            for choice in MeetingKind.choices
            if choice[0] in (MeetingKind.ORDINARY, MeetingKind.EXTRAORDINARY)
        ],
    )
    record_number = forms.CharField(
        label=_("Record number"),
        max_length=80,
        required=False,
        help_text=_("Printed on the invitation."),
    )
    papers_due_on = forms.DateField(
        label=_("Papers are due on"),
        required=False,
        widget=DateInput,
        help_text=_("Papers that come later are marked as late."),
    )
    note = forms.CharField(
        label=_("Note for the invited"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["title", "starts_at", "ends_at", "place", "mode", "online_address"]

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting is not None and meeting.kind == MeetingKind.JOINT:
            del self.fields["kind"]


def values_of(meeting: Meeting) -> dict[str, Any]:
    """What the form of a meeting begins with."""
    return {name: getattr(meeting, name) for name in MeetingForm.base_fields}


class PlanForm(MeetingForm):
    """The same with the other groups of a joint meeting."""

    groups = CzechModelMultipleChoiceField(
        label=_("Together with these groups"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_public = forms.BooleanField(
        label=_("Everybody may know the date, the place and the public agenda"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = groups


class BackfillForm(PlanForm):
    """A meeting that took place: nobody is invited any more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("online_address", "papers_due_on"):
            del self.fields[name]
        self.fields["starts_at"].label = _("Held from")
        self.fields["ends_at"].label = _("Held to")


class LockForm(forms.Form):
    """Mixed in where a stale save shows both texts."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class EditForm(LockForm, MeetingForm):
    """A meeting being edited."""


class MoveForm(TimesForm):
    """The new time of a meeting that is moved."""

    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why the meeting is moved"),
        max_length=300,
        help_text=_("The invited read it, and on a public meeting everybody."),
    )


class CancelForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(
        label=_("Why the meeting is cancelled"),
        max_length=300,
        help_text=_("The invited read it, and on a public meeting everybody."),
    )


class HoldForm(forms.Form):
    """From when to when a meeting was really held."""

    held_from = forms.DateTimeField(label=_("Held from"), widget=MomentInput)
    held_to = forms.DateTimeField(label=_("Held to"), widget=MomentInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("held_from"), cleaned.get("held_to")
        if begin and end and end <= begin:
            self.add_error("held_to", _("The meeting must end later than it starts."))
        return cleaned


class ItemForm(forms.Form):
    """What is said of an item."""

    title = forms.CharField(label=pgettext_lazy("of an agenda item", "Title"), max_length=300)
    description = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of an agenda item", "Kind"),
        choices=ItemKind.choices,
        initial=ItemKind.DISCUSSION,
    )
    visibility = forms.ChoiceField(
        label=_("Who may know of it"),
        choices=ItemVisibility.choices,
        help_text=_("Others see that there is a non-public item, and not its title."),
    )
    presenter = forms.CharField(label=_("Presented by"), max_length=200, required=False)
    minutes_planned = forms.IntegerField(
        label=_("Planned length in minutes"), required=False, min_value=1, max_value=600
    )


class ItemAddForm(ItemForm):
    """A new item and where it is put."""

    parent = forms.ModelChoiceField(
        label=_("Part of the item"), queryset=None, required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents
        self.fields["parent"].label_from_instance = lambda item: f"{item.label}. {item.title}"


class ItemEditForm(LockForm, ItemForm):
    """An item being edited."""


class ProposalForm(forms.Form):
    """An item a member proposes."""

    title = forms.CharField(label=_("What should be dealt with"), max_length=300)
    description = forms.CharField(
        label=_("Why, in a few sentences"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RefusalForm(forms.Form):
    """Why a proposal is left out."""

    reason = forms.CharField(
        label=_("Why it is left out"),
        max_length=300,
        help_text=_("The person who proposed it reads this."),
    )


class PaperForm(forms.Form):
    """A paper: a file, or something of the platform by its number or address."""

    title = forms.CharField(
        label=pgettext_lazy("of a paper", "Title"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty for the name of the file or page."),
    )
    file = UploadField(label=_("File"), required=False)
    reference = forms.CharField(
        label=_("Or something on this site"),
        max_length=300,
        required=False,
        help_text=_("Its number, such as PS1/2017/12, or the address of its page."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("reference")):
            self.add_error("file", _("Choose a file, or say what on this site it is: one of them."))
        return cleaned


class ResultForm(forms.Form):
    """What became of an item."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[choice for choice in ItemState.choices if choice[0] != ItemState.PROPOSED],
    )
    result = forms.CharField(label=_("Result in one sentence"), max_length=300, required=False)
    started_at = forms.DateTimeField(label=_("Dealt with from"), required=False, widget=MomentInput)
    ended_at = forms.DateTimeField(label=_("Dealt with to"), required=False, widget=MomentInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("started_at"), cleaned.get("ended_at")
        if end and not begin:
            self.add_error("started_at", _("Say also when it began."))
        if begin and end and end < begin:
            self.add_error("ended_at", _("It cannot end before it begins."))
        return cleaned


class CarryForm(forms.Form):
    """Which left-over items come to this meeting."""

    items = forms.MultipleChoiceField(
        label=_("Items to take over"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = choices


class GuestForm(forms.Form):
    """A guest and what they are invited to."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    items = forms.ModelMultipleChoiceField(
        label=_("Invited to these items"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means the whole public agenda."),
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items
        self.fields["items"].label_from_instance = lambda item: f"{item.label}. {item.title}"


class AddressForm(forms.Form):
    """A corrected address."""

    email = forms.EmailField(label=_("E-mail address"))


class AnswerForm(forms.Form):
    """What an invited person answers."""

    rsvp = forms.ChoiceField(
        label=_("Will you come?"),
        choices=[
            (Rsvp.ACCEPTED, _("I will come")),
            (Rsvp.DECLINED, _("I will not come")),
            (Rsvp.TENTATIVE, _("I may come")),
            (Rsvp.SENDS_SUBSTITUTE, _("I send a substitute")),
        ],
        widget=forms.RadioSelect,
    )
    substitute = forms.ModelChoiceField(
        label=_("Your appointed substitute"),
        queryset=None,
        required=False,
        empty_label=_("somebody else"),
        help_text=_("Only if you send a substitute."),
    )
    substitute_name = forms.CharField(
        label=_("Name of another substitute"), max_length=150, required=False
    )
    note = forms.CharField(label=_("Message for the secretary"), max_length=300, required=False)

    def __init__(self, *args: Any, substitutes: Any, is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = substitutes
        self.fields["substitute"].label_from_instance = lambda seat: str(seat.user)
        if is_guest:
            del self.fields["substitute"], self.fields["substitute_name"]
            self.fields["rsvp"].choices = [
                choice
                for choice in self.fields["rsvp"].choices
                if choice[0] != Rsvp.SENDS_SUBSTITUTE
            ]
        elif not substitutes.exists():
            del self.fields["substitute"]
            self.fields["substitute_name"].label = _("Name of the substitute")
            self.fields["substitute_name"].help_text = _("Only if you send a substitute.")
