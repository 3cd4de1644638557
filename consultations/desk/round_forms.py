"""Shape of what is typed at the desk about rounds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Version
from consultations.enums import AskedFor, DecidingDay, LatePolicy, OthersVisible, RoundKind
from consultations.models import Round
from core.forms import CzechModelMultipleChoiceField, differences_of
from core.inputs import DateInput, MomentInput
from people.models import Organisation
from working_groups.models import Group

LONGEST = 10_000
MOST_QUESTIONS = 20
IN_PRAGUE = _("Time in the Czech Republic.")


class VersionChoice(forms.ModelMultipleChoiceField):
    """Frozen versions, each with its document and date."""

    def label_from_instance(self, version: Version) -> str:
        day = timezone.localdate(version.frozen_at)
        return _("%(document)s, version %(label)s (closed on %(day)s)") % {
            "document": version.document.title,
            "label": version.label,
            "day": f"{day.day}. {day.month}. {day.year}",
        }


class RoundForm(forms.Form):
    """All rules of a round; the invited bodies have a screen of their own."""

    title = forms.CharField(label=pgettext_lazy("of a round", "title"), max_length=200)
    versions = VersionChoice(
        label=_("Versions people comment on"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One or more frozen versions of one document. Their text cannot change."),
    )
    introduction = forms.CharField(
        label=_("introduction"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What it is about, what can still be changed and what cannot, in plain words."),
    )
    questions = forms.CharField(
        label=_("guiding questions"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One question on each line."),
    )
    easy_text = forms.CharField(
        label=_("easy-to-read text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Short sentences, one thought in each, no foreign words. For everyone."),
    )
    kind = forms.ChoiceField(label=_("meant for"), choices=RoundKind.choices)
    is_public = forms.BooleanField(
        label=_("anyone may comment"),
        required=False,
        help_text=_("Then a second person must agree, and everyone can read the versions."),
    )
    groups = CzechModelMultipleChoiceField(
        label=_("invited working groups"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    members_may_comment_alone = forms.BooleanField(
        label=_("members may also comment for themselves"), required=False
    )
    opens_at = forms.DateTimeField(label=_("opens"), widget=MomentInput, help_text=IN_PRAGUE)
    closes_at = forms.DateTimeField(
        label=_("closes"),
        widget=MomentInput,
        help_text=_("Time in the Czech Republic. Midnight is the end of the day before: 24:00."),
    )
    answer_promised_on = forms.DateField(
        label=_("answer promised by"),
        required=False,
        widget=DateInput,
        help_text=_("People see this day before they write."),
    )
    deciding_day = forms.ChoiceField(label=_("which day decides"), choices=DecidingDay.choices)
    late_policy = forms.ChoiceField(label=_("late comments"), choices=LatePolicy.choices)
    others_visible = forms.ChoiceField(
        label=_("comments of others are shown"), choices=OthersVisible.choices
    )
    name_asked = forms.ChoiceField(
        label=_("name of people without an account"), choices=AskedFor.choices
    )
    email_asked = forms.ChoiceField(
        label=_("e-mail of people without an account"), choices=AskedFor.choices
    )
    publishes_settlement = forms.BooleanField(
        label=_("the settlement is published for everyone"), required=False
    )
    record_number = forms.CharField(label=_("record number (č. j.)"), max_length=80, required=False)
    file_number = forms.CharField(label=_("file number (sp. zn.)"), max_length=80, required=False)

    PARTS = (
        (_("What it is about"), ("title", "versions", "introduction", "questions", "easy_text")),
        (_("Who may comment"), ("kind", "is_public", "groups", "members_may_comment_alone")),
        (_("When"), ("opens_at", "closes_at", "answer_promised_on")),
        (
            _("By which rules"),
            (
                "deciding_day",
                "late_policy",
                "others_visible",
                "name_asked",
                "email_asked",
                "publishes_settlement",
            ),
        ),
        (_("Office file"), ("record_number", "file_number")),
    )

    def __init__(
        self, *args: Any, versions: QuerySet[Version], groups: QuerySet[Group], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(
                field.label
            )  # the names are those of the model, in small letters
        self.fields["versions"].queryset = versions
        self.fields["groups"].queryset = groups

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under their headings."""
        return [(str(name), [self[field] for field in fields]) for name, fields in self.PARTS]

    def clean_versions(self) -> list[Version]:
        versions = list(self.cleaned_data["versions"])
        if len({version.document_id for version in versions}) > 1:
            raise forms.ValidationError(_("Choose versions of one document only."))
        return versions

    def clean_questions(self) -> list[str]:
        lines = self.cleaned_data["questions"].splitlines()
        questions = [line.strip() for line in lines if line.strip()]
        if len(questions) > MOST_QUESTIONS:
            raise forms.ValidationError(
                _("At most %(count)d questions.") % {"count": MOST_QUESTIONS}
            )
        return questions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The round must close after it opens."))
        promised = cleaned.get("answer_promised_on")
        if closes and promised and promised < timezone.localdate(closes):
            self.add_error("answer_promised_on", _("Promise a day after the round closes."))
        return cleaned


