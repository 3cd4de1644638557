"""What rows of the permission table about risks speak of."""

from datetime import datetime

from evaluation.actions import risk_steps, risks
from people.enums import Role
from tests.evaluation import build, risks_build
from tests.factories.people import UserFactory


def make(at: datetime) -> None:
    """Risk 1 for staff, which no persona answers for, with an action and an open alert; risk 2 for everybody."""
    by = build.evaluator("Rita Riziková")
    owner = UserFactory(name="Gita Garantová", roles=[Role.MEASURE_OWNER])
    risk = risks_build.given(risks_build.raised(by, at=at), owner, by, at=at)
    risk_steps.add_action(
        risk=risk, text="Uzavřít smlouvy.", responsible="Odbor", due_on=None, by=owner, at=at
    )
    indicator = build.indicator("RZ-U", by, at=at, is_public=False)
    risks_build.watched_by(risk, indicator, "80", owner, at=at)
    period = build.half_year(1, 2015, by, at=at)
    build.entered(indicator, period, by, at=at, value=70)
    shown = risks_build.raised(by, at=at, title="Konec dotace")
    risks.show_risk(risk=shown, is_public=True, by=by, at=at)
