"""Rows that never change: refused by the model, by the queryset and by database triggers.

A model opts in with ``@immutable``. The triggers are installed after every ``migrate`` (idempotent), because SQLite
rebuilds a table on ``AddField`` and silently drops its triggers. ``missing_triggers`` is asked by the system check and
by the readiness page.

``emptied`` names columns that may be emptied, all of them together and while nothing else changes: that is how a
redaction removes a person's words from frozen content (docs/architecture.md, Redaction).

``removable`` names columns of text each of which may be replaced by a ``tombstone`` that says when and why the words
were removed; ``removed_with`` are columns, such as a digest without a salt, that are emptied with them.

``deletable_if`` is SQL over the columns of ``OLD`` that says when a row may be deleted after all, such as once the
household it tells of was erased.

``closed_by`` is for rows that are worked on until they are approved: (column, values) that close a row. One that is
open changes freely, one that is closed never again. Such a model is a ``ClosableModel``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.core.checks import Error, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.models.signals import post_migrate, pre_migrate

TOMBSTONE = "[odstraněno "
LONGEST_TOMBSTONE = 150


class ImmutableRow(Exception):
    """An attempt to change or delete a row that is kept for ever."""


class ImmutableQuerySet(models.QuerySet):
    """Refuses every bulk change."""

    def update(self, **kwargs):
        raise ImmutableRow(f"{self.model.__name__} rows are never changed.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise ImmutableRow(f"{self.model.__name__} rows are never changed.")

    def delete(self):
        raise ImmutableRow(f"{self.model.__name__} rows are never deleted.")

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise ImmutableRow(f"{self.model.__name__} rows are never changed.")
        return super().bulk_create(objs, *args, **kwargs)


class ImmutableModel(models.Model):
    """Can be inserted, not saved again and not deleted."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ImmutableRow(f"{type(self).__name__} rows are never changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ImmutableRow(f"{type(self).__name__} rows are never deleted.")


class ClosableQuerySet(models.QuerySet):
    """Refuses every bulk change that would touch a closed row."""

    def closed(self) -> "ClosableQuerySet":
        """Rows that never change any more."""
        column, values = _rules[self.model._meta.label].closed_by
        return self.filter(**{f"{column}__in": values})

    def _refuse_closed(self) -> None:
        if self.closed().exists():
            raise ImmutableRow(f"{self.model.__name__} rows that are closed are never changed.")

    def update(self, **kwargs):
        self._refuse_closed()
        return super().update(**kwargs)

    def bulk_update(self, objs, fields, batch_size=None):
        self.model._default_manager.filter(pk__in=[row.pk for row in objs])._refuse_closed()
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def delete(self):
        self._refuse_closed()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise ImmutableRow(f"{self.model.__name__} rows are not written over.")
        return super().bulk_create(objs, *args, **kwargs)


class ClosableModel(models.Model):
    """Changes until it is closed, then never again; ``immutable(closed_by=…)`` says what closes it."""

    objects = ClosableQuerySet.as_manager()

    class Meta:
        abstract = True

    def _refuse_closed(self) -> None:
        # asked of the database: the state in memory may be the new one
        column, values = _rules[self._meta.label].closed_by
        stored = type(self)._base_manager.filter(pk=self.pk, **{f"{column}__in": values})
        if not self._state.adding and stored.exists():
            raise ImmutableRow(f"{type(self).__name__} rows that are closed are never changed.")

    def save(self, *args, **kwargs):
        self._refuse_closed()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_closed()
        return super().delete(*args, **kwargs)


@dataclass(frozen=True)
class Rule:
    """What the triggers of one model let through: columns that may be emptied, to which SQL literal, columns that may
    be replaced by a tombstone and what is emptied with them, and any change of a row that is not closed:
    (column, values), no column when every row is closed from the beginning.
    """

    emptied: Mapping[str, str] = field(default_factory=dict)
    closed_by: tuple[str, tuple[str, ...]] = ("", ())
    removable: frozenset[str] = frozenset()
    removed_with: Mapping[str, str] = field(default_factory=dict)
    deletable_if: str = ""


_rules: dict[str, Rule] = {}


def immutable(
    model=None,
    *,
    emptied: Mapping[str, str] | None = None,
    closed_by: tuple[str, Iterable[str]] = ("", ()),
    removable: Iterable[str] = (),
    removed_with: Mapping[str, str] | None = None,
    deletable_if: str = "",
):
    """Class decorator: protect the table by triggers. ``emptied``: column name -> SQL literal of its empty value;
    ``closed_by``: column and the values that close a row of a ``ClosableModel``; ``removable``: columns of text whose
    words may be removed, ``removed_with``: what is emptied then, as ``emptied``; ``deletable_if``: SQL that says when a
    row, called OLD, may be deleted.
    """

    def mark(cls):
        column, values = closed_by
        _rules[cls._meta.label] = Rule(
            emptied=dict(emptied or {}),
            closed_by=(column, tuple(sorted(map(str, values)))),
            removable=frozenset(removable),
            removed_with=dict(removed_with or {}),
            deletable_if=deletable_if,
        )
        return cls

    return mark(model) if model is not None else mark


