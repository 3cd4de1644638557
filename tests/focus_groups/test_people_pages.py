"""Pages of participants and consents: no name can be typed, what was consented to is told, what is taken back goes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from focus_groups.actions import people
from focus_groups.enums import ConsentScope
from focus_groups.models import Consent, ConsentLimit, Participant, Series
from tests.browsers import signed_in
from tests.focus_groups import build
from tests.focus_groups.pages import SERIES, errors, text
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

PEOPLE = f"{SERIES}lide/"
TODAY = "2026-03-02"


def panel_with_one():
    at = timezone.now()
    panel = build.panel(at=at)
    build.panel("FT", at=at, lead=build.facilitator("Tereza"))
    # a drawn one could be one of those typed below
    return panel, build.participant(panel, at=at, pseudonym="FS-R77")


world = built_once(panel_with_one)


@pytest.fixture
def panel(world):
    return world[0]


@pytest.fixture
def someone(world):
    return world[1]


@pytest.fixture
def lead(panel):
    return signed_in(build.lead_of(panel))


def page_of(person, rest=""):
    return f"{PEOPLE}{person.uid}/{rest}"


def test_no_form_has_a_field_for_a_name(panel, someone, lead):
    fields = {
        rest: sorted(lead.get(f"{PEOPLE}{rest}").context["form"].fields)
        for rest in ("", "z-papiru/", f"{someone.uid}/upravit/", f"{someone.uid}/souhlas/")
    }
    assert fields == {
        "": ["count", "joined_on"],
        "z-papiru/": ["joined_on", "pseudonym"],
        f"{someone.uid}/upravit/": ["left_on", "needs"],
        f"{someone.uid}/souhlas/": ["form", "given_on", "is_adult", "scopes", "sheet"],
    }


def test_pseudonyms_are_drawn_one_or_several_at_once(panel, lead):
    done = lead.post(PEOPLE, {"count": 3, "joined_on": TODAY}, follow=True)
    drawn = panel.participants.order_by("-pk")[:3]
    assert all(row.pseudonym in text(done) for row in drawn)
    assert panel.participants.count() == 4
    assert errors(lead.post(PEOPLE, {"count": 31, "joined_on": TODAY}))["count"] != []
    assert panel.participants.count() == 4


@pytest.mark.parametrize(
    ("typed", "stored"), [("FS-K7", "FS-K7"), (" fs-k72 ", "FS-K72"), ("FS-J4", "FS-J4")]
)
def test_a_pseudonym_from_paper_has_the_form_of_drawn_ones(panel, lead, typed, stored):
    done = lead.post(f"{PEOPLE}z-papiru/", {"pseudonym": typed, "joined_on": TODAY})
    assert done["Location"] == page_of(panel.participants.get(pseudonym=stored))


@pytest.mark.parametrize("name", ["Marie", "FS-Marie", "FT-K7", "FS-K", "FS-K777", "FS-O7"])
def test_a_pseudonym_cannot_be_a_name(panel, lead, name):
    refused = lead.post(f"{PEOPLE}z-papiru/", {"pseudonym": name, "joined_on": TODAY})
    assert errors(refused)["__all__"] == [
        "Pseudonym tvoří zkratka řady, písmeno a jedna nebo dvě číslice, například FS-K7."
    ]
    assert panel.participants.count() == 1


def test_a_pseudonym_is_given_once(panel, someone, lead):
    said = {"pseudonym": someone.pseudonym, "joined_on": TODAY}
    assert errors(lead.post(f"{PEOPLE}z-papiru/", said)) != {}


def test_needs_and_leaving_are_kept_and_nobody_leaves_before_they_come(panel, someone, lead):
    address = page_of(someone, "upravit/")
    assert errors(lead.post(address, {"left_on": "2016-11-22"})) == {
        "__all__": ["Nikdo nemůže odejít dřív, než přišel."]
    }
    assert lead.post(address, {"needs": ["literacy"], "left_on": TODAY})["Location"] == page_of(
        someone
    )
    someone.refresh_from_db()
    assert (someone.needs, someone.left_on.isoformat()) == (["literacy"], TODAY)
    assert "odchod 2. 3. 2026" in text(lead.get(PEOPLE))


def test_a_consent_is_recorded_as_given_and_only_for_adults(panel, lead):
    someone = build.participant(panel, at=timezone.now(), scopes=())
    assert "Nic, co tento člověk řekne, se nesmí zapisovat." in text(lead.get(page_of(someone)))
    address = page_of(someone, "souhlas/")
    said = {
        "sheet": panel.sheets.get().pk,
        "form": "oral_witnessed",
        "scopes": ["notes", "paraphrase"],
        "given_on": TODAY,
    }
    assert list(errors(lead.post(address, said))) == ["is_adult"]
    assert list(errors(lead.post(address, {**said, "is_adult": "on", "scopes": []}))) == ["scopes"]
    assert not Consent.objects.filter(participant=someone).exists()
    assert lead.post(address, {**said, "is_adult": "on"})["Location"] == page_of(someone)
    stored = Consent.objects.get(participant=someone)
    assert (stored.scopes, stored.form, stored.sheet.number) == (
        ["notes", "paraphrase"],
        "oral_witnessed",
        1,
    )
    page = text(lead.get(page_of(someone)))
    assert "se nesmí zapisovat" not in page
    assert "Citace vlastních slov: ne" in page


def test_no_browser_keeps_a_restricted_page(someone, lead):
    for address in (PEOPLE, page_of(someone), SERIES):
        assert "no-store" in lead.get(address)["Cache-Control"]


def test_nothing_is_ticked_beforehand(someone, lead):
    form = lead.get(page_of(someone, "souhlas/")).context["form"]
    assert (form["scopes"].value(), form["is_adult"].value()) == (None, None)


def test_a_sheet_of_another_series_is_refused(panel, someone, lead):
    other = Series.objects.get(code="FT").sheets.get()
    said = {
        "sheet": other.pk,
        "form": "written",
        "scopes": ["notes"],
        "given_on": TODAY,
        "is_adult": "on",
    }
    assert list(errors(lead.post(page_of(someone, "souhlas/"), said))) == ["sheet"]


def test_taking_notes_back_is_confirmed_and_erases_what_was_said(panel, someone, lead):
    at = timezone.now()
    held = build.session(panel, at=at)
    said = build.say(held, "Říkali mi, že s dětmi byt nedostanu.", at=at, who=someone)
    given = someone.consents.get()
    address = page_of(someone, f"souhlas/{given.uid}/omezit/")
    assert "natrvalo smaže" in text(lead.get(address))
    chosen = {"scopes": ["notes"], "occurred_on": TODAY}
    assert list(errors(lead.post(address, chosen))) == ["is_sure"]
    assert not ConsentLimit.objects.exists()
    assert lead.post(address, {**chosen, "is_sure": "on"})["Location"] == page_of(someone)
    said.refresh_from_db()
    assert (said.words, said.erased_at is None) == ("", False)
    page = text(lead.get(page_of(someone)))
    assert "Odvoláno 2. 3. 2026:" in page
    assert "notes" not in dict(lead.get(address).context["form"].fields["scopes"].choices)


def test_a_consent_of_which_nothing_holds_cannot_be_limited_again(someone, lead):
    given = someone.consents.get()
    people.limit_consent(
        consent=given,
        scopes=list(ConsentScope),
        occurred_on=timezone.localdate(),
        by=build.lead_of(someone.series),
        at=timezone.now(),
    )
    assert "Nic z něj už neplatí." in text(lead.get(page_of(someone)))
    address = page_of(someone, f"souhlas/{given.uid}/omezit/")
    assert lead.get(address).status_code == 404


def test_somebody_of_another_series_is_not_found_under_this_one(someone, lead):
    other = Series.objects.get(code="FT")
    theirs = build.participant(other, at=timezone.now())
    pages = ("", "upravit/", "souhlas/", f"souhlas/{theirs.consents.get().uid}/omezit/")
    assert [lead.get(page_of(theirs, rest)).status_code for rest in pages] == [404] * 4
    crossed = page_of(someone, f"souhlas/{theirs.consents.get().uid}/omezit/")
    assert lead.get(crossed).status_code == 404
    assert lead.get(f"{PEOPLE}{uuid4()}/").status_code == 404
    theirs_lead = signed_in(build.lead_of(other))
    assert theirs_lead.get(page_of(someone)).status_code == 404


def test_whoever_facilitated_until_yesterday_reads_nobody(panel, someone, clock):
    at = timezone.now()
    second = build.facilitator("Druhá")
    common = {"series": panel, "by": build.lead_of(panel), "at": at}
    seat = build.series.start_facilitating(
        user=second, role="facilitator", valid_from=timezone.localdate(), **common
    )
    client = signed_in(second)
    assert client.get(page_of(someone)).status_code == 200
    build.series.stop_facilitating(
        facilitator=seat,
        valid_to=timezone.localdate() + timedelta(days=1),
        by=common["by"],
        at=at,
    )
    clock.shift(timedelta(days=1))
    assert client.get(page_of(someone)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_any_number_of_people(
    panel, someone, lead, count, django_assert_num_queries
):
    for _n in range(count):
        build.participant(panel, at=timezone.now())
        build.consent(someone, at=timezone.now())
    for address in (PEOPLE, page_of(someone)):
        lead.get(address)  # logged for this hour
        with django_assert_num_queries(QUERIES[address == PEOPLE]):
            lead.get(address)
    assert Participant.objects.count() == count + 1


QUERIES = {True: 10, False: 12}
