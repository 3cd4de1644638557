"""Background entry points of consultations."""

from django.utils import timezone

from consultations.actions import rounds
from consultations.models import Round
from core import extension, jobs


@jobs.job()
def seal_closed_rounds() -> None:
    """Seal every round whose time is over."""
    now = timezone.now()
    for round in Round.objects.to_be_sealed(now):
        rounds.seal_round(round=round, at=now)


extension.add_tick(seal_closed_rounds)
