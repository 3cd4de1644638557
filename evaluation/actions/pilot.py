"""Writes of the pilot itself: made, its rules and planned numbers set, facts of its rows changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import ProjectPage
from core.actions import create_record, keep_stems, log_event, raise_generation
from core.enums import DemoOrigin, Visibility
from evaluation.enums.pilot import ChangeReason, Programme
from evaluation.models import Flat, Household, Pilot, PilotRules, PlannedFlats, RowChange, Tenancy
from evaluation.queries.pilot import in_pilot

PAGES = "pilot"


class PilotRefused(Exception):
    """Something the pilot does not allow; the message says what, and what to do."""


class PilotNameTaken(PilotRefused):
    """Each pilot has a name and a short name of its own."""


class RulesWrong(PilotRefused):
    """Months of reviews lie within a crisis stay, in their order."""


class EndWrong(PilotRefused):
    """A pilot ends after it began."""


class BeginWrong(PilotRefused):
    """A pilot began no later than what is known of it."""


class NotYet(PilotRefused):
    """What has not happened yet is not recorded as if it had."""


class StaleRow(PilotRefused):
    """Somebody else changed the row in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Any) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def create_pilot(
    *,
    name: str,
    slug: str,
    starts_on: date,
    by: Any,
    at: datetime,
    ends_on: date | None = None,
    project: ProjectPage | None = None,
    visibility: str = Visibility.STAFF,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Pilot:
    """Make a pilot with the rules of Ostrava from its first day on. Raises PilotNameTaken, ValidationError."""
    if Pilot.objects.filter(Q(name=name) | Q(slug=slug)).exists():
        raise PilotNameTaken(_("Another pilot has this name or short name."))
    record = create_record(
        kind="pilot",
        reference=slug,
        title=name,
        path=in_pilot("/pilot/", slug if Pilot.objects.exists() else ""),
        visibility=visibility,
        by=by,
        at=at,
        verb="pilot_created",
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    pilot = Pilot(
        record=record,
        inside=create_record(
            kind="pilot_inside",
            reference=slug,
            title=slug,
            visibility=Visibility.RESTRICTED,
            by=by,
            at=at,
            verb="pilot_created",
        ),
        project=project,
        name=name,
        slug=slug,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    pilot.full_clean()
    pilot.save()
    set_rules(pilot=pilot, valid_from=starts_on, by=by, at=at)
    raise_generation(PAGES)
    return pilot


@transaction.atomic
def change_pilot(
    *,
    pilot: Pilot,
    name: str,
    starts_on: date,
    project: ProjectPage | None,
    lock_version: int,
    by: Any,
    at: datetime,
) -> Pilot:
    """Correct what the pilot is called, when it began and of which project it is; its short name stays in addresses.

    Raises StaleRow, PilotNameTaken, BeginWrong, ValidationError.
    """
    row = Pilot.objects.select_for_update(of=("self",)).select_related("record").get(pk=pilot.pk)
    refuse_stale(row, lock_version)
    if Pilot.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise PilotNameTaken(_("Another pilot has this name or short name."))
    if row.households.filter(entered_on__lt=starts_on).exists():
        raise BeginWrong(_("A household entered the pilot before this day."))
    if any(half.half_year.last_day < starts_on for half in row.publications.all()):
        raise BeginWrong(_("Figures were published of a half-year before this day."))
    row.name, row.starts_on, row.project = name, starts_on, project
    row.lock_version += 1
    row.full_clean()
    row.save()
    row.record.title = name
    row.record.save(update_fields=["title"])
    keep_stems(row.record, f"{row.slug} {name}")
    log_event(record=row.record, verb="pilot_changed", by=by, at=at)
    raise_generation(PAGES)
    return row


def show_to_everybody(pilot: Pilot, *, by: Any, at: datetime) -> None:
    """Let everybody know of a locked pilot, since figures of it are published; a repeat does no harm."""
    if pilot.record.visibility == Visibility.PUBLIC:
        return
    pilot.record.visibility = Visibility.PUBLIC
    pilot.record.save(update_fields=["visibility"])
    log_event(record=pilot.record, verb="pilot_shown", by=by, at=at)


@transaction.atomic
def set_rules(
    *,
    pilot: Pilot,
    valid_from: date,
    by: Any,
    at: datetime,
    crisis_reviews: Sequence[int] = (4, 5),
    **rules: Any,
) -> PilotRules:
    """Say what was agreed from a day on: fields of ``PilotRules``. The former rules stay. Raises RulesWrong.

    Rules are agreed ones, so the log names the day from which they hold.
    """
    made = PilotRules(
        pilot=pilot,
        valid_from=valid_from,
        crisis_reviews=sorted(set(crisis_reviews)),
        recorded_by=by,
        recorded_at=at,
        **rules,
    )
    if any(not 1 <= month <= made.crisis_months for month in made.crisis_reviews):
        raise RulesWrong(_("Reviews of a crisis stay are held in its months, before the limit."))
    made.full_clean()
    made.save()
    log_event(record=pilot.inside, verb="pilot_rules_set", by=by, at=at, occurred_on=valid_from)
    return made


@transaction.atomic
def set_end(
    *, pilot: Pilot, ends_on: date | None, lock_version: int, by: Any, at: datetime
) -> Pilot:
    """Say which day is the last one of the pilot, or (None) that it goes on; it may be said anew.

    From the day after it nothing is asked for any more: whether it has ended is worked out from the day (rule K11 of
    the model). Raises EndWrong, StaleRow.
    """
    row = Pilot.objects.select_for_update(of=("self",)).select_related("record").get(pk=pilot.pk)
    refuse_stale(row, lock_version)
    if ends_on is not None and ends_on < row.starts_on:
        raise EndWrong(_("The pilot cannot end before it began."))
    row.ends_on = ends_on
    row.lock_version += 1
    row.full_clean()
    row.save()
    log_event(record=row.record, verb="pilot_end_set", by=by, at=at, occurred_on=ends_on)
    raise_generation(PAGES)
    return row


@transaction.atomic
def plan_flats(
    *, pilot: Pilot, programme: str, count: int, valid_from: date, by: Any, at: datetime
) -> PlannedFlats:
    """Say how many flats are planned from a day on. It limits nothing: more flats than planned may be added."""
    made = PlannedFlats(
        pilot=pilot,
        programme=Programme(programme),
        count=count,
        valid_from=valid_from,
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    log_event(record=pilot.record, verb="pilot_flats_planned", by=by, at=at, occurred_on=valid_from)
    raise_generation(PAGES)
    return made


def refuse_future(day: date, at: datetime) -> None:
    """Raise NotYet where a day has not come."""
    if day > timezone.localdate(at):
        raise NotYet(_("This day has not come yet. Record it once it has happened."))


def refuse_stale(row: Any, lock_version: int | None) -> None:
    """Raise StaleRow where a form was made for another state of a locked row."""
    if lock_version is not None and row.lock_version != lock_version:
        raise StaleRow(_("Somebody else changed this in the meantime. Both texts are below."), row)


def change_facts(
    row: Flat | Household | Tenancy,
    values: Mapping[str, Any],
    *,
    reason: str,
    by: Any,
    at: datetime,
) -> list[str]:
    """Write changed facts of a locked row and keep what they were; names of the changed fields. No event."""
    changed = [
        (name, former) for name, value in values.items() if (former := getattr(row, name)) != value
    ]
    owner = {Flat: "flat", Household: "household", Tenancy: "tenancy"}[type(row)]
    for name, former in changed:
        setattr(row, name, values[name])
        RowChange(
            **{owner: row},
            field=name,
            former=_as_text(former),
            new=_as_text(values[name]),
            reason=ChangeReason(reason),
            recorded_by=by,
            recorded_at=at,
        ).save()
    row.lock_version += 1
    row.full_clean()
    row.save()
    return [name for name, _former in changed]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(getattr(value, "pk", value))
