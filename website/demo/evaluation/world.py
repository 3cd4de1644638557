"""What the files about the plan and the evaluation have become so far, for the parts of the loader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from concept.models import Measure, MeasureReport, PlanReport, VersionPassage
from evaluation.models import (
    EvaluationFinding,
    EvaluationQuestion,
    EvaluationRecommendation,
    Indicator,
    Measurement,
    Period,
    RecommendationAction,
    Risk,
)
from people.models import User
from website.demo.content import ContentError
from website.demo.evaluation.files import EvaluationFiles


@dataclass(slots=True)
class EvaluationWorld:
    """Rows by the names the files give them. ``people``: accounts of the personas by their key."""

    files: EvaluationFiles
    people: Mapping[str, User]
    periods: dict[str, Period] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    reports: dict[tuple[str, date], MeasureReport] = field(default_factory=dict)
    plan_reports: dict[str, PlanReport] = field(default_factory=dict)
    risks: dict[str, Risk] = field(default_factory=dict)
    questions: list[EvaluationQuestion] = field(default_factory=list)
    findings: dict[str, EvaluationFinding] = field(default_factory=dict)
    advice: dict[str, EvaluationRecommendation] = field(default_factory=dict)
    steps: dict[tuple[str, str], RecommendationAction] = field(default_factory=dict)
    pilot: Any = None
    drawn: Any = None
    values: dict[tuple[str, int, str], Measurement] = field(default_factory=dict)

    def measure(self, code: str) -> Measure:
        """A measure by its permanent code: one query. Raises ContentError."""
        found = Measure.objects.select_related("record", "document").filter(code=code).first()
        if found is None:
            raise ContentError(f"evaluation: no measure has the code {code} by then")
        return found

    @staticmethod
    def responsible(measure: Measure) -> str:
        """The body that answers for a measure, as the newest approved text says: two queries."""
        place = measure.places.current().order_by("version__number").last()
        passage = VersionPassage.objects.select_related("content").get(
            version=place.version_id, passage_uid=place.passage_uid
        )
        return passage.content.value["responsible"]
