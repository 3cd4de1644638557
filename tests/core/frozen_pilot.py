"""One row of every protected model of the housing pilot."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from evaluation.actions.flats import change_flat
from evaluation.actions.pilot import plan_flats
from evaluation.actions.publications import agree_publication, prepare_publication
from evaluation.actions.support import record_status
from evaluation.actions.tenancies import answer_limit
from evaluation.models import (
    HouseholdSize,
    HousingStatus,
    LimitException,
    PilotPreparation,
    PilotPublication,
    PilotRules,
    PlannedFlats,
    PreparedRows,
    Review,
    RowChange,
    SupportLevel,
)
from evaluation.pilot_sets import HalfYear
from tests.evaluation import build_pilot as pilot_build

MODELS = (
    PilotRules, PlannedFlats, RowChange, HouseholdSize, LimitException,
    SupportLevel, Review, HousingStatus, PilotPreparation, PreparedRows, PilotPublication,
)  # fmt: skip


def one_row_of_each() -> dict[str, models.Model]:
    """Label -> row."""
    at, by = timezone.now(), pilot_build.officer()
    made = pilot_build.a_pilot(by)
    plan_flats(pilot=made, programme="crisis", count=5, valid_from=at.date(), by=by, at=at)
    flat = pilot_build.flat(made, "K-1", by, "crisis")
    someone = pilot_build.household(made, by)
    stay = pilot_build.stay(someone, flat, at.date() - timedelta(days=200), by)
    answer_limit(
        tenancy=stay,
        answer="plan",
        until=at.date() + timedelta(days=30),
        reason="no_flat",
        decided_on=at.date(),
        approved_by="coordinator",
        by=by,
        at=at,
    )
    pilot_build.decision(someone, by, at.date())
    record_status(
        household=someone, month=6, housed_how="same_flat", seen_on=at.date(), by=by, at=at
    )
    change_flat(flat=flat, size="3", reason="mistake", by=by, at=at)
    prepared = prepare_publication(pilot=made, half_year=HalfYear(2017, 1), by=by, at=at)
    agree_publication(preparation=prepared, by=pilot_build.evaluator(), at=at)
    return {model._meta.label: model.objects.first() for model in MODELS}
