"""Shape of input about findings and recommendations, and about answers to these."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.citing import CitedField
from core.forms import CzechModelChoiceField
from evaluation.enums.judgements import ActionState, Answer, Bearing, JudgementState, Strength
from evaluation.forms.places import PlacesField
from evaluation.forms.plans import lines
from evaluation.places import Place
from evaluation.queries.judging import LATE, WAITING, words_of

ALL = ("", pgettext_lazy("findings and recommendations", "All"))
UNPUBLISHED = "nezverejnene"
NO_RECOMMENDATION = "bez-doporuceni"
NO_CHANGE = "bez-zmeny"


def day() -> forms.DateInput:
    """A field of one day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Choosing(forms.Form):
    """What of a list is shown (GET). ``works``: staff also choose by what is still to be done."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=200)

    def chosen(self) -> dict[str, str]:
        """What was chosen; a value that does not exist chooses nothing."""
        cleaned = getattr(self, "cleaned_data", {})
        return {name: cleaned[name] for name in self.fields if cleaned.get(name)}


class FindingFilterForm(Choosing):
    """Which findings are listed."""

    otazka = forms.ChoiceField(label=_("Question"), required=False)
    sila = forms.ChoiceField(
        label=_("Strength of the evidence"), required=False, choices=[ALL, *Strength.choices]
    )
    stav = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, questions: Any, works: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["otazka"].choices = [
            ALL,
            *((str(row.pk), f"{row.plan.name}: {row.code}") for row in questions),
        ]
        if works:
            self.fields["stav"].choices = [
                ALL,
                *JudgementState.choices,
                (UNPUBLISHED, _("Final and not public")),
                (NO_RECOMMENDATION, _("Final, without a recommendation")),
            ]
        else:
            del self.fields["stav"]


class RecommendationFilterForm(Choosing):
    """Which recommendations are listed."""

    odpoved = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[
            ALL,
            *Answer.choices,
            (WAITING, _("Waiting for an answer")),
            (LATE, _("The answer is late")),
        ],
    )
    stav = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, works: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if works:
            self.fields["stav"].choices = [
                ALL,
                *JudgementState.choices,
                (UNPUBLISHED, _("Final and not public")),
                (NO_CHANGE, _("Accepted, without a change of the text")),
            ]
        else:
            del self.fields["stav"]


class FindingForm(forms.Form):
    """What was found. ``passages``, ``supports`` and ``contradicts`` are typed as addresses."""

    question = forms.ModelChoiceField(
        label=_("question of the evaluation plan"),
        queryset=None,
        empty_label=_("Choose a question"),
    )
    text = forms.CharField(label=_("what was found"), max_length=10_000, widget=lines(6))
    strength = forms.ChoiceField(label=_("strength of the evidence"), choices=Strength.choices)
    found_on = forms.DateField(label=_("found on"), widget=day())
    implication = forms.CharField(
        label=_("what follows from it now"),
        required=False,
        max_length=5_000,
        widget=lines(3),
        help_text=_("What to change while the work goes on, before anything is recommended."),
    )
    evidence = CitedField(
        label=_("what it rests on"),
        required=False,
        help_text=_(
            "Values of indicators, findings of focus groups, conclusions, reports: one on a line, by number or address."
        ),
    )
    passages = PlacesField(
        label=_("paragraphs it rests on"),
        required=False,
        only_passages=True,
        help_text=_("Such as of the analysis: the address of the paragraph, one on a line."),
    )
    supports = PlacesField(label=_("what it supports"), required=False)
    contradicts = PlacesField(label=_("what it contradicts"), required=False)

    def __init__(self, *args: Any, questions: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = questions
        self.fields["question"].label_from_instance = lambda row: (
            f"{row.plan.name}, {row.code}: {row.text}"
        )
        for name in ("evidence", "passages", "supports", "contradicts"):
            self.fields[name].reader = reader

    def clean(self) -> dict[str, Any]:
        """Places under one list of bearings; none may be supported and contradicted at once."""
        cleaned = super().clean()
        supports, contradicts = cleaned.pop("supports", []), cleaned.pop("contradicts", [])
        if set(supports) & set(contradicts):
            raise ValidationError(_("A finding supports a place or contradicts it, not both."))
        cleaned["bearings"] = [
            *((str(Bearing.SUPPORTS), place) for place in supports),
            *((str(Bearing.CONTRADICTS), place) for place in contradicts),
        ]
        return cleaned


class FindingEditForm(FindingForm):
    """A known finding."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class FindingCorrectForm(FindingForm):
    """A correction of a final finding."""

    replace_reason = forms.CharField(
        label=_("what is corrected and why"), max_length=500, widget=lines(2)
    )


