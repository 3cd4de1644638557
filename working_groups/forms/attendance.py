"""Shape of what is typed about attendance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.inputs import MomentInput
from working_groups.enums import AttendanceStatus, Capacity, MeetingMode
from working_groups.forms.meetings import SCANS, UploadField


class PresenceForm(forms.Form):
    """Whether somebody was there, and from when to when for a part."""

    status = forms.ChoiceField(
        label=_("Attendance"), choices=AttendanceStatus.choices, widget=forms.RadioSelect
    )
    present_from = forms.DateTimeField(
        label=_("Came at"),
        required=False,
        widget=MomentInput,
        help_text=_("Only for presence for a part; empty means from the beginning."),
    )
    present_to = forms.DateTimeField(
        label=_("Left at"),
        required=False,
        widget=MomentInput,
        help_text=_("Only for presence for a part; empty means to the end."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        came, left = cleaned.get("present_from"), cleaned.get("present_to")
        if came and left and left <= came:
            self.add_error("present_to", _("Somebody cannot leave before they came."))
        return cleaned


class SeatForm(PresenceForm):
    """The same as the secretary records it."""

    mode = forms.ChoiceField(
        label=_("How they took part"),
        choices=[choice for choice in MeetingMode.choices if choice[0] != MeetingMode.HYBRID],
    )


class SubstituteForm(forms.Form):
    """Who fills a seat instead of the member."""

    substitute = forms.ModelChoiceField(
        label=_("Appointed substitute"), queryset=None, required=False, empty_label=_("none")
    )
    name = forms.CharField(
        label=_("Name of another substitute"),
        max_length=150,
        required=False,
        help_text=_("Leave both empty when the member is here in person."),
    )

    def __init__(self, *args: Any, substitutes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = substitutes
        self.fields["substitute"].label_from_instance = lambda seat: str(seat.user)


class GuestPresentForm(forms.Form):
    """Somebody without a seat who came."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=150)
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("For journalists the newspaper, radio or television."),
    )
    capacity = forms.ChoiceField(
        label=_("Takes part as"),
        choices=[
            choice for choice in Capacity.choices if choice[0] in (Capacity.GUEST, Capacity.STAFF)
        ],
    )


class ScanForm(forms.Form):
    """The scan of the signed sheet."""

    file = UploadField(label=_("Scan of the signed sheet"), allowed=SCANS)
