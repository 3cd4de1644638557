"""What a load that is stored wholly or not at all need not do row by row: a third of its time.

- The database refuses what breaks a constraint, a unique value or a relation. Asking it beforehand, row by row, gives
  people a sentence they understand; here it would stop the load all the same.
- Nothing is taken back but everything, so actions within actions set no savepoints.
- Wagtail's own search (of the editors) is filled once, at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Field, ForeignKey, Model
from django.db.models.signals import post_save
from wagtail.search.index import get_indexed_models
from wagtail.search.signal_handlers import post_save_signal_handler


@contextmanager
def wholesale() -> Iterator[None]:
    """Inside a transaction that is rolled back when anything fails."""
    with _without_savepoints(), _checked_by_the_database(), _searched_at_the_end():
        yield


@contextmanager
def _without_savepoints() -> Iterator[None]:
    connection.savepoint = _set_none
    try:
        yield
    finally:
        del connection.savepoint


def _set_none() -> None:
    """In place of a savepoint: ``atomic`` then takes the whole transaction back when something fails."""


@contextmanager
def _checked_by_the_database() -> Iterator[None]:
    # Django has no way to ask for this where ``full_clean`` is called within an action
    kept = Model.validate_unique, Model.validate_constraints, ForeignKey.validate
    Model.validate_unique = Model.validate_constraints = _ask_nothing
    ForeignKey.validate = _ask_only_whether_empty
    try:
        yield
    finally:
        Model.validate_unique, Model.validate_constraints, ForeignKey.validate = kept


def _ask_nothing(_row: Model, exclude: Any = None) -> None:
    """In place of queries for other rows."""


def _ask_only_whether_empty(field: ForeignKey, value: Any, row: Model) -> None:
    """In place of a query for the row a relation leads to."""
    if not field.remote_field.parent_link:
        Field.validate(field, value, row)


@contextmanager
def _searched_at_the_end() -> Iterator[None]:
    models = [
        model
        for model in get_indexed_models()
        if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
    call_command("update_index", verbosity=0)
