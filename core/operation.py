"""When the work in the background was last looked after, and what failed then. Kept in the shared cache."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

KEY = "core.operation.tick"
SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tick:
    """The last time: ``failed`` names the jobs of the schedule that did not work then."""

    at: datetime
    failed: tuple[str, ...]


def note_tick(failed: Sequence[str], at: datetime) -> None:
    """Remember that the schedule was looked after (``manage.py tick``)."""
    cache.set(KEY, {"at": at, "failed": list(failed)}, timeout=None)


def last_tick() -> Tick | None:
    """The last time, None if it is not known. One query."""
    found = cache.get(KEY)
    return Tick(found["at"], tuple(found["failed"])) if found else None


def is_silent(tick: Tick | None, at: datetime) -> bool:
    """Whether nobody has worked in the background for longer than a restart takes."""
    return tick is None or at - tick.at > SILENT_AFTER
