"""What the files about groups have become so far, for the parts of the loader that refer to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.actions import label_demo
from core.enums import DemoOrigin
from core.models import Record
from people.models import User
from website.demo.content import ContentError
from website.demo.groups.files import MeetingFile
from website.demo.groups.seats import SeatsLoader
from working_groups.models import AgendaItem, Decision, Meeting, MeetingOutput, Minutes, Task

if TYPE_CHECKING:
    from website.demo.rounds import RoundsLoader


@dataclass(slots=True)
class World:
    """Rows by the names the files give them: ``<meeting>/<key>``, of a meeting and its minutes ``<meeting>``."""

    seats: SeatsLoader
    rounds: "RoundsLoader"
    meetings: dict[str, Meeting] = field(default_factory=dict)
    items: dict[str, AgendaItem] = field(default_factory=dict)
    outputs: dict[str, MeetingOutput] = field(default_factory=dict)
    minutes: dict[str, Minutes] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)

    @property
    def secretary(self) -> User:
        """Who prepares meetings and writes minutes."""
        return self.seats.people["secretary"]

    @property
    def chair(self) -> User:
        """Who approves minutes and checks tasks."""
        return self.seats.people["chair"]

    def meeting(self, file: MeetingFile) -> Meeting:
        """The meeting of a file as it is stored now: one query."""
        return Meeting.objects.select_related("record", "host").get(pk=self.meetings[file.key].pk)

    def decision(self, key: str) -> Decision:
        """A conclusion as it is stored now: one query."""
        return Decision.objects.select_related("record", "meeting").get(pk=self.decisions[key].pk)

    def task(self, key: str) -> Task:
        """A task as it is stored now: one query."""
        return Task.objects.select_related("owner__user").get(pk=self.tasks[key].pk)

    def made_up(self, record: Record) -> None:
        """Label what a group with a real name, or a meeting on a real day, is made to have done here."""
        label_demo(
            record=record,
            demo_origin=DemoOrigin.INVENTED,
            demo_source="obsah je smyšlený pro ukázku",
        )

    def comment_entry(self, key: str, place: str) -> Any:
        """A comment of the rounds by its key. Raises ContentError."""
        for entries in self.rounds.entries.values():
            for entry in entries:
                if entry.data.get("key") == key:
                    return entry
        raise ContentError(f"{place}: no comment is called {key}")


def names_known(rows: Mapping[str, Any], key: str, place: str) -> None:
    """Raises ContentError for a name that stands for nothing yet."""
    if key not in rows:
        raise ContentError(f"{place}: {key} does not exist by then")
