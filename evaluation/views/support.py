"""Support of households: decisions, reviews, how they live after some months."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from evaluation.actions import support as acts
from evaluation.enums.pilot import ReviewKind
from evaluation.forms import support as shapes
from evaluation.models import Review, SupportLevel
from evaluation.queries.pilot import rules_of
from evaluation.views.pilot_pages import FormOfHousehold, FormOfLevel, FormOfReview


class SupportView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/podpora/``: after the three months together, or when needs change."""

    form_class = shapes.SupportForm
    heading = gettext_lazy("Decide on support")
    lead = gettext_lazy(
        "After the first three months together it is decided: intensive support makes the flat a social one, light"
        " support an affordable one. It may change later, both ways."
    )
    button = gettext_lazy("Record the decision")
    told = gettext_lazy("The decision is recorded.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"decided_on": self.today, "valid_from": self.today}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        acts.decide_support(
            household=self.household,
            rules=rules_of(self.pilot),
            **form.cleaned_data,
            **self.common(),
        )


class SupportCorrectView(FormOfLevel):
    """``/pilot/podpora/<key>/opravit/``: another row takes the place of a wrong one."""

    form_class = shapes.CorrectSupportForm
    heading = gettext_lazy("Correct the decision on support")
    lead = gettext_lazy("What it was stays in the history.")
    told = gettext_lazy("The decision is corrected.")

    def values(self, stored: SupportLevel) -> dict[str, Any]:
        """What is stored."""
        return {
            name: getattr(stored, name)
            for name in shapes.CorrectSupportForm.base_fields
            if name != "held_on"
        }

    def act(self, form: forms.Form) -> None:
        """Correct it."""
        acts.decide_support(
            household=self.household,
            rules=rules_of(self.pilot),
            replaces=self.object,
            **form.cleaned_data,
            **self.common(),
        )


class ReviewView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/vyhodnoceni/?druh=crisis&mesic=4&do=2017-05-01``: a review that was held."""

    form_class = shapes.ReviewForm
    heading = gettext_lazy("Record a review")
    told = gettext_lazy("The review is recorded.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today, and what the link says."""
        asked = self.request.GET
        kind = asked.get("druh", "")
        return {
            "held_on": self.today,
            "kind": kind if kind in ReviewKind.values else "",
            "month": asked.get("mesic", ""),
            "due_on": asked.get("do", ""),
        }

    def act(self, form: forms.Form) -> None:
        """Record it."""
        acts.hold_review(household=self.household, **form.cleaned_data, **self.common())


class ReviewCorrectView(FormOfReview):
    """``/pilot/vyhodnoceni/<key>/opravit/``: another row takes the place of a wrong one."""

    form_class = shapes.ReviewForm
    heading = gettext_lazy("Correct the review")
    lead = gettext_lazy("What it was stays in the history.")
    told = gettext_lazy("The review is corrected.")

    def values(self, stored: Review) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in shapes.ReviewForm.base_fields}

    def act(self, form: forms.Form) -> None:
        """Correct it."""
        acts.hold_review(
            household=self.household, replaces=self.object, **form.cleaned_data, **self.common()
        )


class StatusView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/bydleni/?mesic=6``: how the household lives after some months."""

    form_class = shapes.StatusForm
    heading = gettext_lazy("How the household lives")
    lead = gettext_lazy("To correct it, write the same month again.")
    told = gettext_lazy("It is recorded.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today, and what the link says."""
        return {"seen_on": self.today, "month": self.request.GET.get("mesic", "")}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        acts.record_status(household=self.household, **form.cleaned_data, **self.common())
