"""The measures of the action plan: what they carry out of the concept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concept.actions import measures
from website.demo.acts import ZONE, Act
from website.demo.evaluation.world import EvaluationWorld

DERIVED_AT = datetime(2019, 6, 20, 10, tzinfo=ZONE)  # the day after the plan was approved


@dataclass(frozen=True, slots=True)
class PlanLoader:
    """What the people who follow the plan did with its measures."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """From the approval of the plan on."""
        yield Act(DERIVED_AT, self._derive)

    def _derive(self) -> None:
        for row in self.world.files.derivations:
            for source in row["sources"]:
                measures.derive_measure(
                    measure=self.world.measure(row["measure"]),
                    source=self.world.measure(source),
                    note=row.get("note", ""),
                    by=self.world.people["editor"],
                    at=DERIVED_AT,
                )
