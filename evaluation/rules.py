"""Who may do what in evaluation: evaluators measure and judge, pilot officers keep the pilot, managers the project.

Whoever enters a value does not approve it. Rows of households are for pilot officers, and for evaluators to read;
nobody else knows that they exist.
"""

import rules
from django.utils import timezone

from core.permissions import define
from core.visibility import sees_staff_rows
from evaluation.enums import RISK_ROLES
from evaluation.models import Indicator
from evaluation.models.pilot import reads_households
from people.enums import Role
from people.rules import has_role, is_city_staff, is_data_protection_officer

is_evaluator = has_role(Role.EVALUATOR)
is_pilot_officer = has_role(Role.PILOT_OFFICER)
is_project_manager = has_role(Role.PROJECT_MANAGER)
is_chair = has_role(Role.CHAIR)


@rules.predicate
def may_see(user, obj) -> bool:
    """The object is among those the user may know of."""
    return obj is not None and type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()


@rules.predicate
def is_of_the_pilot(user, obj) -> bool:
    """The object is an indicator of the housing pilot, or a value of one."""
    indicator = obj if isinstance(obj, Indicator) else getattr(obj, "indicator", None)
    return indicator is not None and indicator.is_pilot


# Everybody; which ones, says ``view_indicator``.
define("evaluation.view_indicators", rules.always_allow)
define("evaluation.view_indicator", may_see)
define("evaluation.view_value", may_see)
define("evaluation.view_period", is_evaluator | is_project_manager | is_pilot_officer)
# Indicators, their definitions and targets, and periods.
define("evaluation.keep_indicators", is_evaluator)
define("evaluation.enter_values", is_evaluator | is_pilot_officer)
define("evaluation.enter_value", is_evaluator | is_pilot_officer & is_of_the_pilot)
# That nobody approves their own value is told by the action, in words.
define("evaluation.approve_values", is_evaluator | is_project_manager)


@rules.predicate
def is_staff(user, obj) -> bool:
    """The person works for the city on the texts and sees what is for staff."""
    return sees_staff_rows(user, timezone.now())


# The page of a project is for everybody.
define("evaluation.view_project", rules.always_allow)
define("evaluation.view_activity", may_see)
define("evaluation.view_change", may_see)
define("evaluation.view_monitoring_period", may_see)
define("evaluation.view_report", may_see)
define("evaluation.read_project", is_staff)
# The project with its money, what its funder is told, and the files for the funder with names of people in them.
define("evaluation.manage_project", is_project_manager)
# That nobody approves a count they entered is told by the action, in words.
define("evaluation.approve_participants", is_evaluator | is_project_manager)


# Approved words that hold personal data; the officer only of what they may know of.
define("evaluation.remove_words", is_evaluator | is_data_protection_officer)
define("evaluation.remove_project_words", is_project_manager | is_data_protection_officer)


# --- the evaluation plan, findings, recommendations ----------------------------------------------


@rules.predicate
def answers(user, recommendation) -> bool:
    """The person answers for the addressee of the recommendation."""
    # a visitor has no key, and nobody may be asked
    return (
        user.is_authenticated
        and recommendation is not None
        and recommendation.answerer_id == user.pk
    )


@rules.predicate
def owns_action(user, action) -> bool:
    """The person reports on what is done because of a recommendation, or answers for its addressee."""
    return (
        user.is_authenticated
        and action is not None
        and user.pk in (action.owner_id, action.recommendation.answerer_id)
    )


runs_answers = has_role(Role.EDITOR, Role.PROJECT_MANAGER)

define("evaluation.view_plan", may_see)
define("evaluation.view_plan_version", may_see)
define("evaluation.view_judgement", may_see)
define("evaluation.keep_plan", is_evaluator)
define("evaluation.write_judgement", is_evaluator)
# who wrote or froze it is refused by the action, in words
define("evaluation.publish_judgement", is_evaluator | runs_answers)
define("evaluation.answer_recommendation", runs_answers | answers)
define("evaluation.report_action", runs_answers | owns_action)
define("evaluation.view_judging_work", is_city_staff)


# --- the housing pilot ---------------------------------------------------------------------------


@rules.predicate
def may_read_households(user, _obj) -> bool:
    """Rows of households are for pilot officers and evaluators, and for nobody else."""
    return reads_households(user)


define("evaluation.read_households", may_read_households)
define("evaluation.work_in_pilot", is_pilot_officer)
# That nobody agrees to what they prepared is told by the action, in words.
define("evaluation.publish_figures", is_evaluator | is_pilot_officer)


# --- risks ----------------------------------------------------------------------------------------


@rules.predicate
def owns_risk(user, risk) -> bool:
    """The user answers for the risk."""
    return risk is not None and risk.owner_id is not None and risk.owner_id == user.pk


define("evaluation.raise_risk", has_role(*RISK_ROLES))
define("evaluation.see_risk_register", is_city_staff)
define("evaluation.view_risk", may_see)
define("evaluation.give_risks", is_evaluator | is_chair)
define("evaluation.show_risks", is_evaluator | is_chair)
define("evaluation.work_on_risk", is_evaluator | owns_risk)
define("evaluation.close_risk", is_evaluator | is_chair | owns_risk)
# Whoever answers for a risk is the only one who knows of a value that nobody approved.
define("evaluation.answer_alert", owns_risk)
