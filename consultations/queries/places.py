"""Rows named by what is printed: a paragraph by its number, a record by its reference."""

from typing import Any
from uuid import UUID

from concept.models import Version, VersionPassage
from core.models import Record


def passage_by_label(version: Version, label: str) -> str | None:
    """Uid of the passage with a printed number, such as "3.2/2"; None when there is none: one query."""
    found = VersionPassage.objects.filter(version=version, label=label.strip())
    uid = found.values_list("passage_uid", flat=True).first()
    return str(uid) if uid else None


def label_of(version: Version, uid: UUID | None) -> str:
    """Printed number of a passage; "" without one: at most one query."""
    if uid is None:
        return ""
    found = VersionPassage.objects.filter(version=version, passage_uid=uid)
    return found.values_list("label", flat=True).first() or ""


def record_by_reference(reference: str) -> Any:
    """The record with a printed number, whatever it is of; None when there is none or several: one query."""
    found = list(Record.objects.filter(reference=reference.strip())[:2])
    return found[0] if len(found) == 1 else None
