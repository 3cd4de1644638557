"""Consents taken back, and what ends on a day: words go from everywhere inside, and come back from no backup."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from core.models import Event, OutboxMail
from focus_groups import withdrawal_list
from focus_groups.actions import people, retention, series, sessions, statements, withdrawals
from focus_groups.enums import (
    ConsentScope,
    Publication,
    Recording,
    Sensitivity,
    SeriesState,
    Speaker,
)
from focus_groups.models import ConsentLimit, SpokenStatement
from tests.focus_groups import build
from tests.worlds import built_once

WORDS = "Pán domu nás vyhodil hned v pondělí ráno."
OTHER = "Na úřadě nám nikdo nic nevysvětlil."


def told():
    """A session in which two participants said something."""
    at = timezone.now()
    held = build.session(build.panel(at=at), at=at)
    first, second = (build.participant(held.series, at=at) for _n in range(2))
    build.say(held, WORDS, who=first, at=at, working_text="Pronajímatel je vystěhoval.")
    build.say(held, OTHER, who=second, at=at)
    return held


told_session = built_once(told)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def speaker_of(words):
    return SpokenStatement.objects.get(words=words).participant


def withdraw(someone, scopes, **fields):
    (consent,) = someone.consents.all()
    common = {"occurred_on": date(2017, 3, 1), "by": build.lead_of(someone.series)}
    return withdrawals.withdraw_consent(
        consent=consent, scopes=scopes, at=timezone.now(), **{**common, **fields}
    )


def test_notes_taken_back_empty_every_statement_and_cut_the_link(told_session):
    someone = speaker_of(WORDS)
    limit = withdraw(someone, [ConsentScope.NOTES])
    first, second = told_session.statements.order_by("position")
    assert (first.words, first.working_text, first.participant) == ("", "", None)
    assert (second.words, second.participant.pseudonym[:2]) == (OTHER, "FS")
    assert someone.statements.count() == 0
    # sending it again does no harm
    again = withdraw(someone, [ConsentScope.NOTES], uid=limit.uid)
    assert (again.pk, ConsentLimit.objects.count()) == (limit.pk, 1)


def test_the_log_does_not_tell_whose_consent_it_was(told_session):
    withdraw(speaker_of(WORDS), [ConsentScope.NOTES])
    events = Event.objects.filter(verb__in=["consent_limited", "statement_erased"])
    assert {(event.record_id, event.reason, str(event.payload)) for event in events} == {
        (told_session.series.inside_id, "", "{}")
    }


def test_a_late_copy_of_words_from_a_device_is_refused(told_session):
    someone = speaker_of(WORDS)
    withdraw(someone, [ConsentScope.NOTES])
    with pytest.raises(statements.StatementErased):
        build.say(told_session, "Ještě něco, co řekla.", who=someone, at=timezone.now())
    build.consent(someone, [ConsentScope.NOTES], at=timezone.now(), given_on=date(2017, 4, 1))
    build.say(told_session, "Teď zase smíme psát.", who=someone, at=timezone.now())


def test_notes_that_repeat_the_words_are_masked_and_words_of_others_stay(told_session):
    lead, at = build.lead_of(told_session.series), timezone.now()
    sessions.edit_session(
        session=told_session,
        lock_version=told_session.lock_version,
        field_notes="Plakala: pán domu nás vyhodil hned v pondělí. Ostatní mlčeli.",
        by=lead,
        at=at,
    )
    build.say(told_session, "Nás taky vyhodil hned v pondělí ráno.", at=at)
    withdraw(speaker_of(WORDS), [ConsentScope.NOTES])
    told_session.refresh_from_db()
    assert told_session.field_notes == (
        "Plakala: ███ ████ ███ ███████ ████ █ ███████. Ostatní mlčeli."
    )
    assert told_session.statements.filter(words__startswith="Nás taky").count() == 1


def test_publication_taken_back_leaves_the_words_inside(told_session):
    someone = speaker_of(WORDS)
    SpokenStatement.objects.filter(participant=someone).update(publication=Publication.QUOTE)
    withdraw(someone, [ConsentScope.VERBATIM_QUOTE])
    said = SpokenStatement.objects.get(words=WORDS)
    assert said.publication == Publication.PARAPHRASE
    withdraw(someone, [ConsentScope.PUBLICATION])
    said.refresh_from_db()
    assert (said.words, said.publication) == (WORDS, Publication.INTERNAL)


def test_only_what_was_given_can_be_taken_back(told_session):
    someone = build.participant(told_session.series, at=timezone.now(), scopes=["notes"])
    with pytest.raises(people.ScopesWrong):
        withdraw(someone, [ConsentScope.PUBLICATION])


def test_a_recording_is_reminded_of_once_and_confirmed_as_deleted(told_session):
    at, lead = timezone.now(), build.lead_of(told_session.series)
    with pytest.raises(retention.NoRecording):
        retention.confirm_recording_deleted(session=told_session, by=lead, at=at)
    sessions.edit_session(
        session=told_session,
        lock_version=told_session.lock_version,
        recording=Recording.KEPT,
        recording_until=timezone.localdate(at),
        by=lead,
        at=at,
    )
    assert retention.remind_of_ends(at=at - timedelta(days=1)) == 0
    assert [retention.remind_of_ends(at=at) for _time in range(2)] == [1, 1]
    mails = OutboxMail.objects.filter(kind="recording_due")
    assert [(mail.recipient, "FS/1" in mail.text) for mail in mails] == [(lead.email, True)]
    for _time in range(2):
        kept = retention.confirm_recording_deleted(session=told_session, by=lead, at=at)
    assert kept.recording == Recording.DELETED
    assert Event.objects.filter(verb="recording_deleted").count() == 1
    assert retention.remind_of_ends(at=at) == 0


def test_a_closed_series_is_cut_from_who_said_what(told_session):
    at, made = timezone.now(), told_session.series
    lead = build.lead_of(made)
    sessions.set_participants(
        session=told_session, participants=made.participants.all(), by=lead, at=at
    )
    build.say(told_session, "Jsem ta s šesti dětmi z rohu.", who=speaker_of(OTHER),
              sensitivity=Sensitivity.IDENTIFYING, at=at)  # fmt: skip
    with pytest.raises(series.SeriesMoveRefused):
        retention.anonymise_series(series=made, by=lead, at=at)
    for state in ("running", "analysis", "reported", "closed"):
        series.move_series(series=made, state=state, by=lead, at=at)
    for _time in range(2):
        made = retention.anonymise_series(series=made, by=lead, at=at)
    assert made.state == SeriesState.ANONYMISED
    rows = told_session.statements.order_by("position")
    assert [(row.words, row.participant_id) for row in rows] == [
        (WORDS, None),
        (OTHER, None),
        ("", None),
    ]
    assert [row.speaker for row in rows][:2] == [Speaker.NOT_KNOWN] * 2
    told_session.refresh_from_db()
    assert (told_session.headcount, told_session.participants.count()) == (2, 0)
    assert [someone.consents.count() for someone in made.participants.all()] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_does_not_bring_withdrawn_words_back(transactional_db, tmp_path):
    listed = settings.REDACTION_LIST.with_name("withdrawn-consents.jsonl")
    listed.unlink(missing_ok=True)
    told()
    path = tmp_path / "backup.tar"
    call_command("backup", output=path, stdout=StringIO())
    someone = speaker_of(WORDS)
    limit = withdraw(someone, [ConsentScope.NOTES])
    text = listed.read_text()
    assert [line.limit for line in withdrawal_list.lines()] == [str(limit.uid)]
    assert not any(secret in text for secret in (someone.pseudonym, "pondělí", "domu"))
    out = StringIO()
    call_command("restore", path, replace=True, stdout=out)
    assert f"Withdrawn consent repeated: {str(limit.uid)[:8]}\n" in out.getvalue()
    assert not SpokenStatement.objects.filter(words=WORDS).exists()
    assert SpokenStatement.objects.filter(words=OTHER).exists()
    assert ConsentLimit.objects.get().uid == limit.uid
    # a second time there is nothing left to do
    assert withdrawals.repeat_withdrawals() == []
