"""The register of risks: raised, given, assessed over time, dealt with; who may know of what."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Event, OutboxMail
from core.permissions import allowed
from evaluation.actions import reminding, risk_steps, risks
from evaluation.enums import ActionState, RiskState
from evaluation.models import Risk, RiskAction, RiskAssessment, RiskStep
from evaluation.queries import risks as queries
from people.enums import Role
from tests.evaluation import build, risks_build
from tests.factories.people import UserFactory
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


class World:
    """A risk a secretary raised; nobody answers for it."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.evaluator = build.evaluator()
        self.owner = UserFactory(name="Gita Garantová", roles=[Role.MEASURE_OWNER])
        self.secretary = UserFactory(name="Tajemník", roles=[Role.SECRETARY])
        self.indicator = build.indicator("U1", self.evaluator, at=self.at)
        self.risk = risks_build.raised(self.secretary, at=self.at)

    def given(self) -> Risk:
        return risks_build.given(self.risk, self.owner, self.evaluator, at=self.at)

    def dealt_with(self) -> Risk:
        self.given()
        risks_build.assessed(self.risk, (5, 4), (3, 3), self.owner, at=self.at)
        return risks_build.treated(self.risk, self.owner, at=self.at)


world = built_once(World)


def test_a_raised_risk_has_a_number_of_its_own_and_is_for_staff(world):
    second = risks_build.raised(world.evaluator, at=world.at, title="Fluktuace pracovníků")
    assert [str(world.risk), str(second)] == ["RZ/1", "RZ/2"]
    record = second.record
    assert (record.kind, record.reference, record.state) == ("risk", "RZ/2", "identified")
    assert (record.visibility, record.path) == ("staff", "/hodnoceni/rizika/2/")
    assert [event.verb for event in record.events.all()] == ["risk_raised"]


def test_a_risk_says_what_could_happen_and_why(world):
    with pytest.raises(risks.TextMissing):
        risks_build.raised(world.secretary, at=world.at, cause="<p> </p>")
    assert Risk.objects.count() == 1


def test_assessments_are_rows_and_the_newest_counts(world):
    world.given()
    risks_build.assessed(world.risk, (5, 4), (4, 4), world.owner, at=world.at)
    later = world.at + timedelta(days=40)
    risks_build.assessed(world.risk, (5, 4), (2, 3), world.owner, at=later)
    (row,) = queries.rows_of(Risk.objects.all(), timezone.localdate(later))
    assert (row.residual, row.inherent) == (queries.Size(2, 3), queries.Size(5, 4))
    assert (row.residual.level, row.inherent.level) == ("medium", "critical")
    assert [r.residual_probability for r in RiskAssessment.objects.order_by("number")] == [4, 2]
    assert Risk.objects.get().state == RiskState.ASSESSED
    grid = queries.heat_map([row], queries.RESIDUAL)
    assert [(c.probability, c.impact) for line in grid for c in line if c.count] == [(2, 3)]
    assert [line[0].probability for line in grid] == [5, 4, 3, 2, 1]


def test_the_database_refuses_a_size_off_the_scale(world):
    row = risks_build.assessed(world.risk, (1, 1), (1, 1), world.evaluator, at=world.at)
    row.pk, row._state.adding, row.number, row.residual_impact = None, True, 2, 6
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_risk_goes_its_way_to_the_end_and_every_step_is_kept(world):
    risk = world.dealt_with()
    assert risk.state == RiskState.TREATED
    risks_build.moved(risk, RiskState.WATCHED, world.owner, at=world.at)
    with pytest.raises(risks.TextMissing):
        risks_build.moved(risk, RiskState.CLOSED, world.owner, at=world.at)
    risk = risks_build.moved(
        risk, RiskState.CLOSED, world.owner, at=world.at, reason="Smlouvy jsou podepsané."
    )
    told = [(s.from_state, s.to_state, s.reason) for s in RiskStep.objects.order_by("pk")]
    assert told == [
        ("identified", "assessed", ""),
        ("assessed", "treated", ""),
        ("treated", "watched", ""),
        ("watched", "closed", "Smlouvy jsou podepsané."),
    ]
    assert (risk.record.state, Event.objects.filter(verb="risk_moved").count()) == ("closed", 4)
    with pytest.raises(risks.RiskClosed):
        risks_build.assessed(risk, (1, 1), (1, 1), world.owner, at=world.at)
    risk = risks_build.moved(risk, RiskState.ASSESSED, world.owner, at=world.at)
    assert risk.state == RiskState.ASSESSED


def test_nothing_is_done_about_a_risk_nobody_answers_for_or_assessed(world):
    with pytest.raises(risk_steps.RiskMoveRefused):
        risks_build.treated(world.risk, world.evaluator, at=world.at)
    with pytest.raises(risk_steps.RiskMoveRefused):
        risks_build.moved(world.risk, RiskState.ASSESSED, world.evaluator, at=world.at)
    risks_build.assessed(world.risk, (3, 3), (3, 3), world.evaluator, at=world.at)
    with pytest.raises(risks.OwnerMissing):
        risks_build.treated(world.risk, world.evaluator, at=world.at)
    with pytest.raises(risks.OwnerMissing):
        risks_build.watched_by(world.risk, world.indicator, "80", world.evaluator, at=world.at)
    with pytest.raises(risks.OwnerMissing):
        risks_build.moved(world.risk, RiskState.WATCHED, world.evaluator, at=world.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=world.risk.pk).update(state=RiskState.TREATED)


