"""Writes of support: levels decided, reviews held, housing looked at after some months. Wrong rows are replaced."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from evaluation.actions.households import locked_household
from evaluation.actions.pilot import PilotRefused, refuse_future
from evaluation.enums.pilot import (
    STATUS_MONTHS,
    Decider,
    HousedHow,
    Level,
    LevelReason,
    Programme,
    ReviewKind,
    ReviewResult,
)
from evaluation.models import Household, HousingStatus, Review, SupportLevel
from evaluation.models.pilot import holding
from evaluation.stays import Rules, assessment_due


class LevelNotDecided(PilotRefused):
    """Assessment is what holds while nobody decided; it is not decided itself."""


class ReviewMissing(PilotRefused):
    """A household that lives in a social or affordable flat is met before its level of support is decided."""


class LevelHoldsAlready(PilotRefused):
    """The household has this level already."""


class ReplacedAlready(PilotRefused):
    """Another row took the place of this one."""


class MonthWrong(PilotRefused):
    """A review of a stay and a look at housing say of which month they are."""


@transaction.atomic
def decide_support(
    *,
    household: Household,
    level: str,
    valid_from: date,
    decided_on: date,
    decided_by: str,
    reason: str,
    by: Any,
    at: datetime,
    rules: Rules,
    held_on: date | None = None,
    replaces: SupportLevel | None = None,
) -> SupportLevel:
    """Decide how much a household is supported from ``valid_from`` on; lateness is told by ``decided_on``.

    ``held_on``: when it was reviewed; needed once the household moved into a social or affordable flat, and kept as a
    review. A level may be decided before moving in, and changed both ways. ``replaces``: the row was wrong; a
    review is not needed again. Raises LevelNotDecided, ReviewMissing, LevelHoldsAlready, ReplacedAlready, NotYet.
    """
    household = locked_household(household)
    if level == Level.ASSESSMENT:
        raise LevelNotDecided(_("Choose intensive or light support."))
    refuse_future(decided_on, at)
    standing = list(household.levels.standing())
    first = (
        household.tenancies.standing()
        .filter(programme=Programme.SOCIAL_AFFORDABLE)
        .order_by("start")
        .first()
    )
    if replaces is not None:
        _refuse_replaced(replaces, household)
    else:
        holds = holding(standing, valid_from)
        if holds is not None and holds.level == level:
            raise LevelHoldsAlready(_("The household has this level of support already."))
        if first is not None and first.start <= decided_on and held_on is None:
            raise ReviewMissing(_("Say on what day the household was met about its support."))
    if held_on is not None:
        refuse_future(held_on, at)
        if held_on > decided_on:
            raise ReviewMissing(_("The household is met before its support is decided."))
        is_first = not standing and first is not None
        Review(
            household=household,
            kind=ReviewKind.ASSESSMENT if is_first else ReviewKind.INTERIM,
            due_on=assessment_due(first.start, rules) if is_first and first else None,
            held_on=held_on,
            result=ReviewResult.LEVEL_DECIDED,
            recorded_by=by,
            recorded_at=at,
        ).save()
    made = SupportLevel(
        household=household,
        level=Level(level),
        valid_from=valid_from,
        decided_on=decided_on,
        decided_by=Decider(decided_by),
        reason=LevelReason(reason),
        replaces=replaces,
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    verb = "pilot_support_decided" if replaces is None else "pilot_support_replaced"
    log_event(record=household.pilot.inside, verb=verb, by=by, at=at)
    return made


def _refuse_replaced(row: Review | SupportLevel, household: Household) -> None:
    is_there = row.household_id == household.pk
    if not is_there or type(row).objects.filter(replaces=row).exists():
        raise ReplacedAlready(_("This was corrected already. Correct the newer row."))


@transaction.atomic
def hold_review(
    *,
    household: Household,
    kind: str,
    held_on: date,
    result: str,
    by: Any,
    at: datetime,
    month: int | None = None,
    due_on: date | None = None,
    next_due: date | None = None,
    replaces: Review | None = None,
) -> Review:
    """Record a review that was held. ``replaces``: a row that was wrong. Raises MonthWrong, ReplacedAlready, NotYet."""
    household = locked_household(household)
    refuse_future(held_on, at)
    if (month is None) == (kind in (ReviewKind.CRISIS, ReviewKind.CHECK)):
        raise MonthWrong(
            _("A review of a crisis stay and a later look say of which month they are.")
        )
    if next_due is not None and next_due <= held_on:
        raise MonthWrong(_("The next review is after this one."))
    if replaces is not None:
        _refuse_replaced(replaces, household)
    made = Review(
        household=household,
        kind=ReviewKind(kind),
        month=month,
        due_on=due_on,
        held_on=held_on,
        result=ReviewResult(result),
        next_due=next_due,
        replaces=replaces,
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    log_event(record=household.pilot.inside, verb="pilot_review_held", by=by, at=at)
    return made


@transaction.atomic
def record_status(
    *, household: Household, month: int, housed_how: str, seen_on: date, by: Any, at: datetime
) -> HousingStatus:
    """Record how a household lived so many months after it moved in; a second row for a month corrects the first.

    Raises MonthWrong, NotYet.
    """
    household = locked_household(household)
    refuse_future(seen_on, at)
    if month not in STATUS_MONTHS:
        raise MonthWrong(_("It is looked at after 6, 12, 18 and 24 months."))
    made = HousingStatus(
        household=household,
        month=month,
        housed_how=HousedHow(housed_how),
        seen_on=seen_on,
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    log_event(record=household.pilot.inside, verb="pilot_status_recorded", by=by, at=at)
    return made
