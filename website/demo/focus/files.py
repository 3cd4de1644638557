"""The files about the focus group, read and checked against each other. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from focus_groups.enums import ConsentScope, Publication
from website.demo.acts import ZONE
from website.demo.content import ContentError, read_list

# Who speaks in the files beside pseudonyms.
TOGETHER = ("several", "group", "observer")
SCOPES = tuple(scope.value for scope in ConsentScope)
QUOTABLE = frozenset({ConsentScope.NOTES, ConsentScope.VERBATIM_QUOTE, ConsentScope.PUBLICATION})


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A session with what was said in it; ``day`` is the day it was or is to be held."""

    series: str
    number: int
    day: date
    data: Mapping[str, Any]
    statements: tuple[Mapping[str, Any], ...]

    @property
    def key(self) -> str:
        """The series and the number, as the file of its statements is called."""
        return f"{self.series}-{self.number}"


@dataclass(slots=True)
class FocusFiles:
    """Everything the files say of focus groups. ``today`` is the day the demonstration is loaded."""

    folder: Path
    today: date
    series: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    participants: list[dict[str, Any]] = field(default_factory=list)
    guides: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[SessionFile] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    recommendations: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path, today: date) -> "FocusFiles":
        """Read the folder and check what names what. Raises ContentError."""
        files = cls(
            folder,
            today,
            series=read_list(folder / "series.toml", "series"),
            sheets=read_list(folder / "series.toml", "sheet"),
            participants=read_list(folder / "series.toml", "participant"),
            guides=read_list(folder / "guides.toml", "guide"),
            codes=read_list(folder / "codes.toml", "code"),
            findings=read_list(folder / "findings.toml", "finding"),
            recommendations=read_list(folder / "findings.toml", "recommendation"),
        )
        for data in read_list(folder / "series.toml", "session"):
            key = f"{data['series']}-{data['number']}"
            said = read_list(folder / "sessions" / f"{key}.toml", "statement")
            files.sessions.append(
                SessionFile(
                    data["series"], data["number"], files.day(data, "on"), data, tuple(said)
                )
            )
        files._check()
        return files

    # --- moments ----------------------------------------------------------------------------

    def day(self, table: Mapping[str, Any], name: str) -> date:
        """A day of the files: told as ``name``, or in days from today."""
        if name in table:
            return date.fromisoformat(table[name])
        return self.today + timedelta(days=_days(table, name, "on"))

    def moment(self, table: Mapping[str, Any], name: str = "at") -> datetime:
        """A moment of the files: told as ``name``, or ten o'clock some days from today."""
        if name in table:
            return datetime.fromisoformat(table[name])
        day = self.today + timedelta(days=_days(table, name, "at"))
        return datetime.combine(day, time(10), ZONE)

    # --- what was said ----------------------------------------------------------------------

    def statements(self, series: str) -> Iterator[Mapping[str, Any]]:
        """All statements of a series in the order they were said."""
        for session in self.sessions:
            if session.series == series:
                yield from session.statements

    # --- checks -----------------------------------------------------------------------------

    def _check(self) -> None:
        kinds = {row["key"] for row in self.series}
        for row in (*self.sheets, *self.participants, *self.guides):
            _known("series.toml", [row["series"]], kinds)
        for row in self.participants:
            form, without = row["consent"]
            taken_back = row["limit"][1] if "limit" in row else []
            _known(f"series.toml, {row['key']}, {form}", [*without, *taken_back], SCOPES)
        for session in self.sessions:
            self._check_session(session)
        self._check_codes()
        self._check_findings()

    def _check_session(self, session: SessionFile) -> None:
        place = f"focus/sessions/{session.key}.toml"
        people = {row["key"] for row in self.participants if row["series"] == session.series}
        guides = {
            row["number"]: row["question"] for row in self.guides if row["series"] == session.series
        }
        present = session.data.get("present", [])
        _known(place, present, people)
        _known(place, [session.data["guide"]], guides)
        asked = {question["key"] for question in guides[session.data["guide"]]}
        for row in session.statements:
            _known(f"{place}, {row['key']}", [row["who"]], {*present, *TOGETHER})
            _known(f"{place}, {row['key']}", [row["question"]] if "question" in row else [], asked)
            for code, span in row.get("codes", ()):
                _known(f"{place}, {row['key']}", [code], self._codes_in_use())
                if span not in row["words"]:
                    raise ContentError(f"{place}, {row['key']}: it does not say {span!r}")
            if row.get("publication") == Publication.QUOTE and not self._is_quotable(session, row):
                raise ContentError(f"{place}, {row['key']}: it may not be quoted")

    def _is_quotable(self, session: SessionFile, row: Mapping[str, Any]) -> bool:
        speaker = self.participant(session.series, row["who"])
        return bool(row.get("verbatim")) and speaker is not None and scopes_of(speaker) >= QUOTABLE

    def participant(self, series: str, key: str) -> Mapping[str, Any] | None:
        """Whoever has this pseudonym in a series."""
        rows = [row for row in self.participants if (row["series"], row["key"]) == (series, key)]
        return rows[0] if rows else None

    def _codes_in_use(self) -> set[str]:
        return {row["key"] for row in self.codes if "merged_into" not in row}

    def _check_codes(self) -> None:
        seen: set[str] = set()
        for row in self.codes:
            _known("codes.toml", [row["parent"]] if "parent" in row else [], seen)
            seen.add(row["key"])
            _known("codes.toml", [row["merged_into"]] if "merged_into" in row else [], seen)

    def _check_findings(self) -> None:
        said = {row["key"] for series in self.series for row in self.statements(series["key"])}
        keys = {row["key"] for row in self.findings}
        for row in self.findings:
            _known(f"findings.toml, {row['key']}", [*row["supports"], *row["opposes"]], said)
            _known(f"findings.toml, {row['key']}", [row["theme"]], self._codes_in_use())
            if both := set(row["supports"]) & set(row["opposes"]):
                raise ContentError(f"findings.toml, {row['key']}: {both} is for it and against it")
        for row in self.recommendations:
            _known(f"findings.toml, {row['key']}", row["findings"], keys)


def _days(table: Mapping[str, Any], name: str, ending: str) -> int:
    """Days from today: ``days`` of ``on`` and ``at``, ``created_days`` of ``created_at``."""
    return table[f"{name.removesuffix(ending)}days"]


def scopes_of(participant: Mapping[str, Any]) -> set[str]:
    """What a participant of the files consents to at the end, as far as it was not withdrawn altogether."""
    taken_back = participant["limit"][1] if "limit" in participant else []
    return set(SCOPES) - set(participant["consent"][1]) - set(taken_back)


def _known(place: str, names: Iterable[Any], known: Iterable[Any]) -> None:
    if missing := [str(name) for name in names if name not in set(known)]:
        raise ContentError(f"{place}: {', '.join(missing)} is not in the files")
