"""Background jobs: retry, timeout and pruning around the database queue of django-tasks.

A job is a function that takes ids only and may run twice. ``enqueue`` inserts a row in the current transaction, so a
job exists exactly if the act that asked for it was committed. A failed attempt stays visible as a failed row with its
traceback; the next attempt is a new row.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

QUEUE = "jobs"
KEPT_DAYS = 30


class JobTimeout(Exception):
    """A job ran longer than it may."""


@dataclass(frozen=True, slots=True)
class Job:
    """A registered background function with its limits."""

    name: str
    function: Callable[..., None]
    attempts: int
    timeout_seconds: int
    backoff_seconds: int

    def enqueue(self, **arguments) -> None:
        """Queue one run; arguments are JSON values (ids)."""
        run_job.enqueue(name=self.name, arguments=arguments, attempt=1)


_jobs: dict[str, Job] = {}


def enqueue(name: str, **arguments) -> None:
    """Queue a job by its dotted name, where importing it would make a circle."""
    _jobs[name].enqueue(**arguments)


def job(
    *, attempts: int = 3, timeout_seconds: int = 300, backoff_seconds: int = 30
) -> Callable[[Callable[..., None]], Job]:
    """Decorator: make a function a job named ``module.function``."""

    def register(function: Callable[..., None]) -> Job:
        made = Job(
            name=f"{function.__module__}.{function.__qualname__}",
            function=function,
            attempts=attempts,
            timeout_seconds=timeout_seconds,
            backoff_seconds=backoff_seconds,
        )
        _jobs[made.name] = made
        return made

    return register


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raise JobTimeout after ``seconds``; only the main thread of the worker can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum, frame):
        raise JobTimeout(f"stopped after {seconds} seconds")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@task(backend="jobs", queue_name=QUEUE)
def run_job(name: str, arguments: dict, attempt: int) -> None:
    """Run one attempt; on failure queue the next one with a doubling pause and let this one show as failed."""
    found = _jobs[name]
    try:
        with _time_limit(found.timeout_seconds):
            found.function(**arguments)
    except Exception:
        if attempt < found.attempts:
            pause = timedelta(seconds=found.backoff_seconds * 2 ** (attempt - 1))
            run_job.using(run_after=timezone.now() + pause).enqueue(
                name=name, arguments=arguments, attempt=attempt + 1
            )
        raise


def requeue_lost() -> int:
    """Queue again what a dead worker left behind (running longer than any job may); answers how many.

    Safe because jobs may run twice.
    """
    longest = max((j.timeout_seconds for j in _jobs.values()), default=300)
    lost = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        started_at__lt=timezone.now() - timedelta(seconds=longest + 60),
    )
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def failed_jobs():
    """Failed attempts, newest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def prune() -> int:
    """Delete results of finished jobs older than ``KEPT_DAYS`` days; answers how many rows went."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    return DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()[0]