def immutable_models() -> list[type[models.Model]]:
    """Every protected model, by label."""
    return [apps.get_model(label) for label in sorted(_rules)]


def _trigger_names(table: str, vendor: str) -> list[str]:
    kinds = ["no_update", "no_delete"] + (["no_truncate"] if vendor == "postgresql" else [])
    return [f"{table}_{kind}"[:63] for kind in kinds]


def _closed_condition(rule: Rule, connection) -> str:
    """SQL that is true when the row is closed."""
    column, values = rule.closed_by
    if not column:
        return "TRUE"
    quoted = ", ".join(f"'{value}'" for value in values)
    return f"OLD.{connection.ops.quote_name(column)} IN ({quoted})"


def _change_condition(model: type[models.Model], rule: Rule, connection) -> str:
    """SQL that is true when an UPDATE of a closed row is anything but an emptying of all that may be emptied, or a
    removal of words.
    """
    refused = [_closed_condition(rule, connection)]
    columns = [f.column for f in model._meta.concrete_fields]
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    quote = connection.ops.quote_name
    if rule.emptied:
        parts = []
        for column in columns:
            wanted = rule.emptied.get(column, f"OLD.{quote(column)}")
            parts.append(f"NEW.{quote(column)} {differs} {wanted}")
        refused.append(f"({' OR '.join(parts)})")
    if rule.removable:
        parts = []
        for column in columns:
            new, part = f"NEW.{quote(column)}", f"NEW.{quote(column)} {differs} OLD.{quote(column)}"
            if column in rule.removable:
                part += f" AND NOT ({new} LIKE '{TOMBSTONE}%]' AND length({new}) <= {LONGEST_TOMBSTONE})"
            if column in rule.removed_with:
                part += f" AND {new} {differs} {rule.removed_with[column]}"
            parts.append(f"({part})")
        some = [f"NEW.{quote(name)} {differs} OLD.{quote(name)}" for name in sorted(rule.removable)]
        refused.append(f"({' OR '.join(parts)} OR NOT ({' OR '.join(some)}))")
    return " AND ".join(refused)


def _sqlite_statements(model: type[models.Model], rule: Rule, connection) -> list[str]:
    table = model._meta.db_table
    update, delete = _trigger_names(table, "sqlite")
    condition = _change_condition(model, rule, connection)
    kept = f" AND NOT ({rule.deletable_if})" if rule.deletable_if else ""
    return [
        f'DROP TRIGGER IF EXISTS "{update}"',
        f'DROP TRIGGER IF EXISTS "{delete}"',
        f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, 'immutable: {table} rows are never changed'); END",
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" FOR EACH ROW '
        f"WHEN {_closed_condition(rule, connection)}{kept} "
        f"BEGIN SELECT RAISE(ABORT, 'immutable: {table} rows are never deleted'); END",
    ]


def _postgresql_statements(model: type[models.Model], rule: Rule, connection) -> list[str]:
    table = model._meta.db_table
    update, delete, truncate = _trigger_names(table, "postgresql")
    condition = _change_condition(model, rule, connection)
    refusal = (
        "RAISE EXCEPTION 'immutable: % rows are never changed or deleted', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation';"
    )
    # A condition with a subquery stands in a function: WHEN takes none.
    on_delete = f"{table}_kept"[:63] if rule.deletable_if else "core_refuse_change"
    of_its_own = [
        f'CREATE OR REPLACE FUNCTION "{on_delete}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
        f"BEGIN IF {rule.deletable_if} THEN RETURN OLD; END IF; {refusal} END $$"
    ]
    return [
        "CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {refusal} END $$",
        *(of_its_own if rule.deletable_if else []),
        f'DROP TRIGGER IF EXISTS "{update}" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{delete}" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{truncate}" ON "{table}"',
        f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({condition}) '
        "EXECUTE FUNCTION core_refuse_change()",
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" FOR EACH ROW '
        f'WHEN ({_closed_condition(rule, connection)}) EXECUTE FUNCTION "{on_delete}"()',
        f'CREATE TRIGGER "{truncate}" BEFORE TRUNCATE ON "{table}" EXECUTE FUNCTION core_refuse_change()',
    ]


