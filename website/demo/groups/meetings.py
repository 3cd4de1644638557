"""Meetings of the demonstration: planned, announced, moved, called off, held, and who was there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from concept.models import Version
from website.demo.acts import DOCUMENT, ZONE, Act
from website.demo.content import NAMESPACE, ContentError
from website.demo.groups.files import MeetingFile
from website.demo.groups.world import World
from working_groups.actions import agenda, attendance, invitations, meetings, outputs
from working_groups.enums import AttendanceStatus, ItemState
from working_groups.models import Attendance, Meeting
from working_groups.themes import Theme

FIELDS = ("description", "kind", "visibility", "presenter")


@dataclass(slots=True)
class MeetingsLoader:
    """Plans and holds the meetings of the files, as the secretary would have done it."""

    world: World

    def acts(self, file: MeetingFile) -> Iterator[Act]:
        """What is done about a meeting, from its planning to its end."""
        data = file.data
        if "backfilled_at" in data:
            at = datetime.fromisoformat(data["backfilled_at"])
            yield Act(at, partial(self._backfill, file, at))
            return
        invited = file.on(data, "invited")
        if invited is not None:
            at = datetime.combine(invited, time(8), ZONE)
            yield Act(at, partial(self._plan, file, at))
            yield Act(at + timedelta(hours=1), partial(self._invite, file, at + timedelta(hours=1)))
            for number, item in enumerate(data.get("item", ()), start=1):
                if "proposed_by" in item:
                    moment = at + timedelta(hours=2, minutes=number)
                    yield Act(moment, partial(self._propose, file, item, moment))
            for number, answer in enumerate(data.get("answers", ())):
                moment = at + timedelta(hours=2, minutes=7 * number)
                yield Act(moment, partial(self._answer, file, answer, moment))
        for name, do in (("moved", self._move), ("cancelled", self._cancel)):
            if name in data:
                at = datetime.fromisoformat(data[name]["at"])
                yield Act(at, partial(do, file, data[name], at))
        if file.is_held:
            at = file.moment(data["held"][1])
            yield Act(at, partial(self._hold, file, at))

    # --- before -----------------------------------------------------------------------------

    def _said(self, file: MeetingFile) -> dict[str, Any]:
        data, world = file.data, self.world
        groups = [world.seats.groups[code] for code in data["groups"]]
        said: dict[str, Any] = {
            "host": groups[0],
            "groups": groups[1:],
            "title": data["title"],
            "starts_at": file.moment(data["starts"]),
            "ends_at": file.moment(data["ends"]),
            "place": data["place"],
            "note": data.get("note", ""),
            "is_public": True,
            "demo_origin": data["origin"],
            "demo_source": data["source"],
        }
        if "kind" in data:
            said["kind"] = data["kind"]
        return said

    def _plan(self, file: MeetingFile, at: datetime) -> None:
        data = file.data
        self.world.meetings[file.key] = meetings.plan_meeting(
            **self._said(file),
            mode=data.get("mode", "onsite"),
            online_address=data.get("online_address", ""),
            papers_due_on=file.on(data, "papers_due"),
            by=self.world.secretary,
            at=at,
        )
        self._add_items(file, at, added=False)

    def _backfill(self, file: MeetingFile, at: datetime) -> None:
        made = meetings.backfill_meeting(**self._said(file), by=self.world.secretary, at=at)
        self.world.meetings[file.key] = made
        self._add_items(file, at, added=False)
        self._look_back(file, at)

    def _add_items(self, file: MeetingFile, at: datetime, *, added: bool) -> None:
        """Put the items of the file on the agenda: those known before, or those that came up at the meeting."""
        for item in file.items():
            key = f"{file.key}/{item['key']}"
            if item.get("added", False) != added or "proposed_by" in item:
                continue
            if key not in self.world.items:  # else it came along with a moved meeting
                self._add_item(file, item, key, at)

    def _add_item(self, file: MeetingFile, item: Mapping[str, Any], key: str, at: datetime) -> None:
        world, by = self.world, self.world.secretary
        meeting = world.meetings[file.key]
        if "carried_from" in item:
            old = world.items[item["carried_from"]]
            old.refresh_from_db()
            (made,) = agenda.carry_over(items=[old], meeting=meeting, by=by, at=at)
        else:
            made = agenda.add_item(
                meeting=meeting,
                title=item["title"],
                parent=world.items[f"{file.key}/{item['parent']}"] if "parent" in item else None,
                minutes_planned=item.get("minutes"),
                **{name: item[name] for name in FIELDS if name in item},
                by=by,
                at=at,
            )
        world.items[key] = made
        for title, label in item.get("papers", ()):
            version = Version.objects.select_related("record").get(
                document__slug=DOCUMENT, label=label
            )
            agenda.add_record(
                item=made, record=version.record, version=version, title=title, by=by, at=at
            )

    def _invite(self, file: MeetingFile, at: datetime) -> None:
        meeting = self.world.meetings[file.key]
        if not file.is_held:
            for name, body, email in file.data.get("guests", ()):
                invitations.invite_guest(
                    meeting=meeting,
                    name=name,
                    email=email,
                    organisation=body,
                    by=self.world.secretary,
                    at=at,
                )
        invitations.send_invitations(meeting=meeting, by=self.world.secretary, at=at)

    def _propose(self, file: MeetingFile, item: Mapping[str, Any], at: datetime) -> None:
        self.world.items[f"{file.key}/{item['key']}"] = agenda.propose_item(
            meeting=self.world.meetings[file.key],
            title=item["title"],
            description=item.get("description", ""),
            by=self.world.seats.person(item["proposed_by"]),
            at=at,
        )

    def _answer(self, file: MeetingFile, answer: tuple[str, str, str], at: datetime) -> None:
        who, rsvp, note = answer
        person = self.world.seats.person(who)
        invitations.answer_invitation(
            invitation=self.world.meetings[file.key].invitations.get(membership__user=person),
            rsvp=rsvp,
            note=note,
            by=person,
            at=at,
        )

    def _move(self, file: MeetingFile, moved: Mapping[str, Any], at: datetime) -> None:
        world = self.world
        start = datetime.combine(
            datetime.fromisoformat(moved["to"]), time.fromisoformat(file.data["starts"]), ZONE
        )
        length = file.moment(file.data["ends"]) - file.moment(file.data["starts"])
        world.meetings[moved["to"]] = meetings.reschedule_meeting(
            meeting=world.meetings[file.key],
            starts_at=start,
            ends_at=start + length,
            reason=moved["reason"],
            by=world.secretary,
            at=at,
        )
        for item in file.items():
            world.items[f"{moved['to']}/{item['key']}"] = world.items[f"{file.key}/{item['key']}"]

    def _cancel(self, file: MeetingFile, cancelled: Mapping[str, Any], at: datetime) -> None:
        meetings.cancel_meeting(
            meeting=self.world.meetings[file.key],
            reason=cancelled["reason"],
            by=self.world.secretary,
            at=at,
        )

    # --- at the meeting ---------------------------------------------------------------------

    def _hold(self, file: MeetingFile, at: datetime) -> None:
        start, end = (file.moment(clock) for clock in file.data["held"])
        meeting, by = self.world.meetings[file.key], self.world.secretary
        meetings.start_meeting(meeting=meeting, by=by, at=start)
        self._add_items(file, start, added=True)
        meetings.hold_meeting(meeting=meeting, held_from=start, held_to=end, by=by, at=at)
        self._look_back(file, at)

    def _look_back(self, file: MeetingFile, at: datetime) -> None:
        """Who was there, what became of the items, and what the meeting produced."""
        self._attendance(file, at)
        spans = spans_of(file)
        for item in file.items():
            start, end = spans.get(item["key"], (None, None))
            agenda.record_result(
                item=self.world.items[f"{file.key}/{item['key']}"],
                state=item.get("state", ItemState.DISCUSSED),
                result=item.get("result", ""),
                started_at=start,
                ended_at=end,
                by=self.world.secretary,
                at=at,
            )
        for output in file.data.get("output", ()):
            self._output(file, output, at)

    def _attendance(self, file: MeetingFile, at: datetime) -> None:
        world, data, by = self.world, file.data, self.world.secretary
        meeting = world.meetings[file.key]
        attendance.open_sheet(meeting=meeting, by=by, at=at)
        rows = list(meeting.attendances.select_related("group", "membership"))
        seats = {(row.group.code, row.membership.user_id): row for row in rows if row.group_id}
        replaced = set()
        for code, who, substitute in data.get("substitutes", ()):
            row = seats[code, world.seats.person(who).pk]
            seat = world.seats.seat(code, substitute, file.day)
            attendance.seat_substitute(attendance=row, substitute=seat, by=by, at=at)
            replaced.add((code, row.membership.user_id))
        for person, (status, came, left) in self._statuses(file).items():
            for code in data["groups"]:
                if (code, person) in seats and (code, person) not in replaced:
                    attendance.record_attendance(
                        attendance=seats[code, person],
                        status=status,
                        present_from=came,
                        present_to=left,
                        by=by,
                        at=at,
                    )
        attendance.record_others(meeting=meeting, status=AttendanceStatus.PRESENT, by=by, at=at)
        for name, body in data.get("guests", ()):
            attendance.add_guest(meeting=meeting, name=name, organisation_name=body, by=by, at=at)
        chair = self._chair(meeting)
        if chair is not None:
            attendance.let_preside(attendance=chair, by=by, at=at)

    def _chair(self, meeting: Meeting) -> Attendance | None:
        return meeting.attendances.filter(group=meeting.host_id, user=self.world.chair).first()

    def _statuses(self, file: MeetingFile) -> dict[int, tuple[Any, Any, Any]]:
        """By the primary key of the person: how they were there, from when and to when; the others were there."""
        person = self.world.seats.person
        told: dict[int, tuple[Any, Any, Any]] = {}
        for name, status in (
            ("excused", AttendanceStatus.EXCUSED),
            ("absent", AttendanceStatus.ABSENT),
        ):
            for who in file.data.get(name, ()):
                told[person(who).pk] = (status, None, None)
        for who, came, left in file.data.get("part", ()):
            times = [file.moment(clock) if clock else None for clock in (came, left)]
            told[person(who).pk] = (AttendanceStatus.PART, *times)
        return told

    def _output(self, file: MeetingFile, output: Mapping[str, Any], at: datetime) -> None:
        world, by = self.world, self.world.secretary
        meeting = world.meetings[file.key]
        themes = [Theme(text, depth) for depth, text, _section in output["themes"]]
        said = {"title": output["title"], "is_public": output["public"], "themes": themes}
        if "carried_from" in output:
            former = world.outputs[output["carried_from"]]
            made = outputs.carry_output(output=former, meeting=meeting, by=by, at=at)
            made = outputs.edit_output(
                output=made, lock_version=made.lock_version, **said, by=by, at=at
            )
        else:
            made = outputs.add_output(meeting=meeting, **said, by=by, at=at)
        world.outputs[f"{file.key}/{output['key']}"] = made
        for theme, (_depth, _text, section) in zip(
            made.themes.order_by("position"), output["themes"], strict=True
        ):
            if section:
                outputs.link_theme(theme=theme, node_uid=node_of(section), by=by, at=at)


def node_of(section: str) -> UUID:
    """The lasting identity of a section of the concept, by its key in the files."""
    return uuid5(NAMESPACE, f"{DOCUMENT}/{section}")


def spans_of(file: MeetingFile) -> dict[str, tuple[datetime, datetime]]:
    """When each item was dealt with: as the file says, else the time that was there, shared by the planned lengths.

    Items below another share its time. One that was not reached or put off has none.
    """
    start, end = (file.moment(clock) for clock in file.data["held"])
    done = [item for item in file.items() if item.get("state", "discussed") == "discussed"]
    top = [item for item in done if "parent" not in item]
    total = sum(item.get("minutes", 10) for item in top)
    spans: dict[str, tuple[datetime, datetime]] = {}
    spent = 0
    for item in top:
        length = item.get("minutes", 10)
        if "from" in item:
            spans[item["key"]] = (file.moment(item["from"]), file.moment(item["to"]))
        else:
            spans[item["key"]] = (
                _at(start, end, spent / total),
                _at(start, end, (spent + length) / total),
            )
        spent += length
    for item in done:
        if "parent" not in item:
            continue
        if item["parent"] not in spans:
            raise ContentError(f"{file.place(item['key'])}: its item was not dealt with")
        siblings = [other for other in done if other.get("parent") == item["parent"]]
        first, last = spans[item["parent"]]
        place, count = siblings.index(item), len(siblings)
        spans[item["key"]] = (
            _at(first, last, place / count),
            _at(first, last, (place + 1) / count),
        )
    return spans


def _at(start: datetime, end: datetime, share: float) -> datetime:
    return start + timedelta(minutes=round((end - start).total_seconds() / 60 * share))
