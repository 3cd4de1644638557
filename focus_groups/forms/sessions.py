"""Shape of what is typed about sessions."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelMultipleChoiceField
from core.inputs import DateInput
from focus_groups.enums import Recording
from focus_groups.models import Session, TopicGuide
from focus_groups.places import looks_like_address

OWN = (
    "topic",
    "held_on",
    "place",
    "minutes",
    "guide",
    "headcount",
    "has_interpreter",
    "interpreter_is_relative",
    "others_present",
    "recording",
    "recording_until",
)


class SessionForm(forms.Form):
    """What is kept of a session besides what people said."""

    topic = forms.CharField(label=_("topic"), max_length=200)
    held_on = forms.DateField(label=_("day"), widget=DateInput)
    place = forms.CharField(
        label=_("coarse place"),
        max_length=120,
        required=False,
        help_text=_("Such as a community centre or a district: no street, no house number."),
    )
    is_coarse = forms.BooleanField(
        label=_("This is no address: the number belongs to the name of the place"), required=False
    )
    minutes = forms.IntegerField(
        label=_("length in minutes"), required=False, min_value=1, max_value=600
    )
    facilitators = CzechModelMultipleChoiceField(
        label=_("who facilitates"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    guide = forms.ModelChoiceField(
        label=_("topic guide"), queryset=None, required=False, empty_label=_("none")
    )
    headcount = forms.IntegerField(
        label=_("how many people"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Only where people are not told apart by pseudonyms."),
    )
    has_interpreter = forms.BooleanField(label=_("an interpreter was there"), required=False)
    interpreter_is_relative = forms.BooleanField(
        label=_("it was a relative or an acquaintance"),
        required=False,
        help_text=_("People may say less before them. The report tells it as a limitation."),
    )
    others_present = forms.CharField(
        label=_("others who were there"),
        max_length=300,
        required=False,
        help_text=_("Their task, never a name: such as “sociální pracovnice obvodu”."),
    )
    recording = forms.ChoiceField(
        label=pgettext_lazy("of a session", "recording"),
        choices=Recording.choices,
        widget=forms.RadioSelect,
        help_text=_("A recording is never stored here. Say only that it exists."),
        initial=Recording.NONE,
    )
    recording_until = forms.DateField(
        label=_("recording is deleted on"),
        required=False,
        widget=DateInput,
        help_text=_("On that day you are reminded."),
    )

    def __init__(self, *args: Any, staff: Any, guides: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitators"].queryset = staff
        self.fields["facilitators"].label_from_instance = lambda seat: seat.user.name
        self.fields["guide"].queryset = guides
        self.fields["guide"].label_from_instance = name_of_guide
        typed = self.data.get("place") if self.is_bound else self.initial.get("place")
        self.asks_coarse = looks_like_address(typed or "")
        if not self.asks_coarse:
            del self.fields["is_coarse"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.asks_coarse and not cleaned.pop("is_coarse", False):
            self.add_error(
                "place",
                _(
                    "This looks like an address. Write a coarse place, or tick that the number belongs to its name."
                ),
            )
        if cleaned.get("interpreter_is_relative"):
            cleaned["has_interpreter"] = True
        if cleaned.get("recording") == Recording.KEPT and not cleaned.get("recording_until"):
            self.add_error("recording_until", _("Say on which day the recording is deleted."))
        return cleaned


class EditSessionForm(SessionForm):
    """A session being edited."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


def name_of_guide(guide: TopicGuide) -> str:
    """An edition in a list."""
    return f"{guide.number}: {guide.title}"


def values_of(session: Session) -> dict[str, Any]:
    """What the form of a session begins with."""
    return {name: getattr(session, name) for name in OWN if name != "guide"} | {
        "guide": session.guide_id,
        "facilitators": [seat.pk for seat in session.facilitators.all()],
        "is_coarse": looks_like_address(session.place),
        "lock_version": session.lock_version,
    }


class NotesForm(forms.Form):
    """Field notes of a session."""

    field_notes = forms.CharField(
        label=_("field notes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "What helps to understand the session: the mood, interruptions, silence. No names, and nothing people did"
            " not consent to have written down."
        ),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


def read_uid(text: str) -> UUID | None:
    """The id of a participant a button was pressed for, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
