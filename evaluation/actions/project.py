"""Writes of the funded project: its total, key activities and milestones, what belongs to which activity."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from concept.models import DocumentPage, ProjectPage
from core.actions import create_record, log_event, raise_generation
from core.czech import search_stems
from core.enums import Visibility
from core.models import Record
from core.sanitizing import clean_plain
from evaluation.enums import RemovalReason
from evaluation.models import ActivityPart, KeyActivity, Milestone, ProjectLedger

PAGES = "projekt"
ACTIVITY_FIELDS = frozenset(
    {"title", "description", "area", "starts_on", "ends_on", "approved_czk"}
)
PLAIN = frozenset({"title", "description"})


class StaleProject(Exception):
    """Somebody else changed the row in the meantime; ``current`` is what is stored now."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            _("Somebody else changed this in the meantime. Compare both and save again.")
        )
        self.current = current


class CodeTaken(Exception):
    """Another key activity of the project has the code."""


def raise_pages(project: ProjectPage) -> None:
    """Make the kept pages of the project out of date."""
    raise_generation(PAGES, project.slug)


def lock_ledger(project: ProjectPage, *, by: Any, at: datetime) -> ProjectLedger:
    """The ledger of the project, locked for this transaction; made when it is not there yet."""
    rows = ProjectLedger.objects.select_for_update(of=("self",)).select_related("record")
    found = rows.filter(project=project).first()
    if found is not None:
        return found
    record = create_record(
        kind="project",
        reference=project.slug,
        title=project.title,
        path=f"/{project.slug}/",
        visibility=Visibility.PUBLIC,
        by=by,
        at=at,
        verb="project_opened",
        demo_origin=project.demo_origin,
        demo_source=project.demo_source,
    )
    ledger = ProjectLedger(record=record, project=project)
    ledger.full_clean()
    ledger.save()
    return ledger


def lock_row(rows: Any, pk: int, lock_version: int) -> Any:
    """A row locked for this transaction, with its next ``lock_version``. Raises StaleProject."""
    found = rows.select_for_update(of=("self",)).get(pk=pk)
    if found.lock_version != lock_version:
        raise StaleProject(found)
    found.lock_version += 1
    return found


@transaction.atomic
def set_approved_total(
    *,
    project: ProjectPage,
    approved_czk: Decimal | None,
    lock_version: int,
    by: Any,
    at: datetime,
) -> ProjectLedger:
    """Say how much the funder approved in total. ``lock_version`` is 1 at first. Raises StaleProject."""
    ledger = lock_ledger(project, by=by, at=at)
    if ledger.lock_version != lock_version:
        raise StaleProject(ledger)
    ledger.lock_version += 1
    ledger.approved_czk = approved_czk
    ledger.full_clean()
    ledger.save()
    log_event(record=ledger.record, verb="project_total_set", by=by, at=at)
    raise_pages(project)
    return ledger


@transaction.atomic
def add_activity(
    *,
    project: ProjectPage,
    code: str,
    title: str,
    area: str,
    starts_on: date,
    ends_on: date,
    by: Any,
    at: datetime,
    approved_czk: Decimal | None = None,
    description: str = "",
) -> KeyActivity:
    """Add a key activity after those there are. Everybody may know of it. Raises CodeTaken, ValidationError."""
    lock_ledger(project, by=by, at=at)
    code = clean_plain(code).strip()
    if KeyActivity.objects.filter(project=project, code=code).exists():
        raise CodeTaken(_("Another key activity of the project has this code."))
    taken = Record.objects.filter(kind="key_activity", reference=code).exists()
    record = create_record(
        kind="key_activity",
        reference=f"{project.slug}/{code}" if taken else code,
        title=f"{code} {title}",
        path=f"/{project.slug}/",
        visibility=Visibility.PUBLIC,
        by=by,
        at=at,
        verb="key_activity_added",
        demo_origin=project.demo_origin,
        demo_source=project.demo_source,
    )
    last = project.key_activities.aggregate(Max("position"))["position__max"] or 0
    activity = KeyActivity(
        record=record,
        project=project,
        position=last + 1,
        code=code,
        title=clean_plain(title).strip(),
        description=clean_plain(description).strip(),
        area=area,
        starts_on=starts_on,
        ends_on=ends_on,
        approved_czk=approved_czk,
    )
    activity.full_clean()
    activity.save()
    raise_pages(project)
    return activity


