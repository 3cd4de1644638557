"""Writes of changes of the project and of what the funder said to them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import create_record, log_event
from core.enums import Visibility
from core.sanitizing import clean_plain
from evaluation.actions.project import lock_ledger, lock_row, raise_pages
from evaluation.enums import ALLOWED_CHANGE_MOVES, PUBLIC_CHANGE_STATES, ChangeState
from evaluation.models import KeyActivity, ProjectChange


class ChangeAnswered(Exception):
    """The funder has answered: the change stays as it was answered."""


@transaction.atomic
def record_change(
    *,
    project: Any,
    what: str,
    why: str,
    changed_on: date,
    by: Any,
    at: datetime,
    activity: KeyActivity | None = None,
) -> ProjectChange:
    """Write down a change that waits for the funder; until the answer only staff know of it."""
    ledger = lock_ledger(project, by=by, at=at)
    ledger.last_change_number += 1
    ledger.save(update_fields=["last_change_number"])
    number = ledger.last_change_number
    record = create_record(
        kind="project_change",
        reference=f"{project.slug}/Z{number}",
        title=_("Change %(number)d of the project") % {"number": number},
        path=f"/{project.slug}/",
        visibility=Visibility.STAFF,
        occurred_on=changed_on,
        by=by,
        at=at,
        verb="project_change_recorded",
        state=ChangeState.WAITING,
        demo_origin=project.demo_origin,
        demo_source=project.demo_source,
    )
    change = ProjectChange(
        record=record,
        project=project,
        activity=activity,
        number=number,
        changed_on=changed_on,
        what=clean_plain(what).strip(),
        why=clean_plain(why).strip(),
    )
    change.full_clean()
    change.save()
    return change


@transaction.atomic
def edit_change(
    *,
    change: ProjectChange,
    lock_version: int,
    what: str,
    why: str,
    changed_on: date,
    activity: KeyActivity | None,
    by: Any,
    at: datetime,
) -> ProjectChange:
    """Change the words while the funder has not answered. Raises StaleProject, ChangeAnswered."""
    rows = ProjectChange.objects.select_related("record")
    change = lock_row(rows, change.pk, lock_version)
    if change.state != ChangeState.WAITING:
        raise ChangeAnswered(_("The funder has answered, so the change stays as it is."))
    change.what, change.why = clean_plain(what).strip(), clean_plain(why).strip()
    change.changed_on, change.activity = changed_on, activity
    change.full_clean()
    change.save()
    record = change.record
    record.occurred_on = changed_on
    record.save(update_fields=["occurred_on"])
    log_event(record=record, verb="project_change_edited", by=by, at=at)
    return change


@transaction.atomic
def answer_change(
    *,
    change: ProjectChange,
    state: str,
    decided_on: date,
    decided_where: str,
    by: Any,
    at: datetime,
) -> ProjectChange:
    """Write down what the funder said. What was approved or only announced is for everybody. Raises ChangeAnswered."""
    change = (
        ProjectChange.objects.select_for_update(of=("self",))
        .select_related("record", "project")
        .get(pk=change.pk)
    )
    if state not in ALLOWED_CHANGE_MOVES[change.state]:
        raise ChangeAnswered(_("The funder's answer is written down already."))
    change.decided_on, change.decided_where = decided_on, clean_plain(decided_where).strip()
    former, change.state = change.state, state
    change.full_clean()
    change.save(update_fields=["decided_on", "decided_where", "state"])
    record = change.record
    record.state = state
    if state in PUBLIC_CHANGE_STATES:
        record.visibility = Visibility.PUBLIC
    record.save(update_fields=["state", "visibility"])
    log_event(
        record=record,
        verb="project_change_answered",
        by=by,
        at=at,
        occurred_on=decided_on,
        from_state=former,
        to_state=state,
    )
    raise_pages(change.project)
    return change
