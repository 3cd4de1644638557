"""Writes of the publicity a project owes and of its published outputs."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from concept.models import DocumentPage
from core.actions import log_event
from core.sanitizing import clean_plain
from core.uploads import Upload
from evaluation.actions.project import lock_ledger, lock_row, raise_pages
from evaluation.enums import RemovalReason
from evaluation.models import ProjectOutput, PublicityItem


class NothingShowsIt(Exception):
    """What was done is shown by a file or an address."""


class DoneLater(Exception):
    """Nothing is done on a day that has not come."""


@transaction.atomic
def add_publicity_item(
    *, project: Any, requirement: str, by: Any, at: datetime, basis: str = ""
) -> PublicityItem:
    """Add what the rules of publicity ask for."""
    ledger = lock_ledger(project, by=by, at=at)
    last = project.publicity_items.aggregate(Max("position"))["position__max"] or 0
    item = PublicityItem(
        project=project,
        position=last + 1,
        requirement=clean_plain(requirement).strip(),
        basis=clean_plain(basis).strip(),
    )
    item.full_clean()
    item.save()
    log_event(record=ledger.record, verb="publicity_added", by=by, at=at, payload={"item": item.pk})
    return item


@transaction.atomic
def edit_publicity_item(
    *,
    item: PublicityItem,
    lock_version: int,
    requirement: str,
    basis: str,
    done_on: date | None,
    evidence_url: str,
    by: Any,
    at: datetime,
    evidence: Upload | None = None,
) -> PublicityItem:
    """Change an item, mostly to say when it was done and what shows it; a file given before stays until another comes.

    Raises StaleProject, NothingShowsIt, DoneLater, ValidationError.
    """
    ledger = lock_ledger(item.project, by=by, at=at)
    item = lock_row(PublicityItem.objects, item.pk, lock_version)
    item.requirement, item.basis = clean_plain(requirement).strip(), clean_plain(basis).strip()
    item.done_on, item.evidence_url = done_on, evidence_url
    if evidence is not None:
        item.filename, item.mime = evidence.filename, evidence.mime
        item.size, item.digest, item.data = evidence.size, evidence.digest, evidence.data
    if done_on is not None and done_on > at.date():
        raise DoneLater(_("This day has not come yet."))
    if done_on is not None and not (item.evidence_url or item.filename):
        raise NothingShowsIt(_("Add a file or an address that shows it was done."))
    item.full_clean()
    item.save()
    log_event(
        record=ledger.record,
        verb="publicity_edited",
        by=by,
        at=at,
        occurred_on=done_on,
        payload={"item": item.pk},
    )
    return item


@transaction.atomic
def remove_publicity_item(
    *, item: PublicityItem, lock_version: int, reason: str, by: Any, at: datetime
) -> None:
    """Remove an item entered by mistake with its file; reports that were made keep both. Raises StaleProject.

    The log keeps its number, its day, the file's SHA-256 and why (``RemovalReason``), not its words.
    """
    ledger = lock_ledger(item.project, by=by, at=at)
    item = lock_row(PublicityItem.objects.defer("data"), item.pk, lock_version)
    log_event(
        record=ledger.record,
        verb="publicity_removed",
        by=by,
        at=at,
        occurred_on=item.done_on,
        reason=RemovalReason(reason),
        payload={"item": item.pk, "position": item.position, "file": item.digest},
    )
    item.delete()


@transaction.atomic
def add_output(
    *,
    project: Any,
    title: str,
    by: Any,
    at: datetime,
    document: DocumentPage | None = None,
    note: str = "",
) -> ProjectOutput:
    """Add what the project publishes; without a document it is waited for."""
    ledger = lock_ledger(project, by=by, at=at)
    last = project.project_outputs.aggregate(Max("position"))["position__max"] or 0
    output = ProjectOutput(
        project=project,
        position=last + 1,
        title=clean_plain(title).strip(),
        document=document,
        note=clean_plain(note).strip(),
    )
    output.full_clean()
    output.save()
    log_event(
        record=ledger.record, verb="output_added", by=by, at=at, payload={"output": output.pk}
    )
    raise_pages(project)
    return output


@transaction.atomic
def edit_output(
    *,
    output: ProjectOutput,
    lock_version: int,
    title: str,
    document: DocumentPage | None,
    note: str,
    by: Any,
    at: datetime,
) -> ProjectOutput:
    """Change an output, mostly to lead to the document that was waited for. Raises StaleProject."""
    ledger = lock_ledger(output.project, by=by, at=at)
    output = lock_row(ProjectOutput.objects.select_related("project"), output.pk, lock_version)
    output.title, output.note = clean_plain(title).strip(), clean_plain(note).strip()
    output.document = document
    output.full_clean()
    output.save()
    log_event(
        record=ledger.record, verb="output_edited", by=by, at=at, payload={"output": output.pk}
    )
    raise_pages(output.project)
    return output


@transaction.atomic
def remove_output(
    *, output: ProjectOutput, lock_version: int, reason: str, by: Any, at: datetime
) -> None:
    """Remove an output entered by mistake; the document it led to stays. Raises StaleProject.

    The log keeps its number, the address of the document and why (``RemovalReason``), not its words.
    """
    ledger = lock_ledger(output.project, by=by, at=at)
    rows = ProjectOutput.objects.select_related("project", "document")
    output = lock_row(rows, output.pk, lock_version)
    log_event(
        record=ledger.record,
        verb="output_removed",
        by=by,
        at=at,
        reason=RemovalReason(reason),
        payload={
            "output": output.pk,
            "position": output.position,
            "document": output.document.slug if output.document else "",
        },
    )
    output.delete()
    raise_pages(output.project)
