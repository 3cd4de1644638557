"""Pages of sessions: planned, edited, attended, moved on; guides and sheets; what waits for a facilitator."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focus_groups.actions import sessions
from focus_groups.enums import ConsentScope, Recording, SessionState
from focus_groups.guide_lines import guide_text, read_guide
from focus_groups.mix import is_band
from focus_groups.models import Session
from focus_groups.places import looks_like_address
from focus_groups.queries.desk import waiting_for
from tests.browsers import signed_in
from tests.concept import build as concept
from tests.focus_groups import build
from tests.focus_groups.pages import SERIES, errors, text
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

HERE = f"{SERIES}1/"


def session_with_one():
    at = timezone.now()
    panel = build.panel(at=at)
    return build.session(panel, at=at), build.participant(panel, at=at)


world = built_once(session_with_one)


@pytest.fixture
def held(world):
    return world[0]


@pytest.fixture
def someone(world):
    return world[1]


@pytest.fixture
def lead(held):
    return signed_in(build.lead_of(held.series))


def planned(held, **changed):
    return {
        "topic": "Sousedství",
        "held_on": "2026-03-10",
        "place": "Komunitní centrum",
        "facilitators": [build.seat_of(held.series).pk],
        "guide": held.guide.pk,
        "recording": "none",
    } | changed


def form_of(client, address, **changed):
    """What the form of a page holds, with changes."""
    form = client.get(address).context["form"]
    stored = {name: form[name].value() for name in form.fields} | changed
    return {name: value for name, value in stored.items() if value not in (None, False)}


def test_a_session_is_planned_at_a_coarse_place(held, lead):
    new = f"{SERIES}setkani/nove/"
    refused = lead.post(new, planned(held, place="Ostravská 12"))
    assert list(errors(refused)) == ["place"]
    assert 'value="Ostravská 12"' in text(refused)
    assert "is_coarse" in refused.context["form"].fields
    assert Session.objects.count() == 1
    done = lead.post(new, planned(held, place="Komunita 4", is_coarse="on"))
    assert done["Location"] == f"{SERIES}2/"
    made = Session.objects.get(number=2)
    assert (made.place, made.guide, [seat.user for seat in made.facilitators.all()]) == (
        "Komunita 4",
        held.guide,
        [build.lead_of(held.series)],
    )


@pytest.mark.parametrize(
    ("place", "is_address"),
    [
        ("Ostravská 12", True),
        ("ul. Nádražní", True),
        ("Nádražní 12/3a, Přívoz", True),
        ("č. p. 14", True),
        ("Komunitní centrum v Přívoze", False),
        ("obvod Lípa", False),
        ("", False),
    ],
)
def test_an_address_is_told_from_a_coarse_place(place, is_address):
    assert looks_like_address(place) is is_address


def test_a_recording_has_its_last_day_and_its_deletion_is_confirmed(held, lead):
    address = f"{HERE}upravit/"
    typed = form_of(lead, address, recording="kept")
    assert errors(lead.post(address, typed)) == {
        "recording_until": ["Uveďte den, kdy se nahrávka smaže."]
    }
    assert lead.get(f"{HERE}nahravka/").status_code == 404
    assert lead.post(address, typed | {"recording_until": "2026-03-01"}).status_code == 302
    assert "ten den nastal" in text(lead.get(HERE))
    assert lead.post(f"{HERE}nahravka/")["Location"] == HERE
    held.refresh_from_db()
    assert held.recording == Recording.DELETED


def test_a_relative_who_interprets_is_an_interpreter_and_a_limitation(held, lead):
    typed = form_of(lead, f"{HERE}upravit/", interpreter_is_relative="on")
    assert lead.post(f"{HERE}upravit/", typed).status_code == 302
    held.refresh_from_db()
    assert (held.has_interpreter, held.interpreter_is_relative) == (True, True)
    assert "tlumočil příbuzný nebo známý (omezení, které uvede zpráva)" in re.sub(
        "<[^>]+>", "", text(lead.get(HERE))
    )


def test_a_stale_edit_shows_both_and_notes_are_kept_apart(held, lead):
    address = f"{HERE}upravit/"
    mine = form_of(lead, address, topic="Moje téma")
    notes = form_of(lead, f"{HERE}poznamky/", field_notes="Bylo ticho.")
    assert lead.post(f"{HERE}poznamky/", notes).status_code == 302
    page = lead.post(address, mine)
    assert "mezitím změnil" in text(page)
    again = mine | {"lock_version": page.context["form"]["lock_version"].value()}
    assert lead.post(address, again).status_code == 302
    held.refresh_from_db()
    assert (held.topic, held.field_notes) == ("Moje téma", "Bylo ticho.")
    stale = lead.post(f"{HERE}poznamky/", notes | {"field_notes": "Jiné."})
    assert "Bylo ticho." in text(stale)
    assert "Jiné." in text(stale)


def test_attendance_is_one_press_and_whoever_said_nothing_was_there(held, someone, lead):
    address = f"{HERE}ucast/"
    pressed = lead.post(address, {"byl": str(someone.uid)})
    assert pressed["Location"] == f"{address}#ucast-{someone.uid}"
    lead.post(address, {"byl": str(someone.uid)})
    assert list(held.participants.all()) == [someone]
    assert "bez výpovědi" in text(lead.get(HERE))
    lead.post(address, {"nebyl": str(someone.uid)})
    assert list(held.participants.all()) == []
    lead.post(address, {"byl": str(someone.uid)})
    build.say(held, "Byt jsme hledali rok.", at=timezone.now(), who=someone)
    told = lead.post(address, {"nebyl": str(someone.uid)}, follow=True)
    assert "U setkání je zapsána výpověď této osoby." in text(told)
    assert list(held.participants.all()) == [someone]
    assert [
        lead.post(address, {"byl": uid}).status_code for uid in (str(uuid4()), "Marie", "")
    ] == [404, 404, 404]


def test_consents_that_are_missing_stand_by_who_was_there(held, lead):
    at = timezone.now()
    limited = build.participant(held.series, at=at, scopes=(ConsentScope.PARAPHRASE,))
    nothing = build.participant(held.series, at=at, scopes=())
    by = {"by": build.lead_of(held.series), "at": at}
    sessions.set_participants(session=held, participants=[limited, nothing], **by)
    people = {row.participant: row for row in lead.get(HERE).context["people"]}
    assert [(people[one].may_be_noted, people[one].has_papers) for one in (limited, nothing)] == [
        (False, True),
        (False, False),
    ]
    page = text(lead.get(HERE))
    assert "bez souhlasu se zápisem" in page
    assert "žádný souhlas není zaznamenán" in page
    assert "Když někdo mluví o násilí nebo ohrožení" in page


def test_a_session_is_moved_on_only_as_it_goes(held, lead):
    address = f"{HERE}stav/"
    form = lead.get(address).context["form"]
    assert [value for value, _label in form.fields["state"].choices] == ["held", "entering"]
    assert list(errors(lead.post(address, {"state": "analysed"}))) == ["state"]
    assert lead.post(address, {"state": "entering"})["Location"] == HERE
    held.refresh_from_db()
    assert held.state == SessionState.ENTERING


def test_a_guide_is_written_as_lines_and_what_is_wrong_is_told_by_line(held, lead):
    new = f"{SERIES}scenare/novy/"
    assert lead.get(new).context["form"]["questions"].value() == (
        "1. Jak jste hledali byt?\n- Kdo vám pomohl?\n\n2. Co vám bránilo?"
    )
    wrong = "- bez otázky\n1. První\n1. Znovu\nco je tohle\n2.\n?"
    refused = lead.post(new, {"title": "Nový", "questions": wrong})
    assert errors(refused) == {
        "questions": [
            "Řádek 1: nejdřív musí být otázka s číslem.",
            "Řádek 3: číslo 1 je tu dvakrát.",
            "Řádek 4: začněte číslem s tečkou, znakem „?“ nebo „-“.",
            "Řádek 5: otázka má číslo, ale chybí slova.",
            "Řádek 6: za znakem nic není.",
        ]
    }
    assert "co je tohle" in text(refused)
    fine = "1. Jak se bydlí?\n? Jaké to je?\n- Sousedé?"
    assert lead.post(new, {"title": "Nový", "questions": fine})["Location"] == (
        f"{SERIES}scenare/2/"
    )
    page = text(lead.get(f"{SERIES}scenare/2/"))
    assert all(words in page for words in ("Jak se bydlí?", "Jaké to je?", "Sousedé?"))
    assert "Jak jste hledali byt?" in text(lead.get(f"{SERIES}scenare/1/"))
    assert lead.get(f"{SERIES}scenare/3/").status_code == 404


def test_a_guide_reads_back_as_it_was_written():
    lines = "1. Jak se bydlí?\n? Jaké to je?\n- Sousedé?\n- Teplo?\n\n2a. A dál?"
    questions, wrong = read_guide(lines)
    assert (guide_text(questions), wrong) == (lines, [])


def test_passages_are_pinned_by_the_numbers_printed_in_a_version(held, lead):
    document = concept.document()
    concept.section(document, "Cíle", "Byty pro ty, kdo je potřebují.", code="1")
    version = concept.publish(concept.freeze(document))
    passage = version.passages.exclude(label="").order_by("order")[0]
    new = f"{SERIES}scenare/novy/"
    said = {"title": "K návrhu", "questions": "1. Co tomu říkáte?", "version": version.pk}
    assert errors(lead.post(new, said | {"labels": "99/9"})) == {
        "labels": ["Ve verzi není odstavec s číslem: 99/9."]
    }
    assert list(errors(lead.post(new, said | {"version": "", "labels": passage.label}))) == [
        "version"
    ]
    assert lead.post(new, said | {"labels": passage.label}).status_code == 302
    assert passage.content.text in text(lead.get(f"{SERIES}scenare/2/")).replace("\xa0", " ")
    again = lead.get(new).context["form"]
    assert (again["version"].value(), again["labels"].value()) == (str(version.pk), passage.label)


def test_a_new_edition_of_the_sheet_leaves_the_old_one(held, lead):
    new = f"{SERIES}pouceni/nove/"
    done = lead.post(new, {"language": "sk", "text": "Súhlasíte so zápisom?"})
    assert done["Location"] == f"{SERIES}pouceni/2/"
    page = text(lead.get(f"{SERIES}pouceni/2/"))
    for words in ("Súhlasíte so zápisom?", "slovenština", "Je mi víc než 18 let.", "<svg"):
        assert words in page
    assert "Souhlasíte s tím, že si zapíšeme" in text(lead.get(f"{SERIES}pouceni/1/"))


def test_the_printed_attendance_has_pseudonyms_and_no_place_for_a_name(held, someone, lead):
    page = text(lead.get(f"{HERE}ucast/tisk/"))
    assert someone.pseudonym in page
    assert "Nikdo sem nepíše jméno" in page
    assert "Podpis" not in page


def test_what_waits_for_a_facilitator_stands_on_their_overview(held, lead):
    at = timezone.now()
    person = build.lead_of(held.series)
    build.participant(held.series, at=at, scopes=())
    build.session(held.series, at=at, held_on=timezone.localdate() + timedelta(days=1))
    kept = {"recording": Recording.KEPT, "recording_until": timezone.localdate()}
    sessions.edit_session(session=held, lock_version=1, by=person, at=at, **kept)
    assert [(row.title, row.url) for row in waiting_for(person, at)] == [
        ("Setkání FS/1", HERE),
        ("Není zaznamenán souhlas 1 člověka", f"{SERIES}lide/"),
        ("Nahrávka setkání FS/1", HERE),
    ]
    page = text(lead.get("/prehled/"))
    assert "Fokusní skupiny, které facilitujete" in page
    assert f'href="{SERIES}"' in page
    assert waiting_for(build.facilitator("Jiná"), at) == []


def test_texts_to_be_checked_wait_for_each_facilitator_who_has_not_said_their_word(held):
    at = timezone.now()
    person = build.lead_of(held.series)
    reader = build.second(held.series, at=at)
    later = build.session(held.series, at=at, held_on=timezone.localdate())
    for row in (held, later):
        sessions.move_session(session=row, state=SessionState.HELD, by=person, at=at)
    title, address = "1 text čeká na vaši kontrolu před zveřejněním", f"{SERIES}kontrola/"
    counts = []
    for number in (1, 2):
        said = build.say(held, f"Zálohy nikdo nevysvětlil ({number}).", at=at)
        finding = build.finding(said, at=at)
        build.confirmed(finding, reader=reader, session=later, at=at)
        with CaptureQueriesContext(connection) as queries:
            found = waiting_for(reader, at)
        counts.append(len(queries))
        if number == 1:
            assert (title, address) in [(row.title, row.url) for row in found]
        else:
            assert "2 texty čekají na vaši kontrolu před zveřejněním" in [
                row.title for row in found
            ]
    assert counts[0] == counts[1]
    finding.refresh_from_db()
    build.check(finding, reader, at=at)
    assert (title, address) in [(row.title, row.url) for row in waiting_for(reader, at)]


def test_whoever_took_a_consent_back_is_not_told_of_in_what_waits(held, someone):
    at = timezone.now()
    person = build.lead_of(held.series)
    build.people.limit_consent(
        consent=someone.consents.get(),
        scopes=list(ConsentScope),
        occurred_on=timezone.localdate(),
        by=person,
        at=at,
    )
    assert [row.title for row in waiting_for(person, at)] == ["Setkání FS/1"]


@pytest.mark.parametrize(
    ("band", "fits"),
    [
        ("5–9", True),
        ("do 5", True),
        ("10 a více", True),
        ("několik", True),
        ("5", False),
        ("3 rodiny", False),
        ("1–2", False),
        ("", False),
    ],
)
def test_a_band_tells_no_exact_and_no_small_count(band, fits):
    assert is_band(band, 5) is fits


def test_a_visitor_finds_nothing_of_a_session(held):
    pages = ("", "upravit/", "ucast/", "ucast/tisk/", "poznamky/", "stav/", "verejne/")
    assert [Client().get(f"{HERE}{rest}").status_code for rest in pages] == [404] * 7


@pytest.mark.parametrize("count", [1, 3])
def test_a_session_costs_the_same_for_any_number_of_people(
    held, lead, count, django_assert_num_queries
):
    at = timezone.now()
    for _n in range(count):
        one = build.participant(held.series, at=at)
        by = {"by": build.lead_of(held.series), "at": at}
        sessions.set_present(session=held, participant=one, is_present=True, **by)
        build.say(held, "Byt jsme hledali rok.", at=at, who=one)
    for address in (HERE, f"{HERE}ucast/"):
        lead.get(address)  # logged for this hour
        with django_assert_num_queries(12):
            lead.get(address)
