"""What differs between the two databases and is no query."""

import time

from django.db import OperationalError, connection

# how long a job waits for transactions of others before it is tried again later
PATIENCE_SECONDS = 300
WAITING_STEP_SECONDS = 0.2


def clear_database_traces() -> None:
    """Remove the remains of deleted words from the database file.

    SQLite keeps them in the full-text index, in free pages and in the write-ahead log; PostgreSQL in dead rows.
    Must not run inside a transaction. Raises OperationalError while others hold the old words.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            wait_for_older_transactions(cursor)
            # Our tables only: the catalogues all databases of a server share are not ours to lock. Statistics hold
            # frequent values of columns.
            tables = sorted(connection.introspection.table_names(cursor))
            names = ", ".join(map(connection.ops.quote_name, tables))
            cursor.execute(f"VACUUM (FULL, ANALYZE) {names}")
            cursor.execute("VACUUM FULL pg_catalog.pg_statistic")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')')  # noqa: S608  a name of ours
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _moved = cursor.fetchone()
        if busy:
            raise OperationalError("The write-ahead log is in use; its pages still hold old words.")


def wait_for_older_transactions(cursor) -> None:
    """Wait until no transaction is open on PostgreSQL that began before now.

    VACUUM keeps a dead row as long as one may see it, and for that asks for the oldest transaction in any database
    of the server, not only in ours.
    """
    cursor.execute("SELECT pg_current_xact_id()::text")
    (now,) = cursor.fetchone()
    for _ in range(int(PATIENCE_SECONDS / WAITING_STEP_SECONDS)):
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [now])
        if cursor.fetchone()[0]:
            return
        time.sleep(WAITING_STEP_SECONDS)
    raise OperationalError(
        "An older transaction is open; the rows it may see still hold old words."
    )
