"""Rows built once for the tests of a module instead of once for each of them.

    library_once = built_once(Library)

    @pytest.fixture
    def library(library_once):
        return copy.deepcopy(library_once)

The first test builds them in a transaction that stays open for the module; every test works inside a savepoint of it,
and the copy keeps one test's objects from the next. Not in modules with ``transaction=True``, whose tests close it.
"""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection, transaction

from tests.conftest import TEST_NOW


def built_once(build: Callable[[], object]) -> object:
    """Return a fixture of the module's scope with what ``build()`` makes at ``TEST_NOW``."""

    @pytest.fixture(scope="module")
    def made(django_db_setup, django_db_blocker) -> Iterator[object]:
        atomic = transaction.atomic()
        atomic._from_testcase = True  # as TestCase does: what must be outermost may run inside
        with django_db_blocker.unblock():
            atomic.__enter__()
            with time_machine.travel(TEST_NOW, tick=False):
                world = build()
        yield world
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            connection.close()

    return made
