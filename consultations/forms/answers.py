"""What respondents say on the page that tells what became of their comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.enums import Satisfaction, Weight
from consultations.models import Comment


class ReactionForm(forms.Form):
    """Whether the new text meets a comment."""

    satisfaction = forms.ChoiceField(
        label=_("Does the answer and the new text meet your comment?"),
        widget=forms.RadioSelect,
        choices=Satisfaction.choices,
    )
    text = forms.CharField(
        label=_("In a sentence"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by the working group and the city. It is not published."),
    )
    is_maintained = forms.BooleanField(label=_("I insist on the comment"), required=False)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"c{comment.pk}", **kwargs)
        if comment.weight != Weight.ESSENTIAL:
            del self.fields["is_maintained"]
