"""Everything that came of the plan in the demonstration, as acts in the order of their dates."""

from collections.abc import Iterator
from dataclasses import dataclass

from website.demo.acts import Act
from website.demo.evaluation.indicators import IndicatorsLoader
from website.demo.evaluation.judging import JudgingLoader
from website.demo.evaluation.pilot import PilotLoader
from website.demo.evaluation.plan import PlanLoader
from website.demo.evaluation.project import ProjectLoader
from website.demo.evaluation.risks import RisksLoader
from website.demo.evaluation.world import EvaluationWorld


@dataclass(frozen=True, slots=True)
class EvaluationLoader:
    """The work of measure owners and evaluators. What happens at the same moment happens in the order listed here."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """What the plan became."""
        if self.world.files.derivations:
            yield from PlanLoader(self.world).acts()
            yield from PilotLoader(self.world).acts()
            yield from IndicatorsLoader(self.world).acts()
            yield from RisksLoader(self.world).acts()
            yield from JudgingLoader(self.world).acts()
            yield from ProjectLoader(self.world).acts()

    def told(self) -> str:
        """How much there is, for whoever loads the demonstration."""
        world = self.world
        return (
            f"Action plan: {len(world.files.derivations)} measures, indicators: "
            f"{len(world.indicators)}, values: {len(world.values)}, flats of the pilot: "
            f"{len(world.drawn.flats)}, households: {len(world.drawn.households)}, risks: "
            f"{len(world.risks)}, findings: {len(world.findings)}, recommendations: {len(world.advice)}"
        )