def values_of(round: Round) -> dict[str, Any]:
    """What the form of a round starts from."""
    values = {name: getattr(round, name) for name in RoundForm.base_fields if hasattr(round, name)}
    return values | {
        "questions": "\n".join(round.questions),
        "versions": list(round.versions.values_list("pk", flat=True)),
        "groups": list(round.groups.values_list("pk", flat=True)),
    }


def starting_values() -> dict[str, Any]:
    """What the form of a new round starts from: tomorrow at eight, for two weeks to the end of the day."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    opens_at = tomorrow.replace(hour=8, minute=0, second=0, microsecond=0)
    return {
        "opens_at": opens_at,
        "closes_at": (opens_at + timedelta(days=15)).replace(hour=23, minute=59),
        "deciding_day": DecidingDay.DELIVERED,
        "late_policy": LatePolicy.REJECT,
        "others_visible": OthersVisible.AFTER_CHECK,
        "name_asked": AskedFor.OPTIONAL,
        "email_asked": AskedFor.OPTIONAL,
        "members_may_comment_alone": True,
        "publishes_settlement": True,
    }


class BodiesForm(forms.Form):
    """Which organisations are invited, and which of them may make essential comments."""

    invited = forms.ModelMultipleChoiceField(label=_("Invited"), queryset=None, required=False)
    essential = forms.ModelMultipleChoiceField(
        label=_("May make essential comments"), queryset=None, required=False
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invited"].queryset = organisations
        self.fields["essential"].queryset = organisations

    def bodies(self) -> list[tuple[Organisation, bool]]:
        """Chosen organisations with their right; one with the right is invited by that alone."""
        essential = set(self.cleaned_data["essential"])
        chosen = {*self.cleaned_data["invited"], *essential}
        return [(body, body in essential) for body in sorted(chosen, key=lambda b: b.sort_key)]


class PlainForm(forms.Form):
    """Nothing to fill in: sending it is the act."""


class NoteForm(forms.Form):
    """A reason."""

    note = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PublicNoteForm(NoteForm):
    """A reason everyone reads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Readers see it on the page of the round.")


class CancelForm(PublicNoteForm):
    """Why a round is called off."""

    is_sure = forms.BooleanField(label=_("I know that this cannot be taken back"))


class ExtendForm(forms.Form):
    """A later closing time and why."""

    closes_at = forms.DateTimeField(
        label=_("New closing time"), widget=MomentInput, help_text=IN_PRAGUE
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it on the page of the round."),
    )


class RulesForm(forms.Form):
    """Rules that may change after the announcement, publicly."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    answer_promised_on = forms.DateField(
        label=_("answer promised by"), required=False, widget=DateInput
    )
    deciding_day = forms.ChoiceField(label=_("which day decides"), choices=DecidingDay.choices)
    late_policy = forms.ChoiceField(label=_("late comments"), choices=LatePolicy.choices)
    others_visible = forms.ChoiceField(
        label=_("comments of others are shown"), choices=OthersVisible.choices
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it on the page of the round."),
    )


class SupplementForm(forms.Form):
    """When a supplementary round is open; everything else is taken over from the closed one."""

    title = forms.CharField(label=pgettext_lazy("of a round", "title"), max_length=200)
    opens_at = forms.DateTimeField(label=_("opens"), widget=MomentInput, help_text=IN_PRAGUE)
    closes_at = forms.DateTimeField(label=_("closes"), widget=MomentInput, help_text=IN_PRAGUE)
    answer_promised_on = forms.DateField(
        label=_("answer promised by"), required=False, widget=DateInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The round must close after it opens."))
        return cleaned


class RemindForm(forms.Form):
    """Which silent bodies are reminded."""

    body = forms.TypedMultipleChoiceField(coerce=int, label=_("Bodies"))

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies


def differences(form: RoundForm, current: Round) -> list[tuple[str, str, str]]:
    """Fields in which what was typed differs from what is stored now: (name, stored, typed), in words."""
    stored = RoundForm(
        initial=values_of(current),
        versions=form.fields["versions"].queryset,
        groups=form.fields["groups"].queryset,
    )
    return differences_of(form, stored)
