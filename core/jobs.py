"""Background jobs: retry, timeout and pruning around the database queue of django-tasks.

A job is a function that takes ids only and may run twice. ``enqueue`` inserts a row in the current transaction, so a
job exists exactly if the act that asked for it was committed. A failed attempt stays visible as a failed row with its
traceback; the next attempt is a new row.
"""

import json
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

QUEUE = "jobs"
KEPT_DAYS = 30
STARTS = 3  # how often one attempt is started when each time its worker dies


class JobTimeout(Exception):
    """A job ran longer than it may."""


class WorkerLost(Exception):
    """The process that ran a job ended before the job did, as often as ``STARTS``: the job may be what ends it."""


class JobIsGone(LookupError):
    """The program has no job of this name any more, so it cannot be run again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A registered background function with its limits. ``title`` tells people what it does."""

    name: str
    function: Callable[..., None]
    attempts: int
    timeout_seconds: int
    backoff_seconds: int
    title: Any = ""

    def enqueue(self, **arguments) -> None:
        """Queue one run; arguments are JSON values (ids)."""
        run_job.enqueue(name=self.name, arguments=arguments, attempt=1)


_jobs: dict[str, Job] = {}
_when_lost: dict[str, Callable[..., None]] = {}


def enqueue(name: str, **arguments) -> None:
    """Queue a job by its dotted name, where importing it would make a circle."""
    _jobs[name].enqueue(**arguments)


def job(
    *, title: Any = "", attempts: int = 3, timeout_seconds: int = 300, backoff_seconds: int = 30
) -> Callable[[Callable[..., None]], Job]:
    """Decorator: make a function a job named ``module.function``; ``title`` is a lazy translation."""

    def register(function: Callable[..., None]) -> Job:
        made = Job(
            name=f"{function.__module__}.{function.__qualname__}",
            function=function,
            attempts=attempts,
            timeout_seconds=timeout_seconds,
            backoff_seconds=backoff_seconds,
            title=title,
        )
        _jobs[made.name] = made
        return made

    return register


def when_lost(lost: Job) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: call the function with the arguments of a job that is given up because its worker died each time.

    The job itself had no chance to tell its owner then.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _when_lost[lost.name] = function
        return function

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

    Safe because jobs may run twice. What was started ``STARTS`` times fails for good instead, with WorkerLost: it may
    use up the memory and end each worker, so that no other work would ever be done. Its owner is told (``when_lost``).
    """
    longest = max((j.timeout_seconds for j in _jobs.values()), default=300)
    lost = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        started_at__lt=timezone.now() - timedelta(seconds=longest + 60),
    )
    again = []
    for row in lost:
        if len(row.worker_ids) < STARTS:
            again.append(row.pk)
        else:
            _give_up(row)
    found = DBTaskResult.objects.filter(pk__in=again, status=TaskResultStatus.RUNNING)
    return found.update(status=TaskResultStatus.READY, started_at=None)


def _give_up(row: DBTaskResult) -> None:
    """Let a lost run show as the last failed attempt."""
    call = row.args_kwargs["kwargs"]
    known = _jobs.get(call["name"])
    with transaction.atomic():
        # Two processes may look after jobs at once: only one of them finds it running.
        taken = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
        if not taken.update(status=TaskResultStatus.FAILED):
            return
        row.set_failed(WorkerLost(f"the worker ended {len(row.worker_ids)} times"))
        if known is not None:
            call["attempt"] = max(call["attempt"], known.attempts)
            row.save(update_fields=["args_kwargs"])
        if call["name"] in _when_lost:
            _when_lost[call["name"]](**call["arguments"])
    logger.error("Job given up, its worker died each time: %s", call["name"])


def failed_jobs():
    """Failed attempts, newest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


@dataclass(slots=True)
class GivenUp:
    """A job whose last attempt failed too: nobody runs it again unasked.

    ``result_id`` names its newest failed attempt, ``error`` the kind of error (never its words, which may hold
    people's), ``count`` how many times it was given up with these arguments. ``is_lost``: it ended its worker.
    """

    result_id: UUID
    title: str
    error: str
    last_at: datetime
    is_known: bool
    is_lost: bool = False
    count: int = 1


