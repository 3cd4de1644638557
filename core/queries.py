"""Reads of core: the audit log."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from core import auditing
from core.models import Event, Record
from core.permissions import allowed
from core.visibility import visible_records


def events_shown_to(user: Any, at: datetime) -> QuerySet[Event]:
    """Events of the log the user may read, newest first, each with ``is_open``: whether title and
    reason may be shown.

    ``core.view_events``: events of records the user may know of. ``core.view_account_events``:
    those about accounts too. ``core.view_all_events``: all, the others without title and reason.
    Nobody else sees any. One query.
    """
    if not allowed(user, "core.view_events"):
        return Event.objects.none()
    is_open = visible_records(user, at, prefix="record__")
    if allowed(user, "core.view_account_events"):
        is_open |= Q(record__kind__in=auditing.account_kinds())
    events = Event.objects.select_related("record", "actor").annotate(
        is_open=Case(When(is_open, then=Value(True)), default=False, output_field=BooleanField())
    )
    if not allowed(user, "core.view_all_events"):
        events = events.filter(is_open)
    return events.order_by(F("recorded_at").desc(), "-pk")


def kinds_in_log() -> list[tuple[str, str]]:
    """Choices of the filter by kind, sorted by name."""
    kinds = Record.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return sorted(((kind, auditing.kind_name(kind)) for kind in kinds), key=lambda pair: pair[1])


def verbs_in_log() -> list[tuple[str, str]]:
    """Choices of the filter by verb, sorted by name."""
    verbs = Event.objects.order_by("verb").values_list("verb", flat=True).distinct()
    return sorted(((verb, auditing.verb_name(verb)) for verb in verbs), key=lambda pair: pair[1])
