"""Bring database, demo, catalogues and static files up to date, doing only what has changed.

``make run`` and ``make dev`` call it before they start; it can be called by hand too::

    python -m config.preparation
"""

import gc
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from config import catalogues, identity
from config import environment as env
from config.migrating import fewer_renderings
from people import personas

ROOT = Path(__file__).resolve().parent.parent
STATIC_PATTERNS = (
    "static/**/*",
    *(f"{folder}/static/**/*" for folder in catalogues.SOURCE_FOLDERS),
    "core/staticfiles.py",
    "requirements/base.txt",
)
CODE_PATTERNS = (
    *(f"{folder}/**/*.py" for folder in catalogues.SOURCE_FOLDERS),
    "templates/**/*",
    "locale/**/*.po",
    *STATIC_PATTERNS,
)
# what a command must be given to work on the same site, with the values that need no mention (make always gives a port)
SETTINGS_OF_SITE = {"DATABASE_URL": "", "VAR_DIR": "", "BASE_URL": "", "PORT": "8000"}


def prepare() -> None:
    """Prepare everything the application needs to run, printing one line for each thing done."""
    # migrating and the demo make many objects and little garbage: looking for it takes a seventh of the time
    gc.set_threshold(200_000, 20, 100)
    catalogues.compile_changed()
    django.setup()
    migrate()
    refuse_demo_accounts()
    if env.flag("DEMO", True):
        fill_empty_database()
    found_pages()
    collect_static()
    show_logins()


def migrate() -> None:
    """Apply the migrations that the database lacks."""
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with step(f"Database: {len(plan)} migrations"), fewer_renderings():
            call_command("migrate", interactive=False, verbosity=0)


def refuse_demo_accounts() -> None:
    """Stop before the site starts on a public address with accounts whose password is printed."""
    from people.checks import check_demo_accounts  # noqa: PLC0415  models load after django.setup()

    for error in check_demo_accounts(databases=["default"]):
        sys.exit(f"{error.msg} {error.hint}")


def fill_empty_database() -> None:
    """Load the demo if nobody has an account yet and the site is on a loopback address."""
    if settings.DEMO_ACCOUNTS_ALLOWED and not get_user_model().objects.exists():
        print("Demo:", flush=True)
        call_command("demo")


def found_pages() -> None:
    """Make the pages every page links to, if the site has none at all."""
    from website.actions import found_linked_pages  # noqa: PLC0415  models load after django.setup()

    found_linked_pages()


def collect_static() -> None:
    """Collect the static files if one of them, or a package that brings some, has changed."""
    if settings.DEBUG:
        return
    wanted = fingerprint(STATIC_PATTERNS)
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    if not stamp.is_file() or stamp.read_text() != wanted:
        with step("Static files"):
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(wanted)


def show_logins() -> None:
    """Print who can sign in: the accounts of the demo, or how the first account is made."""
    accounts = get_user_model().objects
    if accounts.filter(is_demo=True).exists():
        print(f"\nDemo logins at {settings.BASE_URL}{reverse(settings.LOGIN_URL)}", end="")
        print(f" (password of all: {personas.DEMO_PASSWORD})")
        for persona in personas.WITH_LOGIN:
            roles = ", ".join(str(role.label) for role in persona.roles)
            print(f"  {persona.email:<32} {roles}")
        if env.text("HOST", "127.0.0.1") not in identity.LOOPBACK:
            print(
                "Whoever reaches this port can sign in with them: HOST is not an address of this computer alone."
            )
    elif not accounts.exists():
        print("\nNobody has an account yet. Make the first administrator with:")
        given = [name for name, usual in SETTINGS_OF_SITE.items() if env.text(name, usual) != usual]
        if given:
            print(f"  (set {', '.join(given)} as here, or it works on another site)")
        print("  .venv/bin/python manage.py make_administrator you@example.org")


def fingerprint(patterns: tuple[str, ...]) -> str:
    """Return a hash of the names, sizes and times of change of the files of the patterns."""
    files = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    listing = [
        (path.relative_to(ROOT).as_posix(), (status := path.stat()).st_size, status.st_mtime_ns)
        for path in sorted(files)
    ]
    return hashlib.sha256(json.dumps(listing).encode()).hexdigest()


def release() -> str:
    """Return a name for the present state of code, templates and static files.

    It is a part of the key of every cached page, so that a page made by older code is not shown.
    """
    return env.text("RELEASE") or fingerprint(CODE_PATTERNS)[:12]


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the name of a step at its start and its duration at its end."""
    started = time.monotonic()
    print(f"{name} ...", end=" ", flush=True)
    yield
    print(f"{time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    prepare()
    sys.exit(0)
