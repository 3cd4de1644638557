"""Private contacts are forgotten a year after the report on a round."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from consultations.actions import round_steps
from consultations.enums import PublishConsent
from consultations.models import Respondent
from core.models import Event
from tests.consultations import build

pytestmark = pytest.mark.django_db


def contacts():
    return list(Respondent.objects.order_by("pk").values_list("name", "email", "publish_consent"))


def test_contacts_are_forgotten_a_year_after_the_round_ended(clock):
    round = build.open_round(build.version(build.text()), is_public=True)
    for token, consent in (("a", PublishConsent.FULL), ("b", PublishConsent.ANONYMOUS)):
        build.sent(
            round,
            "Slova.",
            token=token,
            name=f"Osoba {token}",
            email=f"{token}@example.org",
            publish_consent=consent,
        )
    other = build.open_round(build.version(build.text("plan")), is_public=True)
    build.sent(other, "Slova.", token="c", name="Osoba c", email="c@example.org")
    round_steps.cancel_round(round=round, note="", by=build.editor(), at=timezone.now())

    clock.shift(timedelta(days=365) - timedelta(seconds=1))
    call_command("tick")
    assert contacts()[0] == ("Osoba a", "a@example.org", "full")
    clock.shift(timedelta(seconds=1))
    call_command("tick")
    call_command("tick")

    assert contacts() == [
        ("Osoba a", "", "full"),
        ("", "", "anonymous"),
        ("Osoba c", "c@example.org", "anonymous"),
    ]
    event = Event.objects.get(verb="contacts_erased")
    assert (event.record, event.payload) == (round.record, {"count": 2})
