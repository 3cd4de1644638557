"""Risks for tests, made by the actions that make them in life."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluation.actions import risk_steps, risks
from evaluation.enums import Crossing, Proximity, RiskCategory, RiskResponse
from evaluation.models import Indicator, Risk, RiskAssessment
from people.models import User

WORDS = {
    "title": "Málo bytů od obvodů",
    "cause": "Obvody nabízejí byty dobrovolně.",
    "event": "Obvod nabídku zastaví.",
    "effect": "Domácnosti čekají déle.",
}


def raised(by: User, *, at: datetime, **fields: Any) -> Risk:
    """A risk somebody raised."""
    kinds = {"category": RiskCategory.FLATS, "proximity": Proximity.MONTHS}
    return risks.raise_risk(by=by, at=at, **{**WORDS, **kinds, **fields})


def given(risk: Risk, owner: User, by: User, *, at: datetime) -> Risk:
    """The same with somebody who answers for it."""
    risk = Risk.objects.get(pk=risk.pk)
    return risks.give_risk(risk=risk, owner=owner, lock_version=risk.lock_version, by=by, at=at)


def assessed(
    risk: Risk, inherent: tuple[int, int], residual: tuple[int, int], by: User, *, at: datetime
) -> RiskAssessment:
    """Its size, to be looked at again in a month."""
    risk = Risk.objects.get(pk=risk.pk)
    return risk_steps.assess_risk(
        risk=risk,
        lock_version=risk.lock_version,
        inherent_probability=inherent[0],
        inherent_impact=inherent[1],
        residual_probability=residual[0],
        residual_impact=residual[1],
        why="Nabídka se letos zastavila třikrát.",
        review_on=timezone.localdate(at) + timedelta(days=30),
        by=by,
        at=at,
    )


def treated(risk: Risk, by: User, *, at: datetime, **fields: Any) -> Risk:
    """What is done about it: it is reduced."""
    risk = Risk.objects.get(pk=risk.pk)
    said = {
        "response": RiskResponse.REDUCE,
        "response_text": "Smlouvy s obvody na celý projekt.",
        "review_on": timezone.localdate(at) + timedelta(days=60),
    }
    return risk_steps.respond_to_risk(
        risk=risk, lock_version=risk.lock_version, by=by, at=at, **{**said, **fields}
    )


def moved(risk: Risk, state: str, by: User, *, at: datetime, reason: str = "") -> Risk:
    """The next state."""
    risk = Risk.objects.get(pk=risk.pk)
    return risk_steps.move_risk(
        risk=risk, state=state, reason=reason, lock_version=risk.lock_version, by=by, at=at
    )


def watched_by(
    risk: Risk, indicator: Indicator, threshold: str, by: User, *, at: datetime, above: bool = False
) -> Risk:
    """An indicator that warns of it."""
    risk = Risk.objects.get(pk=risk.pk)
    return risks.watch_by_value(
        risk=risk,
        indicator=indicator,
        threshold=Decimal(threshold),
        crossing=Crossing.ABOVE if above else Crossing.BELOW,
        lock_version=risk.lock_version,
        by=by,
        at=at,
    )
