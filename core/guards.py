"""Writes that the database itself refuses, whoever writes and however, where a rule looks at another row.

A model opts in with ``@guarded``. Unlike a constraint a guard knows what a row was before, and may ask another table.
Triggers on both engines, installed after every ``migrate``. They are taken away before it: SQLite refuses to rename a
table while a trigger names one that is just being rebuilt.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.checks import Error, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Guard:
    """Refuses an ``event`` (INSERT or UPDATE) where ``condition`` holds: SQL over NEW and OLD that both engines read,
    with ``{differs}`` for their IS DISTINCT FROM.
    """

    name: str
    event: str
    condition: str


_guards: dict[str, tuple[Guard, ...]] = {}


def guarded(*guards: Guard):
    """Class decorator: let the database refuse what the guards say."""

    def mark(cls):
        _guards[cls._meta.label] = guards
        return cls

    return mark


def _named() -> Iterator[tuple[type[models.Model], Guard, str]]:
    """Model, guard and the name of its trigger."""
    for label, guards in sorted(_guards.items()):
        model = apps.get_model(label)
        for guard in guards:
            yield model, guard, f"{model._meta.db_table}_{guard.name}"


def _statements(table: str, guard: Guard, name: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        condition = guard.condition.format(differs="IS DISTINCT FROM")
        return [
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f"BEGIN IF {condition} THEN RAISE EXCEPTION 'refused: {name}' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
            f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{table}" FOR EACH ROW '
            f'EXECUTE FUNCTION "{name}"()',
        ]
    condition = guard.condition.format(differs="IS NOT")
    return [
        f'CREATE TRIGGER "{name}" AFTER {guard.event} ON "{table}" FOR EACH ROW WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, 'refused: {name}'); END"
    ]


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create or replace the guards of every table that exists."""
    remove(using)
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model, guard, name in _named():
            table = model._meta.db_table
            if table in tables:
                for statement in _statements(table, guard, name, connection.vendor):
                    cursor.execute(statement)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the guards away, for as long as tables are rebuilt."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model, _guard, name in _named():
            table = model._meta.db_table
            if table in tables:
                place = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{place}')


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of guards that should exist and do not."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for _model, _guard, name in _named() if name not in present]


def _has_guards(sender) -> bool:
    return sender.name in {apps.get_model(label)._meta.app_config.name for label in _guards}


def _before_migrate(sender, using, **kwargs) -> None:
    if _has_guards(sender):
        remove(using)


def _after_migrate(sender, using, **kwargs) -> None:
    if _has_guards(sender):
        install(using)


def connect() -> None:
    """Keep the guards in step with the tables (called from ``CoreConfig.ready``)."""
    pre_migrate.connect(_before_migrate, dispatch_uid="core.guards.before")
    post_migrate.connect(_after_migrate, dispatch_uid="core.guards.after")


@register("database", deploy=True)
def check_guards(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """System check of a deployment: every guard is in place."""
    errors = []
    for using in databases or []:
        try:
            absent = missing(using)
        except DatabaseError as error:
            errors.append(Error(f"Guards of rows cannot be read: {error}", id="core.E006"))
            continue
        if absent:
            errors.append(
                Error(
                    f"What refuses wrong writes is missing: {', '.join(absent)}.",
                    hint="Run 'manage.py migrate', which installs it again.",
                    id="core.E005",
                )
            )
    return errors
