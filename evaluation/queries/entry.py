"""Reads of whoever measures: periods with what is missing in them, the sheet of one, what waits for approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.auditing import verb_name
from core.extension import Waiting
from core.models import Event
from core.permissions import allowed
from core.templatetags.osnova import local_path
from evaluation.enums import OPEN_STATES, STANDING_STATES, MeasurementState, PeriodKind
from evaluation.models import IndicatorDefinition, Measurement, Period, PeriodLock
from evaluation.queries.shown import number_text, value_of

WITH = ("record", "indicator__record", "definition", "period__record", "approved")
PEOPLE = ("entered_by", "submitted_by", "published_by", "approved__by")


def value_by_number(slug: str, number: int, reader: Any) -> Measurement | None:
    """A value the reader may know of, with everything its page tells: one query."""
    return (
        Measurement.objects.visible_to(reader)
        .filter(indicator__slug=slug, number=number)
        .select_related(*WITH, *PEOPLE)
        .first()
    )


def correction_of(measurement: Measurement, reader: Any) -> Measurement | None:
    """What corrects the value, as far as the reader may know of it: one query."""
    return (
        Measurement.objects.visible_to(reader)
        .filter(corrects=measurement)
        .select_related(*WITH)
        .first()
    )


def former_of(measurement: Measurement, reader: Any) -> Measurement | None:
    """What the value corrects, as far as the reader may know of it: one query, none where it corrects nothing."""
    if measurement.corrects_id is None:
        return None
    return (
        Measurement.objects.visible_to(reader)
        .filter(pk=measurement.corrects_id)
        .select_related(*WITH)
        .first()
    )


def period_by_slug(slug: str) -> Period | None:
    """A period: one query."""
    return Period.objects.filter(slug=slug).select_related("record").first()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the entry sheet of a period: a definition, and the value that is entered (None for none yet)."""

    definition: IndicatorDefinition
    measurement: Measurement | None

    @property
    def is_open(self) -> bool:
        """Whether it may be typed into."""
        return self.measurement is None or self.measurement.state in OPEN_STATES

    @property
    def text(self) -> str:
        """The value that stands, in words of the active language."""
        if self.measurement is None:
            return ""
        told = number_text(value_of(self.measurement), self.definition.unit)
        return told or self.measurement.figures.narrative


def definitions_for(period: Period, user: Any) -> list[IndicatorDefinition]:
    """Definitions of today by which the person may enter values for the period, by code: one query."""
    newer = IndicatorDefinition.objects.filter(
        indicator=OuterRef("indicator"), number__gt=OuterRef("number")
    )
    rows = IndicatorDefinition.objects.filter(~Exists(newer)).select_related("indicator__record")
    if period.kind == PeriodKind.FUNDER:
        rows = rows.filter(indicator__is_funders=True)
    else:
        rows = rows.filter(frequency=period.frequency)
    found = [row for row in rows if allowed(user, "evaluation.enter_value", row.indicator)]
    return sorted(found, key=lambda row: row.indicator.code)


def sheet_of(period: Period, user: Any) -> list[SheetRow]:
    """The entry sheet: a row for each definition of today, and for each value by another one. Two queries.

    Of a value that is corrected the correction is entered.
    """
    definitions = definitions_for(period, user)
    values = (
        Measurement.objects.visible_to(user)
        .filter(period=period, correction__isnull=True)
        .select_related(*WITH, "definition__indicator__record")
    )
    by_definition = {row.definition_id: row for row in values}
    rows = [SheetRow(one, by_definition.pop(one.pk, None)) for one in definitions]
    further = [
        SheetRow(row.definition, row)
        for row in by_definition.values()
        if allowed(user, "evaluation.enter_value", row)
    ]
    return sorted(
        rows + further, key=lambda row: (row.definition.indicator.code, -row.definition.number)
    )


@dataclass(frozen=True, slots=True)
class ListedPeriod:
    """A period with how far its values are."""

    period: Period
    expected_count: int
    done_count: int
    waiting_count: int
    is_late: bool


