"""What rows of the permission table about the evaluation speak of."""

from datetime import datetime

from people.enums import Role
from tests.evaluation import judging as build
from tests.factories.people import UserFactory


def make(at: datetime) -> None:
    """A plan with a public version 1 and a version 2 for staff; of findings and recommendations 1 is public, 2 final
    and for staff, 3 a draft. None of the personas wrote anything. Public recommendation 1 was accepted and has an
    action.
    """
    who = {"by": build.evaluator("Eva Píšící"), "at": at}
    second = build.evaluator("Emil Zveřejňující")
    version = build.frozen(**who)
    first = build.public(build.finding(version, **who), second=second, **who)
    build.question(version.plan, "Kolik to stojí?", **who)
    build.plans.freeze_plan(plan=version.plan, reason="Přibyla otázka.", **who)
    build.final(build.finding(version, **who), **who)
    build.finding(version, **who)
    advice = build.public(build.recommendation(first, **who), second=second, **who)
    build.final(build.recommendation(first, **who), **who)
    build.recommendation(first, **who)
    manager = UserFactory(roles=[Role.PROJECT_MANAGER])
    build.answered(advice, by=manager, at=at)
    build.acted(advice, by=manager, at=at)
