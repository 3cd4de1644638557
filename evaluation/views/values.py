"""Pages of values: one of them, entering and editing, handing over, approving, publishing, correcting, the queue."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import extension
from core.pages import FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path
from evaluation.actions import indicators as indicator_acts
from evaluation.actions import measurements as acts
from evaluation.actions.periods import PeriodLocked
from evaluation.entering import FIELDS
from evaluation.enums import OPEN_STATES, STANDING_STATES, MeasurementState
from evaluation.forms import values as shapes
from evaluation.models import Measurement
from evaluation.queries import entry as queries
from evaluation.queries.indicators import definitions_of, periods_to_enter
from evaluation.queries.shown import Targets, shown
from evaluation.views.pages import APPROVE, ENTER, AtIndicators, InIndicator, OfValue, crumbs_of

PANEL = "evaluation.value"
PROBLEMS = (
    acts.StaleValue,
    acts.EnteredAlready,
    acts.ValueStepRefused,
    acts.OwnValue,
    acts.PeriodNotMeant,
    indicator_acts.ReasonMissing,
    PeriodLocked,
)


class ValueDetailView(OfValue):
    """``/hodnoceni/ukazatele/<slug>/hodnoty/<n>/``: one value; who entered and approved it is told to staff only."""

    permission = "evaluation.view_value"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        value, user = self.value, request.user
        may_approve = allowed(user, APPROVE, value)
        correction, former = queries.correction_of(value, user), queries.former_of(value, user)
        is_inside = may_approve or allowed(user, ENTER, value)
        context = {
            "indicator": self.indicator,
            "value": value,
            "shown": shown(value, Targets([value.definition_id])),
            "is_inside": is_inside,
            "events": queries.steps_of(value) if is_inside else [],
            "correction": correction,
            "former": former,
            "corrected": queries.text_of(former) if former else "",
            "breakdowns": queries.breakdowns_of(value) if is_inside else [],
            "may_edit": value.state in OPEN_STATES and allowed(user, ENTER, value),
            "may_decide": value.state == MeasurementState.SUBMITTED and may_approve,
            "may_publish": may_approve and queries.is_publishable(value),
            "may_correct": correction is None
            and value.state in STANDING_STATES
            and allowed(user, ENTER, value),
            "panels": [
                html
                for panel in extension.panels(PANEL)
                if allowed(user, panel.permission, value)
                if (html := panel.render(request, value)).strip()
            ],
            "breadcrumbs": self.crumbs(),
        }
        return render(request, "evaluation/value_detail.html", context)


class FiguresMixin(FormMixin):
    """A page on which figures are typed."""

    problems = PROBLEMS

    def act(self, form: Any) -> HttpResponse | None:
        """Store them, or say at each field what is wrong."""
        try:
            return self.store(form)
        except acts.FiguresWrong as error:
            form.put_faults(error.faults)
            return None

    def store(self, form: Any) -> HttpResponse | None:
        """Call the action."""
        raise NotImplementedError


def stored_figures(value: Measurement) -> dict[str, Any]:
    """What a form of a value begins with."""
    told = {name: getattr(value.figures, name) for name in FIELDS if name != "parts"}
    for key, counts in value.figures.parts.items():
        told |= {f"part-{key}-{category}": count for category, count in counts.items()}
    return told | {"lock_version": value.lock_version}


class ValueNewView(FiguresMixin, InIndicator):
    """``…/hodnoty/nova/``: enters a value; ``?definice=`` by a former definition."""

    permission = ENTER
    heading = gettext_lazy("Enter a value")
    told = gettext_lazy("The value is stored. Hand it over for approval when it is complete.")
    form_class = shapes.NewValueForm

    def needs(self) -> dict[str, Any]:
        """The definition and the periods it is measured for."""
        known = definitions_of(self.indicator)
        wanted = self.request.GET.get("definice", "")
        self.definition = next((row for row in known if str(row.number) == wanted), known[0])
        return {"definition": self.definition, "periods": periods_to_enter(self.definition)}

    def store(self, form: Any) -> HttpResponse:
        """Store it and show it."""
        figures = dict(form.figures)
        made = acts.enter_value(
            definition=self.definition,
            period=figures.pop("period"),
            figures=figures,
            **self.common(),
        )
        return redirect(local_path(made.record.path))

    def page_of_both(self, form: Any, error: Any) -> HttpResponse:
        """Somebody entered it meanwhile: go on there."""
        form.add_error(None, str(error))
        return self.page(form)


class ValueEditView(FiguresMixin, OfValue):
    """``…/upravit/``."""

    heading = gettext_lazy("Edit the value")
    told = gettext_lazy("The value is saved.")
    form_class = shapes.ValueForm

    def needs(self) -> dict[str, Any]:
        """Its definition."""
        return {"definition": self.value.definition}

    def values(self, stored: Measurement) -> dict[str, Any]:
        """What is stored."""
        return stored_figures(stored)

    def store(self, form: Any) -> None:
        """Save it."""
        acts.edit_value(
            measurement=self.value,
            lock_version=form.cleaned_data["lock_version"] or 0,
            figures=form.figures,
            **self.common(),
        )


class StepView(OfValue):
    """One step of a value by one button of its page."""

    http_method_names = ["post"]
    told: Any = ""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, or say why not."""
        sent = request.POST.get("lock_version", "")
        lock_version = int(sent) if sent.isdecimal() else 0
        try:
            self.step(measurement=self.value, lock_version=lock_version, **self.common())
        except acts.FiguresWrong as error:
            for told in error.faults.values():
                messages.error(request, told)
        except PROBLEMS as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(self.told))
        return redirect(self.address())

    def step(self, **common: Any) -> Any:
        """Call the action."""
        raise NotImplementedError


