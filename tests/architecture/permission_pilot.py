"""What rows of the permission table about the housing pilot speak of."""

from datetime import date, datetime, timedelta

from core.enums import Visibility
from evaluation.actions import flats
from evaluation.actions.publications import agree_publication, prepare_publication
from evaluation.pilot_sets import HalfYear
from tests.evaluation import build_pilot


def build(at: datetime) -> dict[str, str | int]:
    """A pilot with a crisis flat out of service in which a household lives, one that left, a decision and a
    review; figures of one half-year are published."""
    by = build_pilot.officer()
    pilot = build_pilot.a_pilot(by, visibility=Visibility.PUBLIC)
    flat = build_pilot.flat(pilot, "K-1", by, "crisis")
    outage = flats.begin_outage(flat=flat, start=date(2017, 5, 1), reason="repair", by=by, at=at)
    household = build_pilot.household(pilot, by)
    stay = build_pilot.stay(household, flat, at.date() - timedelta(days=30), by, at=at)
    prepared = prepare_publication(pilot=pilot, half_year=HalfYear(2017, 1), by=by, at=at)
    agree_publication(preparation=prepared, by=build_pilot.evaluator(), at=at)
    level = build_pilot.decision(household, by, at.date())
    return {
        "pilot_outage": outage.pk,
        "pilot_preparation": prepared.pk,
        "household": str(household.uid),
        "stay": stay.pk,
        "level": level.pk,
        "review": household.reviews.get().pk,
    }
