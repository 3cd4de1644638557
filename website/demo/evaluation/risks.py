"""Risks of the demonstration: raised, assessed over time, answered for, warned of by a value, closed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from core.enums import DemoOrigin
from evaluation.actions import alerts, risk_steps, risks
from evaluation.enums import ActionState, RiskState
from evaluation.models import Alert, Risk
from website.demo.acts import ZONE, Act
from website.demo.evaluation.world import EvaluationWorld

# Measures of the concept are followed from its approval on.
THREATENS_FROM = datetime(2017, 11, 20, 14, tzinfo=ZONE)
LOOKED_AT_AGAIN = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class RisksLoader:
    """What whoever answers for risks did with them."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """From the day a risk was raised on."""
        for row in self.world.files.risks:
            raised = _noon(row["raised"])
            yield Act(raised, partial(self._raise, row, raised))
            threatens = max(raised, THREATENS_FROM)
            yield Act(threatens, partial(self._threaten, row, threatens))
            for index, assessment in enumerate(row["assessments"]):
                at = _noon(assessment[0])
                yield Act(at, partial(self._assess, row, assessment, at))
                if index == 0:
                    yield Act(at, partial(self._respond, row, at))
            if "warning" in row:
                at = _noon(row["warning"][-1])
                yield Act(at, partial(self._watch, row, at))
                at = _noon(row["warned"][0])
                yield Act(at, partial(self._deal_with, row, at))
            if "closed" in row:
                at = _noon(row["closed"][0])
                yield Act(at, partial(self._close, row, at))

    def _risk(self, row: Mapping[str, Any]) -> Risk:
        found = self.world.risks[row["title"]]
        found.refresh_from_db()
        return found

    def _raise(self, row: Mapping[str, Any], at: datetime) -> None:
        people = self.world.people
        made = self.world.risks[row["title"]] = risks.raise_risk(
            **{
                name: row[name]
                for name in ("title", "cause", "event", "effect", "category", "proximity")
            },
            demo_origin=DemoOrigin.INVENTED,
            by=people[row["raised_by"]],
            at=at,
        )
        risks.give_risk(
            risk=made,
            owner=people[row["owner"]],
            lock_version=made.lock_version,
            by=people["evaluator"],
            at=at,
        )
        if row.get("public"):
            risks.show_risk(risk=made, is_public=True, by=people["evaluator"], at=at)

    def _threaten(self, row: Mapping[str, Any], at: datetime) -> None:
        risk = self._risk(row)
        risks.edit_risk(
            risk=risk,
            lock_version=risk.lock_version,
            **{
                name: row[name]
                for name in ("title", "cause", "event", "effect", "category", "proximity")
            },
            measures=[self.world.measure(code) for code in row["measures"]],
            indicators=[self.world.indicators[code] for code in row.get("indicators", ())],
            by=self.world.people["evaluator"],
            at=at,
        )

    def _assess(self, row: Mapping[str, Any], told: Any, at: datetime) -> None:
        _day, *sizes, why = told
        names = ("inherent_probability", "inherent_impact", "residual_probability", "residual_impact")  # fmt: skip
        risk = self._risk(row)
        risk_steps.assess_risk(
            risk=risk,
            lock_version=risk.lock_version,
            **dict(zip(names, sizes, strict=True)),
            why=why,
            review_on=at.date() + LOOKED_AT_AGAIN,
            by=self.world.people[row["owner"]],
            at=at,
        )

    def _respond(self, row: Mapping[str, Any], at: datetime) -> None:
        by = self.world.people[row["owner"]]
        risk = self._risk(row)
        risk = risk_steps.respond_to_risk(
            risk=risk,
            lock_version=risk.lock_version,
            response=row["response"],
            response_text=row["response_text"],
            review_on=at.date() + LOOKED_AT_AGAIN,
            by=by,
            at=at,
        )
        for text, who, due, state, note in row.get("actions", ()):
            action = risk_steps.add_action(
                risk=risk, text=text, responsible=who, due_on=date.fromisoformat(due), by=by, at=at
            )
            done = _noon(due)
            risk_steps.change_action(
                action=action,
                text=text,
                responsible=who,
                due_on=action.due_on,
                state=ActionState(state),
                note=note,
                lock_version=action.lock_version,
                by=by,
                at=done,
            )

    def _watch(self, row: Mapping[str, Any], at: datetime) -> None:
        code, threshold, crossing, _day = row["warning"]
        risk = self._risk(row)
        risks.watch_by_value(
            risk=risk,
            indicator=self.world.indicators[code],
            threshold=Decimal(threshold),
            crossing=crossing,
            lock_version=risk.lock_version,
            by=self.world.people["evaluator"],
            at=at,
        )

    def _deal_with(self, row: Mapping[str, Any], at: datetime) -> None:
        for alert in Alert.objects.open().filter(risk=self._risk(row)):
            alerts.close_alert(
                alert=alert,
                reason=row["warned"][1],
                by=self.world.people[row["owner"]],
                at=at,
            )

    def _close(self, row: Mapping[str, Any], at: datetime) -> None:
        risk = self._risk(row)
        risk_steps.move_risk(
            risk=risk,
            state=RiskState.CLOSED,
            reason=row["closed"][1],
            lock_version=risk.lock_version,
            by=self.world.people[row["owner"]],
            at=at,
        )


def _noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), ZONE)