class ValueSubmitView(StepView):
    """``…/predlozit/``."""

    told = gettext_lazy("The value waits for approval by somebody else.")

    def step(self, **common: Any) -> Any:
        """Hand it over."""
        return acts.submit_value(**common)


class ValueApproveView(StepView):
    """``…/schvalit/``."""

    permission = APPROVE
    told = gettext_lazy("The value is approved. It never changes any more.")

    def step(self, **common: Any) -> Any:
        """Approve it."""
        return acts.approve_value(**common)


class ValuePublishView(StepView):
    """``…/zverejnit/``."""

    permission = APPROVE
    told = gettext_lazy("The value is public.")

    def step(self, **common: Any) -> Any:
        """Publish it."""
        return acts.publish_value(**common)


class ValueReturnView(FormMixin, OfValue):
    """``…/vratit/``."""

    permission = APPROVE
    form_class = shapes.ReturnForm
    heading = gettext_lazy("Return the value")
    lead = gettext_lazy("Whoever entered it is told what to mend.")
    button = gettext_lazy("Return it")
    told = gettext_lazy("The value is returned.")
    problems = tuple(one for one in PROBLEMS if one is not acts.StaleValue)

    def values(self, stored: Measurement) -> dict[str, Any]:
        """Which state of it is returned."""
        return {"lock_version": stored.lock_version}

    def act(self, form: Any) -> None:
        """Return it; what somebody else changed meanwhile is looked at first."""
        try:
            acts.return_value(measurement=self.value, **form.cleaned_data, **self.common())
        except acts.StaleValue as error:
            form.add_error(None, str(error))


class ValueCorrectView(FiguresMixin, OfValue):
    """``…/opravit/``: begins to correct an approved value by a further row."""

    form_class = shapes.CorrectionForm
    heading = gettext_lazy("Correct the value")
    lead = gettext_lazy(
        "The former value stays readable. The correction takes its place once somebody else approves it."
    )
    told = gettext_lazy("The correction is stored. Hand it over for approval.")

    def needs(self) -> dict[str, Any]:
        """Its definition."""
        return {"definition": self.value.definition}

    def values(self, stored: Measurement) -> dict[str, Any]:
        """The figures that stand."""
        return stored_figures(stored)

    def store(self, form: Any) -> HttpResponse:
        """Store it and show it."""
        figures = dict(form.figures)
        made = acts.begin_correction(
            measurement=self.value,
            reason=figures.pop("reason"),
            figures=figures,
            **self.common(),
        )
        return redirect(local_path(made.record.path))


class ValueQueueView(AtIndicators):
    """``/hodnoceni/ke-schvaleni/``: what waits for approval, and approved values nobody published yet."""

    permission = APPROVE

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The queue."""
        context = {
            "waiting": queries.waiting_values(request.user),
            "approved": queries.approved_values(request.user),
            "breadcrumbs": crumbs_of((_("Values to approve"), "")),
        }
        return render(request, "evaluation/value_queue.html", context)
