"""A pilot with many stays and indicators with many values for benchmarks: rows put in directly, as years of use leave
them, since making them one by one by their actions would take longer than everything that is measured.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from core.models import Record
from evaluation.enums import Frequency, IndicatorKind, MeasurementState, PeriodKind
from evaluation.enums.pilot import Level
from evaluation.models import (
    ApprovedValue,
    Flat,
    Household,
    HouseholdSize,
    Indicator,
    Measurement,
    Period,
    Pilot,
    SupportLevel,
    Tenancy,
)
from people.models import User
from tests.evaluation import build, build_pilot

BEGIN = date(2017, 1, 1)
STAYS_OF_A_FLAT = 4


def big_pilot(*, tenancy_count: int, officer: User) -> Pilot:
    """A pilot in which each flat had four households one after the other; support of most was decided in time."""
    at = timezone.now()
    pilot = build_pilot.a_pilot(officer, visibility="public")
    district = build_pilot.district()
    flats = Flat.objects.bulk_create(
        Flat(
            pilot=pilot,
            code=f"S-{number}",
            programme="social_affordable",
            district=district,
            size="2",
            energy_holder="district",
            available_from=BEGIN,
        )
        for number in range(1, tenancy_count // STAYS_OF_A_FLAT + 1)
    )
    households = Household.objects.bulk_create(
        Household(
            pilot=pilot,
            pseudonym=f"D{number:05}",
            entry_situation=("roofless", "houseless", "insecure", "inadequate")[number % 4],
            entry_route="application",
            entered_on=BEGIN,
        )
        for number in range(tenancy_count)
    )
    stays, sizes, levels = [], [], []
    for number, household in enumerate(households):
        flat, turn = flats[number // STAYS_OF_A_FLAT], number % STAYS_OF_A_FLAT
        start = BEGIN + timedelta(days=400 * turn + number % 180)
        lasts = turn == STAYS_OF_A_FLAT - 1
        end = None if lasts else start + timedelta(days=200 + number % 20)
        kept = {"recorded_by": officer, "recorded_at": at}
        told = {"end_reason": "own_or_market_tenancy", "destination": "stable"} if end else {}
        stays.append(
            Tenancy(
                household=household,
                flat=flat,
                programme="social_affordable",
                start=start,
                actual_end=end,
                **told,
                **kept,
            )
        )
        sizes.append(
            HouseholdSize(
                household=household,
                valid_from=start,
                adults=1 + number % 2,
                children=number % 4,
                **kept,
            )
        )
        decided = start + timedelta(days=70 + number % 30)
        levels.append(
            SupportLevel(
                household=household,
                level=Level.LIGHT if number % 3 else Level.INTENSIVE,
                valid_from=decided,
                decided_on=decided,
                decided_by="social_worker",
                reason="assessed",
                **kept,
            )
        )
    for rows in (stays, sizes, levels):
        type(rows[0]).objects.bulk_create(rows, batch_size=500)
    return pilot


def many_values(
    *, indicator_count: int, month_count: int, author: User, approver: User
) -> list[Indicator]:
    """Indicators with a published value for each month, and a further month that waits for values."""
    at = timezone.now()
    indicators = [
        build.indicator(
            f"M.{number}",
            author,
            at=at,
            kind=IndicatorKind.OUTPUT,
            definition={**build.COUNT, "frequency": Frequency.MONTH},
        )
        for number in range(indicator_count)
    ]
    periods = [_month(number, author, at) for number in range(month_count + 1)]
    definitions = {row.pk: build.definition_of(row) for row in indicators}
    records = Record.objects.bulk_create(
        (
            Record(
                kind="measurement",
                reference=f"{row.code}/{number}",
                title=f"Hodnota ukazatele {row.code}/{number}",
                path=f"/hodnoceni/ukazatele/{row.slug}/hodnoty/{number}/",
                visibility="public",
                recorded_at=at,
                state=MeasurementState.PUBLISHED,
            )
            for row in indicators
            for number in range(1, month_count + 1)
        ),
        batch_size=500,
    )
    told = [(row, number) for row in indicators for number in range(1, month_count + 1)]
    values = Measurement.objects.bulk_create(
        (
            Measurement(
                record=record,
                indicator=row,
                number=number,
                definition=definitions[row.pk],
                period=periods[number - 1],
                state=MeasurementState.PUBLISHED,
                value=Decimal(400 + number),
                data_as_of=periods[number - 1].end_on,
                entered_by=author,
                entered_at=at,
                submitted_by=author,
                submitted_at=at,
                published_by=approver,
                published_at=at,
            )
            for record, (row, number) in zip(records, told, strict=True)
        ),
        batch_size=500,
    )
    ApprovedValue.objects.bulk_create(
        (
            ApprovedValue(
                measurement=row,
                value=row.value,
                data_as_of=row.data_as_of,
                entered_by=author,
                by=approver,
                at=at,
            )
            for row in values
        ),
        batch_size=500,
    )
    return indicators


def _month(number: int, by: User, at: datetime) -> Period:
    start = date(2017 + number // 12, number % 12 + 1, 1)
    end = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return build.half_year(
        1,
        start.year,
        by,
        at=at,
        kind=PeriodKind.OWN,
        frequency=Frequency.MONTH,
        label=f"{start.month}/{start.year}",
        start_on=start,
        end_on=end,
    )
