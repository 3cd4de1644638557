"""Background entry points of working groups."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import extension, jobs
from working_groups.actions import invitations, procedures, reminding
from working_groups.queries import meetings


@jobs.job(title=_("Recording what came out of votes in writing"))
def close_procedures() -> None:
    """Record the outcome of every written procedure whose time is over."""
    procedures.close_due(at=timezone.now())


@jobs.job(title=_("Reminding of tasks that are due soon"))
def remind_of_tasks() -> None:
    """Remind owners of tasks whose day comes."""
    reminding.remind_of_tasks(at=timezone.now())


@jobs.job(title=_("Reminding of meetings"))
def remind_of_meetings() -> None:
    """Remind the invited of meetings that are near, each once."""
    at = timezone.now()
    for meeting in meetings.due_reminders(at):
        invitations.remind(meeting=meeting, at=at)


extension.add_tick(close_procedures)
extension.add_tick(remind_of_tasks)
extension.add_tick(remind_of_meetings)
