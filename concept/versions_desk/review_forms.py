"""Shape of what editors type when they look after changes and links."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concept.enums import ChangeKind, InfluenceRelation, MeasureState
from concept.models import Measure
from concept.queries import ChangedPassage
from concept.versions_desk.thread_queries import other_measures
from concept.versions_desk.work import WorkItem
from core.czech import fold

WAITING, LIKELY, UNLIKELY, WORDING, SUBSTANCE, ALL = (
    "neposouzene",
    "jazykove",
    "vecne",
    "oznacene-jazykove",
    "oznacene-vecne",
    "vse",
)


class ReviewFilterForm(forms.Form):
    """Which changes of a version are listed."""

    zobrazit = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            (WAITING, _("Not judged yet")),
            (LIKELY, _("Not judged, look like wording only")),
            (UNLIKELY, _("Not judged, look like substance")),
            (WORDING, _("Judged as wording only")),
            (SUBSTANCE, _("Judged as substance")),
            (ALL, _("All changes")),
        ],
    )
    oddil = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(self, *args: Any, passages: Sequence[ChangedPassage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = passages
        sections = {passage.section: passage.section_title for passage in passages}
        self.fields["oddil"].choices = [("", _("All sections")), *sections.items()]

    def listed(self) -> list[ChangedPassage]:
        """The passages that fit; without a filter those not judged yet."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        shown, section = chosen.get("zobrazit") or WAITING, chosen.get("oddil", "")
        return [
            passage
            for passage in self.passages
            if _fits(passage, shown) and (not section or passage.section == section)
        ]


def _fits(passage: ChangedPassage, shown: str) -> bool:
    kind = passage.review.kind if passage.review is not None else ""
    if shown in {WORDING, SUBSTANCE}:
        return kind == (ChangeKind.WORDING_ONLY if shown == WORDING else ChangeKind.SUBSTANTIVE)
    if shown in {LIKELY, UNLIKELY}:
        return not kind and passage.looks_like_wording == (shown == LIKELY)
    return shown == ALL or not kind


class ReviewForm(forms.Form):
    """What the chosen changes are, and why."""

    kind = forms.ChoiceField(
        label=_("These changes are"),
        choices=ChangeKind.choices,
        initial=ChangeKind.WORDING_ONLY,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence for all of them; it is shown to readers beside each passage."),
    )


class WorkFilterForm(forms.Form):
    """Which items of a work list are shown."""

    verze = forms.ChoiceField(label=_("Version"), required=False)
    hledat = forms.CharField(label=_("Words"), max_length=80, required=False)

    def __init__(self, *args: Any, items: Sequence[WorkItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        versions = list(dict.fromkeys(item.version for item in items if item.version))
        if versions:
            choices = [("", _("All versions")), *((label, label) for label in versions)]
            self.fields["verze"].choices = choices
        else:
            del self.fields["verze"]

    def listed(self) -> list[WorkItem]:
        """The items that fit."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        version, words = chosen.get("verze", ""), fold(chosen.get("hledat", ""))
        return [
            item
            for item in self.items
            if (not version or item.version == version)
            and words in fold(f"{item.title} {item.why} {item.words}")
        ]


class LinkDecisionForm(forms.Form):
    """Whether a link is right; a denial needs a reason."""

    decision = forms.ChoiceField(
        label=_("Did the contribution shape these words?"),
        choices=[("agree", _("Yes, the link is right")), ("deny", _("No, take the link back"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Needed when the link is taken back. Readers see it beside a link that is right."
        ),
    )


class MeasureForm(forms.Form):
    """What a followed measure follows from, or why one ended."""

    reason = forms.CharField(
        label=_("Why it is followed no more"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    where = forms.CharField(label=_("Conclusion or resolution"), max_length=200, required=False)
    source = forms.ModelChoiceField(label=_("It follows from the measure"), queryset=None)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if measure.state == MeasureState.APPROVED:
            self.fields["source"].queryset = other_measures(measure)
            del self.fields["reason"], self.fields["where"]
        else:
            self.initial |= {"reason": measure.ended_reason, "where": measure.ended_where}
            del self.fields["source"], self.fields["note"]


class LinkProposalForm(forms.Form):
    """Which contribution is said to have shaped a passage, and how."""

    reference = forms.CharField(
        label=_("Number of the contribution"), max_length=80, help_text=_("Such as R2-0147.")
    )
    relation = forms.ChoiceField(
        label=_("The contribution"),
        choices=[
            choice for choice in InfluenceRelation.choices if choice[0] != InfluenceRelation.SOURCE
        ],
    )
    note = forms.CharField(
        label=_("Why you think so"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class EditionForm(forms.Form):
    """A new edition of an outside source."""

    citation = forms.CharField(
        label=_("New edition"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The old citation stays; readers are told of the new one beside it."),
    )
    address = forms.URLField(
        label=_("Address on the web"), required=False, max_length=500, assume_scheme="https"
    )
