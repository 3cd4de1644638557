"""The files about the action plan and the evaluation, read and checked against each other. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from website.demo.content import ContentError, read_file, read_list, read_table


@dataclass(slots=True)
class EvaluationFiles:
    """Everything the files say of what came of the plan."""

    derivations: list[dict[str, Any]] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    reporting_dates: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    dependencies: list[dict[str, Any]] = field(default_factory=list)
    correction: dict[str, Any] = field(default_factory=dict)
    plan_reports: list[dict[str, Any]] = field(default_factory=list)
    periods: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    risks: list[dict[str, Any]] = field(default_factory=list)
    evaluation_plan: dict[str, Any] = field(default_factory=dict)
    plan_versions: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    recommendations: list[dict[str, Any]] = field(default_factory=list)
    project: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "EvaluationFiles":
        """Read the folder and check what names what. Raises ContentError."""
        plan, judged = folder / "plan.toml", folder / "judgements.toml"
        files = cls(
            derivations=read_list(plan, "derivation"),
            owners=read_table(plan, "owners"),
            reporting_dates=read_list(plan, "reporting_date"),
            measures=read_list(plan, "measure"),
            dependencies=read_list(plan, "dependency"),
            correction=read_table(plan, "correction"),
            plan_reports=read_list(plan, "plan_report"),
            periods=read_list(folder / "indicators.toml", "period"),
            indicators=read_list(folder / "indicators.toml", "indicator"),
            risks=read_list(folder / "risks.toml", "risk"),
            evaluation_plan=read_table(judged, "plan"),
            plan_versions=read_list(judged, "version"),
            questions=read_list(judged, "question"),
            findings=read_list(judged, "finding"),
            recommendations=read_list(judged, "recommendation"),
            project=_read(folder / "project.toml"),
            card=_read(folder.parent / "project.toml"),
        )
        files._check()
        return files

    def period(self, key: str) -> Mapping[str, Any]:
        """A period by its key. Raises ContentError."""
        for row in self.periods:
            if row["key"] == key:
                return row
        raise ContentError(f"evaluation/indicators.toml: {key} is no period of the files")

    def _check(self) -> None:
        _once("plan.toml", [row["measure"] for row in self.derivations])
        _once("plan.toml", [row["code"] for row in self.measures])
        for row in self.measures:
            if len(row["reports"]) != len(self.reporting_dates):
                raise ContentError(f"evaluation/plan.toml: {row['code']} has a report too few")
        _once("indicators.toml", [row["key"] for row in self.periods])
        _once("indicators.toml", [row["code"] for row in self.indicators])
        _once("risks.toml", [row["title"] for row in self.risks])
        for rows in (self.findings, self.recommendations):
            _once("judgements.toml", [row["key"] for row in rows])


def _read(path: Path) -> dict[str, Any]:
    """The table of a file; empty without the file."""
    return read_file(path) if path.exists() else {}


def _once(place: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContentError(f"evaluation/{place}: {name} stands there twice")
        seen.add(name)
