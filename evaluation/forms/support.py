"""Shape of what is typed about support and reviews."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.enums.pilot import (
    STATUS_MONTHS,
    Decider,
    HousedHow,
    Level,
    LevelReason,
    ReviewKind,
    ReviewResult,
)
from evaluation.forms.pilot import chosen, day

DECIDED = [choice for choice in Level.choices if choice[0] != Level.ASSESSMENT]


class SupportForm(forms.Form):
    """A decision on support."""

    level = chosen(_("level of support"), DECIDED)
    reason = chosen(_("why"), LevelReason.choices)
    held_on = day(
        _("when the household was met about it"),
        required=False,
        help_text=_("Needed once the household lives in a social or affordable flat."),
    )
    decided_on = day(_("decided on"), help_text=_("The true day. By it it is told what was late."))
    valid_from = day(
        _("holds from"), help_text=_("May lie before the decision, when it was only confirmed.")
    )
    decided_by = chosen(_("decided by"), Decider.choices)


class CorrectSupportForm(SupportForm):
    """A decision that was written down wrongly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["held_on"]


class ReviewForm(forms.Form):
    """A review that was held."""

    kind = chosen(pgettext_lazy("review", "kind"), ReviewKind.choices)
    month = forms.IntegerField(
        label=pgettext_lazy("review", "month"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("With a crisis stay and a later look: of which month it is."),
    )
    due_on = day(pgettext_lazy("review", "was due"), required=False)
    held_on = day(pgettext_lazy("review", "held on"))
    result = chosen(pgettext_lazy("review", "result"), ReviewResult.choices)
    next_due = day(pgettext_lazy("review", "next one by"), required=False)


class StatusForm(forms.Form):
    """How a household lives after some months."""

    month = forms.TypedChoiceField(
        label=_("months after moving in"),
        choices=[(month, str(month)) for month in STATUS_MONTHS],
        coerce=int,
        widget=forms.RadioSelect,
    )
    housed_how = chosen(_("how the household lives"), HousedHow.choices)
    seen_on = day(_("learnt on"))
