"""Reminders to bodies that have not answered: by hand, and by itself three days before a round closes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import notifications, queries
from consultations.actions.rounds import RoundMoveRefused, add_step, lock_round
from consultations.enums import RoundStepKind
from consultations.models import Round

BEFORE_CLOSING = timedelta(days=3)


class NobodyToRemind(Exception):
    """Every body has answered, or nobody speaks for those that have not."""


@transaction.atomic
def remind_bodies(
    *, round: Round, by: Any, at: datetime, organisations: Collection[int] | None = None
) -> int:
    """Remind bodies without an answer (all, or the given ones); a person gets one such mail a day.

    Answers how many people were written to. Raises RoundMoveRefused (not open), NobodyToRemind.
    """
    round = lock_round(round)
    if not round.is_open(at):
        raise RoundMoveRefused(_("The round does not take comments now."))
    bodies = queries.people_of_silent_bodies(round, at, organisations)
    if not bodies:
        raise NobodyToRemind(_("There is nobody to be reminded."))
    notifications.bodies_reminded(round, bodies, at=at, period=timezone.localdate(at).isoformat())
    add_step(round, RoundStepKind.REMINDED, by=by, at=at, new=f"people={len(bodies)}")
    return len(bodies)


def remind_before_closing(*, at: datetime) -> int:
    """Remind bodies without an answer three days before their round closes, once for each closing time.

    A round that opened, or was extended, less than three days before it closes is left alone: its people are just
    hearing of it. Answers how many people were written to; safe to run twice.
    """
    return sum(
        _remind_once(round, at) for round in Round.objects.closing_within(BEFORE_CLOSING, at)
    )


@transaction.atomic
def _remind_once(round: Round, at: datetime) -> int:
    round = lock_round(round)
    closing = round.closes_at.isoformat()
    due = round.closes_at - BEFORE_CLOSING
    if queries.was_reminded_for(round, closing) or queries.last_told(round) > due:
        return 0
    bodies = queries.people_of_silent_bodies(round, at)
    notifications.bodies_reminded(round, bodies, at=at, period=closing[:16])
    add_step(round, RoundStepKind.REMINDED, by=None, at=at, new=f"closing={closing}")
    return len(bodies)
