"""Two note-takers: what both noted is proposed for merging, merged by a person only, and nothing is lost by it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.models import Event
from focus_groups.actions import statements
from focus_groups.actions.merging import MergeRefused, decide_pair
from focus_groups.models import StatementPair
from focus_groups.queries.likeness import alike_in
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HERE = "/fokusni-skupiny/fs/1/shodne/"
WORDS = "Realitka po nás chtěla tři kauce najednou."
NEARLY = "Realitka chtěla po nás tři kauce najednou!"


def session_of_now():
    at = timezone.now()
    held = build.session(build.panel(at=at), at=at)
    return held, build.say(held, WORDS, at=at), build.say(held, NEARLY, at=at)


world = built_once(session_of_now)


@pytest.fixture
def lead(world):
    return build.lead_of(world[0].series)


@pytest.fixture
def client(lead):
    client = Client()
    client.force_login(lead)
    return client


def pairs(held, lead):
    return [(pair.first.pk, pair.second.pk) for pair in alike_in(held, lead)]


def test_only_what_may_be_one_statement_is_proposed(world, lead):
    held, first, second = world
    at = timezone.now()
    someone, other = build.participant(held.series, at=at), build.participant(held.series, at=at)
    build.say(held, "Ano.", at=at)
    build.say(held, "Ano.", at=at)
    build.say(held, "Sousedé nám pomohli s nábytkem hned první den.", who=someone, at=at)
    build.say(held, "Sousedé nám pomohli s nábytkem hned první den.", who=other, at=at)
    assert pairs(held, lead) == [(first.pk, second.pk)]
    assert held.statements.filter(merged_at=None).count() == 6


def test_a_person_decides_what_stays_and_both_texts_stay_readable(world, client, lead):
    held, first, second = world
    page = client.get(HERE)
    assert WORDS in page.text
    said = {"first": first.pk, "second": second.pk, "kept": "second"}
    for _time in range(2):
        assert client.post(HERE, said).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.merged_at, first.words, second.merged_at) == (timezone.now(), WORDS, None)
    pair = StatementPair.objects.get()
    assert (pair.first, pair.kept, pair.by) == (first, second, lead)
    after = client.get(HERE)
    assert WORDS in after.text
    assert after.context["pairs"] == []
    event = Event.objects.get(record=held.series.inside, verb="statements_merged")
    assert event.payload == {"pair": pair.pk}


def test_two_different_statements_are_not_proposed_again(world, client, lead):
    held, first, second = world
    client.post(HERE, {"first": first.pk, "second": second.pk, "kept": "both"})
    assert pairs(held, lead) == []
    assert held.statements.filter(merged_at=None).count() == 2


def test_what_was_put_away_is_not_written_to_nor_worked_on(world, lead):
    held, first, second = world
    common = {"by": lead, "at": timezone.now()}
    decide_pair(first=first, second=second, kept=first, **common)
    with pytest.raises(statements.StatementRefused):
        build.say(held, "Jinak.", uid=second.uid, base_version=2, position=2, at=timezone.now())
    third = build.say(held, WORDS, at=timezone.now())
    with pytest.raises(MergeRefused):
        decide_pair(first=third, second=second, kept=third, **common)
    elsewhere = build.say(build.session(held.series, at=timezone.now()), WORDS, at=timezone.now())
    with pytest.raises(MergeRefused):
        decide_pair(first=first, second=elsewhere, kept=first, **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementPair.objects.bulk_create(
            [StatementPair(first=first, second=third, kept=second, **common)]
        )


def test_nothing_is_decided_about_what_is_not_of_the_session(world, client):
    held, first, _second = world
    elsewhere = build.say(build.session(held.series, at=timezone.now()), WORDS, at=timezone.now())
    client.post(HERE, {"first": first.pk, "second": elsewhere.pk, "kept": "first"})
    client.post(HERE, {"first": "x", "second": "", "kept": "jiné"})
    assert not StatementPair.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_pairs_there_are(
    world, client, count, django_assert_num_queries
):
    held, _first, _second = world
    for n in range(count):
        build.say(held, f"{WORDS} {n}", at=timezone.now())
    client.get(HERE)
    with django_assert_num_queries(9):
        client.get(HERE)
