"""Keeping indicators: making, editing, defining anew, setting targets."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Visibility
from core.pages import FormMixin
from core.templatetags.osnova import local_path
from evaluation.actions import indicators as acts
from evaluation.forms import indicators as shapes
from evaluation.models import Indicator
from evaluation.queries import indicators as queries
from evaluation.views.pages import AtIndicators, InIndicator

DEFINED = tuple(shapes.DefinitionForm.base_fields)
AROUND = ("kind", "measures", "is_public", "is_pilot", "is_funders")
PROBLEMS = (acts.StaleIndicator, acts.PilotFixed, acts.BreakdownsWrong, acts.ReasonMissing)


class IndicatorNewView(FormMixin, AtIndicators):
    """``/hodnoceni/ukazatele/novy/``."""

    form_class = shapes.NewIndicatorForm
    heading = gettext_lazy("New indicator")
    button = gettext_lazy("Make the indicator")
    told = gettext_lazy("The indicator is made.")
    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Measures it may belong to."""
        rows, titles = queries.measures_for_choice(self.request.user)
        return {"measures": rows, "titles": titles}

    def back(self) -> str:
        """The list."""
        return self.address()

    def act(self, form: forms.Form) -> HttpResponse:
        """Make it and go there."""
        said = form.cleaned_data
        made = acts.create_indicator(
            code=said["code"],
            definition={name: said[name] for name in DEFINED},
            **{name: said[name] for name in AROUND},
            **self.common(),
        )
        return redirect(local_path(made.record.path))


class IndicatorEditView(FormMixin, InIndicator):
    """``…/upravit/``."""

    form_class = shapes.EditIndicatorForm
    heading = gettext_lazy("Edit the indicator")
    lead = gettext_lazy(
        "What it says stands in its definition. To change that, define it anew with a reason."
    )
    told = gettext_lazy("The indicator is saved.")
    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Measures it may belong to."""
        rows, titles = queries.measures_for_choice(self.request.user)
        return {"measures": rows, "titles": titles}

    def values(self, stored: Indicator) -> dict[str, Any]:
        """What is stored."""
        return {
            "kind": stored.kind,
            "measures": stored.measures.all(),
            "is_public": stored.record.visibility == Visibility.PUBLIC,
            "is_pilot": stored.is_pilot,
            "is_funders": stored.is_funders,
            "lock_version": stored.lock_version,
        }

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_indicator(indicator=self.indicator, **form.cleaned_data, **self.common())


class DefinitionNewView(FormMixin, InIndicator):
    """``…/definice/nova/``."""

    form_class = shapes.NewDefinitionForm
    heading = gettext_lazy("Define the indicator anew")
    lead = gettext_lazy(
        "The former definition and its values stay as they are; nothing is computed again. "
        "What is to be restated is entered by the new definition."
    )
    told = gettext_lazy("The new definition is written.")
    problems = PROBLEMS

    def values(self, stored: Indicator) -> dict[str, Any]:
        """What the definition of today says."""
        newest = queries.definitions_of(stored)[0]
        told = {name: getattr(newest, name) for name in DEFINED}
        return {
            **told,
            "tolerance": int(newest.tolerance * 100),
            "breaks_series": True,
            "lock_version": stored.lock_version,
        }

    def act(self, form: forms.Form) -> None:
        """Write it."""
        said = dict(form.cleaned_data)
        acts.add_definition(
            indicator=self.indicator,
            lock_version=said.pop("lock_version"),
            definition=said,
            **self.common(),
        )


class TargetNewView(FormMixin, InIndicator):
    """``…/cil/``."""

    form_class = shapes.TargetForm
    heading = gettext_lazy("Set a target")
    lead = gettext_lazy("A target that was set stays readable when another one takes its place.")
    told = gettext_lazy("The target is set.")
    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Periods to choose from."""
        return {"periods": queries.periods_for_choice()}

    def act(self, form: forms.Form) -> None:
        """Set it for the definition of today."""
        if form.cleaned_data["value"] is None:
            form.add_error("value", _("Write a number, such as 1 234,5."))
            return
        newest = queries.definitions_of(self.indicator)[0]
        acts.set_target(definition=newest, **form.cleaned_data, **self.common())
