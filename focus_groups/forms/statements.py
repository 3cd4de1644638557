"""Shape of what was said, as it is typed on a page or transcribed from paper."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from focus_groups.enums import (
    Agreement,
    Sensitivity,
    Speaker,
    SpokenLanguage,
    StatementKind,
    TranslatorKind,
)
from focus_groups.models import Participant, SpokenStatement
from focus_groups.queries.entry import PinnedPassage

LONGEST = 10_000
OTHER_SPEAKERS = (Speaker.SEVERAL, Speaker.WHOLE_GROUP, Speaker.OBSERVER)
FOLDED = ("passage", "language", "working_text", "translator")


def speaker_value(speaker: str, participant_id: int | None) -> str:
    """The choice that stands for who said it."""
    return f"p{participant_id}" if participant_id else speaker


class StatementForm(forms.Form):
    """One statement. ``uid`` is made with the form, so that pressing the button twice stores it once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    question = forms.ChoiceField(label=gettext_lazy("question"), required=False)
    speaker = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "who said it"), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("words as said"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("No names, addresses or other people. Write the pseudonym instead."),
    )
    is_verbatim = forms.BooleanField(
        label=pgettext_lazy("of a statement", "word by word"), required=False
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "kind"),
        choices=StatementKind.choices,
        widget=forms.RadioSelect,
    )
    agreement = forms.ChoiceField(
        label=gettext_lazy("agreement in the room"),
        choices=Agreement.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    sensitivity = forms.ChoiceField(
        label=pgettext_lazy("of a statement", "sensitivity"),
        choices=Sensitivity.choices,
        widget=forms.RadioSelect,
    )
    passage = forms.ChoiceField(
        label=gettext_lazy("Reaction to this part of the text"), required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("language in which it was said"), choices=SpokenLanguage.choices
    )
    working_text = forms.CharField(
        label=gettext_lazy("working text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In Czech, when it was said in another language."),
    )
    translator = forms.ChoiceField(
        label=gettext_lazy("who translated"), choices=TranslatorKind.choices, required=False
    )

    def __init__(
        self,
        *args: Any,
        participants: Sequence[Participant],
        silent: set[int],
        questions: Sequence[tuple[str, str]],
        passages: Sequence[PinnedPassage],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participants = {f"p{someone.pk}": someone for someone in participants}
        self.passages = {passage.key: passage for passage in passages}
        self.fields["speaker"].choices = [
            *((key, self._named(someone, silent)) for key, someone in self.participants.items()),
            *((speaker.value, speaker.label) for speaker in OTHER_SPEAKERS),
        ]
        self.fields["question"].choices = [
            ("", _("Outside the questions")),
            *((key, f"{key}. {text}") for key, text in questions),
        ]
        self.fields["passage"].choices = [
            ("", pgettext("reaction to a passage", "None")),
            *((passage.key, passage.shown) for passage in passages),
        ]
        if not passages:
            del self.fields["passage"]

    @staticmethod
    def _named(someone: Participant, silent: set[int]) -> str:
        if someone.pk not in silent:
            return someone.pseudonym
        return _("%(pseudonym)s (no notes)") % {"pseudonym": someone.pseudonym}

    def clean(self) -> dict[str, Any]:
        """Something was said."""
        typed = super().clean()
        if not (typed.get("words") or typed.get("working_text")) and not self.errors:
            self.add_error("words", _("Write what was said."))
        return typed

    def fields_of_statement(self) -> dict[str, Any]:
        """What the action stores."""
        typed = dict(self.cleaned_data)
        for name in ("uid", "lock_version", "position"):
            typed.pop(name, None)
        chosen = typed.pop("speaker")
        someone = self.participants.get(chosen)
        typed["speaker"] = Speaker.PARTICIPANT if someone else chosen
        typed["participant"] = someone
        passage = self.passages.get(typed.pop("passage", ""))
        typed["version"] = passage.version if passage else None
        typed["passage_uid"] = passage.uid if passage else None
        return typed

    def main_fields(self) -> list[forms.BoundField]:
        """What every statement has."""
        return [field for field in self.visible_fields() if field.name not in FOLDED]

    def folded_fields(self) -> list[forms.BoundField]:
        """What few statements have."""
        return [field for field in self.visible_fields() if field.name in FOLDED]

    def is_unfolded(self) -> bool:
        """Whether something stands in what is folded, or is wrong there."""
        values = {name: self[name].value() for name in FOLDED if name in self.fields}
        wrong = any(name in self.errors for name in values) if self.is_bound else False
        return wrong or any(value not in (None, "", "cs") for value in values.values())


class TranscribedForm(StatementForm):
    """A row of the printed sheet, under its number there."""

    position = forms.IntegerField(
        label=gettext_lazy("Row of the sheet"), min_value=1, max_value=100_000
    )
    field_order = ("uid", "lock_version", "position")


def values_of(stored: SpokenStatement) -> dict[str, Any]:
    """What the form begins with to change a statement."""
    same = ("question", "words", "is_verbatim", "kind", "agreement", "sensitivity", "language")
    pinned = f"{stored.version_id}:{stored.passage_uid}" if stored.passage_uid else ""
    return {
        **{name: getattr(stored, name) for name in (*same, "working_text", "translator")},
        "uid": stored.uid,
        "lock_version": stored.lock_version,
        "speaker": speaker_value(stored.speaker, stored.participant_id),
        "passage": pinned,
        "position": stored.position,
    }


def fresh_values(last: SpokenStatement | None) -> dict[str, Any]:
    """An empty form: the question and the speaker of what was entered before, the rest as it mostly is."""
    kept = values_of(last) if last is not None else {}
    return {
        "uid": uuid4(),
        "lock_version": 0,
        "question": kept.get("question", ""),
        "speaker": kept.get("speaker", ""),
        "kind": StatementKind.EXPERIENCE,
        "agreement": Agreement.UNKNOWN,
        "sensitivity": Sensitivity.NORMAL,
        "language": SpokenLanguage.CZECH,
        "translator": TranslatorKind.NONE,
    }
