"""Background jobs: retried with growing pauses, failures visible, lost ones queued again."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import extension, jobs
from core.management.commands.run_jobs import tick_once

calls: list[int] = []


@jobs.job(attempts=3, backoff_seconds=30)
def note(number: int) -> None:
    calls.append(number)


@jobs.job(attempts=3, backoff_seconds=30)
def fail(number: int) -> None:
    calls.append(number)
    raise ValueError("it does not work")


@jobs.job(attempts=1, timeout_seconds=1)
def hang() -> None:
    time.sleep(30)


@pytest.fixture(autouse=True)
def nothing_called_yet():
    calls.clear()


def work_off() -> None:
    call_command("run_jobs", verbosity=0)


def rows() -> list[tuple]:
    found = [(r.status, r.args_kwargs["kwargs"]["attempt"]) for r in DBTaskResult.objects.all()]
    return sorted(found, key=lambda row: row[1])


@pytest.mark.django_db(transaction=True)
def test_a_queued_job_runs_once():
    note.enqueue(number=7)
    assert calls == []
    work_off()
    work_off()
    assert calls == [7]
    assert rows() == [(TaskResultStatus.SUCCESSFUL, 1)]


@pytest.mark.django_db(transaction=True)
def test_a_job_queued_in_a_transaction_that_fails_does_not_exist():
    with transaction.atomic():
        note.enqueue(number=7)
        transaction.set_rollback(True)
    work_off()
    assert (calls, DBTaskResult.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_tried_three_times_with_a_doubling_pause_and_stays_visible(clock):
    fail.enqueue(number=1)
    work_off()
    (waiting,) = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert waiting.run_after == timezone.now() + timedelta(seconds=30)
    work_off()
    assert len(calls) == 1  # not before its time
    clock.shift(31)
    work_off()
    (waiting,) = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert waiting.run_after == timezone.now() + timedelta(seconds=60)
    clock.shift(61)
    work_off()
    clock.shift(3600)
    work_off()
    assert len(calls) == 3
    assert [attempt for _status, attempt in rows()] == [1, 2, 3]
    assert jobs.failed_jobs().count() == 3
    assert "it does not work" in jobs.failed_jobs()[0].traceback


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_too_long_is_stopped():
    hang.enqueue()
    started = time.perf_counter()
    work_off()
    assert time.perf_counter() - started < 10
    assert "JobTimeout" in jobs.failed_jobs().get().traceback


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_left_behind_is_queued_again_after_the_longest_time(clock):
    note.enqueue(number=5)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    longest = max(job.timeout_seconds for job in jobs._jobs.values())
    clock.shift(longest + 59)
    assert jobs.requeue_lost() == 0
    clock.shift(2)
    assert jobs.requeue_lost() == 1
    work_off()
    assert calls == [5]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_ends_each_worker_fails_at_last_and_its_owner_is_told(clock, monkeypatch):
    monkeypatch.setitem(jobs._when_lost, note.name, lambda number: calls.append(-number))
    longest = max(job.timeout_seconds for job in jobs._jobs.values())
    note.enqueue(number=5)
    fail.enqueue(number=6)
    rows = DBTaskResult.objects.filter(args_kwargs__kwargs__name=note.name)
    for start in (1, 2):
        rows.get().claim(f"worker-{start}")  # and the worker is killed
        clock.shift(longest + 61)
        assert jobs.requeue_lost() == 1
        assert jobs.given_up() == []
    rows.get().claim("worker-3")
    clock.shift(longest + 61)
    assert jobs.requeue_lost() == 0
    assert calls == [-5]
    (given_up,) = jobs.given_up()
    assert (given_up.error, given_up.is_lost, given_up.count) == ("WorkerLost", True, 1)
    assert jobs.newest_run(note.name, number=5).state == jobs.RunState.FAILED
    assert jobs.newest_run(fail.name, number=6).state == jobs.RunState.WAITING
    with transaction.atomic():
        jobs.clear_failed(given_up.result_id, run_again=True)  # with new starts
    work_off()
    assert sorted(calls) == [-5, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_results_are_kept_thirty_days(clock):
    note.enqueue(number=1)
    work_off()
    clock.shift(timedelta(days=30))
    assert (jobs.prune(), DBTaskResult.objects.count()) == (0, 1)
    clock.shift(1)
    assert (jobs.prune(), DBTaskResult.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_the_tick_runs_every_job_also_after_one_has_failed(monkeypatch, caplog):
    broken = jobs.Job("broken", lambda: 1 / 0, 1, 1, 1)
    monkeypatch.setattr(extension, "_tick_jobs", [broken, *extension.tick_jobs()])
    note.enqueue(number=1)
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(CommandError, match="broken"):
        call_command("tick")
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert "tick: broken failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_tick_of_the_worker_outlives_a_broken_database(caplog):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE core_cache")  # where the tick is noted
    tick_once()
    assert "tick failed" in caplog.text


def test_what_the_tick_looks_after_is_listed(capsys):
    assert sorted(job.name for job in extension.tick_jobs()) == [
        "concept.tasks.follow_measures",
        "concept.tasks.publish_due_versions",
        "concept.tasks.remind_of_reports",
        "consultations.tasks.drop_outdated_files",
        "consultations.tasks.forget",
        "consultations.tasks.remind_before_closing",
        "consultations.tasks.seal_closed_rounds",
        "core.tasks.look_after_jobs",
        "evaluation.tasks.remind_of_actions",
        "evaluation.tasks.remind_of_answers",
        "evaluation.tasks.remind_of_keeping",
        "evaluation.tasks.remind_of_risks",
        "focus_groups.tasks.issue_editions",
        "focus_groups.tasks.remind_of_ends",
        "people.tasks.queue_digests",
        "website.monitoring.tasks.empty_outdated_annexes",
        "working_groups.tasks.close_procedures",
        "working_groups.tasks.remind_of_meetings",
        "working_groups.tasks.remind_of_tasks",
    ]
    call_command("extensions")
    assert "publish_due_versions" in capsys.readouterr().out