def listed_periods(user: Any, on: date, only: Any = None) -> list[ListedPeriod]:
    """All periods, or those of the queryset ``only``, the latest first, with how far their values are: three queries.

    ``is_late``: a value is missing after the day by which values were due and may still be entered; nothing has to be
    done for that to be seen.
    """
    newest: dict[int, IndicatorDefinition] = {}
    for row in IndicatorDefinition.objects.select_related("indicator").order_by("number"):
        newest[row.indicator_id] = row
    states: dict[tuple[int, int], str] = {}
    periods = Period.objects.all() if only is None else only
    values = Measurement.objects.visible_to(user).order_by("number")
    if only is not None:
        values = values.filter(period__in=only)
    for period, indicator, state in values.values_list("period", "indicator", "state"):
        states[period, indicator] = state
    found = []
    for period in periods.select_related("record").order_by("-start_on", "-end_on"):
        expected = [
            key
            for key, row in newest.items()
            if (
                row.indicator.is_funders
                if period.kind == PeriodKind.FUNDER
                else row.frequency == period.frequency
            )
            and allowed(user, "evaluation.enter_value", row.indicator)
        ]
        held = [states.get((period.pk, key), "") for key in expected]
        handed = sum(state in STANDING_STATES for state in held)
        waiting = held.count(MeasurementState.SUBMITTED)
        found.append(
            ListedPeriod(
                period=period,
                expected_count=len(expected),
                done_count=handed,
                waiting_count=waiting,
                is_late=bool(
                    period.due_on
                    and period.due_on < on
                    and not period.is_locked
                    and handed + waiting < len(expected)
                ),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class QueuedValue:
    """A value that waits: what it says, what it corrects (""), whether the person handed it over themselves."""

    row: Measurement
    text: str
    corrected: str
    is_own: bool


def waiting_values(user: Any) -> list[QueuedValue]:
    """Values that wait for approval, the oldest first: one query."""
    rows = (
        Measurement.objects.filter(state=MeasurementState.SUBMITTED)
        .select_related(*WITH, "submitted_by", "corrects__approved", "corrects__definition")
        .order_by("submitted_at", "pk")
    )
    return [
        QueuedValue(
            row=row,
            text=text_of(row),
            corrected=text_of(row.corrects) if row.corrects_id else "",
            is_own=user.pk in (row.entered_by_id, row.submitted_by_id),
        )
        for row in rows
    ]


def steps_of(row: Measurement) -> list[tuple[Event, str]]:
    """Who did what with a value and its name, the first step first: one query."""
    events = row.record.events.select_related("actor").order_by("pk")
    return [(event, verb_name(event.verb)) for event in events]


def locks_of(period: Period) -> list[PeriodLock]:
    """When the period was locked and opened again, the latest first: one query."""
    return list(period.locks.select_related("by").order_by("-pk"))


def breakdowns_of(row: Measurement) -> list[tuple[str, list[tuple[str, int]]]]:
    """Breakdowns of one value in full, for whoever measures: [(name, [(category, count)])]."""
    found = []
    for breakdown in row.definition.breakdowns:
        counts = row.figures.parts.get(breakdown["key"])
        if counts:
            named = [(one["label"], counts.get(one["key"], 0)) for one in breakdown["categories"]]
            found.append((breakdown["label"], named))
    return found


def approved_values(user: Any) -> list[Measurement]:
    """Approved values that may be published and nobody published yet: one query."""
    return list(
        Measurement.objects.visible_to(user)
        .publishable()
        .select_related(*WITH)
        .order_by("submitted_at", "pk")
    )


def is_publishable(measurement: Measurement) -> bool:
    """Whether an approved value may be published: one query, none for one that is not approved."""
    if measurement.state != MeasurementState.APPROVED:
        return False
    return Measurement.objects.publishable().filter(pk=measurement.pk).exists()


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction changed in a period: for whoever got the former value, such as the funder."""

    code: str
    title: str
    before: str
    after: str
    reason: str
    corrected_at: datetime
    entered_by: str
    approved_by: str
    path: str


def differences_of(period: Period) -> list[Difference]:
    """Approved corrections of values of the period, by code and in their order: one query."""
    rows = (
        Measurement.objects.filter(
            period=period, corrects__isnull=False, state__in=sorted(STANDING_STATES)
        )
        .select_related(*WITH, *PEOPLE, "corrects__approved", "corrects__definition")
        .order_by("indicator__code", "number")
    )
    return [
        Difference(
            code=row.indicator.code,
            title=row.definition.title,
            before=text_of(row.corrects),
            after=text_of(row),
            reason=row.correction_reason,
            corrected_at=row.approved.at,
            entered_by=row.entered_by.name,
            approved_by=row.approved.by.name,
            path=row.record.path,
        )
        for row in rows
    ]


def text_of(row: Measurement) -> str:
    """A value in words of the active language. Load definition and ``approved`` with it."""
    return number_text(value_of(row), row.definition.unit) or row.figures.narrative


def waiting_for(user: Any, now: datetime) -> list[Waiting]:
    """What waits for a person who measures: returned values, values to approve, periods with values that are due."""
    if not user.is_authenticated or not (
        allowed(user, "evaluation.enter_values") or allowed(user, "evaluation.approve_values")
    ):
        return []
    found: list[Waiting] = []
    if allowed(user, "evaluation.approve_values"):
        theirs = Q(entered_by=user) | Q(submitted_by=user)
        count = Measurement.objects.filter(state=MeasurementState.SUBMITTED).exclude(theirs).count()
        if count:
            found.append(
                Waiting(
                    title=_("Values of indicators wait for your approval"),
                    url=reverse("evaluation:value-queue"),
                    button=_("Look at them"),
                )
            )
    returned = (
        Measurement.objects.filter(state=MeasurementState.RETURNED, entered_by=user)
        .select_related("record", "period")
        .order_by("pk")
    )
    for row in returned:
        found.append(
            Waiting(
                title=_("A value was returned to you"),
                note=f"{row.record.reference}, {row.period.label}",
                url=local_path(row.record.path),
                button=_("Mend it"),
            )
        )
    if allowed(user, "evaluation.enter_values"):
        on = timezone.localdate(now)
        for row in _due_periods(user, on):
            found.append(
                Waiting(
                    title=_("Values of indicators are due"),
                    note=row.period.label,
                    url=local_path(row.period.record.path),
                    button=_("Enter them"),
                    due_on=row.period.due_on,
                )
            )
    return found


def _due_periods(user: Any, on: date) -> Sequence[ListedPeriod]:
    """Open periods that are over, with a day by which values are due and values nobody handed over."""
    due = Period.objects.filter(due_on__isnull=False, is_locked=False, end_on__lte=on)
    return [
        row
        for row in listed_periods(user, on, due)
        if row.done_count + row.waiting_count < row.expected_count
    ]
