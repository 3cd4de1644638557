"""Entering what people said on pages that post normally: stored once, mended without losing a text, read by few."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Event
from focus_groups.actions import people, series, sessions
from focus_groups.enums import SessionState
from focus_groups.models import SpokenStatement
from tests.browsers import signed_in
from tests.concept import build as concept
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

HERE = "/fokusni-skupiny/fs/1/zapis/"


def session_of_now():
    """Two who consented, one of whom is there, and one who did not."""
    at = timezone.now()
    series = build.panel(at=at)
    held = build.session(series, at=at)
    someone, quiet = build.participant(series, at=at), build.participant(series, at=at, scopes=())
    sessions.set_participants(
        session=held, participants=[someone, quiet], by=build.lead_of(series), at=at
    )
    build.participant(series, at=at)
    return held, someone, quiet


world = built_once(session_of_now)


@pytest.fixture
def lead(world):
    return signed_in(build.lead_of(world[0].series))


def typed(**fields):
    return {
        "uid": str(uuid4()),
        "lock_version": "0",
        "question": "1",
        "speaker": "whole_group",
        "words": "Byt jsme hledali rok.",
        "kind": "barrier",
        "agreement": "most",
        "sensitivity": "normal",
        "language": "cs",
        "working_text": "",
        "translator": "",
        **fields,
    }


def stored():
    return SpokenStatement.objects.get()


def test_a_statement_is_stored_and_the_next_form_keeps_question_and_speaker(world, lead):
    _held, someone, _quiet = world
    said = typed(speaker=f"p{someone.pk}", is_verbatim="on", question="2", sensitivity="sensitive")
    answer = lead.post(HERE, said, follow=True)
    assert answer.redirect_chain == [(f"{HERE}#zapis", 302)]
    row = stored()
    assert (row.words, row.participant, row.question, row.position) == (
        "Byt jsme hledali rok.",
        someone,
        "2",
        1,
    )
    assert (row.is_verbatim, row.agreement, row.sensitivity) == (True, "most", "sensitive")
    form = answer.context["form"]
    assert (form["question"].value(), form["speaker"].value()) == ("2", f"p{someone.pk}")
    assert (form["words"].value(), form["is_verbatim"].value()) == (None, None)
    assert str(form["uid"].value()) != said["uid"]
    assert "Byt jsme hledali rok." in answer.text


def test_pressed_twice_it_is_stored_once(lead):
    said = typed()
    for _time in range(2):
        assert lead.post(HERE, said).status_code == 302
    assert stored().lock_version == 1


def test_sent_twice_with_other_words_both_texts_are_shown(lead):
    said = typed()
    lead.post(HERE, said)
    answer = lead.post(HERE, said | {"words": "Byt jsme hledali dva roky."})
    assert answer.context["differences"] == [
        ("slova, jak zazněla", "Byt jsme hledali rok.", "Byt jsme hledali dva roky.")
    ]
    assert answer.context["form"]["lock_version"].value() == "1"
    assert stored().words == "Byt jsme hledali rok."


def test_only_those_present_are_offered_and_who_gave_no_consent_is_refused_with_a_sentence(
    world, lead
):
    _held, someone, quiet = world
    offered = [label for _value, label in lead.get(HERE).context["form"].fields["speaker"].choices]
    assert sorted(offered[:2]) == sorted([someone.pseudonym, f"{quiet.pseudonym} (nezapisovat)"])
    assert offered[2:] == ["Více lidí", "Celá skupina", "Poznámka facilitátora"]
    answer = lead.post(HERE, typed(speaker=f"p{quiet.pk}"))
    assert answer.context["form"].non_field_errors() == [
        f"{quiet.pseudonym}: chybí souhlas se zápisem, proto slova nelze uložit. "
        "Nejdřív zaznamenejte souhlas, nebo slova vynechte."
    ]
    assert answer.context["form"]["words"].value() == "Byt jsme hledali rok."
    assert not SpokenStatement.objects.exists()


def test_what_was_taken_back_forbids_new_words(world, lead):
    held, someone, _quiet = world
    people.limit_consent(
        consent=someone.consents.get(),
        scopes=["notes"],
        occurred_on=held.held_on,
        by=build.lead_of(held.series),
        at=timezone.now(),
    )
    lead.post(HERE, typed(speaker=f"p{someone.pk}"))
    assert not SpokenStatement.objects.exists()


def test_a_reaction_is_pinned_to_the_version_that_was_read_out(world, lead):
    held, _someone, _quiet = world
    document = concept.document()
    concept.section(document, "Byty", concept.text("Byt dostane, kdo podá žádost."))
    version = concept.freeze(document, "0.1")
    place = version.passages.latest("order")
    at, by = timezone.now(), build.lead_of(held.series)
    held.guide = series.add_guide(
        series=held.series,
        title="Nad textem",
        questions=[{"key": "1", "text": "Co tomu říkáte?"}],
        passages=[{"version": version.pk, "passage": place.passage_uid}],
        by=by,
        at=at,
    )
    held.save()
    lead.post(HERE, typed(kind="reaction", passage=f"{version.pk}:{place.passage_uid}"))
    row = stored()
    assert (row.version, row.passage_uid, row.kind) == (version, place.passage_uid, "reaction")


def test_a_mistake_is_mended_and_two_who_mend_it_lose_nothing(world, lead):
    held, _someone, _quiet = world
    row = build.say(held, "Hledaly jsme rok.", at=timezone.now())
    there = f"{HERE}{row.uid}/"
    form = lead.get(there).context["form"]
    assert (form["words"].value(), form["lock_version"].value()) == ("Hledaly jsme rok.", 1)
    said = typed(uid=str(row.uid), lock_version="1", position="1", words="Hledali jsme rok.")
    assert lead.post(there, said).url == f"{HERE}#ulozene"
    answer = lead.post(there, said | {"words": "Jinak."})
    assert answer.context["differences"] == [("slova, jak zazněla", "Hledali jsme rok.", "Jinak.")]
    assert (stored().words, stored().lock_version) == ("Hledali jsme rok.", 2)
    inside = Event.objects.filter(record=held.series.inside, verb="statement_edited")
    assert inside.count() == 1


def test_what_is_checked_takes_nothing_until_it_is_opened_again(world, lead):
    held, _someone, _quiet = world
    for state in (SessionState.ENTERING, SessionState.CHECKED):
        sessions.move_session(
            session=held, state=state, by=build.lead_of(held.series), at=timezone.now()
        )
    answer = lead.post(HERE, typed())
    assert answer.context["form"]["words"].value() == "Byt jsme hledali rok."
    assert len(answer.context["form"].non_field_errors()) == 1


def test_rows_of_the_printed_sheet_keep_their_numbers(world, lead):
    there = "/fokusni-skupiny/fs/1/prepis/"
    sheet = lead.get("/fokusni-skupiny/fs/1/tiskopis/?od=13&radku=3")
    assert list(sheet.context["rows"]) == [13, 14, 15]
    assert [sheet.text.count(f'<th scope="row">{n}</th>') for n in (12, 13, 15, 16)] == [0, 1, 1, 0]
    assert lead.get(there).context["form"]["position"].value() == 1
    answer = lead.post(there, typed(position="13"), follow=True)
    assert stored().position == 13
    assert answer.context["form"]["position"].value() == 14


def test_whoever_is_signed_out_meanwhile_is_shown_what_they_typed(world):
    answer = Client().post(HERE, typed(words="Dlouhá slova."))
    assert answer.status_code == 403
    assert "Dlouhá slova." in answer.text
    assert Client().get(HERE).url == f"/ucet/login/?next={HERE}"
    assert not SpokenStatement.objects.exists()


def test_who_does_not_facilitate_the_series_does_not_know_of_the_page(world):
    held, _someone, _quiet = world
    row = build.say(held, "Tajná slova.", at=timezone.now())
    other = signed_in(build.lead_of(build.panel("JINA", at=timezone.now())))
    for there in (HERE, f"{HERE}{row.uid}/", "/fokusni-skupiny/fs/1/prepis/"):
        assert other.get(there).status_code == 404
        assert other.post(there, typed()).status_code == 404
    assert other.get("/fokusni-skupiny/fs/1/tiskopis/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_much_is_stored(
    world, lead, count, django_assert_num_queries
):
    held, someone, _quiet = world
    for n in range(count):
        build.say(held, f"Slova {n}", who=someone, at=timezone.now())
    lead.get(HERE)
    with django_assert_num_queries(12):
        lead.get(HERE)
