"""A recommendation of a focus group goes into a round of comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from consultations.actions import focus_recommendations as acts
from consultations.actions.statements import RoundClosed
from consultations.queries.focus_recommendations import rounds_for
from core.pages import FormMixin
from focus_groups.queries.findings import is_public, public_texts
from focus_groups.views.worked_out import OfRecommendation


class RoundForm(forms.Form):
    """Into which open round."""

    round = forms.ModelChoiceField(
        label=gettext_lazy("Round of comments"),
        queryset=None,
        empty_label=gettext_lazy("Choose a round"),
    )

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds


class RecommendationSendView(FormMixin, OfRecommendation):
    """``/fokusni-skupiny/<series>/doporuceni/<number>/do-kola/``, for the facilitators of the series."""

    form_class = RoundForm
    template_name = "consultations/recommendation_send.html"
    heading = gettext_lazy("Send the recommendation into a round of comments")
    lead = gettext_lazy(
        "It becomes a comment of the focus group and is settled like any other. Nothing of what people said goes "
        "along. Those who facilitate the series are told of the answer."
    )
    button = gettext_lazy("Send")
    told = gettext_lazy("The recommendation is a comment of the round now.")
    problems = (acts.NotPublishedYet, acts.AimsElsewhere, RoundClosed)

    def needs(self) -> dict[str, Any]:
        """Rounds it may go to."""
        return {"rounds": rounds_for(self.object, self.request.user, self.now)}

    def act(self, form: Any) -> None:
        """Send it."""
        acts.submit_recommendation(
            recommendation=self.object, round=form.cleaned_data["round"], **self.common()
        )

    def page(self, form: Any, **context: Any) -> Any:
        """What would be sent, or what is missing first."""
        text = public_texts([self.object]).get(self.object.pk)
        return super().page(
            form,
            text=text.text if text else "",
            is_public=is_public(self.object),
            has_rounds=form.fields["round"].queryset.exists(),
            **context,
        )
