"""Participants, consents and statements: stored once, never mixed up, read by the facilitators of the series only."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Event
from core.permissions import allowed
from focus_groups.actions import people, sessions, statements
from focus_groups.enums import ConsentScope, SessionState, Speaker
from focus_groups.models import (
    Consent,
    ConsentLimit,
    Participant,
    Series,
    Session,
    SpokenStatement,
)
from focus_groups.queries import consents
from tests.focus_groups import build
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = "Říkali mi, že s dětmi byt nedostanu."


def session_of_now():
    at = timezone.now()
    return build.session(build.panel(at=at), at=at)


held = built_once(session_of_now)


def test_pseudonyms_are_drawn_once_and_a_repeat_adds_nobody(held):
    at, series = timezone.now(), held.series
    found = {build.participant(series, at=at, scopes=()).pseudonym for _n in range(30)}
    assert len(found) == 30
    assert all(name.startswith("FS-") and len(name) == 5 for name in found)
    common = {
        "series": series,
        "joined_on": date(2016, 11, 23),
        "by": build.lead_of(series),
        "at": at,
    }
    uid = uuid4()
    first = people.add_participant(uid=uid, pseudonym="FS-R77", **common)
    assert people.add_participant(uid=uid, pseudonym="FS-R77", **common).pk == first.pk
    with pytest.raises(people.PseudonymTaken):
        people.add_participant(pseudonym="FS-R77", **common)
    with pytest.raises(ValueError, match="rodné číslo"):
        people.add_participant(needs=["rodné číslo"], **common)


def test_nothing_of_a_person_has_a_place():
    names = {field.name for field in Participant._meta.get_fields() if field.concrete}
    assert names == {
        "id",
        "uid",
        "series",
        "pseudonym",
        "needs",
        "joined_on",
        "left_on",
    }


def test_consent_is_for_named_scopes_and_what_was_taken_back_may_be_given_again(held):
    at = timezone.now()
    someone = build.participant(
        held.series, at=at, scopes=[ConsentScope.NOTES, ConsentScope.VERBATIM_QUOTE]
    )
    (given,) = someone.consents.all()
    common = {
        "consent": given,
        "occurred_on": date(2017, 1, 5),
        "by": build.lead_of(held.series),
        "at": at,
    }
    with pytest.raises(people.ScopesWrong):
        people.limit_consent(scopes=[], **common)
    with pytest.raises(people.ScopesWrong):
        people.limit_consent(scopes=[ConsentScope.RECORDING], **common)
    uid = uuid4()
    for _time in range(2):
        people.limit_consent(uid=uid, scopes=[ConsentScope.VERBATIM_QUOTE], **common)
    assert given.limits.count() == 1
    assert consents.scopes_of([someone]) == {someone.pk: {"notes"}}
    build.consent(someone, [ConsentScope.VERBATIM_QUOTE], at=at, given_on=date(2017, 2, 1))
    assert consents.scopes_of([someone]) == {someone.pk: {"notes", "verbatim_quote"}}
    assert consents.may_be_noted(someone)
    other = build.panel("JINA", at=at)
    with pytest.raises(people.NotOfThisSeries):
        people.record_consent(
            participant=someone,
            sheet=other.sheets.get(),
            form="written",
            scopes=["notes"],
            given_on=date(2017, 2, 1),
            by=build.lead_of(other),
            at=at,
        )


def test_sent_twice_and_out_of_order_a_statement_is_stored_once(held):
    at = timezone.now()
    someone = build.participant(held.series, at=at)
    uids = [uuid4() for _n in range(3)]
    for place in (2, 0, 2, 1, 0, 1):
        build.say(held, f"Slova {place}", who=someone, uid=uids[place], position=place + 1, at=at)
    rows = held.statements.order_by("position")
    assert [row.words for row in rows] == ["Slova 0", "Slova 1", "Slova 2"]
    assert {row.lock_version for row in rows} == {1}
    inside = Event.objects.filter(record=held.series.inside, verb="statement_stored")
    assert inside.count() == 3


def test_an_older_copy_never_overwrites_a_newer_text(held):
    at = timezone.now()
    first = build.say(held, "Původní", at=at)
    newer = build.say(held, "Novější", uid=first.uid, base_version=1, position=1, at=at)
    assert (newer.words, newer.lock_version) == ("Novější", 2)
    with pytest.raises(statements.StaleStatement) as refused:
        build.say(held, "Z druhého zařízení", uid=first.uid, base_version=1, position=1, at=at)
    assert refused.value.current.words == "Novější"
    # the same words again are no conflict, whatever they were edited from
    assert build.say(held, "Novější", uid=first.uid, position=1, at=at).lock_version == 2


def test_a_statement_says_something_by_somebody_of_the_series_while_it_is_entered(held):
    at = timezone.now()
    for words, fields in (
        (" <i></i> ", {}),
        (WORDS, {"speaker": Speaker.PARTICIPANT}),
        (WORDS, {"who": build.participant(held.series, at=at), "speaker": Speaker.SEVERAL}),
    ):
        with pytest.raises(statements.StatementRefused):
            build.say(held, words, at=at, **fields)
    stranger = build.participant(build.panel("JINA", at=at), at=at)
    with pytest.raises(people.NotOfThisSeries):
        build.say(held, WORDS, who=stranger, at=at)
    with pytest.raises(ValidationError):
        build.say(held, WORDS, kind="výkřik", at=at)
    with pytest.raises(TypeError):
        build.say(held, WORDS, erased_at=at, at=at)
    for state in (SessionState.ENTERING, SessionState.CHECKED):
        sessions.move_session(session=held, state=state, by=build.lead_of(held.series), at=at)
    with pytest.raises(statements.StatementRefused):
        build.say(held, WORDS, at=at)
    assert held.statements.count() == 0


def test_erased_words_are_gone_and_a_late_copy_brings_nothing_back(held):
    at = timezone.now()
    someone = build.participant(held.series, at=at)
    said = build.say(held, WORDS, who=someone, at=at)
    other = build.say(held, "Jiná slova", at=at)
    lead = build.lead_of(held.series)
    assert statements.erase_statements(statements=[said], by=lead, at=at) == 1
    assert statements.erase_statements(statements=[said], by=lead, at=at) == 0
    said.refresh_from_db()
    assert (said.words, said.working_text, said.participant, said.erased_at) == ("", "", None, at)
    with pytest.raises(statements.StatementErased):
        build.say(held, WORDS, who=someone, uid=said.uid, position=1, at=at)
    assert list(held.statements.exclude(words="")) == [other]
    with pytest.raises(IntegrityError), transaction.atomic():
        SpokenStatement.objects.filter(pk=said.pk).update(words=WORDS)


def test_nobody_but_the_facilitators_of_the_series_reads_anything_of_it(held):
    """For every persona and model the list and the question about one row say the same."""
    at = timezone.now()
    someone = build.participant(held.series, at=at)
    said = build.say(held, WORDS, who=someone, at=at)
    (given,) = someone.consents.all()
    limit = people.limit_consent(
        consent=given, scopes=["notes"], occurred_on=date(2017, 1, 5), by=said.entered_by, at=at
    )
    inner = [(Participant, someone), (Consent, given), (ConsentLimit, limit)]
    inner.append((SpokenStatement, said))
    other = build.panel("JINA", at=at)
    people_asked = {key: make(key) for key in KEYS}
    people_asked["lead of another series"] = build.lead_of(other)
    lead = build.lead_of(held.series)
    for name, person in [*people_asked.items(), ("lead", lead)]:
        reads = name == "lead"
        for model, row in inner:
            seen = model.objects.visible_to(person).filter(pk=row.pk).exists()
            asked = allowed(person, "focus_groups.read_statements", row)
            assert (seen, asked) == (reads, reads), (name, model.__name__)
        for model, row in ((Series, held.series), (Session, held)):
            may = f"focus_groups.view_{model.__name__.lower()}"
            seen = model.objects.visible_to(person).filter(pk=row.pk).exists()
            assert seen == allowed(person, may, row), (name, model.__name__)
            assert seen == (reads or name in STAFF), (name, model.__name__)
    assert not SpokenStatement.objects.visible_to(AnonymousUser()).exists()


STAFF = {"editor", "secretary", "chair", "evaluator", "project_manager"}
