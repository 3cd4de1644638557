"""Writes of periods: made, locked, opened again with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain
from evaluation.actions.indicators import PAGES, ReasonMissing
from evaluation.enums import MeasurementState, PeriodKind
from evaluation.models import Period, PeriodLock


class PeriodsOverlap(Exception):
    """Two periods of one kind and length share a day."""


class PeriodLocked(Exception):
    """A locked period takes no values until somebody opens it again."""


class ValuesWait(Exception):
    """A period is locked once nothing in it waits for approval."""


@transaction.atomic
def add_period(
    *,
    kind: str,
    frequency: str,
    label: str,
    start_on: date,
    end_on: date,
    by: Any,
    at: datetime,
    due_on: date | None = None,
) -> Period:
    """Make a period [start_on, end_on). Raises PeriodsOverlap, ValidationError."""
    label = clean_plain(label).strip()
    prefix = "" if kind == PeriodKind.OWN else "zprava-"
    period = Period(
        kind=kind,
        frequency=frequency,
        label=label,
        slug=f"{prefix}{slugify(label)}",
        start_on=start_on,
        end_on=end_on,
        due_on=due_on,
    )
    period.full_clean(exclude=["record"])
    # the lock makes two people who add a period wait for each other
    known = list(Period.objects.select_for_update().filter(kind=kind, frequency=frequency))
    for other in known:
        if other.start_on < end_on and start_on < other.end_on:
            raise PeriodsOverlap(
                _("It overlaps with the period %(label)s.") % {"label": other.label}
            )
    period.record = create_record(
        kind="indicator_period",
        reference=period.slug,
        title=label,
        path=f"/hodnoceni/obdobi/{period.slug}/",
        visibility=Visibility.STAFF,
        by=by,
        at=at,
        verb="period_added",
    )
    period.save()
    return period


def open_period(period: Period) -> Period:
    """The period under a lock, read anew. Raises PeriodLocked."""
    row = locked_row(period)
    if row.is_locked:
        raise PeriodLocked(
            _("The period %(label)s is locked. Whoever opens it again says why.")
            % {"label": row.label}
        )
    return row


def locked_row(period: Period) -> Period:
    """The period under a lock of the database, read anew."""
    return Period.objects.select_for_update(of=("self",)).select_related("record").get(pk=period.pk)


@transaction.atomic
def lock_period(*, period: Period, by: Any, at: datetime) -> Period:
    """Close a period for values; one that is locked stays so. Raises ValuesWait."""
    row = locked_row(period)
    if row.is_locked:
        return row
    if row.measurements.filter(state=MeasurementState.SUBMITTED).exists():
        raise ValuesWait(_("Values of the period wait for approval. Approve or return them first."))
    return _turn(row, is_locked=True, reason="", by=by, at=at)


@transaction.atomic
def reopen_period(*, period: Period, reason: str, by: Any, at: datetime) -> Period:
    """Open a locked period for values, with a reason that stays with the name of who did it. Raises ReasonMissing."""
    row = locked_row(period)
    reason = clean_plain(reason).strip()
    if not reason:
        raise ReasonMissing(_("Say why the period is opened again."))
    if not row.is_locked:
        return row
    return _turn(row, is_locked=False, reason=reason, by=by, at=at)


def _turn(row: Period, *, is_locked: bool, reason: str, by: Any, at: datetime) -> Period:
    step = PeriodLock(period=row, is_locked=is_locked, reason=reason, by=by, at=at)
    step.full_clean()
    step.save()
    row.is_locked = is_locked
    row.save(update_fields=["is_locked"])
    verb = "period_locked" if is_locked else "period_reopened"
    log_event(record=row.record, verb=verb, by=by, at=at)
    raise_generation(*PAGES)
    return row
