"""Background entry points of focus groups."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import extension, jobs
from focus_groups.actions import reports, retention


@jobs.job(title=_("Reminding of recordings and series kept too long"))
def remind_of_ends() -> None:
    """Remind of what was to be deleted or anonymised by now."""
    retention.remind_of_ends(at=timezone.now())


@jobs.job(title=_("Issuing editions of reports without what was taken back"))
def issue_editions() -> None:
    """On the first of a month, take out of published reports what was taken back before it."""
    reports.issue_due(at=timezone.now())


extension.add_tick(remind_of_ends)
extension.add_tick(issue_editions)
