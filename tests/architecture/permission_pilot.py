"""What rows of the permission table about the housing pilot speak of."""

from datetime import date, datetime, timedelta

from evaluation.actions import flats
from tests.evaluation import build_pilot


def build(at: datetime) -> dict[str, str | int]:
    """A pilot with a crisis flat out of service in which a household lives, one that left, a decision and a review."""
    by = build_pilot.officer()
    pilot = build_pilot.a_pilot(by)
    flat = build_pilot.flat(pilot, "K-1", by, "crisis")
    outage = flats.begin_outage(flat=flat, start=date(2017, 5, 1), reason="repair", by=by, at=at)
    household = build_pilot.household(pilot, by)
    stay = build_pilot.stay(household, flat, at.date() - timedelta(days=30), by, at=at)
    level = build_pilot.decision(household, by, at.date())
    return {
        "pilot_outage": outage.pk,
        "household": str(household.uid),
        "stay": stay.pk,
        "level": level.pk,
        "review": household.reviews.get().pk,
    }
