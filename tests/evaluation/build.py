"""Indicators with periods and values for tests, made by the actions that make them in life."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from evaluation.actions import indicators, measurements, periods
from evaluation.enums import Frequency, IndicatorKind, Joining, PeriodKind, Scale, Way
from evaluation.models import Indicator, IndicatorDefinition, Measurement, Period
from people.enums import Role
from people.models import User
from tests.factories.people import UserFactory

UNKNOWN = {"baseline_unknown": "Před projektem se nesledovalo."}
COUNT: Mapping[str, Any] = {
    "title": "Počet sociálních bytů",
    "scale": Scale.COUNT,
    "direction": Way.UP,
    "aggregation": Joining.LATEST,
    "unit": "bytů",
    "frequency": Frequency.HALF_YEAR,
    "baseline": Decimal(439),
    "baseline_on": date(2018, 12, 31),
}
SHARE: Mapping[str, Any] = {
    "title": "Domácnosti, které si udržely bydlení",
    "scale": Scale.RATIO,
    "numerator": "Domácnosti, které po roce bydlí",
    "denominator": "Domácnosti, které se nastěhovaly aspoň před rokem",
    "direction": Way.UP,
    "aggregation": Joining.RATIO,
    "unit": "%",
    "frequency": Frequency.HALF_YEAR,
    **UNKNOWN,
}


def evaluator(name: str = "Eva Evaluátorová") -> User:
    """Somebody with the role of evaluator, who signs in without a second factor."""
    return UserFactory(name=name, roles=[Role.EVALUATOR], is_demo=True)


def indicator(code: str, by: User, *, at: datetime, **fields: Any) -> Indicator:
    """A public indicator that is a count, unless ``definition`` says otherwise."""
    told = {"kind": IndicatorKind.OUTPUT, "definition": COUNT, "is_public": True, **fields}
    return indicators.create_indicator(code=code, by=by, at=at, **told)


def definition_of(row: Indicator) -> IndicatorDefinition:
    """The definition of today."""
    return row.definitions.order_by("-number")[0]


def half_year(half: int, year: int, by: User, *, at: datetime, **fields: Any) -> Period:
    """The first or second half of a year."""
    start, end = (
        (date(year, 1, 1), date(year, 7, 1))
        if half == 1
        else (date(year, 7, 1), date(year + 1, 1, 1))
    )
    told = {
        "kind": PeriodKind.OWN,
        "frequency": Frequency.HALF_YEAR,
        "label": f"{half}. pololetí {year}",
        "start_on": start,
        "end_on": end,
        **fields,
    }
    return periods.add_period(by=by, at=at, **told)


def entered(
    of: Indicator | IndicatorDefinition, period: Period, by: User, *, at: datetime, **figures: Any
) -> Measurement:
    """A value in its first draft, by the definition of today unless another is given."""
    definition = of if isinstance(of, IndicatorDefinition) else definition_of(of)
    told = {"data_as_of": period.end_on, **_numbers(figures)}
    return measurements.enter_value(
        definition=definition, period=period, figures=told, by=by, at=at
    )


def _numbers(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(str(told)) if name in {"value", "numerator", "denominator"} else told
        for name, told in figures.items()
    }


def approved(row: Measurement, by: User, approver: User, *, at: datetime) -> Measurement:
    """Submit a draft and have another person approve it."""
    row = measurements.submit_value(measurement=row, lock_version=row.lock_version, by=by, at=at)
    return measurements.approve_value(
        measurement=row, lock_version=row.lock_version, by=approver, at=at
    )


def published(row: Measurement, by: User, approver: User, *, at: datetime) -> Measurement:
    """Take a draft through approval to the public."""
    row = approved(row, by, approver, at=at)
    return measurements.publish_value(
        measurement=row, lock_version=row.lock_version, by=approver, at=at
    )
