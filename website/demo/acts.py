"""What is done at a moment of the demonstration's past, and the comments of the files it is done with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from consultations.models import (
    Comment,
)

ZONE = ZoneInfo("Europe/Prague")
DOCUMENT = "koncepce"
PLAN = "akcni-plan-2019-2021"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done at a moment of the demonstration's past."""

    at: datetime
    do: Callable[[], None]


def noon(day: str) -> datetime:
    """Noon in Prague on a day from the files."""
    return datetime.combine(date.fromisoformat(day), time(12), ZONE)


@dataclass(slots=True)
class Entry:
    """A comment of the files with the row made of it."""

    data: Mapping[str, Any]
    number: int
    comment: Comment | None = None

    @property
    def place(self) -> str:
        """Where an error of the files is."""
        return f"round {self.number}: {self.data['by']}, {self.data['text'][:40]!r}"
