"""How a value of an indicator is told to readers: with its unit, target, verdict, and what is to be known about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.enums import Way
from evaluation.formulas import Direction, Verdict, verdict
from evaluation.models import IndicatorDefinition, Measurement, Period, Target

NBSP = "\u00a0"


def number_text(value: Decimal | None, unit: str = "") -> str:
    """A number as it is read in the active language, with its unit; "" for none."""
    if value is None:
        return ""
    plain = value.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    text = str(number_format(value, places, use_l10n=True, force_grouping=True))
    return f"{text}{NBSP}{unit}" if unit else text


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value as readers are told it. ``value``: the number, of a share worked out; None where there are only words.

    ``target``: of its period, else of the year in which the period ends. ``is_late``: it was submitted after the day by
    which values of its period were due. ``is_restated``: a former definition has a value for the same period.
    """

    measurement: int
    number: int
    definition: int
    period: str
    start_on: date
    end_on: date
    kind: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit: str
    narrative: str
    comment: str
    data_as_of: date | None
    target: Decimal | None
    verdict: Verdict
    path: str
    origin: str
    source: str
    is_as_published: bool
    is_late: bool
    correction_reason: str
    is_restated: bool = False

    @property
    def text(self) -> str:
        """The value in words of the active language."""
        return number_text(self.value, self.unit)

    @property
    def target_text(self) -> str:
        """The target in words of the active language; "" where there is none."""
        return number_text(self.target, self.unit)

    @property
    def parts_text(self) -> str:
        """Part and whole of a share, such as "74 z 92"."""
        if self.numerator is None or self.denominator is None:
            return ""
        told = {"part": number_text(self.numerator), "whole": number_text(self.denominator)}
        return pgettext("of a share", "%(part)s of %(whole)s") % told

    @property
    def verdict_label(self) -> str:
        """The verdict in words of the active language."""
        return verdict_label(self.verdict, has_value=self.value is not None)


def verdict_label(told: Verdict, *, has_value: bool) -> str:
    """The verdict in words; a value without a target is not judged."""
    if told is Verdict.ON_TRACK:
        return pgettext("verdict on an indicator", "On track")
    if told is Verdict.BEHIND:
        return pgettext("verdict on an indicator", "Behind")
    if has_value:
        return pgettext("verdict on an indicator", "Not judged: no target")
    return pgettext("verdict on an indicator", "Not measured")


def value_of(measurement: Measurement) -> Decimal | None:
    """The number of a value, of a share worked out (in per cent where that is its unit). Load ``approved`` with it."""
    return measurement.figures.measured.result(percent=measurement.definition.is_percent)


def judged(
    definition: IndicatorDefinition, value: Decimal | None, target: Decimal | None
) -> Verdict:
    """The verdict by the rule of the definition; what has no better direction is not judged."""
    if definition.direction == Way.NONE:
        return Verdict.NOT_MEASURED
    return verdict(value, target, Direction(definition.direction), definition.tolerance)


def rule_text(definition: IndicatorDefinition) -> str:
    """The rule of the verdict in a sentence for everybody."""
    if definition.direction == Way.NONE:
        return _("We do not judge this indicator: neither more nor less of it is better.")
    told = {"tolerance": number_text(definition.tolerance * 100, "%")}
    if definition.direction == Way.UP:
        return (
            _(
                "We compare the last value with the target of its period, or of its year. It is on track when the "
                "target is reached or missed by at most %(tolerance)s of it. More is better."
            )
            % told
        )
    return (
        _(
            "We compare the last value with the target of its period, or of its year. It is on track when the target "
            "is kept or exceeded by at most %(tolerance)s of it. Less is better."
        )
        % told
    )


class Targets:
    """Targets of today of some definitions: one query."""

    def __init__(self, definitions: Iterable[int]) -> None:
        self.rows = list(
            Target.objects.current()
            .filter(definition__in=set(definitions))
            .select_related("period")
            .order_by("year", "period__end_on", "pk")
        )
        self._by_period = {(row.definition_id, row.period_id): row.value for row in self.rows}
        self._by_year = {(row.definition_id, row.year): row.value for row in self.rows if row.year}

    def of(self, definition: int, period: Period) -> Decimal | None:
        """What was to be reached by the end of the period, else by that of its year."""
        found = self._by_period.get((definition, period.pk))
        return self.of_year(definition, period.last_on.year) if found is None else found

    def of_year(self, definition: int, year: int) -> Decimal | None:
        """What was to be reached by the end of the year."""
        return self._by_year.get((definition, year))


def shown(measurement: Measurement, targets: Targets, *, is_restated: bool = False) -> ShownValue:
    """The value as readers are told it. Load definition, period, record and ``approved`` with it."""
    figures, definition, period = (
        measurement.figures,
        measurement.definition,
        measurement.period,
    )
    value = value_of(measurement)
    target = targets.of(definition.pk, period)
    return ShownValue(
        measurement=measurement.pk,
        number=measurement.number,
        definition=definition.number,
        period=period.label,
        start_on=period.start_on,
        end_on=period.end_on,
        kind=period.kind,
        value=value,
        numerator=figures.numerator,
        denominator=figures.denominator,
        unit=definition.unit,
        narrative=figures.narrative,
        comment=figures.comment,
        data_as_of=figures.data_as_of,
        target=target,
        verdict=judged(definition, value, target),
        path=measurement.record.path,
        origin=measurement.record.demo_origin,
        source=measurement.record.demo_source,
        is_as_published=definition.is_as_published,
        is_late=was_late(measurement),
        correction_reason=measurement.correction_reason,
        is_restated=is_restated,
    )


def was_late(measurement: Measurement) -> bool:
    """Whether the value was handed over after the day by which those of its period were due."""
    due_on, submitted_at = measurement.period.due_on, measurement.submitted_at
    return bool(due_on and submitted_at and timezone.localdate(submitted_at) > due_on)
