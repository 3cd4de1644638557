"""Rows built once for the tests that share them instead of once for each.

    def open_round(clock): ...      # clock only where time passes while it is built

    round = built_once(open_round)

The first test that asks for ``round`` has it built in a transaction that stays open; it and the following ones that
ask work inside a savepoint of it, at the time at which the building ended, with a copy of what was returned.
A test that does not ask finds nothing of it: the transaction is rolled back before.
"""

import copy
import inspect
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tests.conftest import TEST_NOW


class OpenWorld(NamedTuple):
    """What is built at present."""

    build: Callable[..., object]
    made: object
    ended: datetime
    transaction: transaction.Atomic


current: OpenWorld | None = None
builders: dict[int, Callable[..., object]] = {}


def built_once(build: Callable[..., object]) -> Callable[..., object]:
    """Return a fixture with a copy of what ``build()`` makes, starting at ``TEST_NOW``."""

    @pytest.fixture
    def made(db, clock) -> object:
        assert current is not None
        clock.move_to(current.ended)
        return copy.deepcopy(current.made)

    builders[id(made)] = build
    return made


def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """Open what the test shares before pytest-django opens the test's own savepoint."""
    if fixturedef.argname == "_django_db_helper":
        asked = [builders.get(id(vars(request.module).get(name))) for name in request.fixturenames]
        wanted = [build for build in asked if build]
        assert len(wanted) < 2, "one shared world for a test"
        if not current or [current.build] != wanted:
            with request.getfixturevalue("django_db_blocker").unblock():
                close()
                for build in wanted:
                    open_world(build)


def open_world(build: Callable[..., object]) -> None:
    """Build in a transaction that stays open."""
    global current
    atomic = transaction.atomic()
    atomic._from_testcase = True  # as TestCase does: what must be outermost may run inside
    atomic.__enter__()
    with time_machine.travel(TEST_NOW, tick=False) as clock:
        known = {"clock": clock} if "clock" in inspect.signature(build).parameters else {}
        try:
            made = build(**known)
        except BaseException:
            leave(atomic)
            raise
        current = OpenWorld(build, made, timezone.now(), atomic)


def close() -> None:
    """Undo what is built, if anything is."""
    global current
    if current:
        leave(current.transaction)
        current = None


def leave(atomic: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)
    connection.close()
