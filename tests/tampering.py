"""What somebody who owns the database can do, for tests that it is found."""

from django.db import connection

from core.immutability import immutable_models, install


def without_triggers(sql: str, *values: object) -> None:
    """Switch the protecting triggers off, alter at least one row, switch them on again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            for model in immutable_models():
                for kind in ("no_update", "no_delete"):
                    cursor.execute(f'DROP TRIGGER "{model._meta.db_table}_{kind}"')
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
    install()
