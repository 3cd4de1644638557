"""The log of reads: who opened pages with what only the facilitators of a series may read, never whose words."""

from datetime import datetime
from typing import Any

from core.actions import log_event
from core.models import Event
from focus_groups.models import Series

READ = "inside_read"


def log_read(*, series: Series, by: Any, at: datetime, what: str) -> None:
    """Note on the series' restricted record that somebody opened a page of a kind (``Inside``): once an hour each.

    Two queries the first time in an hour, one afterwards. ``at`` is aware.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    known = Event.objects.filter(
        record=series.inside_id, verb=READ, actor=by, recorded_at__gte=hour, payload__what=what
    )
    if not known.exists():
        log_event(record=series.inside, verb=READ, by=by, at=at, payload={"what": what})
