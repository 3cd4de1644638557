"""Background entry points of core."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import actions, extension, jobs
from core.database import clear_database_traces
from core.models import OutboxMail


@jobs.job(title=_("Sending e-mails"), attempts=3, timeout_seconds=300)
def send_mails() -> None:
    """Send what waits in the outbox, oldest first."""
    for mail_id in OutboxMail.objects.due(timezone.now()):
        actions.send_mail(mail_id=mail_id, at=timezone.now())


@jobs.job(title=_("Clearing the database of removed words"), attempts=5, timeout_seconds=600)
def clear_traces() -> None:
    """Clear what deleted rows leave behind in the database file (after a redaction)."""
    clear_database_traces()


@jobs.job(title=_("Looking after the work in the background"), attempts=1)
def look_after_jobs() -> None:
    """Queue again what a dead worker left behind; drop results of long ago; send what waits, which may fail."""
    jobs.requeue_lost()
    jobs.prune()
    send_mails.function()


extension.add_tick(look_after_jobs)
