"""Codes on words of statements, and the check of statements."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from focus_groups.actions import checking, coding, sessions, statements
from focus_groups.enums import ConsentScope, Publication, Sensitivity, SessionState, StatementState
from focus_groups.models import Coding
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = "Říkali mi, že s dětmi byt nedostanu.\nByt prý ne."


def session_of_now():
    at = timezone.now()
    return build.session(build.panel(at=at), at=at)


held = built_once(session_of_now)


def put(said, code, quoted="", **fields):
    common = {"by": build.lead_of(said.session.series), "at": timezone.now(), **fields}
    return coding.put_coding(
        statement=said, code=code, quoted=quoted, **{"field": "words", **common}
    )


def test_a_code_is_put_on_quoted_words_or_on_all_of_them(held):
    at = timezone.now()
    said = build.say(held, WORDS, at=at)
    code = build.code(held.series, "Děti", at=at)
    whole, part = put(said, code), put(said, code, "s  dětmi\nbyt")
    assert (whole.start, whole.end) == (0, len(WORDS))
    assert WORDS[part.start : part.end] == "s dětmi byt"
    assert put(said, code, "s dětmi byt").pk == part.pk
    for wrong in ("s dětma", "y"):
        with pytest.raises(coding.WordsNotFound):
            put(said, code, wrong)
    with pytest.raises(coding.WordsNotFound):
        put(said, code, field="working_text")
    second = WORDS.index("e.")
    assert put(said, code, "e", start=second).start == second
    with pytest.raises(IntegrityError), transaction.atomic():
        Coding.objects.filter(pk=part.pk).update(end=part.start)
    for _time in range(2):
        coding.remove_coding(coding=part, by=said.entered_by, at=at)
    assert said.codings.count() == 2


def test_codings_follow_changed_words(held):
    at = timezone.now()
    said = build.say(held, WORDS, at=at)
    kept, lost = (build.code(held.series, name, at=at) for name in ("Děti", "Odmítnutí"))
    put(said, kept, "s dětmi")
    put(said, lost, "nedostanu")
    put(said, lost)
    newer = "Prý s dětmi nic nebude."
    build.say(held, newer, uid=said.uid, base_version=1, position=1, at=at)
    spans = said.codings.order_by("pk").values_list("code", "start", "end")
    assert sorted(spans) == sorted([(kept.pk, 4, 11), (lost.pk, 0, len(newer))])


def test_a_code_that_moved_may_stand_where_another_stood(held):
    at = timezone.now()
    said = build.say(held, "byt dům", at=at)
    code = build.code(held.series, "Bydlení", at=at)
    put(said, code, "byt")
    put(said, code, "dům")
    build.say(held, "dům byt", uid=said.uid, base_version=1, position=1, at=at)
    assert sorted(said.codings.values_list("start", "end")) == [(0, 3), (4, 7)]


def check(said, state, publication="internal", sensitivity="normal", **fields):
    said.refresh_from_db()
    return checking.check_statement(
        **{
            "statement": said,
            "lock_version": said.lock_version,
            "state": state,
            "publication": publication,
            "sensitivity": sensitivity,
            "by": build.lead_of(said.session.series),
            "at": timezone.now(),
            **fields,
        }
    )


def test_the_check_goes_step_by_step_and_begins_again_with_other_words(held):
    at = timezone.now()
    said = build.say(held, WORDS, at=at)
    with pytest.raises(checking.CheckRefused):
        check(said, StatementState.CHECKED)
    check(said, StatementState.PSEUDONYMISED)
    done = check(said, StatementState.CHECKED)
    assert (done.state, done.checked_by, done.checked_at) == ("checked", said.entered_by, at)
    with pytest.raises(statements.StaleStatement):
        check(said, StatementState.USABLE, lock_version=1)
    changed = build.say(
        held, "Jinak", uid=said.uid, base_version=done.lock_version, position=1, at=at
    )
    assert (changed.state, changed.checked_by, changed.checked_at) == ("stored", None, None)


def test_what_may_leave_needs_the_consent_that_is_in_force(held):
    at = timezone.now()
    lead = build.lead_of(held.series)
    willing = build.participant(held.series, at=at)
    quiet = build.participant(held.series, at=at, scopes=[ConsentScope.NOTES])
    verbatim = build.say(held, WORDS, who=willing, is_verbatim=True, at=at)
    noted = build.say(held, WORDS, who=willing, at=at)
    silent = build.say(held, WORDS, who=quiet, is_verbatim=True, at=at)
    together = build.say(held, WORDS, is_verbatim=True, at=at)
    note = build.say(held, WORDS, speaker="observer", is_verbatim=True, at=at)
    every = (verbatim, noted, silent, together, note)
    checking.check_statements(statements=every, state="pseudonymised", by=lead, at=at)
    for refused in ((noted, "quote"), (silent, "quote"), (silent, "paraphrase"), (note, "quote")):
        with pytest.raises(checking.MayNotLeave):
            check(refused[0], StatementState.CHECKED, refused[1])
    with pytest.raises(checking.MayNotLeave):
        check(verbatim, StatementState.CHECKED, Publication.PARAPHRASE, Sensitivity.IDENTIFYING)
    # nobody's consent is known until it is said who was there
    with pytest.raises(checking.MayNotLeave):
        check(together, StatementState.CHECKED, Publication.QUOTE)
    assert check(together, StatementState.CHECKED, Publication.PARAPHRASE).publication
    sessions.set_participants(session=held, participants=[willing, quiet], by=lead, at=at)
    with pytest.raises(checking.MayNotLeave):
        check(together, StatementState.CHECKED, Publication.PARAPHRASE)
    assert check(verbatim, StatementState.CHECKED, Publication.QUOTE).publication == "quote"


def test_a_session_is_checked_only_once_all_its_statements_are(held):
    at = timezone.now()
    lead = build.lead_of(held.series)
    said, gone = build.say(held, WORDS, at=at), build.say(held, "Pryč", at=at)
    common = {"session": held, "by": lead, "at": at}
    sessions.move_session(state=SessionState.ENTERING, **common)
    statements.erase_statements(statements=[gone], by=lead, at=at)
    with pytest.raises(sessions.SessionMoveRefused):
        sessions.move_session(state=SessionState.CHECKED, **common)
    build.checked(said, gone, at=at)
    assert sessions.move_session(state=SessionState.CHECKED, **common).state == "checked"
    with pytest.raises(checking.CheckRefused):
        check(said, StatementState.PSEUDONYMISED)
    with pytest.raises(statements.StatementErased):
        check(gone, StatementState.PSEUDONYMISED)
    assert check(said, StatementState.USABLE).state == "usable"
