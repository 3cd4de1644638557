"""The log of reads of the pilot: who opened pages with rows of households, never whose rows."""

from datetime import datetime
from typing import Any

from core.actions import log_event
from core.models import Event
from evaluation.models import Pilot

READ = "pilot_read"


def log_read(*, pilot: Pilot, by: Any, at: datetime, what: str) -> None:
    """Note on the pilot's restricted record that somebody opened a page of a kind (``Inside``): once an hour each.

    Two queries the first time in an hour, one afterwards. ``at`` is aware.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    known = Event.objects.filter(
        record=pilot.inside_id, verb=READ, actor=by, recorded_at__gte=hour, payload__what=what
    )
    if not known.exists():
        log_event(record=pilot.inside, verb=READ, by=by, at=at, payload={"what": what})


def log_export(*, pilot: Pilot, by: Any, at: datetime, what: str) -> None:
    """Note on the pilot's restricted record that somebody took rows away in a file: each time."""
    log_event(record=pilot.inside, verb="pilot_exported", by=by, at=at, payload={"what": what})
