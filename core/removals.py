"""Frozen words that can be removed for good: where those of a kind of record stand, and who may remove them.

Upper apps register their kinds in ``AppConfig.ready``; ``concept.actions.remove_words`` does the work, and one page, to
which ``{% removal_link record %}`` leads, asks for it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from core.models import Record
from core.permissions import allowed

Says = Callable[[str], bool]


def _nothing(_row: Any) -> Iterable[Any]:
    return ()


def _nowhere(_row: Any, _says: Says, _at: datetime) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Place:
    """Texts of a model: ``fields`` of it, ``record`` is the lookup of the record they belong to.

    ``together`` is the lookup of a record whose removal looks here too, such as that of another report on the same
    measure; by default only the own one.
    """

    model: type[Model]
    fields: Sequence[str]
    record: str
    together: str = ""


@dataclass(frozen=True, slots=True)
class RemovalSource:
    """Where frozen words of records of a ``kind`` stand.

    ``model`` has the one-to-one ``record`` and ``visible_to``; ``permission`` is asked for the record. ``where`` says
    in words where is looked ("in all reports on the measure"). ``pages`` are first parts of addresses that tell of it,
    ``documents(row)`` keys of documents it shaped, ``issued(row)`` keys of records whose files may repeat it. What
    cannot be replaced in its place ``empty_copies(row, says, at)`` empties as a whole and answers in how many.
    """

    kind: str
    model: type[Model]
    permission: str
    where: Any
    places: Sequence[Place]
    pages: Sequence[str]
    documents: Callable[[Any], Iterable[Any]] = _nothing
    issued: Callable[[Any], Iterable[int]] = _nothing
    empty_copies: Callable[[Any, Says, datetime], int] = _nowhere


_sources: dict[str, RemovalSource] = {}


def add_source(source: RemovalSource) -> None:
    """Register a kind."""
    _sources[source.kind] = source


def sources() -> list[RemovalSource]:
    """All kinds in the order of registration."""
    return list(_sources.values())


def source_of(record: Record) -> RemovalSource | None:
    """The kind of a record, if frozen words of it can be removed."""
    return _sources.get(record.kind)


def may_remove(user: Any, record: Record | None) -> bool:
    """Whether the user may remove words of a record: the permission its kind names. No query for a visitor."""
    source = source_of(record) if record is not None and user.is_authenticated else None
    return source is not None and allowed(user, source.permission, record)


def row_of(record: Record, user: Any) -> Model | None:
    """What a record is of, as far as the user may know of it: one query."""
    source = source_of(record)
    if source is None:
        return None
    return source.model._default_manager.visible_to(user).filter(record=record).first()