def empty(model: type[models.Model], rows: models.QuerySet) -> int:
    """Empty the columns that may be emptied in the given rows, all of them together; answers in how many.

    The only UPDATE of protected rows, and the only one the triggers let through.
    """
    connection = connections[rows.db]
    quote = connection.ops.quote_name
    emptied = _rules[model._meta.label].emptied
    columns = ", ".join(f"{quote(column)} = {value}" for column, value in emptied.items())
    keys = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 500):
            chunk = keys[start : start + 500]
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(
                f"UPDATE {quote(model._meta.db_table)} SET {columns} "  # noqa: S608  names only
                f"WHERE {quote(model._meta.pk.column)} IN ({marks})",
                chunk,
            )
    return len(keys)


def removable_columns(model: type[models.Model]) -> frozenset[str]:
    """Columns of a model whose words may be removed; none of a model that is not protected."""
    rule = _rules.get(model._meta.label)
    return rule.removable if rule is not None else frozenset()


def tombstone(on: date, reason: str) -> str:
    """What stands where words were removed; the same in every language, since it stands in a text.

    >>> tombstone(date(2026, 11, 27), "osobní údaj")
    '[odstraněno 27. 11. 2026, osobní údaj]'
    """
    day = f"{on.day}. {on.month}. {on.year}"
    room = LONGEST_TOMBSTONE - len(TOMBSTONE) - len(day) - len(", ]")
    return f"{TOMBSTONE}{day}, {' '.join(reason.split())[:room]}]"


def remove(model: type[models.Model], pk: int, columns: Iterable[str], words: str) -> None:
    """Put a tombstone in the place of the given texts of one protected row; the triggers let nothing else through."""
    rule = _rules[model._meta.label]
    named = sorted(columns)
    if not rule.removable.issuperset(named):
        raise ImmutableRow(f"{model.__name__} has no removable words in {', '.join(named)}.")
    connection = connections[model._base_manager.db]
    quote = connection.ops.quote_name
    changes = [f"{quote(column)} = %s" for column in named]
    changes += [f"{quote(column)} = {value}" for column, value in rule.removed_with.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} SET {', '.join(changes)} "  # noqa: S608  names only
            f"WHERE {quote(model._meta.pk.column)} = %s",
            [*[words] * len(named), pk],
        )


def delete_released(model: type[models.Model], rows: models.QuerySet) -> int:
    """Delete the given rows; the triggers let go only those for which ``deletable_if`` is true. Answers how many."""
    connection = connections[rows.db]
    quote = connection.ops.quote_name
    keys = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 500):
            chunk = keys[start : start + 500]
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(
                f"DELETE FROM {quote(model._meta.db_table)} "  # noqa: S608  names only
                f"WHERE {quote(model._meta.pk.column)} IN ({marks})",
                chunk,
            )
    return len(keys)


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create or replace the triggers of every protected table that exists."""
    connection = connections[using]
    make = _postgresql_statements if connection.vendor == "postgresql" else _sqlite_statements
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for label, rule in sorted(_rules.items()):
            model = apps.get_model(label)
            if model._meta.db_table not in tables:
                continue
            for statement in make(model, rule, connection):
                cursor.execute(statement)


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of triggers that should exist and do not."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    wanted = [
        name
        for model in immutable_models()
        for name in _trigger_names(model._meta.db_table, connection.vendor)
    ]
    return [name for name in wanted if name not in present]


def _is_ours(sender) -> bool:
    return sender.name in {apps.get_model(label)._meta.app_config.name for label in _rules}


def _before_migrate(sender, using, **kwargs) -> None:
    """SQLite rebuilds no table that a trigger of another one asks: those triggers go until the end."""
    connection = connections[using]
    if connection.vendor == "sqlite" and _is_ours(sender):
        with connection.cursor() as cursor:
            for label, rule in _rules.items():
                if rule.deletable_if:
                    _update, delete = _trigger_names(apps.get_model(label)._meta.db_table, "sqlite")
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{delete}"')


def _after_migrate(sender, using, **kwargs) -> None:
    # Sent once per app; the last sender of ours installs for all, the others are cheap repeats.
    if _is_ours(sender):
        install(using)


def connect() -> None:
    """Keep triggers in step with the tables (called from ``CoreConfig.ready``)."""
    pre_migrate.connect(_before_migrate, dispatch_uid="core.immutability.before")
    post_migrate.connect(_after_migrate, dispatch_uid="core.immutability")


@register("database", deploy=True)
def check_triggers(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """System check (``manage.py check --deploy --database default``): every trigger is in place.

    Only a deployment check, since ``migrate``, which mends the fault, would refuse to start otherwise.
    """
    errors = []
    for using in databases or []:
        try:
            missing = missing_triggers(using)
        except DatabaseError as error:
            errors.append(Error(f"Triggers cannot be read: {error}", id="core.E002"))
            continue
        if missing:
            errors.append(
                Error(
                    f"Triggers that protect frozen rows are missing: {', '.join(missing)}.",
                    hint="Run 'manage.py migrate', which installs them again.",
                    id="core.E001",
                )
            )
    return errors
