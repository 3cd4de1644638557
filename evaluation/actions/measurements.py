"""Writes of values: entered, submitted, returned or approved by another person, published, corrected by a new row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain
from evaluation.actions import alerts
from evaluation.actions.indicators import PAGES, ReasonMissing, locked_indicator, takes_period
from evaluation.actions.periods import open_period
from evaluation.entering import FIELDS, faults_of, is_complete
from evaluation.enums import (
    ALLOWED_MEASUREMENT_MOVES,
    OPEN_STATES,
    STANDING_STATES,
    MeasurementState,
)
from evaluation.models import ApprovedValue, IndicatorDefinition, Measurement, Period

# Verbs of who had a hand in a value: none of them approves it.
TYPED = ("value_entered", "value_edited", "value_submitted")
TEXTS = ("narrative", "comment")


class FiguresWrong(Exception):
    """Figures do not fit the definition; ``faults`` says by field what is wrong."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


class StaleValue(Exception):
    """Somebody else changed the value in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Measurement) -> None:
        super().__init__(message)
        self.current = current


class ValueStepRefused(Exception):
    """A value goes from step to step; an approved one is corrected by a further row."""


class OwnValue(Exception):
    """Whoever had a hand in a value does not approve it."""


class EnteredAlready(Exception):
    """There is a value by this definition for this period; ``current`` is it."""

    def __init__(self, message: str, current: Measurement) -> None:
        super().__init__(message)
        self.current = current


class PeriodNotMeant(Exception):
    """The indicator is not measured for periods of this length or kind."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of an entry sheet: by which definition, which value is changed (None for a new one), what was typed."""

    definition: IndicatorDefinition
    figures: Mapping[str, Any]
    measurement: Measurement | None = None
    lock_version: int = 0


class SheetRefused(Exception):
    """Nothing of a sheet was stored; ``faults``: position of the row -> field -> sentence ("" for the whole row)."""

    def __init__(self, faults: Mapping[int, Mapping[str, str]]) -> None:
        super().__init__(_("Nothing was stored. Mend the rows that are marked."))
        self.faults = faults


@transaction.atomic
def enter_value(
    *,
    definition: IndicatorDefinition,
    period: Period,
    figures: Mapping[str, Any],
    by: Any,
    at: datetime,
    demo_origin: str | None = None,
    demo_source: str | None = None,
) -> Measurement:
    """Enter a value (any of ``FIELDS``) for a period; it is a draft that nobody but who measures knows of.

    Raises PeriodLocked, PeriodNotMeant, EnteredAlready, FiguresWrong, ValidationError.
    """
    period = open_period(period)
    if not takes_period(definition, period):
        raise PeriodNotMeant(_("This indicator is not measured for such a period."))
    known = Measurement.objects.filter(definition=definition, period=period, corrects=None).first()
    if known is not None:
        raise EnteredAlready(
            _("Somebody entered this value in the meantime. Compare both and save again."), known
        )
    row = Measurement(definition=definition, period=period)
    origin = definition.indicator.record
    return _insert(
        row,
        figures,
        by=by,
        at=at,
        demo_origin=origin.demo_origin if demo_origin is None else demo_origin,
        demo_source=origin.demo_source if demo_source is None else demo_source,
    )


def _insert(
    row: Measurement, figures: Mapping[str, Any], *, by: Any, at: datetime, **demo: str
) -> Measurement:
    indicator = locked_indicator(row.definition.indicator)
    last = indicator.measurements.aggregate(Max("number"))["number__max"] or 0
    row.indicator, row.number = indicator, last + 1
    _put(row, figures, by=by, at=at)
    reference = f"{indicator.code}/{row.number}"
    row.record = create_record(
        kind="measurement",
        reference=reference,
        title=f"Hodnota ukazatele {reference}",
        path=f"/hodnoceni/ukazatele/{indicator.slug}/hodnoty/{row.number}/",
        visibility=Visibility.RESTRICTED,
        by=by,
        at=at,
        verb="value_entered",
        state=MeasurementState.DRAFT,
        **demo,
    )
    row.save()
    alerts.look_at(measurement=row, by=by, at=at)
    return row


