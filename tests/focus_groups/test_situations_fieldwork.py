"""F2: no network, two note-takers, a draft that moves on, languages; and the further situations of sessions."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from concept.models import VersionPassage
from core.models import OutboxMail
from focus_groups.actions import quotes, retention, series, sessions, statements, withdrawals
from focus_groups.actions.worked_out import NotConfirmed, confirm_in_session
from focus_groups.enums import (
    ConsentScope,
    Need,
    Publication,
    Recording,
    Speaker,
    StatementKind,
    TranslatorKind,
)
from focus_groups.models import Participant, SpokenStatement
from focus_groups.queries.quotes import obstacles
from focus_groups.queries.reports import report_of
from focus_groups.report_text import sections_of
from tests.concept import build as concept
from tests.focus_groups import build
from tests.focus_groups.test_sync import SEND, said
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
WORDS = "Pán domu nás vyhodil hned v pondělí ráno."


def told():
    """A session two people take notes at, with one participant who consented to everything."""
    concept.home()
    at = timezone.now()
    panel = build.panel(at=at)
    second = build.second(panel, at=at)
    held = build.session(panel, at=at)
    return held, build.participant(panel, at=at), second


world = built_once(told)


def send(person, items):
    client = Client()
    client.force_login(person)
    batch = {"account": str(person.pk), "series": "fs", "items": items}
    return client.post(SEND, json.dumps(batch), content_type="application/json").json()["receipts"]


def results(receipts):
    return [receipt["result"] for receipt in receipts]


def test_f2_two_note_takers_are_both_kept_under_one_session_and_nothing_is_merged(world):
    held, someone, second = world
    lead = build.lead_of(held.series)
    hers = [said(held.uid, WORDS, participant=someone.uid), said(held.uid, "Druhá věta.")]
    his = [said(held.uid, WORDS, participant=someone.uid)]
    assert results(send(lead, hers)) == ["stored", "stored"]
    assert results(send(second, his)) == ["stored"]
    rows = held.statements.order_by("pk").values_list("words", "entered_by")
    assert list(rows) == [(WORDS, lead.pk), ("Druhá věta.", lead.pk), (WORDS, second.pk)]


def test_f2_replays_in_any_order_store_once_and_the_receipt_lists_what_is_stored(world):
    held, someone, _second = world
    lead = build.lead_of(held.series)
    batch = [said(held.uid, f"Věta {n}.", participant=someone.uid) for n in range(5)]
    for part in (batch[3:], batch, batch[::-1], batch[:2]):
        receipts = send(lead, part)
        assert [receipt["uid"] for receipt in receipts] == [each["uid"] for each in part]
        assert set(results(receipts)) == {"stored"}
    stored = {str(uid) for uid in held.statements.values_list("uid", flat=True)}
    assert stored == {each["uid"] for each in batch}


def test_f2_a_stale_edit_answers_with_both_texts_and_loses_neither(world):
    held, someone, second = world
    first = said(held.uid, "Původní.", participant=someone.uid)
    send(build.lead_of(held.series), [first])
    newer = {**first, "base_version": 1, "data": {**first["data"], "words": "Novější."}}
    assert results(send(second, [newer])) == ["stored"]
    other = {**first, "base_version": 1, "data": {**first["data"], "words": "Z druhého zařízení."}}
    (receipt,) = send(build.lead_of(held.series), [other])
    assert (receipt["result"], receipt["current"]["words"]) == ("stale", "Novější.")
    assert held.statements.get().words == "Novější."


def test_f2_a_reaction_keeps_the_version_that_was_read_out_when_the_text_is_split(world):
    held, someone, _second = world
    at = timezone.now()
    document = concept.document()
    section = concept.section(document, "Cíle", "Byty pro všechny. A také pro rodiny.", code="1")
    read_out = concept.freeze(document, "0.8")
    passage = VersionPassage.objects.get(version=read_out)
    heard = build.say(held, "To je málo.", who=someone, kind=StatementKind.REACTION,
                      version=read_out, passage_uid=passage.passage_uid, at=at)  # fmt: skip
    concept.rewrite(section, "Byty pro všechny.", "A také pro rodiny.")
    concept.freeze(document, "0.9")
    heard.refresh_from_db()
    assert (heard.version, heard.passage_uid) == (read_out, passage.passage_uid)


def test_f2_who_translated_is_kept_and_a_relative_is_a_limit_printed_in_the_report(world):
    held, someone, _second = world
    at = timezone.now()
    heard = build.say(held, "Nemáme kam ísť.", who=someone, language="sk",
                      working_text="Nemáme kam jít.", translator=TranslatorKind.RELATIVE, at=at)  # fmt: skip
    assert (heard.language, heard.translator, heard.words) == (
        "sk",
        TranslatorKind.RELATIVE,
        "Nemáme kam ísť.",
    )
    report = report_of(held.series, number=1, at=at, base=None)
    printed = json.dumps([part.blocks for part in sections_of(report)], ensure_ascii=False)
    assert "překládal příbuzný účastníka" in printed
    assert ("sk" in report.mix, heard.words in printed) == (False, False)


def test_a_participant_who_says_nothing_is_present_and_counted(world):
    held, someone, _second = world
    silent = build.participant(held.series, at=timezone.now())
    build.say(held, WORDS, who=someone, at=timezone.now())
    sessions.set_participants(
        session=held,
        participants=[someone, silent],
        by=build.lead_of(held.series),
        at=timezone.now(),
    )
    assert (held.participants.count(), silent.statements.count()) == (2, 0)


def test_consent_to_notes_alone_lets_nothing_be_quoted(world):
    held, _someone, _second = world
    at = timezone.now()
    careful = build.participant(held.series, scopes=[ConsentScope.NOTES], at=at)
    heard = build.say(held, WORDS, who=careful, is_verbatim=True, at=at)
    finding = build.finding(heard, at=at)
    SpokenStatement.objects.filter(pk=heard.pk).update(publication=Publication.QUOTE)
    for is_verbatim in (True, False):
        with pytest.raises(quotes.QuoteRefused):
            quotes.write_quote(finding=finding, statement=heard, text=WORDS,
                               is_verbatim=is_verbatim, by=build.lead_of(held.series), at=at)  # fmt: skip


def test_a_minor_has_no_place_to_be_written_down_as_one(world):
    """Neither age nor a guardian is kept of anybody; without a consent nothing they say is stored."""
    held, _someone, _second = world
    minor = build.participant(held.series, scopes=(), at=timezone.now())
    with pytest.raises(statements.NotesNotAllowed):
        build.say(held, WORDS, who=minor, at=timezone.now())
    assert {choice.value for choice in Need} == {"interpreter", "literacy", "child_care", "access"}


def test_what_the_facilitator_thinks_is_marked_as_theirs_and_never_quoted(world):
    held, _someone, _second = world
    note = build.say(held, "Myslím, že se bojí.", speaker=Speaker.OBSERVER, at=timezone.now())
    assert (note.speaker, note.participant) == (Speaker.OBSERVER, None)
    SpokenStatement.objects.filter(pk=note.pk).update(publication=Publication.QUOTE)
    assert "Necituje se" in " ".join(obstacles(note, is_verbatim=True))


def test_a_disclosure_of_violence_is_not_stored_and_what_slipped_in_is_erased(world):
    held, someone, _second = world
    at, lead = timezone.now(), build.lead_of(held.series)
    heard = build.say(held, "Bije mě.", who=someone, at=at)
    statements.erase_statements(statements=[heard], by=lead, at=at)
    heard.refresh_from_db()
    assert (heard.words, heard.participant) == ("", None)
    with pytest.raises(statements.StatementErased):
        build.say(held, "Bije mě.", who=someone, uid=heard.uid, at=at)


def test_a_recording_is_to_be_deleted_on_its_day_and_somebody_is_told(world):
    held, _someone, _second = world
    at, lead = timezone.now(), build.lead_of(held.series)
    with pytest.raises(sessions.RecordingWithoutEnd):
        sessions.edit_session(session=held, lock_version=held.lock_version,
                              recording=Recording.KEPT, by=lead, at=at)  # fmt: skip
    until = timezone.localdate(at) + timedelta(days=10)
    sessions.edit_session(session=held, lock_version=held.lock_version,
                          recording=Recording.KEPT, recording_until=until, by=lead, at=at)  # fmt: skip
    assert retention.remind_of_ends(at=at) == 0
    assert retention.remind_of_ends(at=at + timedelta(days=10)) == 1
    assert OutboxMail.objects.get(kind="recording_due").recipient == lead.email


def test_the_same_person_in_two_series_is_two_pseudonyms_nothing_joins(world):
    held, someone, _second = world
    at = timezone.now()
    pilot = build.panel("ZD", at=at, lead=build.lead_of(held.series))
    again = build.participant(pilot, at=at)
    assert (someone.pseudonym[:3], again.pseudonym[:3]) == ("FS-", "ZD-")
    shared = {
        field.name
        for field in Participant._meta.fields
        if getattr(someone, field.attname) == getattr(again, field.attname)
    }
    # what both have is what everybody has
    assert shared <= {"needs", "joined_on", "left_on"}
    (consent,) = again.consents.all()
    withdrawals.withdraw_consent(consent=consent, scopes=["notes"], occurred_on=date(2017, 3, 1),
                                 by=build.lead_of(pilot), at=at)  # fmt: skip
    build.say(held, WORDS, who=someone, at=at)
    assert someone.statements.count() == 1


def test_participants_correct_the_summary_at_the_next_session_and_it_is_confirmed_there(world):
    held, someone, second = world
    at, lead = timezone.now(), build.lead_of(held.series)
    heard = build.say(held, WORDS, who=someone, at=at)
    sessions.move_session(session=held, state="held", by=lead, at=at)
    finding = build.worked_out.read_second(row=build.finding(heard, at=at), lock_version=1,
                                           by=second, at=at)  # fmt: skip
    common = {"row": finding, "lock_version": finding.lock_version, "by": second, "at": at}
    with pytest.raises(NotConfirmed):
        confirm_in_session(session=held, **common)
    later = build.session(held.series, held_on=date(2016, 12, 14), at=at)
    sessions.move_session(session=later, state="held", by=lead, at=at)
    corrected = build.findings.edit_finding(
        finding=finding, lock_version=finding.lock_version, text="Opraveno lidmi.",
        plain_text="", limits="", theme=None, by=lead, at=at,
    )  # fmt: skip
    assert corrected.state == "draft"
    read = build.worked_out.read_second(row=corrected, lock_version=corrected.lock_version,
                                        by=second, at=at)  # fmt: skip
    done = confirm_in_session(row=read, lock_version=read.lock_version, session=later,
                              by=second, at=at)  # fmt: skip
    assert (done.text, done.checked_in) == ("Opraveno lidmi.", later)


def test_a_disputed_translation_is_mended_beside_the_words_as_they_were_said(world):
    held, someone, _second = world
    at = timezone.now()
    fields = {"language": "sk", "translator": TranslatorKind.COMMUNITY, "who": someone, "at": at}
    heard = build.say(held, "Nemáme kam ísť.", working_text="Nechceme jít.", **fields)
    mended = build.say(held, "Nemáme kam ísť.", working_text="Nemáme kam jít.", uid=heard.uid,
                       base_version=1, position=heard.position, **fields)  # fmt: skip
    assert (mended.words, mended.working_text, mended.lock_version) == (
        "Nemáme kam ísť.",
        "Nemáme kam jít.",
        2,
    )
    with pytest.raises((ValidationError, ValueError)):
        build.say(held, "Něco.", working_text="Něco.", **{**fields, "translator": "soused"})


def test_a_series_is_not_anonymised_while_it_is_worked_on(world):
    held, _someone, _second = world
    with pytest.raises(series.SeriesMoveRefused):
        retention.anonymise_series(
            series=held.series, by=build.lead_of(held.series), at=timezone.now()
        )
