"""Reminders of what is due; each is written once, however often the job runs."""

from datetime import datetime

from django.db import transaction

from working_groups.notifications import conclusions as notifications
from working_groups.queries import tasks as queries


@transaction.atomic
def remind_of_tasks(*, at: datetime) -> int:
    """Remind the owner of every task that is due soon, once for each day it is due on; answers how many are due."""
    due = queries.due_soon(at)
    for task in due:
        notifications.task_due(task, at=at)
    return len(due)
