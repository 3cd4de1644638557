"""Test databases: migrated once, copied for each process, restored instead of flushed.

A migrated database is built once for a set of migrations and kept: for SQLite as a file in
``var/test-cache``, for PostgreSQL as a template database of the cluster. Every test process works
on its own copy.

Ordinary tests (``@pytest.mark.django_db``) are rolled back. A test that needs real transactions
(``@pytest.mark.django_db(transaction=True)``, ``transactional_db``, ``live_server``) gets the
prepared copy restored after it. Django would flush all tables instead; that would hit the triggers
that keep frozen versions and would delete Wagtail's root page.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "test-cache"
KEPT_TEMPLATES = 9
# everything that decides what a freshly migrated database holds; a model only through its migration
CONTENT_PATTERNS = (
    "*/migrations/*.py",
    "*/apps.py",
    "config/migrating.py",
    "core/immutability.py",
    "core/overlaps.py",
    "core/guards.py",
    "people/groups.py",
    "requirements/base.txt",
    "config/settings.py",
)


class PreparedDatabase(Protocol):
    """A copy of the migrated database that belongs to this process."""

    def create(self) -> None:
        """Build the template where it is missing, copy it, point Django at the copy."""

    def restore(self) -> None:
        """Throw away what was written and start again from the template."""

    def drop(self) -> None:
        """Remove the copy."""


class SQLiteCopy:
    def __init__(self, settings: dict[str, Any], folder: Path) -> None:
        self.settings = settings
        self.path = folder / "test.sqlite3"
        self.template = folder / "template.sqlite3"

    def create(self) -> None:
        # its own: the kept one may be cleared away meanwhile by a run on other migrations
        copy_of_sqlite_template(self.template)
        shutil.copyfile(self.template, self.path)
        self.settings["NAME"] = str(self.path)

    def restore(self) -> None:
        source = f"file:{self.template}?mode=ro&immutable=1"
        with (
            closing(sqlite3.connect(source, uri=True)) as template,
            closing(sqlite3.connect(self.path, timeout=30)) as copy,
        ):
            template.backup(copy)

    def drop(self) -> None:
        for path in self.path.parent.glob("*.sqlite3*"):
            path.unlink()


def copy_of_sqlite_template(path: Path) -> None:
    """Copy the migrated SQLite database to ``path``; build it first where it is missing."""
    with only_one_builder("sqlite"):
        shutil.copyfile(sqlite_template(), path)


def sqlite_template() -> Path:
    """Return the file of the migrated SQLite database, built where it was missing. Not by two at once."""
    template = CACHE / f"{fingerprint()}.sqlite3"
    if not template.exists():
        partial = template.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        migrate(f"sqlite:///{partial}")
        partial.rename(template)
        old = sorted(CACHE.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)
        for outdated in old[:-KEPT_TEMPLATES]:
            outdated.unlink()
    return template


class PostgreSQLCopy:
    def __init__(self, settings: dict[str, Any], worker: str) -> None:
        self.settings = settings
        self.template = f"osnova_template_{fingerprint()}"
        self.name = f"osnova_test_{worker}"
        self.server = {
            key: settings[field]
            for key, field in (
                ("host", "HOST"),
                ("port", "PORT"),
                ("user", "USER"),
                ("password", "PASSWORD"),
            )
            if settings.get(field)
        }

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements outside a transaction; return the rows of the last if it has any."""
        import psycopg  # noqa: PLC0415 the driver is not needed for tests on SQLite

        with psycopg.connect(dbname="postgres", autocommit=True, **self.server) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self) -> None:
        self.build_template()
        self.restore()
        self.settings["NAME"] = self.name

    def build_template(self) -> None:
        """Migrate the template database of this cluster where it is missing."""
        with only_one_builder("postgresql"):
            exists = f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'"
            if not self.execute(exists):
                partial = f"{self.template}_partial"
                self.execute(f"DROP DATABASE IF EXISTS {partial}", f"CREATE DATABASE {partial}")
                migrate(os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{partial}")
                self.execute(f"ALTER DATABASE {partial} RENAME TO {self.template}")

    def restore(self) -> None:
        self.drop()
        self.execute(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")

    def drop(self) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def fingerprint() -> str:
    """Return a hash of everything that decides the content of a freshly migrated database."""
    digest = hashlib.sha256()
    for pattern in CONTENT_PATTERNS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


# As config.preparation does. The states between migrations are many objects that hold each other: looking for garbage
# among them takes a seventh.
MIGRATE = """
import gc
from django.core.management import execute_from_command_line
from config.migrating import fewer_renderings
gc.set_threshold(200_000, 20, 100)
with fewer_renderings():
    execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
"""


def migrate(database_url: str) -> None:
    """Migrate an empty database in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-c", MIGRATE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        pytest.exit(f"The migrations failed:\n{done.stdout}{done.stderr}", returncode=1)


@contextmanager
def only_one_builder(kind: str) -> Iterator[None]:
    """Let one of the parallel test processes build a kind of template while the others wait."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build_template() -> None:
    """Build the template for the database of ``DATABASE_URL`` where it is missing."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        with only_one_builder("sqlite"):
            sqlite_template()
    else:
        PostgreSQLCopy(settings, "builder").build_template()


prepared: PreparedDatabase | None = None


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory, request):
    """Give this process its own copy of the migrated database (instead of pytest-django)."""
    global prepared
    settings = connections["default"].settings_dict
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        prepared = SQLiteCopy(settings, tmp_path_factory.mktemp("database"))
    else:
        prepared = PostgreSQLCopy(settings, worker)
    settings["CONN_MAX_AGE"] = 0  # a kept connection would block dropping the copy
    with django_db_blocker.unblock():
        connections["default"].close()
        prepared.create()
        yield
        connections.close_all()
        prepared.drop()


def restore_instead_of_flush(_case: TransactionTestCase) -> None:
    """Stand in for ``TransactionTestCase._fixture_teardown``, which would flush every table."""
    restore_database()


def restore_database() -> None:
    """Give this process a new copy of the migrated database."""
    connections.close_all()
    assert prepared is not None
    prepared.restore()
    ContentType.objects.clear_cache()


TransactionTestCase._fixture_teardown = restore_instead_of_flush


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test asks for the database by mark, by fixture or by its class."""
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup", "_django_db_helper"}
    return (
        item.get_closest_marker("django_db") is not None
        or bool(fixtures & set(getattr(item, "fixturenames", ())))
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


def depends_on_the_kind_of_database(item: pytest.Item) -> bool:
    """Tell whether a test is run again on PostgreSQL.

    Those of pages (they ask for ``client`` or ``desk``, or their module has browsers of its own by ``signed_in``) are
    not: what a page says is the same, and that its queries work is seen by the permission table, which visits
    every address. Neither are those marked ``once``: the demonstration, which is loaded there and not into SQLite,
    does what they do piece by piece. Those that ask for real transactions always are: engines differ in locks.
    """
    mark = item.get_closest_marker("django_db")
    is_about_locks = mark is not None and mark.kwargs.get("transaction")
    browsers = {"client", "desk"} & set(getattr(item, "fixturenames", ()))
    is_about_pages = bool(browsers) or hasattr(getattr(item, "module", None), "signed_in")
    is_seen_once = item.get_closest_marker("once") is not None and not is_about_locks
    is_only_here = item.get_closest_marker("demonstration") is not None
    return uses_database(item) and (is_only_here or not (is_about_pages or is_seen_once))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only the tests that ask for the database (the part repeated on PostgreSQL)",
    )
    parser.addoption(
        "--note-files-of-database",
        metavar="FILE",
        help="write down the files that have such tests, so that the others need not be read again",
    )


@pytest.hookimpl(tryfirst=True)  # before a mark leaves out some
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not depends_on_the_kind_of_database(item)]
    asked = [item for item in items if depends_on_the_kind_of_database(item)]
    if config.getoption("--database-only"):
        items[:] = asked
        config.hook.pytest_deselected(items=left_out)
    if getattr(config, "workerinput", {}).get("workerid") == "gw0" and (
        path := config.getoption("--note-files-of-database")
    ):
        Path(path).write_text("\n".join(dict.fromkeys(str(item.path) for item in asked)))
