"""Indicators of the demonstration: made, measured by one person and approved by another, defined anew, corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from evaluation.actions import indicators, measurements, periods
from evaluation.enums import PeriodKind
from evaluation.models import IndicatorDefinition, Measurement, Period
from website.demo.acts import ZONE, Act
from website.demo.content import ContentError
from website.demo.evaluation.world import EvaluationWorld

MADE_AT = datetime(2019, 6, 24, 13, tzinfo=ZONE)  # measures of both documents are followed by then
PILOT_MADE_AT = datetime(2017, 12, 11, 9, tzinfo=ZONE)
FIGURES = ("value", "numerator", "denominator")
# Days after a period on which its values are entered, and what follows.
ENTERED, APPROVED, PUBLISHED, LOCKED = 16, 20, 23, 90


@dataclass(frozen=True, slots=True)
class IndicatorsLoader:
    """What evaluators and pilot officers did with indicators."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """Periods and indicators first, then values in the order of their periods."""
        for row in self.world.files.periods:
            at = min(MADE_AT, self._after(row, 0))
            yield Act(at, partial(self._add_period, row, at))
        for row in self.world.files.indicators:
            at = self._made_at(row)
            yield Act(at, partial(self._make, row, at))
            for value in row.get("value", ()):
                yield from self._value_acts(row, 1, value)
            if again := row.get("redefinition"):
                at = datetime.fromisoformat(again["at"])
                yield Act(at, partial(self._define_anew, row, again, at))
                for value in again.get("value", ()):
                    yield from self._value_acts(row, 2, value)
        for row in self.world.files.periods:
            at = max(MADE_AT + timedelta(days=30), self._after(row, LOCKED))
            if not self._waits(row["key"]):
                yield Act(at, partial(self._lock, row["key"], at))

    # --- moments ----------------------------------------------------------------------------

    @staticmethod
    def _after(period: Mapping[str, Any], days: int) -> datetime:
        return datetime.combine(
            date.fromisoformat(period["ends"]) + timedelta(days=days), time(10), ZONE
        )

    @staticmethod
    def _made_at(row: Mapping[str, Any]) -> datetime:
        return PILOT_MADE_AT if row.get("is_pilot") else MADE_AT

    def _waits(self, period: str) -> bool:
        """Whether the files leave a value of the period on its way."""
        return any(
            value["period"] == period and value.get("stage") in {"submitted", "draft"}
            for row in self.world.files.indicators
            for value in (*row.get("value", ()), *row.get("redefinition", {}).get("value", ()))
        )

    def _value_acts(
        self, row: Mapping[str, Any], number: int, value: Mapping[str, Any]
    ) -> Iterator[Act]:
        """A value is typed and submitted, approved by another person, published, and perhaps corrected."""
        period = self.world.files.period(value["period"])
        entered = max(self._made_at(row) + timedelta(days=1), self._after(period, ENTERED))
        if "entered_on" in value:
            entered = datetime.combine(date.fromisoformat(value["entered_on"]), time(10), ZONE)
        key = (row["code"], number, value["period"])
        stage = value.get("stage", "published")
        who = "pilot_officer" if row.get("is_pilot") else "evaluator"
        yield Act(entered, partial(self._enter, row, key, value, who, entered))
        if stage == "draft":
            return
        yield Act(entered, partial(self._submit, key, who, entered))
        if stage == "submitted":
            return
        approved = entered + timedelta(days=APPROVED - ENTERED)
        yield Act(approved, partial(self._approve, key, approved))
        published = entered + timedelta(days=PUBLISHED - ENTERED)
        if row.get("is_public", True):
            yield Act(published, partial(self._publish, key, published))
        if "correction" in value:
            at = datetime.fromisoformat(value["correction"]["opened_at"])
            yield Act(at, partial(self._correct, row, key, value["correction"], at))

    # --- acts -------------------------------------------------------------------------------

    def _add_period(self, row: Mapping[str, Any], at: datetime) -> None:
        self.world.periods[row["key"]] = periods.add_period(
            kind=PeriodKind.OWN,
            frequency=row["frequency"],
            label=row["label"],
            start_on=date.fromisoformat(row["starts"]),
            end_on=date.fromisoformat(row["ends"]),
            due_on=date.fromisoformat(row["ends"]) + timedelta(days=30),
            by=self.world.people["evaluator"],
            at=at,
        )

    def _make(self, row: Mapping[str, Any], at: datetime) -> None:
        made = indicators.create_indicator(
            code=row["code"],
            slug=row["slug"],
            kind=row["kind"],
            definition=_defined(row["definition"]),
            measures=[self.world.measure(code) for code in row["measures"]],
            is_public=row.get("is_public", True),
            is_pilot=row.get("is_pilot", False),
            demo_origin=row["origin"],
            demo_source=row.get("source", ""),
            by=self.world.people["evaluator"],
            at=at,
        )
        self.world.indicators[row["code"]] = made
        self._set_targets(made.definitions.get(), row, at)

    def _define_anew(self, row: Mapping[str, Any], again: Mapping[str, Any], at: datetime) -> None:
        indicator = self.world.indicators[row["code"]]
        told = {k: v for k, v in again.items() if k not in {"at", "target", "value"}}
        made = indicators.add_definition(
            indicator=indicator,
            lock_version=indicator.lock_version,
            definition=_defined({**row["definition"], **told}),
            by=self.world.people["evaluator"],
            at=at,
        )
        self._set_targets(made, again, at)

    def _set_targets(
        self, definition: IndicatorDefinition, row: Mapping[str, Any], at: datetime
    ) -> None:
        for target in row.get("target", ()):
            indicators.set_target(
                definition=definition,
                year=target["year"],
                value=Decimal(target["value"]),
                by=self.world.people["evaluator"],
                at=at,
            )

    def _enter(
        self,
        row: Mapping[str, Any],
        key: tuple[str, int, str],
        value: Mapping[str, Any],
        who: str,
        at: datetime,
    ) -> None:
        period = self.world.periods[value["period"]]
        code, number, _period = key
        self.world.values[key] = measurements.enter_value(
            definition=IndicatorDefinition.objects.select_related("indicator__record").get(
                indicator__code=code, number=number
            ),
            period=period,
            figures=_figures(value, period),
            by=self.world.people[who],
            at=at,
        )

    def _value(self, key: tuple[str, int, str]) -> Measurement:
        found = self.world.values.get(key)
        if found is None:
            raise ContentError(f"evaluation/indicators.toml: {key} is not entered by then")
        found.refresh_from_db()
        return found

    def _submit(self, key: tuple[str, int, str], who: str, at: datetime) -> None:
        value = self._value(key)
        measurements.submit_value(
            measurement=value, lock_version=value.lock_version, by=self.world.people[who], at=at
        )

    def _approve(self, key: tuple[str, int, str], at: datetime) -> None:
        value = self._value(key)
        by = self.world.people["other_evaluator"]
        measurements.approve_value(measurement=value, lock_version=value.lock_version, by=by, at=at)

    def _publish(self, key: tuple[str, int, str], at: datetime) -> None:
        value = self._value(key)
        by = self.world.people["evaluator"]
        measurements.publish_value(measurement=value, lock_version=value.lock_version, by=by, at=at)

    def _lock(self, period: str, at: datetime) -> None:
        periods.lock_period(
            period=self.world.periods[period], by=self.world.people["evaluator"], at=at
        )

    def _correct(
        self,
        row: Mapping[str, Any],
        key: tuple[str, int, str],
        told: Mapping[str, Any],
        at: datetime,
    ) -> None:
        """Somebody named opens the period again, the value is corrected by a further row, the period is locked."""
        code, number, name = key
        period: Period = self.world.periods[name]
        periods.reopen_period(
            period=period,
            reason=told["opened_reason"],
            by=self.world.people[told["opened_by"]],
            at=at,
        )
        corrected = (code, number, f"{name} corrected")
        self.world.values[corrected] = measurements.begin_correction(
            measurement=self._value(key),
            figures=_figures(told, period),
            reason=told["reason"],
            by=self.world.people["evaluator"],
            at=at + timedelta(hours=1),
        )
        self._submit(corrected, "evaluator", at + timedelta(hours=1))
        self._approve(corrected, at + timedelta(days=1))
        if row.get("is_public", True):
            self._publish(corrected, at + timedelta(days=2))
        self._lock(name, at + timedelta(days=3))


def _defined(row: Mapping[str, Any]) -> dict[str, Any]:
    """A definition of the files as its fields."""
    told = dict(row)
    for name in ("baseline", "tolerance"):
        if name in told:
            told[name] = Decimal(told[name])
    return told


def _figures(row: Mapping[str, Any], period: Period) -> dict[str, Any]:
    """A value of the files as what is typed; its data are of the last day of the period."""
    told: dict[str, Any] = {name: Decimal(row[name]) for name in FIGURES if name in row}
    told |= {name: row[name] for name in ("narrative", "parts", "comment") if name in row}
    return told | {"data_as_of": period.end_on - timedelta(days=1)}
