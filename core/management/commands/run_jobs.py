"""Work off the job queue, once or for ever."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from core import jobs


class Command(BaseCommand):
    """``run_jobs`` drains the queue and ends; ``run_jobs --watch`` keeps waiting for more."""

    help = "Run waiting background jobs."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--watch", action="store_true", help="keep waiting for new jobs")

    def handle(self, *args, **options) -> None:
        jobs.requeue_lost()
        # As words: the worker checks even its defaults, and the default backend is no database queue.
        words = [
            "--queue-name",
            jobs.QUEUE,
            "--backend",
            "jobs",
            "--no-startup-delay",
            "--no-reload",
        ]
        if not options["watch"]:
            words.append("--batch")
        call_command("db_worker", *words, verbosity=options["verbosity"])
