"""Findings: made of statements, read by another person, confirmed by participants, known only to whom they are for."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from focus_groups.actions import coding, findings, sessions, statements, worked_out
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.enums import FindingState
from focus_groups.models import (
    Code,
    Coding,
    Finding,
    FindingStatement,
    Recommendation,
)
from focus_groups.queries.findings import bases_of, breadth_of, told_count
from tests.focus_groups import build
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class World:
    """A series with three sessions, two facilitators and a statement in each of the first two sessions."""

    def __init__(self) -> None:
        at = timezone.now()
        self.series = build.panel(at=at)
        self.lead = build.lead_of(self.series)
        self.reader = build.second(self.series, at=at)
        self.sessions = [
            build.session(self.series, held_on=date(2016, 11, day), at=at) for day in (2, 9, 16)
        ]
        for held in self.sessions:
            worked = {"session": held, "state": "held", "by": self.lead, "at": at}
            sessions.move_session(**worked)
        self.said = [build.say(held, "S dětmi byt nedostanu.", at=at) for held in self.sessions[:2]]
        build.say(self.sessions[2], "Ano, je to tak.", at=at)


world = built_once(World)


def test_breadth_is_worked_out_from_the_sessions_it_was_heard_in(world):
    at = timezone.now()
    made = build.finding(world.said[0], at=at, opposes=world.said[1:])
    assert breadth_of(made) == "one_session"
    assert bases_of([made]) == {made.pk: {"supports": 1, "opposes": 1}}
    common = {"finding": made, "by": world.lead, "at": at}
    findings.put_statements(statements=world.said, side="supports", **common)
    assert breadth_of(made) == "several"
    third = build.say(world.sessions[2], "U nás také.", at=at)
    findings.put_statements(statements=[third], side="supports", **common)
    assert (breadth_of(made), bases_of([made])[made.pk]["opposes"]) == ("all", 0)
    findings.drop_statements(statements=[*world.said, third], **common)
    assert breadth_of(made) == ""
    stranger = build.say(build.session(build.panel("JINA", at=at), at=at), "Jinde", at=at)
    with pytest.raises(NotOfThisSeries):
        findings.put_statements(statements=[stranger], side="supports", **common)


def test_counts_are_told_so_that_no_difference_points_at_anybody():
    assert [told_count(count, 5) for count in (0, 4, 5, 9, 10, 11)] == [None, None, 5, 5, 10, 10]


def test_another_facilitator_reads_it_or_a_reason_stands_for_them(world):
    at = timezone.now()
    made = build.finding(*world.said, at=at)
    step = {"row": made, "lock_version": 1, "at": at}
    with pytest.raises(worked_out.SameReader):
        worked_out.read_second(by=world.lead, alone_reason="Nechci čekat.", **step)
    read = worked_out.read_second(by=world.reader, **step)
    assert (read.state, read.second_reader, read.second_read_at) == (
        "second_read",
        world.reader,
        at,
    )
    with pytest.raises(worked_out.StaleText):
        worked_out.read_second(by=world.reader, **step)
    alone = build.panel("SAMA", at=at)
    lonely = build.finding(build.say(build.session(alone, at=at), "Ano", at=at), at=at)
    step = {"row": lonely, "lock_version": 1, "by": build.lead_of(alone), "at": at}
    with pytest.raises(worked_out.SameReader):
        worked_out.read_second(alone_reason=" ", **step)
    read = worked_out.read_second(alone_reason="Řadu vede jediná facilitátorka.", **step)
    assert (read.state, read.second_reader) == ("second_read", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=lonely.pk).update(alone_reason="")


def test_participants_confirm_it_in_a_later_session_that_was_held(world):
    at = timezone.now()
    made = build.finding(world.said[1], at=at)
    read = worked_out.read_second(row=made, lock_version=1, by=world.reader, at=at)
    step = {"row": read, "lock_version": read.lock_version, "by": world.lead, "at": at}
    planned = build.session(world.series, held_on=date(2016, 12, 1), at=at)
    for session in (*world.sessions[:2], planned):
        with pytest.raises(worked_out.NotConfirmed):
            worked_out.confirm_in_session(session=session, **step)
    done = worked_out.confirm_in_session(session=world.sessions[2], **step)
    assert (done.state, done.checked_in) == ("validated", world.sessions[2])
    with pytest.raises(worked_out.StepRefused):
        findings.put_statements(
            finding=done, statements=world.said, side="supports", by=world.lead, at=at
        )
    again = findings.edit_finding(
        finding=done,
        lock_version=done.lock_version,
        text="Jinak řečeno",
        plain_text="",
        limits="",
        theme=None,
        by=world.reader,
        at=at,
    )
    assert (again.state, again.second_reader, again.checked_in) == ("draft", None, None)
    assert again.written_by == world.reader
    assert again.record.visibility == "restricted"


def test_words_that_are_gone_support_nothing_and_what_lost_its_base_is_flagged(world):
    at = timezone.now()
    several, only = build.finding(*world.said, at=at), build.finding(world.said[0], at=at)
    rests = build.recommendation(only, at=at)
    holds = build.recommendation(only, several, at=at)
    gone = world.said[:1]
    common = {"statements": gone, "by": world.lead, "at": at}
    statements.erase_statements(**common)
    assert breadth_of(several) == "one_session"
    assert [row.pk for row in findings.recount_findings(**common)] == [several.pk, only.pk]
    assert findings.recount_findings(**common) == []
    flags = {}
    for row in (several, only, rests, holds):
        row.refresh_from_db()
        flags[row] = row.needs_review_since
    assert flags == {several: None, only: at, rests: at, holds: None}
    assert (several.lost_sources, only.lost_sources) == (1, 1)
    with pytest.raises(worked_out.NotConfirmed):
        worked_out.keep_after_review(row=only, lock_version=only.lock_version, by=world.lead, at=at)
    with pytest.raises(worked_out.TextMissing):
        worked_out.retract(
            row=only, lock_version=only.lock_version, reason=" ", by=world.lead, at=at
        )
    done = worked_out.retract(
        row=only, lock_version=only.lock_version, reason="Ztratilo oporu.", by=world.lead, at=at
    )
    assert (done.state, done.needs_review_since, done.record.visibility) == (
        "retracted",
        None,
        "restricted",
    )
    assert several.record.events.count() == only.record.events.count() - 1 == 1


def test_only_whom_it_is_for_knows_of_a_finding_at_each_step(world):
    """What was said, codes and what stands behind a finding are the facilitators' at every step."""
    at = timezone.now()
    code = build.code(world.series, "Děti", at=at)
    put = {"statement": world.said[0], "field": "words", "by": world.lead, "at": at}
    coded = coding.put_coding(code=code, **put)
    made = build.finding(*world.said, at=at)
    advice = build.recommendation(made, at=at)
    everybody = {key: make(key) for key in KEYS}
    everybody |= {"lead": world.lead, "reader": world.reader}
    everybody["lead of another series"] = build.lead_of(build.panel("JINA", at=at))
    inside = {"lead", "reader"}

    def knowing(model, row):
        return {
            name
            for name, person in everybody.items()
            if model.objects.visible_to(person).filter(pk=row.pk).exists()
        }

    base = made.statements.first()
    for state, others in ((FindingState.DRAFT, set()), (FindingState.VALIDATED, STAFF | MEMBERS)):
        if state == FindingState.VALIDATED:
            for row in (made, advice):
                build.confirmed(row, reader=world.reader, session=world.sessions[2], at=at)
        for model, row in ((Finding, made), (Recommendation, advice)):
            assert knowing(model, row) == inside | others, (state, model.__name__)
        for model, row in ((Code, code), (Coding, coded), (FindingStatement, base)):
            assert knowing(model, row) == inside, (state, model.__name__)


STAFF = {"editor", "secretary", "chair", "evaluator", "project_manager"}
MEMBERS = {"member", "other_member"}
