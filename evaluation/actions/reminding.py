"""Reminders of what is due; each is written once, however often the job runs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluation.notifications import risks as notifications
from evaluation.queries.risks import reviews_due


@transaction.atomic
def remind_of_risks(*, at: datetime) -> int:
    """Remind who answers for a risk that is to be looked at again, once for each day; answers how many are due."""
    due = reviews_due(timezone.localdate(at))
    for risk in due:
        notifications.remind_of_review(risk, at=at)
    return len(due)
