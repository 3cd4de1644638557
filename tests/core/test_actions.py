"""Records, events and generations."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actions import create_record, log_event
from core.models import Event, Record
from tests.concept import build

pytestmark = pytest.mark.django_db


def make(**fields) -> Record:
    values = {"kind": "note", "title": "Zápis", "by": build.editor(), "at": timezone.now()}
    return create_record(**{**values, **fields})


def test_a_record_is_born_with_its_first_event():
    record = make(
        reference="PS1/2017/12", state="draft", occurred_on=date(2017, 11, 15), search_text="byty"
    )
    event = record.events.get()
    assert (event.verb, event.actor, event.to_state, event.occurred_on) == (
        "created", build.editor(), "draft", date(2017, 11, 15),
    )  # fmt: skip
    assert (record.visibility, record.recorded_at) == ("staff", timezone.now())
    assert "byt" in record.search_stems


def test_a_reference_is_issued_once_per_kind():
    make(reference="R2-0147")
    make(kind="other", reference="R2-0147")
    make()
    make()  # none is needed
    with pytest.raises(ValidationError):
        make(reference="R2-0147")


def test_a_record_for_a_group_names_its_audience():
    record = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(visibility="group")


def test_an_event_keeps_both_times_and_the_change_of_state():
    record = make()
    log_event(
        record=record, verb="state_changed", by=None, at=timezone.now(),
        occurred_on=date(2017, 1, 1), from_state="draft", to_state="agreed", payload={"votes": 3},
    )  # fmt: skip
    event = Event.objects.order_by("pk").last()
    assert (event.actor, event.from_state, event.to_state, event.payload) == (
        None, "draft", "agreed", {"votes": 3},
    )  # fmt: skip
    assert (event.occurred_on, event.recorded_at) == (date(2017, 1, 1), timezone.now())