class RecommendationForm(forms.Form):
    """What is recommended, to whom."""

    text = forms.CharField(label=_("what you recommend"), max_length=10_000, widget=lines(5))
    findings = forms.ModelMultipleChoiceField(
        label=_("findings it follows from"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    addressee = forms.CharField(
        label=_("to whom"), max_length=200, help_text=_("A department, a body, a role.")
    )
    answerer = CzechModelChoiceField(
        label=_("who answers for them"),
        queryset=None,
        required=False,
        empty_label=_("nobody in particular: editors and the project manager"),
    )
    answer_due_on = forms.DateField(label=_("answer by"), required=False, widget=day())
    aim = PlacesField(label=_("at what it aims"), required=False, most=1)

    def __init__(self, *args: Any, findings: Any, people: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = findings
        self.fields["findings"].label_from_instance = lambda row: (
            f"{row.record.reference}: {Truncator(words_of(row)).words(24)}"
        )
        self.fields["answerer"].queryset = people
        self.fields["answerer"].label_from_instance = lambda person: person.name
        self.fields["aim"].reader = reader

    def clean_aim(self) -> Place | None:
        """At most one place."""
        return next(iter(self.cleaned_data["aim"]), None)


class RecommendationEditForm(RecommendationForm):
    """A known recommendation."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class RecommendationCorrectForm(RecommendationForm):
    """A correction of a final recommendation."""

    replace_reason = forms.CharField(
        label=_("what is corrected and why"), max_length=500, widget=lines(2)
    )


class StepForm(forms.Form):
    """A step from the state the person saw."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class DiscussForm(StepForm):
    """Where it was discussed."""

    on = forms.DateField(label=_("discussed on"), widget=day())
    where = forms.CharField(
        label=_("where and with whom"),
        max_length=300,
        help_text=_("Such as a meeting of the team. Name bodies and roles, not people."),
    )


class HideForm(forms.Form):
    """Why something is not public any more."""

    reason = forms.CharField(
        label=_("why it is not to be public"),
        max_length=500,
        widget=lines(2),
        help_text=_("It stands in the log. Write nothing that points at anybody."),
    )


class AnswerForm(forms.Form):
    """What is answered to a recommendation."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("of a recommendation", "answer"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("reasons of the answer"),
        required=False,
        max_length=5_000,
        widget=lines(4),
        help_text=_("Needed when the recommendation is refused, in whole or in part."),
    )
    due_on = forms.DateField(label=_("to be done by"), required=False, widget=day())
    answered_on = forms.DateField(label=_("answered on"), widget=day())


class ActionForm(forms.Form):
    """What will be done because of a recommendation."""

    text = forms.CharField(label=_("what will be done"), max_length=500, widget=lines(2))
    who = forms.CharField(label=_("who does it"), max_length=200)
    owner = CzechModelChoiceField(
        label=_("who reports on it"),
        queryset=None,
        required=False,
        empty_label=_("nobody in particular: editors and the project manager"),
    )
    due_on = forms.DateField(label=_("deadline"), required=False, widget=day())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        self.fields["owner"].label_from_instance = lambda person: person.name


class ReportForm(forms.Form):
    """How far an action is."""

    state = forms.ChoiceField(
        label=_("state"), choices=ActionState.choices, widget=forms.RadioSelect
    )
    sentence = forms.CharField(label=_("what happened"), max_length=500, widget=lines(2))
    reported_on = forms.DateField(label=_("as of"), widget=day())


class ChangeLinkForm(forms.Form):
    """Which changed paragraph a recommendation shaped."""

    place = PlacesField(
        label=_("the changed paragraph"),
        only_passages=True,
        most=1,
        help_text=_(
            "Its address in the version in which it changed: copy the link from its number."
        ),
    )
    note = forms.CharField(label=_("how it shows"), required=False, max_length=500, widget=lines(2))

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].reader = reader
