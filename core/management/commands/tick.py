"""What must happen at its time: once a minute from the job worker, cron or a systemd timer."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import operation
from core.extension import tick_jobs

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs every registered job, also after one has failed. Safe to run twice, even at the same moment."""

    help = "Do what is due: scheduled publications, waiting mails, lost jobs, old results."

    def handle(self, *args, **options) -> None:
        failed = []
        for job in tick_jobs():
            try:
                job.function()
            except Exception:  # one broken job must not keep the others from their work
                logger.exception("tick: %s failed", job.name)
                failed.append(job.name)
        operation.note_tick(failed, timezone.now())
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
