"""What differs between the two databases and is no query."""

import contextlib

import pytest
from django.db import OperationalError, connection

from core import database


@pytest.mark.django_db(transaction=True)
def test_traces_are_not_called_cleared_while_an_open_transaction_may_see_them(monkeypatch):
    if connection.vendor == "sqlite":
        with connection.cursor() as ours:
            ours.execute("PRAGMA busy_timeout = 10")
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("CREATE TABLE somebodys (id integer)")
        with monkeypatch.context() as patched:
            patched.setattr(database, "PATIENCE_SECONDS", database.WAITING_STEP_SECONDS)
            with pytest.raises(OperationalError):
                database.clear_database_traces()
        cursor.execute("ROLLBACK")

    # other tests may have transactions of their own open on the server
    database.clear_database_traces()
