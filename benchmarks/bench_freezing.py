"""Freezing and reading a document of 240 sections and 1,440 passages on SQLite."""

import random
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.figures import Figure, seconds
from concept import actions
from concept.models import FreezePlan, SectionPage
from concept.queries import read_version
from concept.verification import verify
from tests.concept import build

DEMO_SCALE = None
CHAPTERS, SECTIONS, PASSAGES = 12, 19, 6  # a chapter has words of its own too
CHANGED_SHARE = 0.3
WORDS = """
město obvod byt bydlení domácnost rodina nájem smlouva pracovník podpora příjem služba odbor cíl
opatření rok počet žádost pomoc krize ubytovna dávka nájemce správce dům garant
""".split()  # noqa: SIM905  a list is longer


def run() -> list[Figure]:
    """Prepare and seal a first version and one with 30 % of the passages changed."""
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    chance = random.Random(1)
    document = build.document()
    for chapter in range(1, CHAPTERS + 1):
        parent = build.section(document, f"Kapitola {chapter}", *text(chance), code=str(chapter))
        for number in range(1, SECTIONS + 1):
            code = f"{chapter}.{number}"
            build.section(parent, f"Oddíl {code}", *text(chance), code=code)
    figures = measured(document, "first version", "0.1")
    change_some(chance)
    figures += measured(document, "30 % changed", "0.2")
    version = document.versions.order_by("-number").first()
    with CaptureQueriesContext(connection) as queries:
        document.versions.get(pk=version.pk)
        sections = read_version(version)
    count = sum(len(section.passages) for section in sections)
    figures += [
        Figure("passages in the version", count, "passages"),
        Figure("read the whole version", len(queries), "queries", 3),
        Figure("read the whole version", seconds(lambda: read_version(version)), "s"),
        Figure("verify two versions", seconds(lambda: list(verify()), repeat=1), "s"),
    ]
    return figures


def text(chance: random.Random) -> list[str]:
    """Words of one section."""
    return [" ".join(chance.choices(WORDS, k=35)).capitalize() + "." for _ in range(PASSAGES)]


def change_some(chance: random.Random) -> None:
    """Edit, move or replace about a third of all passages, as editors do between versions."""
    for page in SectionPage.objects.order_by("path"):
        raw = [dict(block) for block in page.body.raw_data]
        for block in raw:
            if chance.random() < CHANGED_SHARE:
                block["value"] = (
                    block["value"].replace(" byt ", " sociální byt ", 1)[:-5] + " nově.</p>"
                )
        if chance.random() < CHANGED_SHARE / 3:
            chance.shuffle(raw)
        build.rewrite_raw(page, raw)


def measured(document, name: str, label: str) -> list[Figure]:
    """Time of preparing, of sealing, and of holding the write lock."""
    started = actions.start_plan(document=document, by=build.editor(), at=timezone.now())
    plan, prepare, prepare_cpu = timed(
        lambda: actions.prepare_plan(plan=FreezePlan.objects.get(pk=started.pk))
    )
    if actions.uncertain_passages(plan):
        plan = actions.confirm_lineage(plan=plan, lock_version=plan.lock_version)
    with lock_time() as held:
        _version, seal, seal_cpu = timed(lambda: build.seal(plan, label))
    return [
        Figure(f"prepare, {name}", prepare, "s", 2, beside=prepare_cpu),
        Figure(f"seal, {name}", seal, "s", 2, beside=seal_cpu),
        Figure(f"write lock while sealing, {name}", sum(held), "s", 1),
    ]


def timed(act: Callable[[], Any]) -> tuple[Any, float, str]:
    """The result, seconds by the clock, and what of them the processor worked."""
    started, worked = time.perf_counter(), time.process_time()
    result = act()
    seconds_worked = time.process_time() - worked
    return result, time.perf_counter() - started, f"processor time {seconds_worked:.2f} s"


@contextmanager
def lock_time():
    """Seconds between BEGIN IMMEDIATE and COMMIT of each transaction."""
    held: list[float] = []
    began: list[float] = []

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("BEGIN"):
            began.append(time.perf_counter())
        return result

    real_commit = connection._commit

    def commit():
        real_commit()
        if began:
            held.append(time.perf_counter() - began.pop())

    connection._commit = commit
    try:
        with connection.execute_wrapper(watch):
            yield held
    finally:
        del connection._commit
