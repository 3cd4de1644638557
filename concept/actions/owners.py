"""Writes of who answers for measures, what measures wait for, and by when they are reported."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept import notifications
from concept.actions.measures import PAGES
from concept.models import (
    DocumentPage,
    Measure,
    MeasureDependency,
    MeasureOwner,
    ReportingDate,
)
from concept.queries.states import owners_awaited, reminders_on
from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain
from people.enums import Role


class OwnerRefused(Exception):
    """An owner has the role of measure owners, a department, and answers for a measure once at a time."""


class DependencyRefused(Exception):
    """A measure would wait for itself, straight or in a circle."""


class ReportingDateRefused(Exception):
    """A document is reported once as of a day, and not before that day."""


@transaction.atomic
def name_owner(
    *, measure: Measure, user: Any, body: str, valid_from: date, by: Any, at: datetime
) -> MeasureOwner:
    """Name a person who reports on a measure from a day on; naming them again changes nothing. Raises OwnerRefused."""
    measure = _locked(measure)
    known = measure.owners.filter(user=user, valid_to__isnull=True).first()
    if known is not None:
        return known
    body = clean_plain(body).strip()[:200]
    if not body:
        raise OwnerRefused(_("Say which department or organisation answers for the measure."))
    if Role.MEASURE_OWNER not in user.roles_on(timezone.localdate(at)):
        raise OwnerRefused(_("This person does not have the role of a measure owner."))
    if measure.owners.filter(user=user, valid_to__gt=valid_from).exists():
        raise OwnerRefused(_("This person answered for the measure on that day already."))
    owner = MeasureOwner(measure=measure, user=user, body=body, valid_from=valid_from, by=by, at=at)
    owner.full_clean(exclude=["measure"])
    owner.save()
    log_event(
        record=measure.record,
        verb="measure_owner_named",
        by=by,
        at=at,
        occurred_on=valid_from,
        payload={"owner": owner.pk},
    )
    raise_generation(*PAGES, measure.document.slug)
    return owner


@transaction.atomic
def end_owner(*, owner: MeasureOwner, valid_to: date, by: Any, at: datetime) -> MeasureOwner:
    """Let a person answer for a measure no more from a day on; their reports stay. Raises OwnerRefused."""
    measure = _locked(owner.measure)
    owner = MeasureOwner.objects.get(pk=owner.pk)
    if owner.valid_to == valid_to:
        return owner
    if owner.valid_to is not None:
        raise OwnerRefused(_("This person does not answer for the measure any more."))
    if valid_to < owner.valid_from:
        raise OwnerRefused(_("It cannot end before it began."))
    owner.valid_to = valid_to
    owner.save(update_fields=["valid_to"])
    log_event(
        record=measure.record,
        verb="measure_owner_ended",
        by=by,
        at=at,
        occurred_on=valid_to,
        payload={"owner": owner.pk},
    )
    raise_generation(*PAGES, measure.document.slug)
    return owner


@transaction.atomic
def add_dependency(
    *, measure: Measure, needed: Measure, by: Any, at: datetime, note: str = ""
) -> MeasureDependency:
    """Say that a measure waits for another one; once. Raises DependencyRefused when that would run in a circle."""
    # one row locked for all: two people must not close a circle from both ends
    Measure.objects.select_for_update().order_by("pk").first()
    measure = _locked(measure)
    if measure.pk == needed.pk:
        raise DependencyRefused(_("A measure cannot wait for itself."))
    rows = MeasureDependency.objects.standing()
    known = rows.filter(measure=measure, needed=needed).first()
    if known is not None:
        return known
    if _waits_for(needed.pk, measure.pk):
        raise DependencyRefused(
            _("Measure %(needed)s waits for measure %(measure)s already.")
            % {"needed": needed.code, "measure": measure.code}
        )
    row = MeasureDependency(
        measure=measure, needed=needed, note=clean_plain(note).strip()[:500], by=by, at=at
    )
    row.full_clean(exclude=["measure"])
    row.save()
    _tell_dependency(row, "measure_dependency_said", by=by, at=at)
    return row


@transaction.atomic
def end_dependency(*, dependency: MeasureDependency, by: Any, at: datetime) -> MeasureDependency:
    """Take back that a measure waits for another one."""
    _locked(dependency.measure)
    row = MeasureDependency.objects.get(pk=dependency.pk)
    if row.ended_at is None:
        row.ended_by, row.ended_at = by, at
        row.save(update_fields=["ended_by", "ended_at"])
        _tell_dependency(row, "measure_dependency_ended", by=by, at=at)
    return row


@transaction.atomic
def set_reporting_date(
    *, document: DocumentPage, as_of: date, due_on: date, by: Any, at: datetime
) -> ReportingDate:
    """Say as of which day a document's measures are reported, and until when. Owners are reminded by mail.

    Raises ReportingDateRefused.
    """
    document = DocumentPage.objects.select_for_update().get(pk=document.pk)
    if due_on < as_of:
        raise ReportingDateRefused(_("Reports cannot be due before the day they speak of."))
    same = ReportingDate.objects.standing().filter(document=document, as_of=as_of)
    if same.exists():
        raise ReportingDateRefused(_("The document is reported as of that day already."))
    row = ReportingDate(document=document, as_of=as_of, due_on=due_on)
    row.record = create_record(
        kind="reporting_date",
        title=f"Termín zpráv: {document.title}",
        path="/opatreni/terminy/",
        visibility=Visibility.STAFF,
        occurred_on=due_on,
        by=by,
        at=at,
        verb="reporting_date_set",
        demo_origin=document.demo_origin,
        demo_source=document.demo_source,
    )
    row.full_clean(exclude=["record"])
    row.save()
    return row


@transaction.atomic
def cancel_reporting_date(*, reporting_date: ReportingDate, by: Any, at: datetime) -> ReportingDate:
    """Call a reporting date off; nobody is reminded of it any more."""
    rows = ReportingDate.objects.select_for_update(of=("self",)).select_related("record")
    row = rows.get(pk=reporting_date.pk)
    if row.cancelled_at is None:
        row.cancelled_by, row.cancelled_at = by, at
        row.save(update_fields=["cancelled_by", "cancelled_at"])
        log_event(record=row.record, verb="reporting_date_cancelled", by=by, at=at)
    return row


@transaction.atomic
def remind_of_reports(*, at: datetime) -> int:
    """Write to owners who owe reports: once before they are due, once when they are late; answers to how many.

    Safe to repeat: the outbox holds one mail of each kind for a person and a reporting date.
    """
    today, count = timezone.localdate(at), 0
    for row, is_late in reminders_on(today):
        for person, codes in owners_awaited(row, today).items():
            notifications.reports_due(person, row, codes, is_late=is_late, at=at)
            count += 1
    return count


def _locked(measure: Measure) -> Measure:
    rows = Measure.objects.select_for_update(of=("self",)).select_related("record", "document")
    return rows.get(pk=measure.pk)


def _waits_for(measure: int, needed: int) -> bool:
    """Whether a measure waits for the other one, over any number of steps: one query."""
    onwards: dict[int, list[int]] = {}
    rows = MeasureDependency.objects.standing()
    for later, earlier in rows.values_list("measure_id", "needed_id"):
        onwards.setdefault(later, []).append(earlier)
    reached, waiting = set(), [measure]
    while waiting:
        for earlier in onwards.get(waiting.pop(), []):
            if earlier not in reached:
                reached.add(earlier)
                waiting.append(earlier)
    return needed in reached


def _tell_dependency(row: MeasureDependency, verb: str, *, by: Any, at: datetime) -> None:
    both = Measure.objects.filter(Q(pk=row.measure_id) | Q(pk=row.needed_id))
    slugs = set(both.values_list("document__slug", flat=True))
    log_event(record=row.measure.record, verb=verb, by=by, at=at, payload={"needed": row.needed_id})
    raise_generation(*PAGES, *sorted(slugs))
