"""Migrating an empty database in half the time.

Nine tenths of that time go into rendering: Django makes the classes of all related models anew after each operation,
and everything is related to people and pages. Inside ``fewer_renderings()``

- tables that a migration creates one after another are rendered once, before the first of them is created: none of
  these operations changes what an earlier one made;
- the settings that name a model (``AUTH_USER_MODEL``) are looked up once. Django means to keep them and forgets them
  whenever a class is made.

The tables are the same: ``tests/config/test_migrating.py`` compares some; all of them were compared once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


@contextmanager
def fewer_renderings() -> Iterator[None]:
    """Migrate faster inside; what is there outside comes back."""
    apply = Migration.apply
    Migration.apply = apply_in_groups(apply)
    apps.get_swappable_settings_name = cache(apps.get_swappable_settings_name)
    try:
        yield
    finally:
        Migration.apply = apply
        del apps.get_swappable_settings_name


def apply_in_groups(apply: Any) -> Any:
    """Return ``Migration.apply`` that creates the tables that follow each other together."""

    def apply_groups(
        migration: Migration,
        state: ProjectState,
        editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        if collect_sql or not editor.atomic_migration:
            return apply(migration, state, editor, collect_sql)
        operations = migration.operations
        try:
            for is_table, group in groupby(operations, lambda one: type(one) is CreateModel):
                migration.operations = list(group)
                if is_table:
                    create_tables(migration.app_label, migration.operations, state, editor)
                else:
                    state = apply(migration, state, editor)
        finally:
            migration.operations = operations
        return state

    return apply_groups


def create_tables(
    app_label: str,
    operations: list[Operation],
    state: ProjectState,
    editor: BaseDatabaseSchemaEditor,
) -> None:
    """Change ``state`` by all of them, render their models at once, and create the tables."""
    before = state.clone()
    rendered = state.__dict__.pop("apps", None)  # without it nothing is rendered
    for operation in operations:
        operation.state_forwards(app_label, state)
    if rendered is not None:
        state.apps = rendered
        created = {(app_label, operation.name_lower) for operation in operations}
        state.reload_models(created, delay=False)
    for operation in operations:
        operation.database_forwards(app_label, editor, before, state)
