"""Work off the job queue, once or for ever."""

import logging
import threading
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import jobs

TICK_SECONDS = 60

logger = logging.getLogger(__name__)


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
        if options["watch"]:
            threading.Thread(target=tick_for_ever, daemon=True).start()
        else:
            words.append("--batch")
        call_command("db_worker", *words, verbosity=options["verbosity"])


def tick_for_ever() -> None:
    """Look after the schedule while the worker lives, so that a small installation needs no cron."""
    while True:
        tick_once()
        time.sleep(TICK_SECONDS)


def tick_once() -> None:
    """Look after the schedule. Whatever fails is logged and tried again in a minute: this thread must not end."""
    try:
        call_command("tick", verbosity=0)
    except CommandError:
        pass  # the log says already what failed
    except Exception:
        logger.exception("tick failed")  # such as a database that is being restarted
    finally:
        connection.close()
