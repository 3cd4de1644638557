"""Background entry points of reports to the funder."""

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core import exports, extension, jobs
from evaluation.actions.monitoring import give_up_making
from website.monitoring import making
from website.monitoring.annexes import AnnexesTooLarge


@jobs.job(title=_("Making a report to the funder"), attempts=1, timeout_seconds=1800)
def make_report(making_id: int) -> None:
    """Make a report; whoever asked is told when it could not be made."""
    try:
        making.make_report(making_id=making_id, at=timezone.now())
    except AnnexesTooLarge as error:
        give_up_making(making_id=making_id, message=str(error))
    except Exception as error:
        told = str(error) if isinstance(error, exports.ExportProblem) else _now("Something broke.")
        give_up_making(making_id=making_id, message=told)
        raise


@jobs.when_lost(make_report)
def tell_report_is_lost(making_id: int) -> None:
    """Let the page of the period say that the report could not be made."""
    give_up_making(
        making_id=making_id,
        message=_now("The process in the background ended each time before the report was made."),
    )


@jobs.job(title=_("Emptying files whose sources lost personal data"), attempts=3)
def empty_outdated_annexes() -> None:
    """Empty annexes of reports; two queries when there is nothing to do."""
    making.empty_outdated_annexes(at=timezone.now())


extension.add_tick(empty_outdated_annexes)
