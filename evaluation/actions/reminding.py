"""Reminders of what is due; each is written once, however often the job runs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluation.models import EvaluationRecommendation, Pilot, RecommendationAction
from evaluation.notifications import judging
from evaluation.notifications import risks as notifications
from evaluation.notifications.pilot import households_due
from evaluation.queries.erasing import kept_households
from evaluation.queries.risks import reviews_due
from people.enums import Role
from people.queries import holders_of


@transaction.atomic
def remind_of_risks(*, at: datetime) -> int:
    """Remind who answers for a risk that is to be looked at again, once for each day; answers how many are due."""
    due = reviews_due(timezone.localdate(at))
    for risk in due:
        notifications.remind_of_review(risk, at=at)
    return len(due)


def remind_of_answers(*, at: datetime) -> None:
    """Remind of recommendations whose day of answer is over: who is to answer, or the project managers. Once for each.

    One query when nothing is late.
    """
    today = timezone.localdate(at)
    late = EvaluationRecommendation.objects.late(today).select_related("record", "answerer")
    for row in late.order_by("number"):
        asked = [row.answerer] if row.answerer else holders_of(Role.PROJECT_MANAGER, today)
        for person in asked:
            if person.is_active and not row.has_hand_of(person):
                judging.answer_is_late(row, person, at=at)


@transaction.atomic
def remind_of_keeping(*, at: datetime) -> int:
    """Remind pilot officers, and data protection officers, of households whose rows are no longer to be kept, once for
    each newest day that came; answers how many households there are. Nothing is erased by itself.
    """
    today, count = timezone.localdate(at), 0
    for pilot in Pilot.objects.filter(ends_on__lt=today).select_related("inside").order_by("pk"):
        due = [row for row in kept_households(pilot, today) if row.is_due]
        if not due:
            continue
        for role in (Role.PILOT_OFFICER, Role.DATA_PROTECTION_OFFICER):
            for person in holders_of(role, today):
                is_officer = role == Role.PILOT_OFFICER
                households_due(pilot, person, due, is_officer=is_officer, at=at)
        count += len(due)
    return count


def remind_of_actions(*, at: datetime) -> None:
    """Remind of actions of recommendations that are not done although their day is over, once for each deadline.

    Who reports on it is reminded, in their absence who answers for the addressee, else the project managers. One query
    when nothing is late.
    """
    today = timezone.localdate(at)
    late = RecommendationAction.objects.late(today).select_related(
        "owner", "recommendation__record", "recommendation__answerer"
    )
    for action in late.order_by("pk"):
        named = [action.owner, action.recommendation.answerer]
        asked = [person for person in named if person is not None and person.is_active][:1]
        for person in asked or holders_of(Role.PROJECT_MANAGER, today):
            judging.action_is_late(action, person, at=at)
