"""Shape of input about evaluation plans."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CzechModelMultipleChoiceField
from evaluation.enums.judgements import Criterion

RESERVED = frozenset({"novy"})


def lines(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class PlanForm(forms.Form):
    """What a plan says besides its questions."""

    name = forms.CharField(label=pgettext_lazy("of an evaluation plan", "name"), max_length=200)
    purpose = forms.CharField(
        label=_("purpose of the evaluation"), required=False, max_length=5_000, widget=lines(4)
    )
    method = forms.CharField(
        label=_("how it will be found out"),
        required=False,
        max_length=5_000,
        widget=lines(4),
        help_text=_("Sources, interviews, comparison, and the rule by which it will be decided."),
    )
    project = forms.ModelChoiceField(
        label=_("project"),
        queryset=None,
        to_field_name="id",
        required=False,
        empty_label=pgettext_lazy("project", "none"),
    )

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects


class NewPlanForm(PlanForm):
    """A new plan with its address."""

    slug = forms.SlugField(
        label=_("part of the address"),
        max_length=60,
        help_text=_("Small letters, digits and dashes, such as pilot-2018. It stays for ever."),
    )
    field_order = ("name", "slug", "purpose", "method", "project")

    def clean_slug(self) -> str:
        """Words with a meaning of their own are no address of a plan."""
        slug = self.cleaned_data["slug"].lower()
        if slug in RESERVED:
            raise ValidationError(_("This word has a meaning of its own here. Choose another."))
        return slug


class PlanEditForm(PlanForm):
    """A known plan."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    """A question of a plan."""

    text = forms.CharField(label=_("question"), max_length=500, widget=lines(2))
    criterion = forms.ChoiceField(label=_("criterion"), choices=Criterion.choices)
    judged_by = forms.CharField(
        label=_("by what it will be answered"),
        required=False,
        max_length=2_000,
        widget=lines(3),
        help_text=_("What is compared with what, and when the answer is yes."),
    )
    indicators = CzechModelMultipleChoiceField(
        label=_("indicators that answer it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, indicators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicators"].queryset = indicators
        self.fields["indicators"].label_from_instance = lambda row: row.record.title


class QuestionEditForm(QuestionForm):
    """A known question."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class DropForm(forms.Form):
    """Why a question was dropped."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("why it was dropped"), max_length=500, widget=lines(2))


class RestoreForm(forms.Form):
    """Nothing to say: the question comes back as it was."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class FreezeForm(forms.Form):
    """What changes in this version; the first one has no reason."""

    reason = forms.CharField(label=_("what changes and why"), max_length=500, widget=lines(2))

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]


class PublishForm(forms.Form):
    """Nothing to say: a second person only agrees."""
