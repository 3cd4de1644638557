"""Everything the demonstration's groups did, as acts in the order of their dates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from website.demo.acts import Act
from website.demo.groups.conclusions import ConclusionsLoader
from website.demo.groups.meetings import MeetingsLoader
from website.demo.groups.minutes import MinutesLoader
from website.demo.groups.seats import SeatsLoader
from website.demo.groups.tasks import TasksLoader
from website.demo.groups.world import World

if TYPE_CHECKING:
    from website.demo.rounds import RoundsLoader


@dataclass(slots=True)
class GroupsLoader:
    """The life of the groups. What happens at the same moment happens in the order in which it is listed here."""

    seats: SeatsLoader
    rounds: "RoundsLoader"
    conclusions: ConclusionsLoader = field(init=False)
    _world: World = field(init=False)

    def __post_init__(self) -> None:
        self._world = World(self.seats, self.rounds)
        self.conclusions = ConclusionsLoader(self._world)

    def acts(self) -> Iterator[Act]:
        """Founding, meetings, conclusions, tasks and minutes."""
        yield from self.seats.acts()
        tasks = TasksLoader(self._world)
        for part in (
            MeetingsLoader(self._world),
            self.conclusions,
            tasks,
            MinutesLoader(self._world),
        ):
            for file in self.seats.files.meetings:
                yield from part.acts(file)
        yield from tasks.other_acts()

    def told(self) -> str:
        """How much there is, for whoever loads the demonstration."""
        world = self._world
        return (
            f"Groups: {len(self.seats.groups)}, meetings: {len(world.meetings)}, minutes: "
            f"{len(world.minutes)}, conclusions: {len(world.decisions)}, tasks: {len(world.tasks)}"
        )
