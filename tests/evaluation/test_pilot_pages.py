"""Pages of the pilot: what they show, that nothing typed is lost, reads logged, constant queries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from evaluation.actions import flats, tenancies
from evaluation.models import Household, Pilot, SupportLevel, Tenancy
from evaluation.queries.pilot_month import waiting_for
from evaluation.views import households as household_views
from evaluation.views import pilot as pilot_views
from people.enums import Role
from tests.evaluation import build_pilot as build
from tests.factories.people import UserFactory
from tests.worlds import built_once

QUERIES = {"pilot-month": 13, "flat-list": 9, "household-list": 12, "household-detail": 16}
MARCH = date(2017, 3, 1)


def make_world():
    by = build.officer()
    pilot = build.a_pilot(by)
    flat = build.flat(pilot, "K-1", by, "crisis")
    household = build.household(pilot, by)
    return by, pilot, flat, household, build.stay(household, flat, MARCH, by)


world = built_once(make_world)


@pytest.fixture
def at(world, client):
    client.force_login(world[0])
    return lambda name, *args: reverse(f"evaluation:{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_the_month_tells_what_is_on_and_leads_to_it(world, at, client):
    _by, _pilot, _flat, household, stay = world
    shown = words(client.get(at("pilot-month")))
    assert "Co je tento měsíc na řadě" in shown
    assert "Dlouho po termínu (" in shown
    assert "Vyhodnocení krizového pobytu" not in shown  # for years: it stands on a page of its own
    assert "trvá přes nejdelší dobu" in shown
    assert at("stay-limit", stay.pk) in shown
    july = words(client.get(at("pilot-month"), {"mesic": "2017-07"}))
    assert "Vyhodnocení krizového pobytu, 4. měsíc" in july
    assert "5. měsíc" not in july
    assert f"{at('household-review', household.uid)}?druh=crisis&amp;mesic=4" in july
    # a month nobody knows is the present one
    assert "Co je tento měsíc na řadě" in words(client.get(at("pilot-month"), {"mesic": "x"}))


def test_long_lists_are_paged_and_lose_nothing(world, at, client, monkeypatch):
    by, pilot, _flat, household, _stay = world
    other = build.household(pilot, by)
    build.stay(other, build.flat(pilot, "K-2", by, "crisis"), MARCH, by)  # both are over the limit
    known = sorted([other.pseudonym, household.pseudonym])
    whole = [item.due for item in client.get(at("pilot-month")).context["open"]]
    monkeypatch.setattr(pilot_views, "PER_PAGE", len(whole) - 1)
    monkeypatch.setattr(household_views, "PER_PAGE", 1)
    pages = [client.get(at("pilot-month"), {"strana": page}) for page in (1, 2)]
    assert [[item.due for item in page.context["open"]] for page in pages] == [
        whole[:-1],
        whole[-1:],
    ]
    assert f"?mesic={timezone.localdate():%Y-%m}&amp;strana=2" in words(pages[0])
    listed = [client.get(at("household-list"), {"strana": page}) for page in (1, 2)]
    assert [[row.story.household.pseudonym for row in page.context["rows"]] for page in listed] == [
        known[:1],
        known[1:],
    ]


def test_once_the_pilot_has_ended_the_month_asks_for_nothing(world, at, client):
    by, pilot, *_rest = world
    long_ago = words(client.get(at("pilot-left")))
    assert "Dlouho po termínu" in long_ago
    assert long_ago.count("Vyhodnocení krizového pobytu,") == 2
    assert "<strong>trvá přes nejdelší dobu</strong>" not in long_ago

    client.post(at("pilot-end"), {"ends_on": "2016-12-31", "lock_version": 1})
    answer = client.post(at("pilot-end"), {"ends_on": "2017-12-31", "lock_version": 1})

    assert answer.status_code == 302
    pilot.refresh_from_db()
    assert (pilot.ends_on, pilot.lock_version) == (date(2017, 12, 31), 2)
    assert pilot.record.events.filter(verb="pilot_end_set", actor=by).count() == 1
    shown = words(client.get(at("pilot-month")))
    assert "Pilotní ověření skončilo 31. 12. 2017" in shown
    assert "Nevyřízeno ke konci pilotu (" in shown
    assert "Čeká na vyřízení" not in shown
    left = words(client.get(at("pilot-left")))
    assert "Vyhodnocení krizového pobytu, 4. měsíc" in left
    assert "<strong>trvá přes nejdelší dobu</strong>" in left
    assert waiting_for(by, timezone.now()) == []


def test_what_was_refused_comes_back_as_it_was_typed(world, at, client):
    by, pilot, flat, _household, stay = world
    other = build.household(pilot, by)
    address = at("stay-new", other.uid)
    shown = client.post(
        address, {"flat": flat.pk, "start": "2017-06-01", "contract_end": "2017-12-01"}
    )
    assert "V bytě K-1 bydlí v některých z těchto dnů domácnost" in words(shown)
    assert 'value="2017-06-01"' in words(shown)
    assert Tenancy.objects.count() == 1
    # end before start
    ended = client.post(
        at("stay-end", stay.pk),
        {"on": "2017-02-01", "reason": "abandoned", "destination": "unknown", "lock_version": 1},
    )
    assert "Pobyt by skončil dřív, než začal." in words(ended)


def test_a_stale_copy_shows_both_and_saves_the_second_time(world, at, client):
    by, _pilot, flat, *_rest = world
    flats.change_flat(flat=flat, size="3", reason="mistake", by=by, at=timezone.now())
    typed = {
        "programme": "crisis", "district": flat.district_id, "size": "4", "is_furnished": "on",
        "energy_holder": "district", "available_from": "2017-01-01", "reason": "mistake",
        "lock_version": 1,
    }  # fmt: skip
    address = at("flat-edit", "K-1")
    shown = client.post(address, typed)
    assert next(tuple(map(str, row)) for row in shown.context["differences"]) == (
        "velikost", "3+kk, 3+1", "4+kk a větší",
    )  # fmt: skip
    again = {**typed, "lock_version": shown.context["form"]["lock_version"].value()}
    assert client.post(address, again).status_code == 302
    flat.refresh_from_db()
    assert (flat.size, flat.changes.count()) == ("4", 2)


def test_every_form_does_what_it_says(world, at, client):
    by, pilot, _flat, household, stay = world
    build.flat(pilot, "S-1", by)
    uid = household.uid

    def send(name, key, **data):
        answer = client.post(at(name, key), data)
        assert answer.status_code == 302, answer.context["form"].errors
        return answer

    send("household-review", uid, kind="crisis", month=4, held_on="2017-07-03", result="goes_on")
    send("stay-limit", stay.pk, answer="plan", reason="no_flat", decided_on="2017-09-01",
         approved_by="coordinator", until="2017-10-01")  # fmt: skip
    social = build.flat(pilot, "S-2", by)
    send("stay-move", stay.pk, flat=social.pk, on="2017-09-20", lock_version=1)
    send("support-decide", uid, level="light", reason="assessed", held_on="2017-12-01",
         decided_on="2017-12-05", valid_from="2017-12-01", decided_by="social_worker")  # fmt: skip
    send("household-size", uid, since="2017-11-01", adults=2, children=2)
    answer = send("household-split", uid, on="2018-02-01", adults=1, children=1)
    part = Household.objects.get(split_from=household)
    assert answer.url == at("household-detail", part.uid)
    send("household-status", uid, month=6, housed_how="other_housing", seen_on="2017-09-25")
    level = SupportLevel.objects.get()
    send("support-correct", level.pk, level="intensive", reason="assessed",
         decided_on="2017-12-05", valid_from="2017-12-01", decided_by="social_worker")  # fmt: skip
    second = Tenancy.objects.get(flat=social)
    send("stay-correct", second.pk, flat=social.pk, start="2017-09-20", contract_end="2018-09-19",
         reason="agreed", lock_version=second.lock_version)  # fmt: skip
    send("flat-outage-new", "S-2", start="2018-01-01", reason="repair")
    send("flat-outage-end", social.outages.get().pk, end="2018-01-15")
    send("stay-end", second.pk, on="2018-06-01", reason="own_or_market_tenancy",
         lock_version=second.lock_version + 1)  # fmt: skip
    story = words(client.get(at("household-detail", uid)))
    told = [
        "Vstup do pilotu", "Nastěhování do bytu K-1", "Vyhodnocení: krizový pobyt",
        "plán dalšího bydlení do 1. 10. 2017", "Nastěhování do bytu S-2",
        "V domácnosti: 2 dospělí, 2 děti", "Rozhodnuto o míře podpory: intenzivní",
        "V domácnosti: 1 dospělý, 1 dítě", "Konec pobytu v bytě S-2",
    ]  # fmt: skip
    line = story[story.index('id="pribeh"') :]
    assert [text for text in told if text not in line] == []
    assert sorted(told, key=line.index) == told
    assert "Vlastní nájem jinde, Stabilní bydlení" in line
    # what was corrected stays
    assert "smlouva do: <s>–</s> → 19. 9. 2018" in line


def test_an_evaluator_reads_and_is_offered_no_form(world, client):
    _by, _pilot, _flat, household, _stay = world
    client.force_login(build.evaluator())
    for name, args in (
        ("pilot-month", ()), ("flat-list", ()), ("flat-detail", ("K-1",)), ("household-list", ()),
        ("household-detail", (household.uid,)), ("pilot-rules", ()),
    ):  # fmt: skip
        shown = client.get(reverse(f"evaluation:{name}", args=args))
        assert shown.status_code == 200
        for form in ("nova/", "novy/", "upravit/", "konec/", "opravit/", "limit/", "dovoz/"):
            assert form not in shown.content.decode(), (name, form)
        assert "no-store" in shown["Cache-Control"]


def test_reads_are_logged_once_an_hour_and_exports_each_time(world, at, client):
    by, pilot, _flat, household, _stay = world
    for _twice in range(2):
        client.get(at("household-detail", household.uid))
        client.get(at("pilot-export", "domacnosti"))
    found = Event.objects.filter(
        record=pilot.inside, actor=by, verb__in=("pilot_read", "pilot_exported")
    )
    assert list(found.order_by("pk").values_list("verb", "payload")) == [
        ("pilot_read", {"what": "story"}),
        ("pilot_exported", {"what": "domacnosti"}),
        ("pilot_exported", {"what": "domacnosti"}),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_with_more_rows(world, at, client, count, django_assert_num_queries):
    by, pilot, _flat, household, _stay = world
    for number in range(count - 1):
        flat = build.flat(pilot, f"S-{number + 1}", by)
        other = build.household(pilot, by)
        build.stay(other, flat, MARCH, by)
        build.decision(other, by, MARCH + timedelta(days=50))
        build.decision(
            household, by, MARCH + timedelta(days=50 + number), level=("light", "intensive")[number]
        )
    addresses = {
        name: at(name, *((household.uid,) if name == "household-detail" else ()))
        for name in QUERIES
    }
    for address in addresses.values():
        client.get(address)
    for name, address in addresses.items():
        with django_assert_num_queries(QUERIES[name]):
            assert client.get(address).status_code == 200


def test_what_waits_for_the_officer_names_nobody(world):
    by, _pilot, _flat, household, stay = world
    (waiting,) = waiting_for(by, timezone.now())
    assert waiting.url == "/pilot/mesic/"
    assert household.pseudonym not in waiting.title + waiting.note
    assert waiting.due_on == date(2017, 7, 1)
    assert waiting_for(build.evaluator(), timezone.now()) == []
    assert waiting_for(UserFactory(roles=[Role.EDITOR]), timezone.now()) == []
    tenancies.void_stay(tenancy=stay, reason="mistake", by=by, at=timezone.now())
    assert waiting_for(by, timezone.now()) == []


def test_a_second_pilot_hides_nothing_of_the_first_and_addresses_say_which(world, at, client):
    by, pilot, _flat, household, stay = world
    second = build.a_pilot(by, name="Druhý pilot", slug="pilot-2", starts_on=date(2018, 1, 1))
    assert f">{household.pseudonym}</a>" in words(client.get(at("flat-detail", "K-1")))
    story = words(client.get(at("household-detail", household.uid)))
    assert 'href="/pilot/domacnosti/?pilot=pilot-2017"' in story
    assert client.get(at("stay-end", stay.pk)).status_code == 200
    # without a name it is the one begun last, and the others can be chosen
    listed = words(client.get(at("household-list")))
    assert household.pseudonym not in listed
    assert '<a href="?pilot=pilot-2017">Pilotní ověření bydlení</a>' in listed
    first = {"pilot": "pilot-2017"}
    month = words(client.get(at("pilot-month"), {**first, "mesic": "2017-07"}))
    assert household.pseudonym in month
    assert 'href="/pilot/mesic/?mesic=2017-08&amp;pilot=pilot-2017"' in month
    assert '<input type="hidden" name="pilot" value="pilot-2017">' in month
    build.flat(second, "K-1", by, "crisis")
    assert household.pseudonym not in words(client.get(at("flat-detail", "K-1")))
    assert household.pseudonym in words(client.get(at("flat-detail", "K-1"), first))
    assert client.get(at("pilot-rules"), {"pilot": "zadny"}).status_code == 404
    # what is written goes to the pilot the form was opened for, and says so
    address = f"{at('pilot-plan-new')}?pilot=pilot-2017"
    planned = {"programme": "crisis", "count": 5, "valid_from": "2017-01-01"}
    assert client.post(address, planned).url == f"{at('pilot-rules')}?pilot=pilot-2017"
    assert (pilot.planned.count(), second.planned.count()) == (1, 0)
    (waiting,) = waiting_for(by, timezone.now())
    assert waiting.url == f"{at('pilot-month')}?pilot=pilot-2017"
    assert waiting.note.startswith("Pilotní ověření bydlení: ")


def test_facts_of_a_pilot_are_changed_and_what_is_known_of_it_is_kept(world, at, client):
    by, pilot, _flat, _household, _stay = world
    address = at("pilot-edit")
    typed = {
        "name": "Zkušební bydlení",
        "starts_on": "2017-01-02",
        "project": "",
        "lock_version": 1,
    }
    refused = words(client.post(address, typed))
    assert "Některá domácnost vstoupila do pilotu dřív než v tento den." in refused
    assert client.post(address, {**typed, "starts_on": "2016-12-01"}).url == at("pilot-rules")
    pilot.refresh_from_db()
    pilot.record.refresh_from_db()
    assert (pilot.name, pilot.starts_on) == ("Zkušební bydlení", date(2016, 12, 1))
    assert (pilot.record.title, pilot.record.visibility) == ("Zkušební bydlení", "staff")
    assert Event.objects.get(verb="pilot_changed").actor == by
    stale = words(client.post(address, {**typed, "name": "Jiný název", "starts_on": "2016-12-01"}))
    assert "Mezitím" in stale
    assert "Jiný název" in stale
    assert "Zkušební bydlení" in stale


def test_a_pilot_officer_without_a_pilot_begins_one(db, client):
    by = build.officer()
    client.force_login(by)
    assert client.get(reverse("evaluation:pilot-month")).status_code == 404
    (waiting,) = waiting_for(by, timezone.now())
    assert waiting.url == reverse("evaluation:pilot-new")
    typed = {"name": "Pilot", "slug": "pilot", "starts_on": "2017-01-01"}
    assert client.post(waiting.url, typed).url == reverse("evaluation:flat-list")
    assert Pilot.objects.get().rules.count() == 1
    again = client.post(waiting.url, typed)
    assert "Tento název nebo zkratku už má jiný pilot." in words(again)
