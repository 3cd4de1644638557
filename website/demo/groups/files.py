"""The files about working groups, read and checked against each other. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from website.demo.acts import ZONE
from website.demo.content import ContentError, read_file, read_list

# Personas with a seat; the others of the groups are in ``people.toml``.
PERSONAS = ("predsedkyne", "tajemnik", "clen", "clenka", "zastupce")


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """A meeting as its file says; ``key`` is the name of the file, ``day`` the day it is, was or was to be held."""

    key: str
    day: date
    today: date
    data: Mapping[str, Any]

    @property
    def minutes(self) -> Mapping[str, Any]:
        """What became of the minutes; empty for a meeting that was not held."""
        return self.data.get("minutes", {})

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return "held" in self.data

    def moment(self, clock: str) -> datetime:
        """A time of the meeting's day in Prague."""
        return datetime.combine(self.day, time.fromisoformat(clock), ZONE)

    def on(self, table: Mapping[str, Any], name: str) -> date | None:
        """A day of the file, as ``<name>_on`` or in days from today as ``<name>_days``; None when it says neither."""
        if f"{name}_days" in table:
            return self.today + timedelta(days=table[f"{name}_days"])
        found = table.get(f"{name}_on")
        return date.fromisoformat(found) if found else None

    def items(self) -> list[Mapping[str, Any]]:
        """The agenda in its order."""
        return self.data.get("item", [])

    def place(self, what: str = "") -> str:
        """Where an error of the files is."""
        return f"groups/meetings/{self.key}.toml{', ' if what else ''}{what}"


@dataclass(slots=True)
class GroupFiles:
    """Everything the files say of the groups. ``today`` is the day the demonstration is loaded."""

    folder: Path
    today: date
    people: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    meetings: list[MeetingFile] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path, today: date) -> "GroupFiles":
        """Read the folder and check what names what. Raises ContentError."""
        files = cls(
            folder,
            today,
            people=read_list(folder / "people.toml", "person"),
            groups=read_list(folder / "groups.toml", "group"),
            tasks=read_list(folder / "tasks.toml", "task"),
        )
        for path in sorted((folder / "meetings").glob("*.toml")):
            files.meetings.append(files._meeting(path))
        files.meetings.sort(key=lambda meeting: meeting.day)
        files._check()
        return files

    def _meeting(self, path: Path) -> MeetingFile:
        data = read_file(path)
        if "days" in data:
            day = self.today + timedelta(days=data["days"])
        else:
            day = date.fromisoformat(data["on"])
        return MeetingFile(path.stem, day, self.today, data)

    def settling_days(self) -> dict[int, frozenset[date]]:
        """Days of the meetings that settle comments, by the number of the round."""
        days: dict[int, set[date]] = {}
        for meeting in self.meetings:
            for item in meeting.items():
                if "round" in item:
                    days.setdefault(item["round"], set()).add(meeting.day)
        return {number: frozenset(found) for number, found in days.items()}

    def resolved_keys(self) -> frozenset[str]:
        """Keys of the comments whose dispute a meeting resolves."""
        rows = [row for meeting in self.meetings for _item, row in rows_of(meeting, "conclusion")]
        return frozenset(row["resolves"] for row in rows if "resolves" in row)

    # --- checks -----------------------------------------------------------------------------

    def _check(self) -> None:
        sitting = {person["key"] for person in self.people} | set(PERSONAS)
        for group in self.groups:
            seats = [seat[0] for seat in group["seats"]]
            seats += [who for pair in group.get("substitutes", ()) for who in pair]
            _known(f"groups.toml, {group['code']}", seats, sitting)
        codes = {group["code"] for group in self.groups}
        items, conclusions, tasks = self._keys()
        for meeting in self.meetings:
            data = meeting.data
            _known(meeting.place(), data["groups"], codes)
            if meeting.is_held and not meeting.minutes:
                raise ContentError(f"{meeting.place()}: it was held and has no minutes")
            absent = [*data.get("excused", ()), *data.get("absent", ())]
            absent += [row[0] for row in data.get("part", ())]
            if len(set(absent)) < len(absent):
                raise ContentError(f"{meeting.place()}: somebody is both absent and there")
            _known(meeting.place(), absent, sitting)
            for item in meeting.items():
                self._check_item(meeting, item, sitting, items, conclusions)
            if approved_in := meeting.minutes.get("approved_in"):
                _known(meeting.place("approved_in"), [approved_in], items)
            if fix := meeting.minutes.get("substantive"):
                own = {key.split("/")[1] for key in conclusions if key.startswith(meeting.key)}
                _known(meeting.place("substantive"), [fix["conclusion"]], own)
                _known(meeting.place("substantive"), [fix["by"]], conclusions)
        for group in self.groups:
            for task in group.get("merged", {}).get("task", ()):
                _known(f"groups.toml, {group['code']}", [task["of"]], tasks)

    def _keys(self) -> tuple[set[str], set[str], set[str]]:
        found: tuple[list[str], list[str], list[str]] = ([], [], [])
        for meeting in self.meetings:
            for item in meeting.items():
                found[0].append(f"{meeting.key}/{item['key']}")
                for place, name in ((1, "conclusion"), (2, "task")):
                    found[place].extend(f"{meeting.key}/{row['key']}" for row in item.get(name, ()))
        for keys in found:
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise ContentError(
                    f"groups/meetings: {', '.join(sorted(twice))} stands there twice"
                )
        return set(found[0]), set(found[1]), set(found[2])

    def _check_item(
        self,
        meeting: MeetingFile,
        item: Mapping[str, Any],
        sitting: set[str],
        items: set[str],
        conclusions: set[str],
    ) -> None:
        place = meeting.place(item["key"])
        own = {other["key"] for other in meeting.items()}
        _known(place, [item["parent"]] if "parent" in item else [], own)
        _known(place, [item["carried_from"]] if "carried_from" in item else [], items)
        for row in item.get("conclusion", ()):
            named = [row[name] for name in ("supersedes", "revokes") if name in row]
            _known(f"{place}/{row['key']}", named, conclusions)
            for code in {**row.get("votes", {})}:
                _known(f"{place}/{row['key']}", [code], set(meeting.data["groups"]))
        for row in item.get("task", ()):
            _known(f"{place}/{row['key']}", [row["owner"], *row.get("helpers", ())], sitting)


def _known(place: str, names: list[str], known: set[str]) -> None:
    if missing := [name for name in names if name not in known]:
        raise ContentError(f"{place}: {', '.join(missing)} is not in the files")


def words(text: str) -> str:
    """Words of a file as they are stored: lines of a paragraph joined, paragraphs apart."""
    return "\n\n".join(
        " ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()
    )


def rows_of(meeting: MeetingFile, name: str) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Conclusions or tasks of a meeting with their item, in the order of the agenda."""
    for item in meeting.items():
        for row in item.get(name, ()):
            yield item, row