@transaction.atomic
def edit_activity(
    *, activity: KeyActivity, lock_version: int, by: Any, at: datetime, **fields: Any
) -> KeyActivity:
    """Change what is said of a key activity; its code stays. ``fields``: ``ACTIVITY_FIELDS``. Raises StaleProject."""
    activity = lock_row(
        KeyActivity.objects.select_related("record", "project"), activity.pk, lock_version
    )
    unknown = set(fields) - ACTIVITY_FIELDS
    if unknown:
        raise TypeError(f"no fields of a key activity: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(activity, name, clean_plain(value).strip() if name in PLAIN else value)
    activity.full_clean()
    activity.save()
    record = activity.record
    record.title = f"{activity.code} {activity.title}"[:300]
    record.search_stems = search_stems(f"{record.reference} {record.title}")
    record.save(update_fields=["title", "search_stems"])
    log_event(record=record, verb="key_activity_edited", by=by, at=at)
    raise_pages(activity.project)
    return activity


@transaction.atomic
def add_milestone(
    *,
    activity: KeyActivity,
    title: str,
    planned_on: date,
    by: Any,
    at: datetime,
    reached_on: date | None = None,
    note: str = "",
) -> Milestone:
    """Add a day the activity aims at."""
    milestone = Milestone(
        activity=activity,
        title=clean_plain(title).strip(),
        planned_on=planned_on,
        reached_on=reached_on,
        note=clean_plain(note).strip(),
    )
    milestone.full_clean()
    milestone.save()
    _log_milestone(milestone, "milestone_added", by=by, at=at)
    return milestone


@transaction.atomic
def edit_milestone(
    *,
    milestone: Milestone,
    lock_version: int,
    title: str,
    planned_on: date,
    reached_on: date | None,
    note: str,
    by: Any,
    at: datetime,
) -> Milestone:
    """Change a milestone, mostly to say when it was reached. Raises StaleProject."""
    rows = Milestone.objects.select_related("activity__record", "activity__project")
    milestone = lock_row(rows, milestone.pk, lock_version)
    milestone.title = clean_plain(title).strip()
    milestone.planned_on, milestone.reached_on = planned_on, reached_on
    milestone.note = clean_plain(note).strip()
    milestone.full_clean()
    milestone.save()
    _log_milestone(milestone, "milestone_edited", by=by, at=at)
    return milestone


@transaction.atomic
def remove_milestone(
    *, milestone: Milestone, lock_version: int, reason: str, by: Any, at: datetime
) -> None:
    """Remove a milestone entered by mistake; reports that were made keep it. Raises StaleProject.

    The log keeps its days and why (``RemovalReason``), not its words.
    """
    rows = Milestone.objects.select_related("activity__record", "activity__project")
    milestone = lock_row(rows, milestone.pk, lock_version)
    _log_milestone(milestone, "milestone_removed", reason=RemovalReason(reason), by=by, at=at)
    milestone.delete()


def _log_milestone(
    milestone: Milestone, verb: str, *, by: Any, at: datetime, reason: str = ""
) -> None:
    log_event(
        record=milestone.activity.record,
        verb=verb,
        by=by,
        at=at,
        reason=reason,
        occurred_on=milestone.reached_on,
        payload={
            "milestone": milestone.pk,
            "planned_on": milestone.planned_on.isoformat(),
            "reached_on": milestone.reached_on.isoformat() if milestone.reached_on else "",
        },
    )
    raise_pages(milestone.activity.project)


@transaction.atomic
def assign_parts(
    *,
    project: ProjectPage,
    records: Mapping[Record, KeyActivity | None],
    documents: Mapping[DocumentPage, KeyActivity | None],
    by: Any,
    at: datetime,
) -> list[ActivityPart]:
    """Say what belongs to which key activity, or to none (None); replaces everything that was said before.

    What is left out goes by its area again.
    """
    ledger = lock_ledger(project, by=by, at=at)
    ActivityPart.objects.filter(project=project).delete()
    made = [
        ActivityPart(project=project, record=record, activity=activity)
        for record, activity in records.items()
    ]
    made += [
        ActivityPart(project=project, document=document, activity=activity)
        for document, activity in documents.items()
    ]
    for part in made:
        part.full_clean(
            validate_constraints=False
        )  # the rows are all new, the database checks them
    ActivityPart.objects.bulk_create(made)
    log_event(
        record=ledger.record,
        verb="project_parts_assigned",
        by=by,
        at=at,
        payload={"parts": len(made)},
    )
    raise_pages(project)
    return made
