"""Tasks of the demonstration: given, begun, put off, reported, checked, handed over when a group ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from website.demo.acts import ZONE, Act
from website.demo.groups.files import MeetingFile, rows_of, words
from website.demo.groups.world import World
from website.demo.settling import settlement_of
from working_groups import actions
from working_groups.actions import task_steps, tasks, transfers
from working_groups.enums import GroupState
from working_groups.models import Task

MERGED = "skupina byla sloučena do Pracovní skupiny sociálního bydlení"


@dataclass(slots=True)
class TasksLoader:
    """Gives the tasks of the files and leads them through their life."""

    world: World

    def acts(self, file: MeetingFile) -> Iterator[Act]:
        """Tasks of a held meeting and what became of them."""
        if not file.is_held:
            return
        at = file.moment(file.data["held"][1])
        if "backfilled_at" in file.data:
            at = datetime.fromisoformat(file.data["backfilled_at"])
        for item, row in rows_of(file, "task"):
            yield Act(at, partial(self._give, file, item, row, at))
            yield from self._life(f"{file.key}/{row['key']}", row)

    def other_acts(self) -> Iterator[Act]:
        """Tasks that came from no meeting, and the ends of merged groups."""
        files = self.world.seats.files
        for row in files.tasks:
            at = self._day(row["given_days"], 9)
            yield Act(at, partial(self._give_alone, row, at))
            yield from self._life(row["key"], row)
        for group in files.groups:
            if end := group.get("merged"):
                at = datetime.fromisoformat(end["at"])
                yield Act(at, partial(self._merge, group["code"], end, at))
                for row in end.get("task", ()):
                    yield from self._life(f"{group['code']}/{row['key']}", row)

    def _day(self, day: str | int, hour: int) -> datetime:
        """A moment of a day in the files: a date, or a number of days from today."""
        if isinstance(day, int):
            on = self.world.seats.files.today + timedelta(days=day)
        else:
            on = date.fromisoformat(day)
        return datetime.combine(on, time(hour), ZONE)

    # --- given ------------------------------------------------------------------------------

    def _give(
        self, file: MeetingFile, item: Mapping[str, Any], row: Mapping[str, Any], at: datetime
    ) -> None:
        world, place = self.world, file.place(row["key"])
        code = row.get("group", file.data["groups"][0])
        origin = None
        if "from_settlement_of" in row:
            entry = world.comment_entry(row["from_settlement_of"], place)
            origin = settlement_of(entry).comment.contribution.record
        found = world.items[f"{file.key}/{item['key']}"]
        found.refresh_from_db()
        made = tasks.assign_task(
            group=world.seats.groups[code],
            owner=world.seats.seat(code, row["owner"], file.day),
            helpers=[world.seats.seat(code, who, file.day) for who in row.get("helpers", ())],
            text=words(row["text"]),
            due_on=self._day(row.get("due", row.get("due_days", 0)), 0).date(),
            meeting=world.meeting(file),
            item=found,
            origin=origin,
            by=world.secretary,
            at=at,
        )
        self._keep(f"{file.key}/{row['key']}", made)

    def _keep(self, key: str, task: Task) -> None:
        self.world.made_up(task.record)
        self.world.tasks[key] = task

    def _give_alone(self, row: Mapping[str, Any], at: datetime) -> None:
        seats, code = self.world.seats, row["group"]
        made = tasks.assign_task(
            group=seats.groups[code],
            owner=seats.seat(code, row["owner"], at.date()),
            helpers=[seats.seat(code, who, at.date()) for who in row.get("helpers", ())],
            text=words(row["text"]),
            due_on=self._day(row.get("first_due_days", row["due_days"]), 0).date(),
            by=self.world.chair,
            at=at,
        )
        self._keep(row["key"], made)

    # --- what becomes of them ---------------------------------------------------------------

    def _life(self, key: str, row: Mapping[str, Any]) -> Iterator[Act]:
        for name, do in (("started", self._begin), ("verified", self._verify)):
            day = row.get(name, row.get(f"{name}_days"))
            if day is not None:
                at = self._day(day, 10 if name == "started" else 16)
                yield Act(at, partial(do, key, at))
        for name, do in (
            ("reported", self._report),
            ("returned", self._return),
            ("cancelled", self._cancel),
        ):
            if name in row:
                day, text = row[name]
                at = self._day(day, 14 if name == "reported" else 16)
                yield Act(at, partial(do, key, text, at))
        for day, due, reason in row.get("moved", ()):
            at = self._day(day, 11)
            yield Act(at, partial(self._put_off, key, self._day(due, 0).date(), reason, at))

    def _owner(self, task: Task) -> Any:
        return task.owner.user

    def _begin(self, key: str, at: datetime) -> None:
        task = self.world.task(key)
        task_steps.begin_task(task=task, by=self._owner(task), at=at)

    def _report(self, key: str, text: str, at: datetime) -> None:
        task = self.world.task(key)
        task_steps.report_task(
            task=task, text=text, lock_version=task.lock_version, by=self._owner(task), at=at
        )

    def _return(self, key: str, reason: str, at: datetime) -> None:
        task = self.world.task(key)
        task_steps.return_task(
            task=task, reason=reason, lock_version=task.lock_version, by=self.world.chair, at=at
        )

    def _verify(self, key: str, at: datetime) -> None:
        task = self.world.task(key)
        task_steps.verify_task(
            task=task, lock_version=task.lock_version, by=self.world.chair, at=at
        )

    def _cancel(self, key: str, reason: str, at: datetime) -> None:
        task_steps.cancel_task(
            task=self.world.task(key), reason=reason, by=self.world.secretary, at=at
        )

    def _put_off(self, key: str, due_on: date, reason: str, at: datetime) -> None:
        task = self.world.task(key)
        task_steps.change_due(
            task=task,
            due_on=due_on,
            reason=reason,
            lock_version=task.lock_version,
            by=self.world.chair,
            at=at,
        )

    # --- the end of a group -----------------------------------------------------------------

    def _merge(self, code: str, end: Mapping[str, Any], at: datetime) -> None:
        world, on = self.world, at.date()
        group, successor = world.seats.groups[code], world.seats.groups[end["into"]]
        rows = end.get("task", ())
        moves = [
            transfers.Move(world.task(row["of"]), world.seats.seat(end["into"], row["owner"], on))
            for row in rows
        ]
        made = transfers.hand_over_group(
            group=group, successor=successor, moves=moves, reason=MERGED, by=world.secretary, at=at
        )
        for row, task in zip(rows, made, strict=True):
            self._keep(f"{code}/{row['key']}", task)
        actions.change_group_state(group=group, state=GroupState.MERGED, by=world.secretary, at=at)
        for membership in group.memberships.current(on):
            actions.end_membership(
                membership=membership, valid_to=on, reason=MERGED, by=world.secretary, at=at
            )
