"""Run the tests: ``python -m tests [--fast] [pytest options]``.

Phases: the suite on SQLite, then side by side the part that asks for the database again on a throw-away PostgreSQL and
the journeys in Chromium: each of these waits a quarter of its time, for the server or for the browser. Each prints
pytest's closing line and its duration. The whole demonstration is loaded once, into PostgreSQL. The conventions of the
code (``tests/architecture``) are no part of it, but for the permission table: ``make check`` runs them.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import cluster, machine
from tests.check import PERMISSION_TABLE
from tests.scratch import scratch_folder

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = "tests/journeys"
FILES_OF_DATABASE = ROOT / "var" / "test-cache" / "files-of-database.txt"
# each process takes about 300 MB, a core and, in the journeys, a browser
PROCESSES = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]


def main(arguments: list[str]) -> int:
    """Run the phases, all of them even when one fails. Returns 0 only if every one passed."""
    fast = "--fast" in arguments
    options = [argument for argument in arguments if argument != "--fast"]
    started = time.monotonic()
    try:
        if not fast:
            machine.provide()
    except machine.MissingPrograms as error:
        print(error, file=sys.stderr)
        return 1
    with scratch_folder():
        passed = [fast_set(options)] if fast else whole_suite(options)
    print(f"All tests took {time.monotonic() - started:.0f} s", flush=True)
    return 0 if all(passed) else 1


def fast_set(options: Sequence[str]) -> bool:
    return phase("SQLite, fast set", ["-m", "not slow", *without_journeys(), *options])


def whole_suite(options: Sequence[str]) -> list[bool]:
    """Run the three phases; tell of each whether all its tests passed."""
    with cluster.throwaway_cluster() as url, ThreadPoolExecutor() as beside:
        build_templates("", url)
        FILES_OF_DATABASE.unlink(missing_ok=True)
        note_files = f"--note-files-of-database={FILES_OF_DATABASE}"
        for_sqlite = ["-m", "not demonstration", note_files]
        sqlite = phase("SQLite", [*without_journeys(), *for_sqlite, *options])
        database_only = ["--database-only", *files_of_database(), *options]
        postgresql = beside.submit(phase, "PostgreSQL", database_only, url, beside=True)
        journeys = phase("Browser journeys", [JOURNEYS, *options])
        return [sqlite, journeys, postgresql.result()]


def without_journeys() -> list[str]:
    """All tests but the journeys, and but the conventions of the code: ``make check`` looks at those."""
    conventions = sorted(set(ROOT.glob("tests/architecture/test_*.py")) - {ROOT / PERMISSION_TABLE})
    return ["tests", *(f"--ignore={path}" for path in (JOURNEYS, *conventions))]


def files_of_database() -> list[str]:
    """The files with tests that run again on PostgreSQL; all where SQLite's phase wrote none down."""
    noted = FILES_OF_DATABASE.read_text().splitlines() if FILES_OF_DATABASE.exists() else []
    return noted or without_journeys()


def build_templates(*database_urls: str) -> None:
    """Migrate the databases the tests copy, side by side: each keeps one core busy.

    One that fails says so; the tests then try again and fail with it.
    """
    code = "from tests.database import build_template; build_template()"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    builders = [
        subprocess.Popen(command, cwd=ROOT, env={**settings, "DATABASE_URL": url})
        for url in database_urls
    ]
    for builder in builders:
        builder.wait()


def phase(
    name: str, arguments: Sequence[str], database_url: str = "", *, beside: bool = False
) -> bool:
    """Run pytest once; tell whether all tests passed. No test at all is a failure (code 5).

    What one ``beside`` another says is printed when it has ended.
    """
    title = f"\n=== {name}"
    if not beside:
        print(title, flush=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", *PROCESSES, *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url},
        stdout=subprocess.PIPE if beside else None,
        stderr=subprocess.STDOUT if beside else None,
        text=True,
        errors="replace",
    )
    if beside:
        print(title, done.stdout, sep="\n", flush=True)
    verdict = "passed" if done.returncode == 0 else f"FAILED (pytest's exit code {done.returncode})"
    print(f"=== {name}: {verdict} after {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
