"""What the files about focus groups have become so far, for the parts of the loader that refer to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from concept.models import Version, VersionPassage
from focus_groups.models import (
    Code,
    Consent,
    Finding,
    Participant,
    Quote,
    Recommendation,
    Series,
    Session,
    SpokenStatement,
)
from people.models import User
from website.demo.acts import DOCUMENT, ZONE
from website.demo.content import NAMESPACE, ContentError
from website.demo.focus.files import FocusFiles, SessionFile

if TYPE_CHECKING:
    from website.demo.rounds import RoundsLoader


@dataclass(slots=True)
class FocusWorld:
    """Rows by the names the files give them. ``people``: accounts of the personas by their key."""

    files: FocusFiles
    people: Mapping[str, User]
    rounds: "RoundsLoader"
    series: dict[str, Series] = field(default_factory=dict)
    sheets: dict[str, Any] = field(default_factory=dict)
    guides: dict[tuple[str, int], Any] = field(default_factory=dict)
    participants: dict[tuple[str, str], Participant] = field(default_factory=dict)
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    statements: dict[str, SpokenStatement] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    recommendations: dict[str, Recommendation] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)

    def lead(self, series: str) -> User:
        """Who leads a series of the files."""
        return self.people[self._row(series)["lead"]]

    def writer(self, series: str) -> User:
        """Who enters what was said: the second facilitator, or the only one."""
        others = self._row(series)["others"]
        return self.people[others[0][0]] if others else self.lead(series)

    def _row(self, series: str) -> Mapping[str, Any]:
        return next(row for row in self.files.series if row["key"] == series)

    def passage(self, label: str, number: str) -> tuple[Version, UUID]:
        """A passage of a frozen version of the concept by its printed number: one query. Raises ContentError."""
        row = (
            VersionPassage.objects.filter(
                version__document__slug=DOCUMENT, version__label=label, label=number
            )
            .select_related("version")
            .first()
        )
        if row is None:
            raise ContentError(f"focus: {label} has no {number} by then")
        return row.version, row.passage_uid


def uid(*names: str) -> UUID:
    """The same id whenever the demonstration is loaded."""
    return uuid5(NAMESPACE, "/".join(("focus", *names)))


def moment(session: SessionFile, days: int, clock: str) -> datetime:
    """A time in Prague some days from the day of a session."""
    return datetime.combine(session.day + timedelta(days=days), time.fromisoformat(clock), ZONE)
