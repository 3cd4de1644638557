"""What differs between the two databases and is no query."""

from django.db import OperationalError, connection


def clear_database_traces() -> None:
    """Remove the remains of deleted words from the database file.

    SQLite keeps them in the full-text index, in free pages and in the write-ahead log; PostgreSQL in dead rows.
    Must not run inside a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
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
