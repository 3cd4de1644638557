"""Forms of those who comment: the shape of what is typed, and what it says about places in the text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from concept.enums import PassageKind
from consultations import protection
from consultations.enums import (
    AskedFor,
    CommentNature,
    CommentType,
    PublishConsent,
    Weight,
)
from consultations.models import Comment, Respondent, Round
from consultations.pieces import pieces
from consultations.places import read_range
from consultations.queries import Voice
from consultations.queries.texts import QuotedText

MOST_FILES = 5


class GuardedForm(forms.Form):
    """A form that people without an account fill in: a trap for machines, a signed time, no puzzle.

    ``guarded``: whether the traps are set; people with an account meet none.
    """

    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, guarded: bool, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guarded, self.purpose = guarded, purpose
        if not guarded:
            del self.fields["website"], self.fields["stamp"]
        else:
            self.fields["stamp"].initial = lambda: protection.stamp(purpose)

    def clean(self) -> dict[str, Any]:
        """Machines fill in everything, at once."""
        cleaned = super().clean() or {}
        if not self.guarded:
            return cleaned
        if cleaned.get("website"):
            self.add_error(
                "website", _("This field is a trap for machines. Delete what stands in it.")
            )
        problem = protection.stamp_problem(cleaned.get("stamp", ""), self.purpose)
        if problem:
            self.add_error(None, problem.words)
            if problem.renews:
                self.data = self.data.copy()
                self.data[self.add_prefix("stamp")] = protection.stamp(self.purpose)
        return cleaned


ALL_OF = {
    PassageKind.PARAGRAPH: pgettext_lazy("a comment is on", "The whole paragraph"),
    PassageKind.LIST: pgettext_lazy("a comment is on", "The whole list"),
    PassageKind.TABLE: pgettext_lazy("a comment is on", "The whole table"),
    PassageKind.MEASURE: pgettext_lazy("a comment is on", "The whole measure"),
    "": pgettext_lazy("a comment is on", "All of this text"),
}


class RangeField(forms.ChoiceField):
    """A choice of one piece of a passage: "" for all of it, else code points "12-40". Any range of the text is one."""

    widget = forms.RadioSelect

    def __init__(self, text: QuotedText, **kwargs: Any) -> None:
        self.text = text
        self.pieces = pieces(text.kind, text.text, text.value, text.html)
        super().__init__(
            required=False,
            choices=[("", str(ALL_OF.get(text.kind, ALL_OF[""])))]
            + [(piece.value, self._label(piece.text, piece.context)) for piece in self.pieces],
            **kwargs,
        )

    @staticmethod
    def _label(words: str, context: str = "") -> str:
        if context:
            return format_html('<span class="muted">{}:</span> {}', context, words)
        return words

    def offer(self, value: str) -> None:
        """Show a range that was chosen by other means, such as by marking words."""
        found = read_range(value)
        if found is None or value in {choice for choice, _label in self.choices}:
            return
        words = self.text.text[found[0] : found[1]]
        if words:
            self.choices = [
                *self.choices,
                (value, _("These words: “%(words)s”") % {"words": words}),
            ]

    def valid_value(self, value: str) -> bool:
        """Whether it lies in the text."""
        found = read_range(value)
        return value == "" or (found is not None and found[1] <= len(self.text.text))


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """A list of uploaded files, perhaps empty."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file checked like a single one."""
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files]
        return [file for file in cleaned if file]


