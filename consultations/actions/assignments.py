"""Who settles which comment, and until when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from consultations.actions.settlements import lock_settlement
from consultations.models import Settlement
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
    """
    wanted = {"assignee": assignee, "department": department, "due_on": due_on}
    wanted = {name: value for name, value in wanted.items() if value is not KEEP}
    changed = 0
    for found in settlements:
        settlement = lock_settlement(found)
        if all(getattr(settlement, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(settlement, name, value)
        settlement.save(update_fields=list(wanted))
        log_event(
            record=settlement.comment.contribution.record, verb="settlement_assigned", by=by, at=at
        )
        changed += 1
    return changed
