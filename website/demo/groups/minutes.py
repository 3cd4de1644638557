"""Minutes of the demonstration: written, sent for remarks, approved, published, corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from website.demo.acts import ZONE, Act
from website.demo.content import ContentError
from website.demo.groups.files import MeetingFile, words
from website.demo.groups.world import World
from working_groups.actions import corrections, meetings, minutes_approval, objections
from working_groups.actions import minutes as minutes_actions
from working_groups.actions.corrections import ItemTexts
from working_groups.enums import ApprovedHow
from working_groups.models import MinutesObjection
from working_groups.queries.minutes import current_version

CLOSED_AFTER = timedelta(days=10)


def _clock(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


@dataclass(slots=True)
class MinutesLoader:
    """Writes the minutes of the files and leads them through their life."""

    world: World

    def acts(self, file: MeetingFile) -> Iterator[Act]:
        """What is done about the minutes of a held meeting."""
        said = file.minutes
        if not said:
            return
        circulated = file.on(said, "circulated")
        written = file.moment(file.data["held"][1]) + timedelta(hours=1)
        if circulated is not None:
            written = max(written, _clock(circulated, 10))
        yield Act(written, partial(self._write, file, written))
        if circulated is None:
            return
        at = written + timedelta(minutes=30)
        yield Act(at, partial(self._circulate, file, at))
        for row in said.get("remark", ()):
            yield from self._remark_acts(file, row)
        if "approved" in said:
            yield from self._approval_acts(file, said)

    def _approval_acts(self, file: MeetingFile, said: Mapping[str, Any]) -> Iterator[Act]:
        approved = file.on(said, "approved")
        if approved is None:  # at the meeting that dealt with it
            approved = date.fromisoformat(said["approved_in"].split("/")[0])
            at = _clock(approved, 17)
        else:
            at = _clock(approved, 11)
        yield Act(at, partial(self._approve, file, said, at))
        published = file.on(said, "published")
        if published is None:
            return
        at = _clock(published, 12)
        yield Act(at, partial(self._publish, file, at))
        yield Act(at + CLOSED_AFTER, partial(self._close, file, at + CLOSED_AFTER))
        for row in said.get("clerical", ()):
            at = _clock(date.fromisoformat(row["on"]), 9)
            yield Act(at, partial(self._correct_clerical, file, row, at))
        if fix := said.get("substantive"):
            at = _clock(date.fromisoformat(fix["on"]), 9)
            yield Act(at, partial(self._correct_substantive, file, fix, at))

    # --- writing ----------------------------------------------------------------------------

    def _write(self, file: MeetingFile, at: datetime) -> None:
        world, by = self.world, self.world.secretary
        made = minutes_actions.begin_minutes(meeting=world.meetings[file.key], by=by, at=at)
        world.made_up(made.record)
        world.minutes[file.key] = made
        for item in file.items():
            if "text" in item or "internal" in item:
                minutes_actions.save_section(
                    minutes=made,
                    item=world.items[f"{file.key}/{item['key']}"],
                    public_text=words(item.get("text", "")),
                    internal_text=words(item.get("internal", "")),
                    lock_version=1,
                    by=by,
                    at=at,
                )
        if verifier := file.minutes.get("verifier"):
            person = world.seats.person(verifier)
            minutes_actions.name_people(minutes=made, written_by=by, verifier=person, by=by, at=at)
            minutes_actions.confirm_minutes(minutes=made, by=person, at=at + timedelta(minutes=20))

    def _circulate(self, file: MeetingFile, at: datetime) -> None:
        minutes_actions.circulate_minutes(
            minutes=self.world.minutes[file.key], by=self.world.secretary, at=at
        )

    # --- remarks ----------------------------------------------------------------------------

    def _remark_acts(self, file: MeetingFile, row: Mapping[str, Any]) -> Iterator[Act]:
        if "days" in row:
            at = _clock(file.today + timedelta(days=row["days"]), 11)
        else:
            at = datetime.fromisoformat(row["at"])
        yield Act(at, partial(self._object, file, row, at))
        if "answered_at" in row:
            at = datetime.fromisoformat(row["answered_at"])
            yield Act(at, partial(self._reject, file, row, at))

    def _object(self, file: MeetingFile, row: Mapping[str, Any], at: datetime) -> None:
        objections.raise_objection(
            minutes=self.world.minutes[file.key],
            item=self.world.items[f"{file.key}/{row['item']}"],
            text=row["text"],
            proposed_wording=row["wording"],
            by=self.world.seats.person(row["by"]),
            at=at,
        )

    def _reject(self, file: MeetingFile, row: Mapping[str, Any], at: datetime) -> None:
        objections.reject_objection(
            objection=MinutesObjection.objects.select_related("minutes").get(
                minutes=self.world.minutes[file.key], text=row["text"]
            ),
            answer=row["answer"],
            by=self.world.chair,
            at=at,
        )

    # --- approval and after -----------------------------------------------------------------

    def _approve(self, file: MeetingFile, said: Mapping[str, Any], at: datetime) -> None:
        how = said["approved"]
        if how not in ApprovedHow:
            raise ContentError(f"{file.place()}: minutes are not approved by {how!r}")
        item = self.world.items[said["approved_in"]] if "approved_in" in said else None
        minutes_approval.approve_minutes(
            minutes=self.world.minutes[file.key], how=how, item=item, by=self.world.chair, at=at
        )

    def _publish(self, file: MeetingFile, at: datetime) -> None:
        minutes_approval.publish_minutes(
            minutes=self.world.minutes[file.key],
            names_checked=True,
            by=self.world.secretary,
            at=at,
        )

    def _close(self, file: MeetingFile, at: datetime) -> None:
        meetings.close_meeting(
            meeting=self.world.meetings[file.key], by=self.world.secretary, at=at
        )

    def _correct_clerical(self, file: MeetingFile, row: Mapping[str, Any], at: datetime) -> None:
        version = self._current(file)
        corrections.correct_clerical(
            minutes=self.world.minutes[file.key],
            texts=self._texts(file, row, version.content),
            reason=row["reason"],
            from_number=version.number,
            by=self.world.chair,
            at=at,
        )

    def _correct_substantive(self, file: MeetingFile, fix: Mapping[str, Any], at: datetime) -> None:
        version = self._current(file)
        decision = self.world.decisions[f"{file.key}/{fix['conclusion']}"]
        corrections.correct_substantive(
            minutes=self.world.minutes[file.key],
            decided_in=self.world.decision(fix["by"]),
            texts=self._texts(file, fix, version.content),
            wordings={decision.pk: fix["text"]},
            reason=fix["reason"],
            from_number=version.number,
            by=self.world.chair,
            at=at,
        )

    def _current(self, file: MeetingFile) -> Any:
        return current_version(self.world.minutes[file.key])

    def _texts(
        self, file: MeetingFile, row: Mapping[str, Any], content: Mapping[str, Any]
    ) -> dict[int, ItemTexts]:
        """The text of the item with the wrong words replaced. Raises ContentError where they do not stand there."""
        key = self.world.items[f"{file.key}/{row['item']}"].pk
        item = next(item for item in content["items"] if item["item"] == key)
        if row["was"] not in item["text"]:
            raise ContentError(f"{file.place(row['item'])}: the text does not say {row['was']!r}")
        return {key: ItemTexts(item["text"].replace(row["was"], row["now"]), item["internal"])}
