"""What devices send: idempotent, in any order, from whoever it belongs to, with a receipt for each entry."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from focus_groups.actions import people, statements, syncing
from focus_groups.models import Consent, ConsentLimit, Participant, Session, SpokenStatement
from tests.browsers import signed_in
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

SEND = "/fokusni-skupiny/zapis/odeslat/"
ACCOUNT = "/fokusni-skupiny/zapis/ucet/"
WORDS = "Pronajímatel zavěsil, když slyšel jméno."


def series_of_now():
    at = timezone.now()
    series = build.panel(at=at)
    return build.session(series, at=at), build.participant(series, at=at)


world = built_once(series_of_now)


@pytest.fixture
def lead(world):
    return build.lead_of(world[0].series)


@pytest.fixture
def client(lead):
    return signed_in(lead)


def item(what, uid=None, base_version=0, device_at="2016-11-23T10:00:00+01:00", **data):
    return {
        "uid": str(uid or uuid4()),
        "kind": what,
        "base_version": base_version,
        "device_at": device_at,
        "data": data,
    }


def said(session_uid, words=WORDS, participant=None, **fields):
    own = {key: fields.pop(key) for key in ("uid", "base_version", "device_at") if key in fields}
    data = {
        "session": str(session_uid),
        "speaker": "participant" if participant else "whole_group",
        "participant": str(participant) if participant else None,
        "kind": "experience",
        "words": words,
        "language": "cs",
        "sensitivity": "normal",
        **fields,
    }
    return item("statement", **own, **data)


def post(client, lead, items, **fields):
    batch = {"account": str(lead.pk), "series": "fs", "items": items, **fields}
    return client.post(SEND, json.dumps(batch), content_type="application/json")


def results(answer):
    return [receipt["result"] for receipt in answer.json()["receipts"]]


def a_day_without_network():
    """A session opened on the spot, somebody new who consents and is there, takes one scope back, and speaks."""
    session, someone, consent = uuid4(), uuid4(), uuid4()
    return session, [
        item("session", session, topic="Neplánované setkání", held_on="2016-11-23", guide=1),
        item(
            "participant", someone, pseudonym="FS-K77", joined_on="2016-11-23", needs=["literacy"]
        ),
        item(
            "consent",
            consent,
            participant=str(someone),
            sheet=1,
            form="pictogram",
            scopes=["notes", "verbatim_quote"],
            given_on="2016-11-23",
        ),
        item("limit", consent=str(consent), scopes=["verbatim_quote"], occurred_on="2016-11-23"),
        item("presence", session=str(session), participant=str(someone), present=True),
        said(session, participant=someone, question="1", position=1, is_verbatim=True),
        said(session, "Druhá slova.", position=2),
    ]


def test_a_day_without_network_arrives_once_in_whatever_order_and_however_often(client, lead):
    session, items = a_day_without_network()
    first = post(client, lead, items[::-1])
    assert results(first) == ["stored"] * 7
    again = post(client, lead, items)
    assert results(again) == ["stored"] * 7
    assert [row["id"] for row in again.json()["receipts"]] == [
        row["id"] for row in first.json()["receipts"]
    ][::-1]
    held = Session.objects.get(uid=session)
    assert (held.topic, held.guide.number, held.number) == ("Neplánované setkání", 1, 2)
    assert [someone.pseudonym for someone in held.participants.all()] == ["FS-K77"]
    rows = held.statements.order_by("position")
    assert [(row.words, row.is_verbatim) for row in rows] == [
        (WORDS, True),
        ("Druhá slova.", False),
    ]
    assert rows[0].participant.pseudonym == "FS-K77"
    assert rows[0].device_at.isoformat() == "2016-11-23T09:00:00+00:00"
    assert rows[0].entered_at == timezone.now()
    assert Consent.objects.filter(participant__pseudonym="FS-K77").count() == 1
    assert ConsentLimit.objects.get().scopes == ["verbatim_quote"]


def test_what_comes_before_what_it_belongs_to_waits(client, lead):
    _session, items = a_day_without_network()
    assert results(post(client, lead, items[2:])) == ["later"] * 5
    assert not SpokenStatement.objects.exists()
    assert results(post(client, lead, items[:2])) == ["stored"] * 2
    assert results(post(client, lead, items[2:])) == ["stored"] * 5


def test_an_older_copy_is_told_what_is_stored_and_overwrites_nothing(world, client, lead):
    held, someone = world
    row = build.say(held, "Původní", who=someone, at=timezone.now())
    edited = said(held.uid, "Novější", someone.uid, uid=row.uid, base_version=1)
    assert results(post(client, lead, [edited])) == ["stored"]
    (receipt,) = post(
        client, lead, [said(held.uid, "Z druhého", someone.uid, uid=row.uid, base_version=1)]
    ).json()["receipts"]
    assert (receipt["result"], receipt["current"]) == (
        "stale",
        {"words": "Novější", "working_text": "", "lock_version": 2},
    )
    assert SpokenStatement.objects.get().words == "Novější"


def test_erased_words_do_not_come_back_from_a_device(world, client, lead):
    held, someone = world
    row = build.say(held, WORDS, who=someone, at=timezone.now())
    statements.erase_statements(statements=[row], by=lead, at=timezone.now())
    assert results(post(client, lead, [said(held.uid, uid=row.uid)])) == ["erased"]
    consent = item(
        "limit",
        consent=str(someone.consents.get().uid),
        scopes=["notes"],
        occurred_on="2016-11-24",
    )
    later = said(held.uid, participant=someone.uid)
    assert results(post(client, lead, [later, consent])) == ["erased", "stored"]
    assert not SpokenStatement.objects.exclude(words="").exists()


def test_a_pseudonym_somebody_else_has_is_refused_with_a_free_one(world, client, lead):
    _held, someone = world
    taken = item("participant", pseudonym=someone.pseudonym, joined_on="2016-11-23")
    (receipt,) = post(client, lead, [taken]).json()["receipts"]
    assert receipt["result"] == "refused"
    assert receipt["proposal"].startswith("FS-")
    assert receipt["proposal"] != someone.pseudonym
    taken["data"]["pseudonym"] = receipt["proposal"]
    assert results(post(client, lead, [taken])) == ["stored"]
    assert Participant.objects.filter(uid=taken["uid"], pseudonym=receipt["proposal"]).exists()


def test_one_wrong_entry_does_not_hold_the_others(world, client, lead):
    held, _someone = world
    silent = build.participant(held.series, at=timezone.now(), scopes=())
    answer = post(
        client,
        lead,
        [
            "nic",
            item("kouzlo"),
            item("participant", pseudonym="FS-JANA", joined_on="2016-11-23"),
            said(held.uid, uid="není id"),
            said(held.uid, kind="výkřik"),
            said(held.uid, words={"a": 1}),
            said(held.uid, participant=silent.uid),
            said(held.uid, passage=f"1:{uuid4()}"),
            said(held.uid, device_at="včera v 25:99"),
        ],
    )
    assert results(answer) == ["refused"] * 8 + ["stored"]
    assert all(receipt["message"] for receipt in answer.json()["receipts"][:8])
    assert SpokenStatement.objects.get().device_at is None


def test_a_wrong_clock_of_a_device_is_kept_as_told_and_orders_nothing(world, client, lead):
    held, _someone = world
    post(client, lead, [said(held.uid, "První", device_at="2031-01-01T00:00:00+01:00")])
    post(client, lead, [said(held.uid, "Druhá", device_at="2016-01-01T00:00:00+01:00")])
    assert [row.words for row in held.statements.order_by("position")] == ["První", "Druhá"]
    assert {row.entered_at for row in held.statements.all()} == {timezone.now()}


def test_only_the_account_that_entered_sends_and_only_to_its_series(world, client, lead):
    held, _someone = world
    items = [said(held.uid)]
    assert post(Client(), lead, items).json()["problem"] == "signed_out"
    other = build.lead_of(build.panel("JINA", at=timezone.now()))
    answer = post(signed_in(other), lead, items)
    assert (answer.status_code, answer.json()["problem"]) == (409, "other_account")
    assert str(other) in answer.json()["message"]
    assert post(signed_in(other), other, items).json()["problem"] == "no_series"
    # what belongs to a series of others is not found in one's own
    assert results(post(signed_in(other), other, items, series="jina")) == ["later"]
    assert not SpokenStatement.objects.exists()


def test_a_batch_has_a_limit(world, client, lead):
    held, _someone = world
    answer = post(client, lead, [said(held.uid) for _n in range(101)])
    assert (answer.status_code, answer.json()["most"]) == (413, 100)
    heavy = post(client, lead, [said(held.uid, "x" * 2_200_000)])
    assert (heavy.status_code, heavy.json()["problem"]) == (413, "too_large")
    for body in ("{", "[]", '{"items": 3}'):
        answer = client.post(SEND, body, content_type="application/json")
        assert (answer.status_code, answer.json()["problem"]) == (400, "unreadable")
    assert not SpokenStatement.objects.exists()


def test_a_token_is_needed_and_the_account_is_told_with_a_fresh_one(lead):
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(ACCOUNT).json() | {"token": ""} == {
        "account": None,
        "name": "",
        "token": "",
        "now": timezone.now().isoformat(),
        "series": [],
    }
    strict.force_login(lead)
    assert post(strict, lead, []).status_code == 403
    told = strict.get(ACCOUNT)
    assert told.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert (told.json()["account"], told.json()["series"]) == (
        str(lead.pk),
        [{"slug": "fs", "name": "Fokusní skupina FS"}],
    )
    batch = json.dumps({"account": str(lead.pk), "series": "fs", "items": []})
    answer = strict.post(
        SEND,
        batch,
        content_type="application/json",
        headers={"X-CSRFToken": told.json()["token"]},
    )
    assert answer.json() == {"receipts": []}


def test_what_was_committed_before_a_fault_is_stored_and_a_repeat_stores_the_rest(
    world, lead, monkeypatch
):
    """A server that dies in the middle of a batch has committed some entries and given no receipt."""
    held, _someone = world
    rows = [said(held.uid, f"Slova {n}") for n in range(4)]
    client = signed_in(lead)
    client.raise_request_exception = False
    store, calls = syncing.Batch.store, []

    def dying(self, entry):
        calls.append(entry)
        if len(calls) == 3:
            raise SystemError
        return store(self, entry)

    monkeypatch.setattr(syncing.Batch, "store", dying)
    assert post(client, lead, rows).status_code == 500
    assert held.statements.count() == 2
    monkeypatch.setattr(syncing.Batch, "store", store)
    assert results(post(client, lead, rows)) == ["stored"] * 4
    assert held.statements.count() == 4


def test_the_pack_holds_what_the_work_needs_and_nothing_that_was_said(world, client):
    held, someone = world
    build.say(held, WORDS, who=someone, at=timezone.now())
    people.limit_consent(
        consent=someone.consents.get(),
        scopes=["recording"],
        occurred_on=held.held_on,
        by=build.lead_of(held.series),
        at=timezone.now(),
    )
    answer = client.get("/fokusni-skupiny/fs/balik/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert WORDS not in answer.text
    pack = answer.json()
    assert pack["sessions"][0] | {"uid": ""} == {
        "uid": "",
        "number": 1,
        "reference": "FS/1",
        "topic": "Hledání bydlení",
        "held_on": "2016-11-23",
        "state": "planned",
        "guide": 1,
        "present": [],
        "last_position": 1,
    }
    (known,) = pack["participants"]
    assert known["pseudonym"] == someone.pseudonym
    assert known["scopes"] == [
        "further_use",
        "notes",
        "paraphrase",
        "publication",
        "verbatim_quote",
    ]
    assert [guide["number"] for guide in pack["guides"]] == [1]
    assert [sheet["number"] for sheet in pack["sheets"]] == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pack_asks_the_same_however_large_it_is(
    world, client, count, django_assert_num_queries
):
    held, _someone = world
    for _n in range(count):
        build.participant(held.series, at=timezone.now())
        build.session(held.series, at=timezone.now())
    with django_assert_num_queries(17):
        client.get("/fokusni-skupiny/fs/balik/")


def bring(client, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("zapisy.json", data, "application/json")
    return client.post("/fokusni-skupiny/fs/dovoz/", {"file": file})


def test_a_file_edited_by_hand_is_told_row_by_row_and_brought_in_once(world, client):
    held, _someone = world
    good, bad = said(held.uid, "Dobrá slova."), said(held.uid, sensitivity="tajné")
    content = {"osnova": "osnova-zapisy", "series": "fs", "items": [good, bad, 7]}
    for _time in range(2):
        answer = bring(client, content)
        assert answer.context["stored_count"] == 1
        assert [row.number for row in answer.context["others"]] == [2, 3]
    assert "citlivost: " in answer.text
    assert SpokenStatement.objects.get().words == "Dobrá slova."


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"{",
        [1],
        {"osnova": "jiné"},
        {"osnova": "osnova-zapisy", "series": "jina", "items": []},
        {"osnova": "osnova-zapisy", "series": "fs"},
        {"osnova": "osnova-zapisy-zapecetene", "series": "fs", "rows": []},
    ],
)
def test_what_is_no_file_of_entries_is_refused_with_a_sentence(world, client, content):
    (error,) = bring(client, content).context["form"].errors["file"]
    assert error


def test_only_the_lead_makes_the_recovery_key_and_only_a_public_half_is_kept(world, client, lead):
    held, _someone = world
    there = "/fokusni-skupiny/fs/obnova/"
    second = build.facilitator("Druhá")
    build.series.start_facilitating(
        series=held.series,
        user=second,
        role="facilitator",
        valid_from=timezone.localdate() - timedelta(days=1),
        by=lead,
        at=timezone.now(),
    )
    assert signed_in(second).get(there).status_code == 404
    assert client.post(there, {"public_key": "c29ucm9tZQ=="}).context["form"].errors
    point = "BA" + "A" * 85 + "="
    assert client.post(there, {"public_key": point}).status_code == 302
    held.series.refresh_from_db()
    assert held.series.recovery_key == point
