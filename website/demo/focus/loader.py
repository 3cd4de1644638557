"""Everything the demonstration's focus groups did, as acts in the order of their dates."""

from collections.abc import Iterator
from dataclasses import dataclass

from website.demo.acts import Act
from website.demo.focus.analysis import AnalysisLoader
from website.demo.focus.fieldwork import FieldworkLoader
from website.demo.focus.report import ReportLoader
from website.demo.focus.submitting import SubmittingLoader
from website.demo.focus.world import FocusWorld


@dataclass(frozen=True, slots=True)
class FocusLoader:
    """The work of the facilitators. What happens at the same moment happens in the order in which it is listed here."""

    world: FocusWorld

    def acts(self) -> Iterator[Act]:
        """Series, sessions, statements, and what was made of them."""
        if not self.world.files.series:
            return
        yield from FieldworkLoader(self.world).acts()
        yield from AnalysisLoader(self.world).acts()
        yield from ReportLoader(self.world).acts()
        yield from SubmittingLoader(self.world).acts()

    def told(self) -> str:
        """How much there is, for whoever loads the demonstration."""
        world = self.world
        return (
            f"Focus groups: {len(world.series)}, sessions: {len(world.sessions)}, statements: "
            f"{len(world.statements)}, findings: {len(world.findings)}, recommendations: "
            f"{len(world.recommendations)}"
        )
