"""Who settles which comment, and until when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.actions.settlements import MoveRefused, lock_settlement
from consultations.models import Settlement
from consultations.queries.assignments import assignees, departments
from core.actions import log_event
from people.models import Organisation, User

KEEP: Any = object()  # what an assignment does not name stays


def may_be_asked(assignee: User | None, department: Organisation | None, day: date) -> bool:
    """Whether this person and this department settle comments; None is nobody and may always be: a query for each."""
    return (assignee is None or assignees(day).filter(pk=assignee.pk).exists()) and (
        department is None or departments().filter(pk=department.pk).exists()
    )


@transaction.atomic
def assign_settlements(
    *,
    settlements: Iterable[Settlement],
    by: Any,
    at: datetime,
    assignee: Any = KEEP,
    department: Any = KEEP,
    due_on: date | None = KEEP,
    is_allowed: bool | None = None,
) -> int:
    """Give settlements to a person or a department with a due date; answers how many rows changed.

    What is not named stays, None takes it away. Who answers is no part of the answer: ``lock_version`` stays.
    Raises MoveRefused for somebody who may not be asked (``may_be_asked``), unless it is theirs already;
    ``is_allowed`` is the answer to that from a caller who asks once for many calls.
    """
    if is_allowed is None:
        is_allowed = may_be_asked(
            None if assignee is KEEP else assignee,
            None if department is KEEP else department,
            timezone.localdate(at),
        )
    wanted = {"assignee": assignee, "department": department, "due_on": due_on}
    wanted = {name: value for name, value in wanted.items() if value is not KEEP}
    changed = 0
    for found in settlements:
        settlement = lock_settlement(found)
        if all(getattr(settlement, name) == value for name, value in wanted.items()):
            continue
        if not is_allowed:
            raise MoveRefused(_("This person or department does not settle comments."))
        for name, value in wanted.items():
            setattr(settlement, name, value)
        settlement.save(update_fields=list(wanted))
        log_event(
            record=settlement.comment.contribution.record, verb="settlement_assigned", by=by, at=at
        )
        changed += 1
    return changed
