"""Shape of input about conclusions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelChoiceField
from working_groups.actions.adoptions import Adoption, Votes
from working_groups.actions.decisions import DifferentOpinion
from working_groups.enums import DecisionKind, DecisionMethod, DecisionState, DecisionVerb
from working_groups.models import DecisionAdoption, Group, Membership
from working_groups.queries.decisions import Filters

ALL = ("", pgettext_lazy("conclusions", "All"))
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RegisterForm(forms.Form):
    """Which conclusions are listed (GET)."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    skupina = forms.ChoiceField(label=_("Group"), required=False)
    rok = forms.ChoiceField(label=_("Year"), required=False)
    stav = forms.ChoiceField(
        label=_("State"), required=False, choices=[ALL, *DecisionState.choices]
    )
    druh = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *DecisionKind.choices])

    def __init__(
        self, *args: Any, groups: Sequence[Group], years: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.slug: group for group in groups}
        self.fields["skupina"].choices = [ALL, *((group.slug, group.code) for group in groups)]
        self.fields["rok"].choices = [ALL, *((str(year), str(year)) for year in years)]

    def chosen(self) -> dict[str, str]:
        """What was chosen; a value that does not exist chooses nothing."""
        cleaned = getattr(self, "cleaned_data", {})
        return {name: cleaned[name] for name in self.fields if cleaned.get(name)}

    def filters(self) -> Filters:
        """The same for the register."""
        chosen = self.chosen()
        return Filters(
            group=self.groups.get(chosen.get("skupina", "")),
            year=int(chosen["rok"]) if "rok" in chosen else None,
            state=chosen.get("stav", ""),
            kind=chosen.get("druh", ""),
            words=chosen.get("q", ""),
        )


class VotesForm(forms.Form):
    """How each group voted: three numbers for a group, all or none. ``groups`` are those of the meeting."""

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = list(groups)
        for group in self.groups:
            for name, label in (
                ("for", _("%(group)s: for")),
                ("against", _("%(group)s: against")),
                ("abstained", _("%(group)s: abstained")),
            ):
                self.fields[f"{name}_{group.pk}"] = forms.IntegerField(
                    label=label % {"group": group.code}, min_value=0, max_value=999, required=False
                )

    def adoptions(self, *, all_groups: bool = False) -> list[Adoption]:
        """What each group made of it; without numbers only when ``all_groups`` are wanted."""
        found = []
        for group in self.groups:
            counts = [
                self.cleaned_data.get(f"{name}_{group.pk}")
                for name in ("for", "against", "abstained")
            ]
            if any(count is not None for count in counts):
                found.append(Adoption(group, votes=Votes(*(count or 0 for count in counts))))
            elif all_groups:
                found.append(Adoption(group))
        return found


def votes_of(adoptions: Sequence[DecisionAdoption]) -> dict[str, int]:
    """Stored votes as the form begins with them."""
    return {
        f"{name}_{adoption.group_id}": getattr(adoption, f"{name}_count")
        for adoption in adoptions
        for name in ("for", "against", "abstained")
        if adoption.for_count is not None
    }


class DecisionForm(VotesForm):
    """A provisional conclusion."""

    verb = forms.ChoiceField(label=_("The group"), choices=DecisionVerb.choices)
    text = forms.CharField(
        label=pgettext_lazy("of a conclusion", "text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rationale = forms.CharField(
        label=pgettext_lazy("of a conclusion", "reason"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    alternatives = forms.CharField(
        label=_("alternatives considered"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=DecisionKind.choices)
    method = forms.ChoiceField(label=_("How it was reached"), choices=DecisionMethod.choices)
    review_on = forms.DateField(label=_("to be reviewed on"), required=False, widget=DAY)
    dissent_of = CzechModelChoiceField(
        label=_("Who asked to have a different opinion recorded"), queryset=None, required=False
    )
    dissent_text = forms.CharField(
        label=_("different opinion"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dissent_of"].queryset = seats
        self.fields["dissent_of"].label_from_instance = name_of_seat

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("dissent_of")) != bool((cleaned.get("dissent_text") or "").strip()):
            self.add_error("dissent_text", _("Give both the person and the different opinion."))
        return cleaned

    def dissents(self) -> list[DifferentOpinion]:
        """The different opinion, if one was written down."""
        seat = self.cleaned_data["dissent_of"]
        return [DifferentOpinion(seat, self.cleaned_data["dissent_text"])] if seat else []


def name_of_seat(seat: Membership) -> str:
    """A seat in a list: who, and for whom."""
    return f"{seat.user.name} ({seat.on_behalf_of})" if seat.on_behalf_of else seat.user.name


REPLACE, REVOKE, LAPSE, REVIEW = "replace", "revoke", "lapse", "review"


class EndForm(forms.Form):
    """What becomes of a conclusion: replaced, revoked, lapsed, or looked at again later."""

    act = forms.ChoiceField(
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        choices=[
            (REPLACE, _("A newer conclusion replaces it")),
            (REVOKE, _("The group revoked it")),
            (LAPSE, _("It has no object any more")),
            (REVIEW, _("It holds and is to be looked at again")),
        ],
    )
    newer = forms.CharField(
        label=_("Number of the newer conclusion"),
        required=False,
        max_length=80,
        help_text=_("Such as PS1/2017/12."),
    )
    reason = forms.CharField(
        label=_("reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = forms.DateField(label=_("to be reviewed on"), required=False, widget=DAY)


class ChangeForm(forms.Form):
    """A passage that changed in a version because of a conclusion."""

    passage = forms.ChoiceField(label=_("Changed part of the text"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, passages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].choices = passages
