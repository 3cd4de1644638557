"""Pages of series: what everybody may know, the desk of facilitators, forms, who facilitates, the log of reads."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.enums import Visibility
from core.models import Event
from core.queries import events_shown_to
from focus_groups.actions import series as acts
from focus_groups.actions import sessions
from focus_groups.enums import FacilitatorRole
from focus_groups.models import Series
from focus_groups.reads import log_read
from people.actions.accounts import RolesExcludeEachOther, grant_role
from people.enums import Role
from tests.browsers import signed_in
from tests.factories.people import UserFactory
from tests.focus_groups import build
from tests.focus_groups.pages import SERIES, errors, text
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

MIX = [{"label": "rodiče s dětmi", "band": "5–9"}]


def panels_of_now():
    """A public series and one for staff."""
    at = timezone.now()
    made = build.panel(at=at, visibility=Visibility.PUBLIC, purpose="Slyšet lidi v nouzi.", mix=MIX)
    build.panel("FT", at=at, lead=build.facilitator("Tereza"))
    return made


panel = built_once(panels_of_now)


@pytest.fixture
def lead(panel):
    return signed_in(build.lead_of(panel))


def editor():
    """Staff who facilitate nothing."""
    return UserFactory(roles=[Role.EDITOR], is_demo=True)


def form_of(client, address, **changed):
    """What the form of a page holds, with changes."""
    form = client.get(address).context["form"]
    held = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (held | changed).items() if value is not None}


def test_the_list_shows_public_series_to_all_and_own_ones_first(panel, lead):
    visitor = text(Client().get("/fokusni-skupiny/"))
    assert "Fokusní skupina FS" in visitor
    assert "Fokusní skupina FT" not in visitor
    assert "Založit řadu" not in visitor
    own = text(lead.get("/fokusni-skupiny/"))
    assert "Řady, které facilitujete" in own
    assert "Založit řadu" in own
    staff = text(signed_in(editor()).get("/fokusni-skupiny/"))
    assert staff.index("Fokusní skupina FS") < staff.index("Fokusní skupina FT")
    second = signed_in(build.lead_of(Series.objects.get(code="FT")))
    theirs = text(second.get("/fokusni-skupiny/"))
    assert theirs.index("Fokusní skupina FT") < theirs.index("Fokusní skupina FS")


def test_an_empty_list_says_so(db):
    assert "Zatím se nekonají žádné fokusní skupiny." in text(Client().get("/fokusni-skupiny/"))


def test_everybody_learns_bands_and_topics_shown_to_all_and_no_day_place_or_people(panel, lead):
    at = timezone.now()
    someone = build.participant(panel, at=at)
    place = "Komunitní centrum Kaštan"
    shown = build.session(panel, at=at, topic="Hledání bytu", place=place)
    hidden = build.session(panel, at=at, topic="Dluhy", place=place)
    by = {"by": build.lead_of(panel), "at": at}
    for session in (shown, hidden):
        sessions.set_present(session=session, participant=someone, is_present=True, **by)
        sessions.move_session(session=session, state="held", **by)
    sessions.show_session(session=shown, is_public=True, **by)
    page = text(Client().get(SERIES))
    for told in ("Slyšet lidi v nouzi.", "rodiče s dětmi", "5–9", "Proběhla 2 setkání."):
        assert told in page
    for inner in ("Dluhy", someone.pseudonym, "Kaštan", "2016", "Fatima", "Co udělat teď"):
        assert inner not in page
    session_page = text(Client().get(f"{SERIES}1/"))
    assert "Hledání bytu" in session_page
    assert "listopad 2016" in session_page.lower()
    for inner in (someone.pseudonym, "Kaštan", "23. 11.", "Fatima", "Poznámky"):
        assert inner not in session_page
    assert Client().get(f"{SERIES}2/").status_code == 404
    staff = text(signed_in(editor()).get(f"{SERIES}1/"))
    assert "Kaštan" in staff
    assert someone.pseudonym not in staff


def test_the_desk_says_what_to_do_next_and_whose_words_may_not_be_written_down(panel, lead):
    at = timezone.now()
    without = build.participant(panel, at=at, scopes=())
    build.session(panel, at=at)
    page = text(lead.get(SERIES))
    for step in ("Zaznamenejte souhlas 1 člověka", "Zapište, co zaznělo na setkání FS/1"):
        assert step in page
    assert f">{without.pseudonym}</a>: žádný souhlas není zaznamenán" in page


def test_only_the_role_makes_a_series_and_what_is_wrong_comes_back_as_typed(panel):
    new = "/fokusni-skupiny/nova/"
    assert Client().get(new).status_code == 302
    assert signed_in(editor()).get(new).status_code == 403
    person = build.facilitator("Nová")
    client = signed_in(person)
    said = {
        "name": "Jednotlivá setkání",
        "code": "JS",
        "kind": "single_sessions",
        "purpose": "Slyšet.",
        "mix": "senioři: 3\nbez dvojtečky",
        "minimum": 5,
        "visibility": "staff",
    }
    refused = client.post(new, said)
    assert errors(refused) == {"mix": ["Řádek 2 „bez dvojtečky“ nemá podobu „kdo: kolik“."]}
    assert "senioři: 3" in text(refused)
    refused = client.post(new, said | {"mix": "senioři: 3"})
    assert errors(refused) == {
        "__all__": ["Uveďte rozmezí, například „5–9“ nebo „do 5“, u položek: senioři."]
    }
    assert errors(client.post(new, said | {"code": "FS-1"}))["code"] == [
        "Dvě až osm velkých písmen bez háčků a čárek nebo číslic, například FS."
    ]
    assert errors(client.post(new, said | {"code": "NOVA", "mix": ""})) != {}
    made = client.post(new, said | {"mix": "senioři: do 5"})
    assert made["Location"] == "/fokusni-skupiny/js/"
    series = Series.objects.get(code="JS")
    assert (series.mix, build.lead_of(series)) == ([{"label": "senioři", "band": "do 5"}], person)


def test_a_stale_edit_shows_both_texts_and_saving_again_keeps_the_newer(panel, lead):
    address = f"{SERIES}upravit/"
    mine = form_of(lead, address, purpose="Moje znění.")
    lead.post(address, form_of(lead, address, purpose="Cizí znění."))
    page = lead.post(address, mine)
    assert "Cizí znění." in text(page)
    assert "Moje znění." in text(page)
    again = mine | {"lock_version": page.context["form"]["lock_version"].value()}
    assert lead.post(address, again).status_code == 302
    panel.refresh_from_db()
    assert (panel.purpose, panel.mix) == ("Moje znění.", MIX)


def test_a_series_that_is_hidden_hides_its_sessions(panel, lead):
    by = {"by": build.lead_of(panel), "at": timezone.now()}
    session = build.session(panel, at=by["at"])
    sessions.show_session(session=session, is_public=True, **by)
    address = f"{SERIES}upravit/"
    lead.post(address, form_of(lead, address, visibility="staff"))
    assert [Client().get(f"{SERIES}{rest}").status_code for rest in ("", "1/")] == [404, 404]
    session.refresh_from_db()
    with pytest.raises(sessions.SeriesNotPublic):
        sessions.show_session(session=session, is_public=True, **by)


def test_only_the_lead_edits_moves_and_reads_the_log(panel):
    helper = build.facilitator("Pomocník")
    at = timezone.now()
    acts.start_facilitating(
        series=panel,
        user=helper,
        role=FacilitatorRole.NOTE_TAKER,
        valid_from=timezone.localdate(at),
        by=build.lead_of(panel),
        at=at,
    )
    pages = ("", "lide/", "setkani/nove/", "upravit/", "stav/", "facilitatori/", "pristupy/")
    found = {
        name: [signed_in(person).get(f"{SERIES}{rest}").status_code for rest in pages]
        for name, person in {
            "lead": build.lead_of(panel),
            "note-taker": helper,
            "lead of another series": build.lead_of(Series.objects.get(code="FT")),
            "member of a group": UserFactory(roles=[Role.MEMBER]),
        }.items()
    }
    nothing = [200, *[404] * 6]
    assert found == {
        "lead": [200] * 7,
        "note-taker": [200, 200, 200, 404, 404, 404, 404],
        "lead of another series": nothing,
        "member of a group": nothing,
    }


def test_a_series_is_moved_on_and_offers_only_the_next_step(panel, lead):
    address = f"{SERIES}stav/"
    form = lead.get(address).context["form"]
    assert [value for value, _label in form.fields["state"].choices] == ["running"]
    assert errors(lead.post(address, {"state": "closed"})) != {}
    assert lead.post(address, {"state": "running"})["Location"] == SERIES
    panel.refresh_from_db()
    assert panel.state == "running"


def test_facilitators_come_and_go_and_the_last_lead_stays(panel, lead):
    address = f"{SERIES}facilitatori/"
    today = timezone.localdate().isoformat()
    second = build.facilitator("Druhá")
    pilot = UserFactory(name="Pilot", roles=[Role.PILOT_OFFICER])
    offered = [user.name for user in lead.get(address).context["form"].fields["user"].queryset]
    assert "Druhá" in offered
    assert "Pilot" not in offered
    said = {"role": "lead", "valid_from": today}
    assert errors(lead.post(address, said | {"user": pilot.pk}))["user"] != []
    own_end = f"{address}{build.seat_of(panel).pk}/konec/"
    assert errors(lead.post(own_end, {"valid_to": today})) == {
        "__all__": ["Řadu setkání musí někdo vést. Nejprve určete kdo."]
    }
    assert lead.post(address, said | {"user": second.pk}).status_code == 302
    assert lead.post(own_end, {"valid_to": today})["Location"] == "/fokusni-skupiny/"
    assert lead.get(f"{SERIES}lide/").status_code == 404
    assert signed_in(second).get(f"{SERIES}lide/").status_code == 200


def test_nobody_facilitates_and_keeps_households_without_a_recorded_exception(panel):
    at = timezone.now()
    today = timezone.localdate(at)
    by = {"by": None, "at": at}
    person = UserFactory(roles=[Role.PILOT_OFFICER])
    with pytest.raises(RolesExcludeEachOther):
        grant_role(user=person, role=Role.FACILITATOR, **by)
    with pytest.raises(acts.NotAFacilitator):
        acts.start_facilitating(
            series=panel, user=person, role=FacilitatorRole.FACILITATOR, valid_from=today, **by
        )


def test_reads_are_logged_once_an_hour_for_each_kind_of_page(panel, lead, clock):
    person = build.lead_of(panel)
    for _n in range(2):
        lead.get(SERIES)
        lead.get(f"{SERIES}lide/")
    Client().get(SERIES)
    clock.shift(timedelta(hours=1))
    lead.get(f"{SERIES}lide/")
    log_read(series=panel, by=person, at=timezone.now(), what="people")
    rows = lead.get(f"{SERIES}pristupy/").context["rows"]
    assert [(reader, str(what)) for _moment, reader, what in rows] == [
        (person, "seznam účastníků"),
        (person, "seznam účastníků"),
        (person, "přehled řady"),
    ]


def test_the_data_protection_officer_sees_reads_without_what_was_read_in(panel, lead):
    someone = build.participant(panel, at=timezone.now())
    lead.get(f"{SERIES}lide/{someone.uid}/")
    officer = UserFactory(roles=[Role.DATA_PROTECTION_OFFICER])
    seen = events_shown_to(officer, timezone.now()).filter(verb="inside_read").get()
    assert (seen.is_open, seen.actor) == (False, build.lead_of(panel))
    assert not events_shown_to(editor(), timezone.now()).filter(verb="inside_read").exists()
    assert not Event.objects.filter(payload__icontains=someone.pseudonym).exists()
    assert not Event.objects.filter(payload__icontains=str(someone.uid)).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_series_costs_the_same_for_any_number_of_rows(
    panel, lead, count, django_assert_num_queries
):
    at = timezone.now()
    for day in range(1, count + 1):
        session = build.session(panel, at=at, held_on=date(2016, 11, day))
        build.participant(panel, at=at)
        sessions.show_session(session=session, is_public=True, by=build.lead_of(panel), at=at)
    lead.get(SERIES)  # logged for this hour
    with django_assert_num_queries(DESK_QUERIES):
        lead.get(SERIES)
    with django_assert_num_queries(PUBLIC_QUERIES):
        Client().get(SERIES)


DESK_QUERIES = 19
PUBLIC_QUERIES = 8