def _put(row: Measurement, figures: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    faults = faults_of(row.definition, figures)
    if faults:
        raise FiguresWrong(faults)
    for name in FIELDS:
        if name in figures:
            told = figures[name]
            setattr(row, name, clean_plain(told).strip() if name in TEXTS else told)
    row.entered_by, row.entered_at = by, at
    try:
        row.clean_fields(exclude=["record", "indicator", "number"])
    except ValidationError as error:
        raise FiguresWrong({name: told[0] for name, told in error.message_dict.items()}) from error


def locked_value(measurement: Measurement, lock_version: int | None = None) -> Measurement:
    """The value under a lock, read anew. Raises StaleValue."""
    row = (
        Measurement.objects.select_for_update(of=("self",))
        .select_related("record", "definition__indicator__record", "indicator__record", "period")
        .get(pk=measurement.pk)
    )
    if lock_version is not None and row.lock_version != lock_version:
        raise StaleValue(
            _("Somebody else changed it in the meantime. Compare both and save again."), row
        )
    return row


@transaction.atomic
def edit_value(
    *,
    measurement: Measurement,
    lock_version: int,
    figures: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> Measurement:
    """Change a value that was not submitted, or was returned. What changes nothing writes nothing.

    Raises PeriodLocked, StaleValue, ValueStepRefused, FiguresWrong.
    """
    open_period(measurement.period)
    row = locked_value(measurement, lock_version)
    if row.state not in OPEN_STATES:
        raise ValueStepRefused(
            _("It was submitted. Have it returned, or correct it once it is approved.")
        )
    before = {name: getattr(row, name) for name in FIELDS}
    former = (row.entered_by, row.entered_at)
    _put(row, figures, by=by, at=at)
    if before == {name: getattr(row, name) for name in FIELDS}:
        row.entered_by, row.entered_at = former
        return row
    row.lock_version += 1
    row.save()
    log_event(record=row.record, verb="value_edited", by=by, at=at)
    alerts.look_at(measurement=row, by=by, at=at)
    return row


@transaction.atomic
def save_sheet(
    *, period: Period, rows: Sequence[TypedRow], by: Any, at: datetime
) -> list[Measurement]:
    """Store all rows of an entry sheet for a period, or none. New rows in which nothing was typed are left out.

    Raises PeriodLocked, SheetRefused.
    """
    open_period(period)
    faults: dict[int, Mapping[str, str]] = {}
    stored = []
    for position, row in enumerate(rows):
        try:
            if row.measurement is not None:
                stored.append(
                    edit_value(
                        measurement=row.measurement,
                        lock_version=row.lock_version,
                        figures=row.figures,
                        by=by,
                        at=at,
                    )
                )
            elif any(row.figures.get(name) not in (None, "", {}) for name in FIELDS):
                stored.append(
                    enter_value(
                        definition=row.definition,
                        period=period,
                        figures=row.figures,
                        by=by,
                        at=at,
                    )
                )
        except FiguresWrong as error:
            faults[position] = error.faults
        except (StaleValue, EnteredAlready, ValueStepRefused, PeriodNotMeant) as error:
            faults[position] = {"": str(error)}
    if faults:
        raise SheetRefused(faults)
    return stored


@transaction.atomic
def submit_value(
    *, measurement: Measurement, lock_version: int, by: Any, at: datetime
) -> Measurement:
    """Hand a value over for approval. Raises PeriodLocked, StaleValue, ValueStepRefused, FiguresWrong."""
    open_period(measurement.period)
    row = locked_value(measurement, lock_version)
    figures = {name: getattr(row, name) for name in FIELDS}
    faults = faults_of(row.definition, figures)
    if not is_complete(figures):
        name = "denominator" if row.definition.has_parts else "value"
        faults[name] = _("Write a value, or say in words why there is none.")
    if row.data_as_of is None:
        faults["data_as_of"] = _("Write the day the data are from.")
    if faults:
        raise FiguresWrong(faults)
    row.submitted_by, row.submitted_at, row.return_reason = by, at, ""
    row = _move(row, MeasurementState.SUBMITTED, "value_submitted", by=by, at=at)
    alerts.look_at(measurement=row, by=by, at=at)
    return row


@transaction.atomic
def return_value(
    *, measurement: Measurement, lock_version: int, reason: str, by: Any, at: datetime
) -> Measurement:
    """Give a submitted value back with a reason. Raises StaleValue, ValueStepRefused, ReasonMissing."""
    row = locked_value(measurement, lock_version)
    row.return_reason = clean_plain(reason).strip()
    if not row.return_reason:
        raise ReasonMissing(_("Say what is to be mended."))
    alerts.close_for(measurement=row, reason=row.return_reason, by=by, at=at)
    return _move(row, MeasurementState.RETURNED, "value_returned", by=by, at=at)


@transaction.atomic
def approve_value(
    *, measurement: Measurement, lock_version: int, by: Any, at: datetime
) -> Measurement:
    """Approve a submitted value: its figures never change any more, and staff may know of it.

    Raises StaleValue, ValueStepRefused, OwnValue.
    """
    row = locked_value(measurement, lock_version)
    if row.record.events.filter(actor=by, verb__in=TYPED).exists():
        raise OwnValue(
            _(
                "You entered or submitted this value, so somebody else approves it: "
                "another evaluator or the project manager."
            )
        )
    _move(row, MeasurementState.APPROVED, "value_approved", by=by, at=at)
    approved = ApprovedValue(
        measurement=row,
        entered_by=row.entered_by,
        by=by,
        at=at,
        **{name: getattr(row, name) for name in FIELDS},
    )
    approved.full_clean()
    approved.save()
    _show(row, Visibility.STAFF)
    return row


@transaction.atomic
def publish_value(
    *, measurement: Measurement, lock_version: int, by: Any, at: datetime
) -> Measurement:
    """Let everybody read an approved value of a public indicator, unless it is known to be wrong or was counted from
    households of the pilot. Raises StaleValue, ValueStepRefused.
    """
    row = locked_value(measurement, lock_version)
    if row.indicator.record.visibility != Visibility.PUBLIC:
        raise ValueStepRefused(_("The indicator itself is not public."))
    if row.is_of_households:
        raise ValueStepRefused(
            _(
                "Figures of the pilot are published for closed half-years only, where small counts are left out. "
                "Prepare them among the figures of the pilot."
            )
        )
    if Measurement.objects.filter(corrects=row, state__in=STANDING_STATES).exists():
        raise ValueStepRefused(_("This value was found to be wrong. Publish its correction."))
    row.published_by, row.published_at = by, at
    _move(row, MeasurementState.PUBLISHED, "value_published", by=by, at=at)
    _show(row, Visibility.PUBLIC)
    raise_generation(*PAGES)
    return row


def _move(row: Measurement, state: str, verb: str, *, by: Any, at: datetime) -> Measurement:
    if state not in ALLOWED_MEASUREMENT_MOVES[row.state]:
        raise ValueStepRefused(_("This step does not follow from where it stands."))
    former, row.state = row.state, state
    row.lock_version += 1
    row.save()
    row.record.state = state
    row.record.save(update_fields=["state"])
    log_event(record=row.record, verb=verb, by=by, at=at, from_state=former, to_state=state)
    return row


def _show(row: Measurement, visibility: str) -> None:
    row.record.visibility = visibility
    row.record.save(update_fields=["visibility"])


@transaction.atomic
def begin_correction(
    *, measurement: Measurement, figures: Mapping[str, Any], reason: str, by: Any, at: datetime
) -> Measurement:
    """Begin to correct an approved value by a further row, with a reason; it is submitted and approved like any other,
    and takes the place of the first one then. The first one stays.

    Raises PeriodLocked (it is opened again first), ValueStepRefused, ReasonMissing, FiguresWrong.
    """
    period = open_period(measurement.period)
    former = locked_value(measurement)
    reason = clean_plain(reason).strip()
    if former.state not in STANDING_STATES:
        raise ValueStepRefused(_("Only an approved value is corrected. Edit this one."))
    if Measurement.objects.filter(corrects=former).exists():
        raise ValueStepRefused(_("This value is being corrected already."))
    if not reason:
        raise ReasonMissing(_("Say why the value is corrected."))
    row = Measurement(
        definition=former.definition, period=period, corrects=former, correction_reason=reason
    )
    record = former.record
    made = _insert(
        row,
        figures,
        by=by,
        at=at,
        demo_origin=record.demo_origin,
        demo_source=record.demo_source,
    )
    log_event(record=record, verb="value_correction_begun", by=by, at=at)
    return made
