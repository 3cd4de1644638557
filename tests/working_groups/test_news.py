"""What members are told of minutes and conclusions: on their overview and once a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.extension import digest_parts
from tests.working_groups import build
from tests.working_groups import minutes as made
from tests.worlds import built_once
from working_groups.actions import minutes as actions
from working_groups.models import Group
from working_groups.queries import news

pytestmark = pytest.mark.django_db


def one_meeting():
    at = timezone.now()
    group = build.seated_group("PS1", at=at)
    build.seated_group("PS2", 1, at=at)
    return made.meeting_with_items(group, at=at)


meeting = built_once(one_meeting)


def waiting(person):
    return [(row.title, row.button, row.due_on) for row in news.waiting_for(person, timezone.now())]


def told(person, since):
    return [
        (subject.title, [(entry.head, entry.words) for entry in subject.entries])
        for subject in news.DIGEST.find(person, since, timezone.now())
    ]


def stranger():
    return build.person_of(Group.objects.get(code="PS2"))


def test_minutes_wait_for_their_verifier_then_for_remarks_then_for_the_chair(meeting, clock):
    group = meeting.host
    minutes = made.written(meeting)
    verifier, chair, member = made.member(group, 1), made.chair(group), made.member(group)
    actions.name_people(
        minutes=minutes,
        written_by=made.secretary(group),
        verifier=verifier,
        by=made.secretary(group),
        at=timezone.now(),
    )
    ref = meeting.record.reference
    assert waiting(verifier) == [(f"Zápis {ref} čeká na vaše ověření", "Ověřit", None)]
    assert waiting(member) == []
    actions.confirm_minutes(minutes=minutes, by=verifier, at=timezone.now())
    actions.circulate_minutes(minutes=minutes, by=made.secretary(group), at=timezone.now())
    minutes = made.fresh(minutes)
    until = minutes.objection_until
    row = (f"Zápis {ref} čeká na vaše připomínky", "Přečíst zápis", timezone.localdate(until))
    assert [waiting(one) for one in (member, chair, stranger())] == [[row], [row], []]
    clock.move_to(until)
    assert waiting(member) == []
    assert waiting(chair) == [(f"Zápis {ref} lze schválit", "Schválit zápis", None)]


def test_overview_names_minutes_that_wait(meeting, client):
    made.circulated(meeting)
    client.force_login(made.member(meeting.host))
    page = client.get("/prehled/").content.decode().replace("\xa0", " ")
    assert f"Zápis {meeting.record.reference} čeká na vaše připomínky" in page


def test_digest_tells_members_and_nobody_else(meeting, clock):
    begin = timezone.now()
    member, ref, name = made.member(meeting.host), meeting.record.reference, meeting.host.name
    clock.shift(timedelta(hours=1))
    minutes = made.circulated(meeting)
    day = timezone.localtime(minutes.objection_until)
    sent = f"Zápis {ref} je rozeslán členům, připomínky k němu lze podat do {day.day}. {day.month}. {day.year}"
    assert [
        (title, [head.replace("\xa0", " ") for head, _w in rows])
        for title, rows in told(member, begin)
    ] == [(name, [sent])]
    assert told(stranger(), begin) == []
    before = timezone.now()
    clock.move_to(minutes.objection_until + timedelta(hours=1))
    assert told(member, before) == []  # nothing new, and what is over is not told
    made.minutes_approval.approve_minutes(
        minutes=minutes, how="chair", by=made.chair(meeting.host), at=timezone.now()
    )
    decision = meeting.decisions.get()
    rows = [(f"Nový závěr {decision.record.reference}", "PS1 doporučuje Doplnit lhůtu.")]
    assert told(member, before) == [(name, rows)]
    made.minutes_approval.publish_minutes(
        minutes=made.fresh(minutes), by=made.chair(meeting.host), at=timezone.now()
    )
    assert told(member, before) == [(name, [(f"Zápis {ref} je zveřejněn", ""), *rows])]
    assert told(stranger(), before) == []
    assert news.DIGEST in digest_parts()
