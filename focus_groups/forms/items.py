"""Shape of what a device sends: one form for each kind of item, so that a row edited by hand is told what is wrong.

An item is ``{"uid", "kind", "base_version", "device_at", "data"}``; what belongs together is named by the ids that the
device made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from focus_groups.enums import (
    Agreement,
    ConsentForm,
    ConsentScope,
    Need,
    Sensitivity,
    Speaker,
    SpokenLanguage,
    StatementKind,
    TranslatorKind,
)
from focus_groups.forms.statements import LONGEST, OTHER_SPEAKERS

SCALARS = (str, int, float, bool, type(None))
EARLIEST = datetime(2015, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


class ItemWrong(Exception):
    """An item cannot be read; the message names what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item whose shape is right. ``device_at`` is what the device's clock said, None when that is no time at all."""

    uid: UUID
    kind: str
    base_version: int
    device_at: datetime | None
    data: Mapping[str, Any]


class SessionData(forms.Form):
    """A session opened where there was no network."""

    topic = forms.CharField(label=gettext_lazy("topic"), max_length=200)
    held_on = forms.DateField(label=gettext_lazy("day"))
    place = forms.CharField(label=gettext_lazy("coarse place"), max_length=120, required=False)
    guide = forms.IntegerField(label=gettext_lazy("topic guide"), min_value=1, required=False)


class ParticipantData(forms.Form):
    """Somebody under a pseudonym drawn on the device."""

    pseudonym = forms.RegexField(
        label=gettext_lazy("pseudonym"), regex=r"^[A-Z0-9][A-Z0-9-]{1,11}\Z", strip=True
    )
    joined_on = forms.DateField(label=gettext_lazy("joined"))
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("what they need to take part"), choices=Need.choices, required=False
    )


class ConsentData(forms.Form):
    """What somebody consented to."""

    participant = forms.UUIDField(label=gettext_lazy("pseudonym"))
    sheet = forms.IntegerField(label=gettext_lazy("information sheet"), min_value=1)
    form = forms.ChoiceField(label=gettext_lazy("how they consented"), choices=ConsentForm.choices)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("what they consented to"), choices=ConsentScope.choices
    )
    given_on = forms.DateField(label=gettext_lazy("day"))


class LimitData(forms.Form):
    """What somebody took back."""

    consent = forms.UUIDField(label=pgettext_lazy("of a participant", "consent"))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("what they took back"), choices=ConsentScope.choices
    )
    occurred_on = forms.DateField(label=gettext_lazy("day"))


class PresenceData(forms.Form):
    """Whether somebody was there."""

    session = forms.UUIDField(label=pgettext_lazy("of a focus group", "session"))
    participant = forms.UUIDField(label=gettext_lazy("pseudonym"))
    present = forms.BooleanField(label=gettext_lazy("was there"), required=False)


class StatementData(forms.Form):
    """What somebody said."""

    session = forms.UUIDField(label=pgettext_lazy("of a focus group", "session"))
    position = forms.IntegerField(
        label=gettext_lazy("order"), min_value=1, max_value=100_000, required=False
    )
    question = forms.CharField(label=gettext_lazy("question"), max_length=20, required=False)
    speaker = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "who said it"),
        choices=[
            (speaker.value, speaker.label) for speaker in (Speaker.PARTICIPANT, *OTHER_SPEAKERS)
        ],
    )
    participant = forms.UUIDField(label=gettext_lazy("pseudonym"), required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "kind"), choices=StatementKind.choices
    )
    words = forms.CharField(label=gettext_lazy("words as said"), max_length=LONGEST, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("language in which it was said"), choices=SpokenLanguage.choices
    )
    working_text = forms.CharField(
        label=gettext_lazy("working text"), max_length=LONGEST, required=False
    )
    translator = forms.ChoiceField(
        label=gettext_lazy("who translated"), choices=TranslatorKind.choices, required=False
    )
    is_verbatim = forms.BooleanField(
        label=pgettext_lazy("of a statement", "word by word"), required=False
    )
    agreement = forms.ChoiceField(
        label=gettext_lazy("agreement in the room"), choices=Agreement.choices, required=False
    )
    sensitivity = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "sensitivity"), choices=Sensitivity.choices
    )
    passage = forms.RegexField(
        label=gettext_lazy("Reaction to this part of the text"),
        regex=r"^\d{1,9}:[0-9a-f-]{36}\Z",
        required=False,
    )


# in the order in which they depend on each other
SHAPES: Mapping[str, type[forms.Form]] = {
    "session": SessionData,
    "participant": ParticipantData,
    "consent": ConsentData,
    "limit": LimitData,
    "presence": PresenceData,
    "statement": StatementData,
}


def read_item(raw: Any, *, now: datetime) -> Item:
    """An item as the action takes it. Raises ItemWrong with a sentence."""
    if not isinstance(raw, dict) or not isinstance(raw.get("data"), dict):
        raise ItemWrong(_("This is no entry."))
    try:
        uid = forms.UUIDField().clean(raw.get("uid"))
        base_version = forms.IntegerField(min_value=0, required=False).clean(
            raw.get("base_version")
        )
    except ValidationError:
        raise ItemWrong(_("The id or the version of the entry is not readable.")) from None
    shape = SHAPES.get(str(raw.get("kind")))
    if shape is None:
        raise ItemWrong(_("There is no such kind of entry."))
    form = shape(data={name: _plain(value) for name, value in raw["data"].items()})
    if not form.is_valid():
        raise ItemWrong(
            " ".join(
                f"{form.fields[name].label if name in form.fields else name}: {said}"
                for name, errors in form.errors.items()
                for said in errors
            )
        )
    return Item(
        uid=uid,
        kind=str(raw["kind"]),
        base_version=base_version or 0,
        device_at=_moment(raw.get("device_at"), now),
        data=form.cleaned_data,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return value
    return value if isinstance(value, SCALARS) else ""


def _moment(said: Any, now: datetime) -> datetime | None:
    """What a clock said; nothing that could not be kept."""
    try:
        moment = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment):
        return None
    return moment if moment >= EARLIEST and moment.year <= now.year + 50 else None