def test_it_is_looked_at_again_on_a_later_day(world):
    risk = world.given()
    risks_build.assessed(risk, (3, 3), (3, 3), world.owner, at=world.at)
    for day in (None, timezone.localdate(world.at)):
        with pytest.raises(risk_steps.ReviewMissing):
            risks_build.treated(risk, world.owner, at=world.at, review_on=day)


def test_a_review_is_late_by_its_day_and_reminded_of_once(world, clock):
    risk = world.dealt_with()
    due = risk.review_on
    assert not queries.is_late(risk, due)
    assert queries.is_late(risk, due + timedelta(days=1))
    clock.move_to(world.at + timedelta(days=60))
    for _again in range(2):
        assert reminding.remind_of_risks(at=timezone.now()) == 1
    mail = OutboxMail.objects.get(kind="risk_review")
    assert (mail.recipient, mail.period) == (world.owner.email, due.isoformat())
    waiting = queries.waiting_for(world.owner, timezone.now())
    assert [(row.title, row.due_on) for row in waiting] == [
        ("Riziko RZ/1 je třeba přezkoumat", due)
    ]
    risks_build.moved(risk, RiskState.CLOSED, world.owner, at=timezone.now(), reason="Pominulo.")
    assert reminding.remind_of_risks(at=timezone.now()) == 0


def test_who_may_say_is_told_of_a_risk_nobody_answers_for(world):
    titles = [row.title for row in queries.waiting_for(world.evaluator, world.at)]
    assert titles == ["Za riziko RZ/1 nikdo neodpovídá"]
    assert queries.waiting_for(world.secretary, world.at) == []
    world.given()
    assert queries.waiting_for(world.evaluator, world.at) == []


def test_a_stale_form_shows_what_is_stored_and_loses_nothing(world):
    stale = Risk.objects.get(pk=world.risk.pk)
    world.given()
    with pytest.raises(risks.StaleRisk) as refused:
        risks.give_risk(
            risk=stale, owner=world.secretary, lock_version=1, by=world.evaluator, at=world.at
        )
    assert refused.value.current.owner == world.owner


def test_actions_against_a_risk_end_on_a_day_and_are_dropped_for_a_reason(world):
    risk = world.given()
    common = {"by": world.owner, "at": world.at}
    said = {"text": "Uzavřít smlouvy.", "responsible": "Odbor", "due_on": None}
    action = risk_steps.add_action(risk=risk, **said, **common)
    changed = {"action": action, **said, **common}
    with pytest.raises(risks.TextMissing):
        risk_steps.change_action(state=ActionState.DROPPED, note="", lock_version=1, **changed)
    done = risk_steps.change_action(
        state=ActionState.DONE, note="Podepsáno.", lock_version=1, **changed
    )
    assert (done.state, done.ended_on) == ("done", timezone.localdate(world.at))
    with pytest.raises(risks.StaleRisk) as refused:
        risk_steps.change_action(state=ActionState.RUNNING, note="", lock_version=1, **changed)
    assert refused.value.current.note == "Podepsáno."
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAction.objects.update(state=ActionState.RUNNING)


def test_staff_know_of_every_risk_others_of_their_own_and_of_public_ones(world):
    world.given()
    staff = {"editor", "secretary", "chair", "evaluator", "project_manager"}
    people = {key: make(key) for key in KEYS}
    shown = {key for key, person in people.items() if Risk.objects.visible_to(person).exists()}
    assert shown == staff
    assert Risk.objects.visible_to(world.owner).get() == world.risk
    assert Risk.objects.visible_to(world.secretary).get() == world.risk
    for person in people.values():
        assert (
            allowed(person, "evaluation.view_risk", world.risk)
            == Risk.objects.visible_to(person).exists()
        )
    risks.show_risk(risk=world.risk, is_public=True, by=world.evaluator, at=world.at)
    assert all(Risk.objects.visible_to(person).exists() for person in people.values())
    risks.show_risk(risk=world.risk, is_public=False, by=world.evaluator, at=world.at)
    assert not Risk.objects.visible_to(people["visitor"]).exists()


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        (
            "evaluation.raise_risk",
            {"secretary", "chair", "member", "other_member", "facilitator", "other_facilitator"}
            | {"editor", "evaluator", "pilot_officer", "measure_owner"}
            | {"project_manager"},
        ),
        ("evaluation.give_risks", {"chair", "evaluator"}),
        ("evaluation.work_on_risk", {"evaluator"}),
        ("evaluation.close_risk", {"chair", "evaluator"}),
        ("evaluation.answer_alert", set()),
    ],
)
def test_who_may_do_what(world, permission, holders):
    risk = world.given()
    assert {key for key in KEYS if allowed(make(key), permission, risk)} == holders
    own = {"evaluation.work_on_risk", "evaluation.close_risk", "evaluation.answer_alert"}
    assert allowed(world.owner, permission, risk) == (
        permission in own or permission == "evaluation.raise_risk"
    )
