"""Hard situation E3: a provisional value crosses the threshold of a risk."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from core.immutability import ImmutableRow
from core.models import Event, Generation, OutboxMail, Record
from evaluation.actions import alerts, measurements, risks
from evaluation.enums import AlertEnd, RiskState
from evaluation.models import Alert, AlertClosing
from evaluation.queries import risks as queries
from people.enums import Role
from tests.browsers import signed_in
from tests.evaluation import build, risks_build
from tests.factories.people import UserFactory
from tests.focus_groups.pages import statuses, text
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
RISK = "/hodnoceni/rizika/1/"


class World:
    """A risk shown to everybody, of which a value of 80 per cent or less warns; its owner is no staff."""

    def __init__(self) -> None:
        at = timezone.now()
        self.author, self.approver = build.evaluator(), build.evaluator("Ema Druhá")
        self.owner = UserFactory(
            name="Gita Garantová", roles=[Role.MEASURE_OWNER], email="gita@example.org"
        )
        self.indicator = build.indicator("U1", self.author, at=at, definition=build.SHARE)
        self.period = build.half_year(1, 2018, self.author, at=at)
        risk = risks_build.raised(self.author, at=at)
        risks_build.given(risk, self.owner, self.author, at=at)
        risks_build.assessed(risk, (4, 4), (3, 3), self.owner, at=at)
        risks_build.watched_by(risk, self.indicator, "80", self.owner, at=at)
        self.risk = risks.show_risk(risk=risk, is_public=True, by=self.author, at=at)

    def entered(self, numerator: int = 70):
        return build.entered(
            self.indicator,
            self.period,
            self.author,
            at=timezone.now(),
            numerator=numerator,
            denominator=100,
        )


world = built_once(World)


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_e3_provisional_alert(world):
    """Given a threshold; when a value not yet approved crosses it; then only the owner is told, the public sees
    nothing, and a return closes the alert with the reason without deleting it."""
    at = timezone.now()
    before = without_token(text(signed_in(world.author).get(RISK)))
    public = text(Client().get(RISK))
    public_before = Generation.objects.get(key="hodnoceni").number

    row = world.entered()
    row = measurements.submit_value(
        measurement=row, lock_version=row.lock_version, by=world.author, at=at
    )

    alert = Alert.objects.get()
    assert (alert.risk, alert.measurement, alert.value, alert.threshold) == (
        world.risk,
        row,
        70,
        80,
    )
    # the owner is told that it is provisional, once, in a mail without the value
    (mail,) = OutboxMail.objects.all()
    assert (mail.kind, mail.recipient) == ("risk_alert", "gita@example.org")
    assert "70" not in mail.text
    assert "předběžn" in mail.text
    owner = signed_in(world.owner)
    assert "předběžně" in text(owner.get(RISK))
    assert "hodnota je 70, mez je 80" in text(owner.get(RISK))
    waiting = queries.waiting_for(world.owner, at)
    assert [row.title for row in waiting] == ["Hodnota varuje před rizikem RZ/1, zatím předběžně"]
    # nobody else: not the author of the value, not staff, not the public; nothing is logged where they look
    assert without_token(text(signed_in(world.author).get(RISK))) == before
    assert text(Client().get(RISK)) == public
    for person in map(make, KEYS):
        assert not Alert.objects.visible_to(person).exists()
        assert not Record.objects.visible_to(person).filter(kind="risk_alert").exists()
    assert not Event.objects.filter(record=world.risk.record, verb__contains="alert").exists()
    assert Generation.objects.get(key="hodnoceni").number == public_before
    assert statuses(signed_in(world.author), f"{RISK}varovani/1/") == [404]

    row = measurements.return_value(
        measurement=row,
        lock_version=row.lock_version,
        reason="Chybí tři domácnosti.",
        by=world.approver,
        at=at,
    )

    closing = AlertClosing.objects.get(alert=alert)
    assert (closing.how, closing.reason) == (AlertEnd.RETURNED, "Chybí tři domácnosti.")
    assert queries.waiting_for(world.owner, at) == []
    assert "Chybí tři domácnosti." in text(owner.get(RISK))
    for kept in (alert, closing):
        with pytest.raises(ImmutableRow):
            kept.delete()
    assert without_token(text(signed_in(world.author).get(RISK))) == before


def test_a_value_that_does_not_warn_any_more_closes_its_alert_and_one_that_does_again_opens_another(
    world,
):
    at = timezone.now()
    row = world.entered(80)  # the limit itself warns
    for numerator in (81, 79, 78):
        row = measurements.edit_value(
            measurement=row,
            lock_version=row.lock_version,
            figures={"numerator": numerator, "denominator": 100},
            by=world.author,
            at=at,
        )
    told = [
        (alert.value, getattr(alert, "closing", None)) for alert in Alert.objects.order_by("pk")
    ]
    assert [(value, closing and closing.how) for value, closing in told] == [
        (80, AlertEnd.CHANGED),
        (79, None),
    ]
    assert OutboxMail.objects.filter(kind="risk_alert").count() == 2


def test_once_the_value_is_approved_the_alert_is_not_provisional(world):
    build.approved(world.entered(), world.author, world.approver, at=timezone.now())
    page = text(signed_in(world.owner).get(RISK))
    assert "Hodnota byla mezitím schválena." in page
    assert Alert.objects.open().count() == 1


def test_the_owner_says_what_they_did(world):
    world.entered()
    owner = signed_in(world.owner)
    page = f"{RISK}varovani/1/"
    assert "Napište, co jste udělali." not in text(owner.get(page))
    assert owner.post(page, {"reason": "Jednali jsme s obvodem."}).status_code == 302
    assert AlertClosing.objects.get().how == AlertEnd.DEALT_WITH
    with pytest.raises(alerts.AlertEnded):
        alerts.close_alert(
            alert=Alert.objects.get(), reason="Znovu.", by=world.owner, at=timezone.now()
        )


def test_whoever_takes_a_risk_over_is_told_of_its_alerts(world):
    world.entered()
    other = UserFactory(roles=[Role.CHAIR])
    risks_build.given(world.risk, other, world.author, at=timezone.now())
    assert Alert.objects.visible_to(other).count() == 1
    assert not Alert.objects.visible_to(world.owner).exists()
    recipients = OutboxMail.objects.filter(kind="risk_alert").values_list("recipient", flat=True)
    assert sorted(recipients) == sorted(["gita@example.org", other.email])


def test_a_closed_risk_ends_its_alerts_and_is_not_warned_of(world):
    world.entered()
    risks_build.moved(
        world.risk, RiskState.CLOSED, world.author, at=timezone.now(), reason="Pominulo."
    )
    assert AlertClosing.objects.get().reason == "Pominulo."
    later = build.half_year(2, 2018, world.author, at=timezone.now())
    build.entered(
        world.indicator, later, world.author, at=timezone.now(), numerator=1, denominator=100
    )
    assert Alert.objects.count() == 1
