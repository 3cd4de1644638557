"""Background entry points of people."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import extension, jobs
from people import actions


@jobs.job(title=_("Putting the daily digests together"), attempts=1)
def queue_digests() -> None:
    """Queue the digests of the day; nothing is done twice."""
    actions.queue_digests(at=timezone.now())


extension.add_tick(queue_digests)
