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

KEEP: Any = object()  # what an assignment does not name stays


@transaction.atomic
def assign_settlements(
    *,
    settlements: Iterable[Settlement],
    by: Any,
    at: datetime,
    assignee: Any = KEEP,
    department: Any = KEEP,
    due_on: date | None = KEEP,
) -> int:
    """Give settlements to a person or a department with a due date; answers how many rows changed.

    What is not named stays, None takes it away. Who answers is no part of the answer: ``lock_version`` stays.
    Raises MoveRefused for somebody who may not be asked (``queries.assignments``), unless it is theirs already.
    """
    if assignee is not KEEP and assignee is not None:
        may_be_asked = assignees(timezone.localdate(at)).filter(pk=assignee.pk).exists()
    else:
        may_be_asked = True
    if department is not KEEP and department is not None:
        may_be_asked = may_be_asked and departments().filter(pk=department.pk).exists()
    wanted = {"assignee": assignee, "department": department, "due_on": due_on}
    wanted = {name: value for name, value in wanted.items() if value is not KEEP}
    changed = 0
    for found in settlements:
        settlement = lock_settlement(found)
        if all(getattr(settlement, name) == value for name, value in wanted.items()):
            continue
        if not may_be_asked:
            raise MoveRefused(_("This person or department does not settle comments."))
        for name, value in wanted.items():
            setattr(settlement, name, value)
        settlement.save(update_fields=list(wanted))
        log_event(
            record=settlement.comment.contribution.record, verb="settlement_assigned", by=by, at=at
        )
        changed += 1
    return changed
