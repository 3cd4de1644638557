"""What is done with a risk: given to an owner, assessed, responded to, moved on, watched, shown; alerts answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from core.enums import Visibility
from core.pages import About
from evaluation.actions import alerts, risk_steps, risks
from evaluation.enums import ALLOWED_RISK_MOVES, RiskState
from evaluation.forms import risks as forms
from evaluation.models import Alert, Risk, RiskAction
from evaluation.queries import risks as queries
from evaluation.views.risks import InRisk


class RiskGiveView(InRisk):
    """Says who answers for a risk."""

    permission = "evaluation.give_risks"
    form_class = forms.GiveForm
    heading = gettext_lazy("Say who answers for the risk")
    lead = gettext_lazy("One person, who decides what is done and is warned early.")
    told = gettext_lazy("It is saved who answers for the risk.")

    def values(self, stored: Risk) -> dict[str, Any]:
        """Who does now."""
        return {"owner": stored.owner_id, **super().values(stored)}

    def needs(self) -> dict[str, Any]:
        """Who may."""
        return {"owners": queries.owners()}

    def act(self, form: forms.GiveForm) -> None:
        """Save it."""
        risks.give_risk(**form.cleaned_data, **self.common())


class RiskAssessView(InRisk):
    """Says how large a risk is now."""

    form_class = forms.AssessForm
    heading = gettext_lazy("Assess the risk")
    told = gettext_lazy("The assessment is saved. Former ones stay in the history.")
    problems = (*InRisk.problems, risk_steps.ReviewMissing)

    def values(self, stored: Risk) -> dict[str, Any]:
        """Sizes of the last assessment."""
        last = stored.assessments.order_by("-number").first()
        names = [name for name in forms.AssessForm.base_fields if "_" in name]
        sizes = {name: getattr(last, name) for name in names if hasattr(last, name)}
        return {**sizes, **super().values(stored)}

    def act(self, form: forms.AssessForm) -> None:
        """Save it."""
        risk_steps.assess_risk(**form.cleaned_data, **self.common())


class RiskRespondView(InRisk):
    """Decides what is done about a risk."""

    form_class = forms.RespondForm
    heading = gettext_lazy("Decide what is done about the risk")
    told = gettext_lazy("It is saved what is done about the risk.")
    problems = (
        *InRisk.problems,
        risks.OwnerMissing,
        risk_steps.ReviewMissing,
        risk_steps.RiskMoveRefused,
    )

    def values(self, stored: Risk) -> dict[str, Any]:
        """What was decided."""
        names = ("response", "response_text", "review_on")
        return {**{name: getattr(stored, name) for name in names}, **super().values(stored)}

    def act(self, form: forms.RespondForm) -> None:
        """Save it."""
        risk_steps.respond_to_risk(**form.cleaned_data, **self.common())


class RiskMoveView(InRisk):
    """Takes a risk to another state."""

    permission = "evaluation.close_risk"
    form_class = forms.MoveForm
    heading = gettext_lazy("Say where the risk stands")
    told = gettext_lazy("It is saved where the risk stands.")
    problems = (*InRisk.problems, risks.OwnerMissing, risk_steps.RiskMoveRefused)

    def needs(self) -> dict[str, Any]:
        """Where it may go from where it stands; an assessment is made on its own page."""
        states = ALLOWED_RISK_MOVES[self.object.state]
        if self.object.state == RiskState.IDENTIFIED:
            states -= {RiskState.ASSESSED}
        return {"states": [state for state in RiskState.values if state in states]}

    def act(self, form: forms.MoveForm) -> None:
        """Save it."""
        risk_steps.move_risk(**form.cleaned_data, **self.common())


class RiskWatchView(InRisk):
    """Says which indicator warns of a risk."""

    form_class = forms.WatchForm
    heading = gettext_lazy("Early warning")
    lead = gettext_lazy(
        "When somebody enters a value beyond the limit, only who answers for the risk is told, and that it is "
        "provisional. Before it is approved only they and whoever enters and approves values see it."
    )
    told = gettext_lazy("The early warning is saved.")
    problems = (*InRisk.problems, risks.OwnerMissing)

    def values(self, stored: Risk) -> dict[str, Any]:
        """What is set."""
        return {
            "indicator": stored.warning_indicator_id,
            "threshold": stored.warning_threshold,
            "crossing": stored.warning_crossing,
            **super().values(stored),
        }

    def needs(self) -> dict[str, Any]:
        """Indicators the person may know of."""
        return {"indicators": queries.indicators_for(self.request.user)}

    def act(self, form: forms.WatchForm) -> None:
        """Save it."""
        risks.watch_by_value(**form.cleaned_data, **self.common())


class RiskShowView(InRisk):
    """A button: shows a risk to everybody, or to staff only again."""

    permission = "evaluation.show_risks"
    http_method_names = ("post",)

    def post(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Turn it round and go back."""
        is_public = self.object.record.visibility == Visibility.PUBLIC
        risks.show_risk(is_public=not is_public, **self.common())
        return redirect(self.address())


class ActionNewView(InRisk):
    """Adds something that is to be done against a risk."""

    form_class = forms.ActionForm
    heading = gettext_lazy("Add what is to be done")
    told = gettext_lazy("It is added to what is done against the risk.")

    def act(self, form: forms.ActionForm) -> None:
        """Add it."""
        risk_steps.add_action(**form.cleaned_data, **self.common())


class ActionEditView(InRisk):
    """Says how something that is done against a risk stands."""

    form_class = forms.ActionEditForm
    heading = gettext_lazy("Say how it stands")
    told = gettext_lazy("It is saved how it stands.")
    action: RiskAction

    def find(self, **kwargs: Any) -> Risk | None:
        """The risk, and the action within it."""
        risk = super().find(**kwargs)
        action = queries.action_of(risk, kwargs["action"]) if risk is not None else None
        if action is None:
            return None
        self.action = action
        return risk

    def form(self, **kwargs: Any) -> Any:
        """The form with the action."""
        return self.form_of(self.action, **kwargs)

    def values(self, stored: RiskAction) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in forms.ActionEditForm.base_fields}

    def act(self, form: forms.ActionEditForm) -> None:
        """Save it."""
        common = {name: value for name, value in self.common().items() if name != "risk"}
        risk_steps.change_action(action=self.action, **form.cleaned_data, **common)


class AlertCloseView(InRisk):
    """Says what the owner of a risk did about an alert; nobody else is told that there is one."""

    permission = "evaluation.answer_alert"
    hides = True
    form_class = forms.AlertForm
    heading = gettext_lazy("Say what you did about the warning")
    told = gettext_lazy("The warning is closed. It stays in the history of the risk.")
    problems = (risks.TextMissing, alerts.AlertEnded)
    alert: Alert

    def find(self, **kwargs: Any) -> Risk | None:
        """The risk with an alert of this number the person is told of."""
        risk = super().find(**kwargs)
        if risk is None:
            return None
        shown = queries.alerts_of(risk, self.request.user)
        alert = next((row.alert for row in shown if row.alert.number == kwargs["alert"]), None)
        if alert is None:
            return None
        self.alert = alert
        return risk

    def act(self, form: forms.AlertForm) -> None:
        """Close it."""
        alerts.close_alert(alert=self.alert, **form.cleaned_data, **About.common(self))
