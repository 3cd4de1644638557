"""Shape of what editors type at the desk of versions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concept.enums import AccessLevel, LineageRelation, ResolutionVerb, VersionPurpose
from concept.versions_desk.queries import Candidate, UncertainPassage
from core.forms import CzechModelChoiceField
from core.inputs import DateInput, MomentInput

KEEP, OTHER, NEW = "keep", "other", "new"


class SealForm(forms.Form):
    """What a version is called and why it is made."""

    label = forms.CharField(
        label=_("Label"),
        max_length=60,
        help_text=_("Short and final, such as 0.9 or 1.0. It becomes part of the address."),
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=VersionPurpose.choices)
    reason = forms.CharField(
        label=_("Why this version"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One paragraph for readers: what is new and what happens with the text next."),
    )


class LineageForm(forms.Form):
    """Decisions on passages of uncertain origin; a passage without a choice stays undecided."""

    def __init__(self, *args: Any, questions: Sequence[UncertainPassage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            choices = [(NEW, _("It is a new passage"))]
            if question.choices:
                choices.insert(0, (OTHER, _("It comes from another passage:")))
            keeps = _("Keep the proposal") if question.proposed else _("New, as proposed")
            choices.insert(0, (KEEP, keeps))
            self.fields[f"choice-{question.key}"] = forms.ChoiceField(
                choices=choices if question.proposed else [c for c in choices if c[0] != NEW],
                required=False,
                widget=forms.RadioSelect,
                label=_("Where does the passage come from?"),
            )
            self.fields[f"ancestor-{question.key}"] = forms.ChoiceField(
                choices=[("", _("Choose a passage"))]
                + [(old.uid, _option(old.name, old.text)) for old in question.choices],
                required=False,
                label=_("The other passage"),
            )

    def rows(self) -> list[tuple[UncertainPassage, Any, Any]]:
        """Each question with its two fields."""
        return [
            (question, self[f"choice-{question.key}"], self[f"ancestor-{question.key}"])
            for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.answers: dict[str, str] = {}
        for question in self.questions:
            choice = cleaned.get(f"choice-{question.key}")
            ancestor = cleaned.get(f"ancestor-{question.key}", "")
            if choice == KEEP:
                self.answers[question.key] = question.proposal
            elif choice == NEW:
                self.answers[question.key] = ""
            elif choice == OTHER and ancestor:
                self.answers[question.key] = ancestor
            elif choice == OTHER:
                self.add_error(f"ancestor-{question.key}", _("Choose the passage it comes from."))
        return cleaned


def _option(name: str, text: str) -> str:
    words = " ".join(text.split())
    return f"{name}: {words[:90]}…" if len(words) > 90 else f"{name}: {words}"


class ApprovalForm(forms.Form):
    """How a body dealt with a version."""

    body = forms.CharField(
        label=_("Body"), max_length=200, help_text=_("Such as City Council or City Assembly.")
    )
    occurred_on = forms.DateField(label=_("Date"), widget=DateInput)
    verb = forms.ChoiceField(label=_("What it did"), choices=ResolutionVerb.choices)
    resolution = forms.CharField(label=_("Resolution number"), max_length=80, required=False)
    votes_for = forms.IntegerField(
        label=_("Votes for"), min_value=0, max_value=1000, required=False
    )
    votes_against = forms.IntegerField(
        label=_("Votes against"), min_value=0, max_value=1000, required=False
    )
    votes_abstained = forms.IntegerField(
        label=_("Abstained"), min_value=0, max_value=1000, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class ProposalForm(forms.Form):
    """When a version shall be published."""

    effective_at = forms.DateTimeField(
        label=_("Publish on"),
        required=False,
        widget=MomentInput,
        help_text=_("Leave empty to publish as soon as the second person agrees."),
    )

    def clean_effective_at(self) -> Any:
        moment = self.cleaned_data["effective_at"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError(_("This moment has passed already."))
        return moment


class AgreementForm(forms.Form):
    """Nothing to fill in: agreeing is the act."""


class CancellationForm(forms.Form):
    """Why a publication that was proposed or agreed shall not happen."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays with the version. Only staff can read it."),
    )


class WithdrawalForm(forms.Form):
    """Why a version is withdrawn."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it beside the version."),
    )
    is_sure = forms.BooleanField(label=_("I know that a withdrawal cannot be taken back"))


class AccessForm(forms.Form):
    """Who may read a version."""

    level = forms.ChoiceField(
        label=_("Who may read"), choices=AccessLevel.choices, widget=forms.RadioSelect
    )
    audience = CzechModelChoiceField(
        label=_("Circle of invited readers"), queryset=None, required=False
    )

    def __init__(self, *args: Any, audiences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = audiences

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("level") != AccessLevel.AUDIENCE:
            cleaned["audience"] = None
        elif cleaned.get("audience") is None and "audience" not in self.errors:
            self.add_error("audience", _("Choose the circle of readers."))
        return cleaned


class SearchForm(forms.Form):
    """Words of a passage."""

    q = forms.CharField(label=_("Words of the passage"), required=False, max_length=200)


class CorrectionForm(forms.Form):
    """Which passage of the version before a passage comes from."""

    ancestor = forms.ChoiceField(label=_("It comes from"), widget=forms.RadioSelect)
    relation = forms.ChoiceField(
        label=_("How"),
        choices=[
            (relation.value, relation.label)
            for relation in (
                LineageRelation.EDITED,
                LineageRelation.MOVED,
                LineageRelation.SPLIT,
                LineageRelation.MERGED,
                LineageRelation.REPLACED,
            )
        ],
    )

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ancestor"].choices = [
            (NEW, _("From no passage: it is new")),
            *((each.uid, _option(each.name, each.text)) for each in candidates),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ancestor") == NEW:
            cleaned |= {"ancestor": None, "relation": LineageRelation.NEW}
        return cleaned


class RedactionForm(forms.Form):
    """Why words are removed. The reason stays for ever, so it must not repeat them."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Everyone can read it for ever. Say why, such as “personal data of a household”, "
            "and do not repeat the removed words."
        ),
    )
    is_sure = forms.BooleanField(label=_("I know that the removal cannot be undone"))