class CommentForm(GuardedForm):
    """A comment on one or more places. ``places`` and ``wording`` in ``cleaned_data`` go to the action."""

    text = forms.CharField(
        required=False,
        label=pgettext_lazy("on a text", "Your comment"),
        help_text=gettext_lazy("What should be different, and for whom? One comment, one matter."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    type = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=CommentType.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        required=False,
        label=pgettext_lazy("of a comment", "Reason"),
        help_text=gettext_lazy("A reason helps those who decide to understand you."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposed_wording = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Proposed wording"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    wording_base = forms.CharField(required=False, widget=forms.HiddenInput)
    wording_for = forms.CharField(required=False, widget=forms.HiddenInput)
    nature = forms.ChoiceField(
        label=pgettext_lazy("of a comment", "Kind"),
        help_text=gettext_lazy(
            "Formal: spelling, a number, a link. Substantive: it changes what the text says."
        ),
        choices=CommentNature.choices,
        initial=CommentNature.SUBSTANTIVE,
        widget=forms.RadioSelect,
    )
    weight = forms.ChoiceField(
        label=pgettext_lazy("of a comment", "Weight"),
        help_text=gettext_lazy(
            "If an essential comment is not accepted, it is discussed as a dispute."
        ),
        choices=Weight.choices,
        initial=Weight.ADVISORY,
        widget=forms.RadioSelect,
    )
    files = FilesField(required=False, label=gettext_lazy("Attachments"))
    personal = forms.BooleanField(
        required=False,
        label=gettext_lazy("I write about my own situation. Do not publish it."),
    )
    handover = forms.BooleanField(
        required=False, label=gettext_lazy("I agree that the contact point for housing gets it.")
    )
    lock_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        texts: Sequence[QuotedText],
        voices: Sequence[Voice],
        voice: Voice | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = list(texts)
        self.is_widened = False
        if not any(v.may_be_essential for v in ([voice] if voice else voices)):
            del self.fields["weight"]
        if voice is None:
            self.fields["za"] = forms.ChoiceField(
                label=_("For whom do you write?"),
                help_text=_("You choose once; you can change it later in “My comments”."),
                choices=[(v.key, voice_name(v)) for v in voices],
                widget=forms.RadioSelect,
            )
        if self.first is None or not self.first.text:
            for name in ("proposed_wording", "wording_base", "wording_for"):
                del self.fields[name]
        for number, text in enumerate(self.texts):
            if text.is_passage and text.text:
                self._add_choice(number, text)

    def _add_choice(self, number: int, text: QuotedText) -> None:
        name = f"cast-{number}"
        field = RangeField(text, initial=text.place.range, label=_("Which part is it about?"))
        field.offer(text.place.range)
        if self.is_bound:
            field.offer(self.data.get(self.add_prefix(name), ""))
        self.fields[name] = field
        self.fields[f"slova-{number}"] = forms.CharField(
            required=False, strip=False, widget=forms.HiddenInput
        )

    @property
    def first(self) -> QuotedText | None:
        """The passage a proposed wording is for."""
        return self.texts[0] if self.texts and self.texts[0].is_passage else None

    def choice_of(self, number: int) -> Any:
        """The bound field by which a part of the numbered text is chosen, or None."""
        return self[f"cast-{number}"] if f"cast-{number}" in self.fields else None

    def words_of(self, number: int) -> Any:
        """The hidden field with the words marked in the numbered text, or None."""
        return self[f"slova-{number}"] if f"slova-{number}" in self.fields else None

    def clean(self) -> dict[str, Any]:
        """From choices to places, and from a changed text to a proposed wording of the place."""
        cleaned = super().clean()
        ranges = [self._range(number, cleaned) for number in range(len(self.texts))]
        cleaned["wording"] = ""
        if cleaned.get("handover") and not cleaned.get("personal"):
            self.add_error(
                "personal",
                _("The contact point gets only what is about yourself. Tick this too, or neither."),
            )
        if "proposed_wording" in self.fields and cleaned.get("proposed_wording") is not None:
            cleaned["wording"], ranges[0] = self._wording(cleaned, ranges[0])
        cleaned["places"] = [
            _place(text, found) for text, found in zip(self.texts, ranges, strict=True)
        ]
        return cleaned

    def _range(self, number: int, cleaned: dict[str, Any]) -> tuple[int, int] | None:
        """The chosen range; words marked in the browser must be those that stand there."""
        chosen = cleaned.get(f"cast-{number}", "")
        found = read_range(chosen)
        said, _colon, words = cleaned.get(f"slova-{number}", "").partition(":")
        standing = self.texts[number].text[found[0] : found[1]] if found else ""
        if found and said == chosen and _lines(words) != standing:
            self.add_error(
                f"cast-{number}",
                _("The quoted words are not in this paragraph. Choose them again."),
            )
        return found

    def _wording(
        self, cleaned: dict[str, Any], chosen: tuple[int, int] | None
    ) -> tuple[str, tuple[int, int] | None]:
        """The proposed wording and the place it is for.

        The text to change starts as ``wording_base`` of the passage. When another part was chosen meanwhile, what was
        changed inside that part alone is cut to it; else the place becomes all that was changed.
        """
        text = self.first.text
        base = read_range(cleaned.get("wording_base") or "")
        start, end = base or (0, len(text))
        proposed = _lines(cleaned["proposed_wording"]).strip()
        if proposed in {"", text[start:end].strip()}:
            return "", chosen
        if chosen == base:
            return proposed, chosen
        before, after = chosen or (0, len(text))
        if start <= before and after <= end:
            head, tail = text[start:before].lstrip(), text[after:end].rstrip()
            middle = proposed[len(head) : len(proposed) - len(tail)].strip()
            if middle and proposed.startswith(head) and proposed.endswith(tail):
                return middle, chosen
        self.is_widened = True
        return proposed, base


def _place(text: QuotedText, found: tuple[int, int] | None) -> dict[str, Any]:
    """A place as ``anchors.check_quotes`` takes it."""
    if not text.is_passage:
        return {"section_uid": text.place.section} if text.place.section else {}
    place: dict[str, Any] = {"passage_uid": text.place.passage}
    if found:
        start, end = found
        place |= {"start": start, "end": end, "exact": text.text[start:end]}
    return place


def _lines(words: str) -> str:
    """Browsers send line ends as CR LF."""
    return words.replace("\r\n", "\n")


def voice_name(voice: Voice) -> str:
    """As whom somebody speaks, in words."""
    return str(voice.organisation) if voice.organisation else _("For myself")


def comment_initial(comment: Comment) -> dict[str, Any]:
    """What the form of a written comment starts with."""
    names = ("text", "type", "reason", "nature", "weight", "lock_version")
    return {name: getattr(comment, name) for name in names} | {
        "personal": bool(comment.personal_case),
        "handover": comment.handover_consent_at is not None,
    }


class SendForm(GuardedForm):
    """What is asked before a statement is sent: under which name, and how to reach those without an account."""

    publish_consent = forms.ChoiceField(
        label=gettext_lazy("May your name be published with your comments?"),
        widget=forms.RadioSelect,
    )
    represents = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Whose position is it within the organisation?"),
        help_text=gettext_lazy(
            "A department, the board, a commission. You may leave it empty; then it says “not stated”."
        ),
    )
    name = forms.CharField(
        required=False,
        max_length=150,
        label=gettext_lazy("Name and surname"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("It is never published. You will get a receipt and the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, round: Round, respondent: Respondent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_account = respondent.user_id is not None
        consent = self.fields["publish_consent"]
        consent.choices = _consents(round, respondent)
        consent.initial = (
            PublishConsent.ORGANISATION_ONLY if respondent.is_body else PublishConsent.ANONYMOUS
        )
        if not respondent.is_body:
            del self.fields["represents"]
        for field, asked in (("name", round.name_asked), ("email", round.email_asked)):
            if has_account or respondent.is_body or asked == AskedFor.NOTHING:
                del self.fields[field]
            else:
                self.fields[field].required = asked == AskedFor.REQUIRED


def _consents(round: Round, respondent: Respondent) -> list[tuple[str, str]]:
    """The choices that mean something to this respondent."""
    anonymous = (PublishConsent.ANONYMOUS.value, PublishConsent.ANONYMOUS.label)
    if respondent.is_body:
        body = _("Yes, under the name of the organisation")
        return [(PublishConsent.ORGANISATION_ONLY.value, body), anonymous]
    if respondent.user_id is None and round.name_asked == AskedFor.NOTHING:
        return [anonymous]
    full = (PublishConsent.FULL.value, PublishConsent.FULL.label)
    if respondent.organisation_id is None:
        return [full, anonymous]
    return [
        full,
        (PublishConsent.ORGANISATION_ONLY.value, PublishConsent.ORGANISATION_ONLY.label),
        anonymous,
    ]


class CodeForm(forms.Form):
    """The code somebody got for their comments."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PersonalCaseForm(forms.Form):
    """Asked before a sent comment is kept apart as a personal case."""

    handover = forms.BooleanField(
        required=False, label=gettext_lazy("I agree that the contact point for housing gets it.")
    )


class ReplyForm(forms.Form):
    """A reply under a comment."""

    text = forms.CharField(
        label=pgettext_lazy("under a comment", "Your reply"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConsentForm(forms.Form):
    """Under which name what was sent is published from now on."""

    publish_consent = forms.ChoiceField(
        label=gettext_lazy("Under which name are your comments published?"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, round: Round, respondent: Respondent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_consent"].choices = _consents(round, respondent)
        self.fields["publish_consent"].initial = respondent.publish_consent
