"""Background entry points of evaluation."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import extension, jobs
from evaluation.actions import reminding


@jobs.job(title=_("Reminding of risks to be looked at again"))
def remind_of_risks() -> None:
    """Remind who answers for risks whose day of review has come."""
    reminding.remind_of_risks(at=timezone.now())


extension.add_tick(remind_of_risks)


@jobs.job(title=_("Reminding of recommendations of the evaluation without an answer"))
def remind_of_answers() -> None:
    """Remind of answers that were to be given by now."""
    reminding.remind_of_answers(at=timezone.now())


extension.add_tick(remind_of_answers)


@jobs.job(title=_("Reminding of rows of households that are no longer to be kept"))
def remind_of_keeping() -> None:
    """Remind of households whose rows are to be erased."""
    reminding.remind_of_keeping(at=timezone.now())


extension.add_tick(remind_of_keeping)


@jobs.job(title=_("Reminding of actions of recommendations that are late"))
def remind_of_actions() -> None:
    """Remind of what was to be done by now because of recommendations."""
    reminding.remind_of_actions(at=timezone.now())


extension.add_tick(remind_of_actions)
