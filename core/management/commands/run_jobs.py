"""Work off the job queue, once or for ever."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from core import jobs


class Command(BaseCommand):
    """``run_jobs`` drains the queue and ends; ``run_jobs --watch`` keeps waiting for more."""

    help = "Run waiting background jobs."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--watch", action="store_true", help="keep waiting for new jobs"
        )

    def handle(self, *args, **options) -> None:
        jobs.requeue_lost()
        call_command(
            "db_worker",
            queue_name=jobs.QUEUE,
            backend_name="jobs",
            batch=not options["watch"],
            interval=1,
            startup_delay=False,
            reload=False,
            verbosity=options["verbosity"],
        )
