"""Until when rows of households are kept, and the erasure of those whose time is over."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from evaluation.actions import erasing
from evaluation.enums.pilot import Inside
from evaluation.forms.erasing import EraseForm
from evaluation.queries import erasing as queries
from evaluation.views.pilot_pages import FormInPilot


class KeepingView(FormInPilot):
    """``/pilot/uchovani/``: for the pilot officer."""

    reads = Inside.HOUSEHOLDS
    template_name = "evaluation/pilot_keeping.html"
    form_class = EraseForm
    heading = gettext_lazy("How long rows of households are kept")
    lead = gettext_lazy(
        "Rows are kept for some years after the last stay and after the pilot. Then you erase them; nothing is erased "
        "by itself. Published figures stay, with the pseudonyms that were counted in them."
    )
    button = pgettext_lazy("rows of households", "Erase for good")
    told = gettext_lazy("The rows are erased.")
    is_danger = True

    def needs(self) -> dict[str, Any]:
        """Households whose time is over."""
        self.rows = queries.kept_households(self.pilot, self.today)
        return {"due": [row.household for row in self.rows if row.is_due]}

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The days of all households above the form."""
        return super().page(
            form,
            pilot=self.pilot,
            years=queries.keep_years(self.pilot, self.today),
            rows=self.rows,
            has_due=any(row.is_due for row in self.rows),
            erased=queries.erased_households(self.pilot, self.request.user),
            **context,
        )

    def act(self, form: forms.Form) -> None:
        """Erase them."""
        erasing.erase_households(
            pilot=self.pilot,
            households=form.cleaned_data["households"],
            is_list_destroyed=form.cleaned_data["is_list_destroyed"],
            **self.common(),
        )

    def back(self) -> str:
        """Here again."""
        return self.address("pilot-keeping")