def given_up() -> list[GivenUp]:
    """Jobs that were given up and nobody dealt with, newest first: one query.

    The same job with the same arguments is one.
    """
    found: dict[str, GivenUp] = {}
    rows = failed_jobs().filter(task_path=run_job.module_path)
    for row in rows.defer("traceback", "return_value"):
        call = row.args_kwargs["kwargs"]
        known = _jobs.get(call["name"])
        if known is not None and call["attempt"] < known.attempts:
            continue
        key = _same(call)
        if key in found:
            found[key].count += 1
            continue
        found[key] = GivenUp(
            result_id=row.pk,
            title=title_of(call["name"]),
            error=row.exception_class_path.rpartition(".")[2],
            last_at=row.finished_at,
            is_known=known is not None,
            is_lost=row.exception_class_path
            == f"{WorkerLost.__module__}.{WorkerLost.__qualname__}",
        )
    return list(found.values())


def _same(call: dict[str, Any]) -> str:
    return json.dumps([call["name"], call["arguments"]], sort_keys=True)


def title_of(name: str) -> str:
    """What a job does, in the active language; its name as words when it says nothing."""
    known = _jobs.get(name)
    return str(known.title) if known and known.title else name.rpartition(".")[2].replace("_", " ")


def clear_failed(result_id: UUID, *, run_again: bool) -> str | None:
    """Forget all failed attempts like this one and, on demand, queue the job anew; answers its name.

    None when there is no such attempt any more: somebody else dealt with it. Raises JobIsGone.
    """
    row = failed_jobs().select_for_update().filter(pk=result_id).first()
    if row is None:
        return None
    call = row.args_kwargs["kwargs"]
    if run_again:
        if call["name"] not in _jobs:
            raise JobIsGone(call["name"])
        _jobs[call["name"]].enqueue(**call["arguments"])
    same = failed_jobs().filter(args_kwargs__kwargs__name=call["name"]).only("args_kwargs")
    alike = [other.pk for other in same if _same(other.args_kwargs["kwargs"]) == _same(call)]
    DBTaskResult.objects.filter(pk__in=alike).delete()
    return call["name"]


def prune() -> int:
    """Delete results of finished jobs older than ``KEPT_DAYS`` days; answers how many rows went."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    return DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()[0]


class RunState(models.TextChoices):
    """How the newest run of a job stands. Between attempts it waits; ``FAILED`` is given up."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """The newest run of a job with some arguments; ``attempt`` counts from 1."""

    result_id: UUID
    state: RunState
    attempt: int
    queued_at: datetime

    @property
    def is_going_on(self) -> bool:
        """Whether it will still be done without anybody's hand."""
        return self.state in (RunState.WAITING, RunState.RUNNING)


_RUN_STATES = {
    TaskResultStatus.READY: RunState.WAITING,
    TaskResultStatus.RUNNING: RunState.RUNNING,
    TaskResultStatus.SUCCESSFUL: RunState.DONE,
    TaskResultStatus.FAILED: RunState.FAILED,
}


def newest_run(name: str, **arguments: Any) -> Run | None:
    """How the newest run of a job, by its dotted name, with these arguments stands: one query.

    None when there was none, or it is long forgotten.
    """
    row = (
        DBTaskResult.objects.filter(
            task_path=run_job.module_path,
            args_kwargs__kwargs__name=name,
            args_kwargs__kwargs__arguments=arguments,
        )
        .defer("traceback", "return_value")
        .order_by("-enqueued_at")
        .first()
    )
    if row is None:
        return None
    return Run(
        result_id=row.pk,
        state=_RUN_STATES[TaskResultStatus(row.status)],
        attempt=row.args_kwargs["kwargs"]["attempt"],
        queued_at=row.enqueued_at,
    )
