"""What holds for every test: own database copy, fixed clock, no network, own media folder."""

import gc
import re
from datetime import UTC, datetime

import hypothesis
import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import caches
from django.utils.translation.reloader import translation_file_changed

from config import catalogues, preparation

# a busy machine is no reason to fail: time is measured by the benchmarks
hypothesis.settings.register_profile("osnova", deadline=None, print_blob=True)
hypothesis.settings.load_profile("osnova")

pytest_plugins = ["tests.database", "tests.worlds"]

# What is imported and collected stays: looking for garbage in it takes a third of that time.
gc.disable()

# Begun first: at the end one process would work on them alone.
LONGEST = (
    "test_every_screen.py",
    "test_permission_table.py",
    "test_demo_evaluation.py",
    "test_demo_rounds.py",
)

# Whole screens and the situations of the domain: what they are made of is tried by itself in the fast set.
SLOW = re.compile(r"test_situations_.*|test_(.*_)?(pages|desk|views)\.py")

# Monday, 2 March 2026, 10:00 in Prague
TEST_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile catalogues and collect static files once, before the parallel processes start."""
    if not hasattr(session.config, "workerinput"):
        for path in catalogues.compile_changed():
            # Django read the old one while it was set up
            translation_file_changed(sender=None, file_path=path)
        preparation.collect_static()


@pytest.hookimpl(tryfirst=True)  # before a mark leaves out some
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by the name of its file; put the longest tests first, leaving the others in their order."""
    for item in items:
        if SLOW.fullmatch(item.path.name):
            item.add_marker("slow")
    # Clearing PostgreSQL waits for the transactions of all databases: few are open at the beginning.
    items.sort(
        key=lambda item: (
            item.path.name != "test_redaction.py",
            item.path.name not in LONGEST,
        )
    )


def pytest_collection_finish() -> None:
    """Leave what is imported by now to itself: looking through it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest):
    """Stop the clock at ``TEST_NOW``; ``clock.shift(60)`` and ``clock.move_to(...)`` move it.

    Journeys keep the real time: the browser has its own clock.
    """
    if "live_server" in request.fixturenames:
        yield None
        return
    with time_machine.travel(TEST_NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def no_kept_pages():
    """Forget pages kept in the memory of the process: generations are those of the restored database."""
    caches["pages"].clear()


@pytest.fixture(autouse=True, scope="session")
def media_folder(tmp_path_factory: pytest.TempPathFactory):
    """Give this process its own folder for uploaded and frozen files and for mails."""
    folder = tmp_path_factory.mktemp("files")
    django_settings.MEDIA_ROOT = folder / "media"
    django_settings.EMAIL_FILE_PATH = folder / "mail"
    django_settings.REDACTION_LIST = folder / "redactions.jsonl"
    return folder
