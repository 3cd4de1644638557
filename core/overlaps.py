"""Spans of days that never overlap: refused by the database itself, whoever writes and however.

A model opts in with ``@no_overlap``: of the rows that name the same thing in a column, no two share a day of
[start, end). An empty end lasts for ever; a span of no days shares none. On PostgreSQL it is an exclusion constraint
that needs no extension (a row is a line on the height of its key in a plane, and boxes have an operator class of their
own); on SQLite triggers. Installed after every ``migrate``, as SQLite rebuilds a table and drops its triggers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.checks import Error, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.models.signals import post_migrate


@dataclass(frozen=True)
class Span:
    """What must not overlap: rows with the same ``of``, each [start, end), but those where ``unless`` is true."""

    of: str
    start: str
    end: str
    unless: str


_spans: dict[str, tuple[Span, ...]] = {}


def no_overlap(*, of: tuple[str, ...], start: str, end: str, unless: str):
    """Class decorator. All are names of fields: ``of`` foreign keys, ``start`` and ``end`` dates, ``unless`` a flag."""

    def mark(cls):
        _spans[cls._meta.label] = tuple(Span(name, start, end, unless) for name in of)
        return cls

    return mark


def _guards(vendor: str) -> Iterator[tuple[type[models.Model], Span, str]]:
    """Model, span and the name of each constraint or trigger that keeps it."""
    for label, spans in sorted(_spans.items()):
        model = apps.get_model(label)
        for span in spans:
            name = f"{model._meta.db_table}_{span.of}_no_overlap"
            kinds = ("",) if vendor == "postgresql" else ("_insert", "_update")
            for kind in kinds:
                yield model, span, f"{name}{kind}"


def _columns(model: type[models.Model], span: Span) -> tuple[str, ...]:
    return tuple(
        f'"{model._meta.get_field(name).column}"'
        for name in (span.of, span.start, span.end, span.unless)
    )


def _sqlite_statements(model: type[models.Model], span: Span, name: str) -> list[str]:
    table = model._meta.db_table
    of, start, end, unless = _columns(model, span)
    event = "INSERT" if name.endswith("_insert") else "UPDATE"
    has_days = "({0}.{2} IS NULL OR {0}.{2} > {0}.{1})".format
    return [
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" FOR EACH ROW '  # noqa: S608  names only
        f"WHEN NOT NEW.{unless} AND {has_days('NEW', start, end)} BEGIN "
        f"SELECT RAISE(ABORT, 'overlap: {name}') WHERE EXISTS ("
        f'SELECT 1 FROM "{table}" other WHERE other.{of} = NEW.{of} AND other.rowid <> NEW.rowid '
        f"AND NOT other.{unless} AND {has_days('other', start, end)} "
        f"AND (NEW.{end} IS NULL OR other.{start} < NEW.{end}) "
        f"AND (other.{end} IS NULL OR NEW.{start} < other.{end})); END",
    ]


def _postgresql_statements(model: type[models.Model], span: Span, name: str) -> list[str]:
    table = model._meta.db_table
    of, start, end, unless = _columns(model, span)
    # half a day less: boxes that touch overlap, days [start, end) that touch do not
    upper = f"COALESCE({end} - DATE '2000-01-01', 1000000)::float8 - 0.5"
    lower = f"({start} - DATE '2000-01-01')::float8"
    line = f"box(point({of}::float8, {lower}), point({of}::float8, {upper}))"
    return [
        f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" EXCLUDE USING gist (({line}) WITH &&) '
        f"WHERE (NOT {unless} AND ({end} IS NULL OR {end} > {start}))",
    ]


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put in place what is missing of tables that exist."""
    connection = connections[using]
    make = _postgresql_statements if connection.vendor == "postgresql" else _sqlite_statements
    absent = set(missing(using))
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model, span, name in _guards(connection.vendor):
            if name in absent and model._meta.db_table in tables:
                for statement in make(model, span, name):
                    cursor.execute(statement)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of constraints or triggers that should exist and do not."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        query = "SELECT conname FROM pg_constraint WHERE contype = 'x'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for _model, _span, name in _guards(connection.vendor) if name not in present]


def _after_migrate(sender, using, **kwargs) -> None:
    if sender.name in {apps.get_model(label)._meta.app_config.name for label in _spans}:
        install(using)


def connect() -> None:
    """Keep the guards in step with the tables (called from ``CoreConfig.ready``)."""
    post_migrate.connect(_after_migrate, dispatch_uid="core.overlaps")


@register("database", deploy=True)
def check_overlaps(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """System check of a deployment: everything that refuses overlapping spans is in place."""
    errors = []
    for using in databases or []:
        try:
            absent = missing(using)
        except DatabaseError as error:
            errors.append(Error(f"Guards of spans cannot be read: {error}", id="core.E004"))
            continue
        if absent:
            errors.append(
                Error(
                    f"What refuses overlapping spans is missing: {', '.join(absent)}.",
                    hint="Run 'manage.py migrate', which installs it again.",
                    id="core.E003",
                )
            )
    return errors
