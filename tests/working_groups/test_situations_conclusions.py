"""Hard situations of conclusions and tasks by name: W2 (votes, quorum, written procedure), W3 (end of a group)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutboxMail
from core.permissions import allowed
from tests.concept.build import editor, user
from tests.working_groups import build
from tests.worlds import built_once
from working_groups import actions
from working_groups.actions import decision_steps, decisions, procedures, task_steps, transfers
from working_groups.actions.decisions import Adoption, Votes
from working_groups.actions.reminding import remind_of_tasks
from working_groups.actions.tasks import assign_task
from working_groups.actions.transfers import Move
from working_groups.ballots import count_votes
from working_groups.enums import (
    AdoptionResult,
    AttendanceStatus,
    Capacity,
    DecisionMethod,
    DecisionState,
    DecisionVerb,
    GroupState,
    MembershipRole,
    ProcedureAnswer,
    ProcedureState,
    TaskState,
)
from working_groups.models import Attendance, Decision, Task, WrittenProcedure
from working_groups.queries import tasks as task_queries

pytestmark = pytest.mark.django_db


def two_groups():
    """PS1 and PS2 with a chair and three members each; voting seats: 4 in each."""
    at = timezone.now()
    return build.seated_group("PS1", at=at), build.seated_group("PS2", at=at)


groups = built_once(two_groups)


def voting(group):
    return list(group.memberships.filter(is_voting=True).order_by("pk"))


def sheet(meeting):
    """The attendance sheet with everybody absent."""
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            group=seat.group,
            membership=seat,
            user=seat.user,
            name=seat.user.name,
            is_voting=True,
            status=AttendanceStatus.ABSENT,
        )
        for group in meeting.groups.all()
        for seat in voting(group)
    )
    return meeting


def present(meeting, seat, **fields):
    values = {"status": AttendanceStatus.PRESENT, **fields}
    meeting.attendances.filter(membership=seat).update(**values)


def record(meeting, text="zveřejnit přehled bytů", **fields) -> Decision:
    return decisions.record_decision(
        meeting=meeting,
        item=fields.pop("item", None),
        text=text,
        by=editor(),
        at=timezone.now(),
        **{"verb": DecisionVerb.RECOMMEND, **fields},
    )


def results(decision):
    return dict(decision.adoptions.values_list("group__code", "result"))


# --- W2 ------------------------------------------------------------------------------------------------------


def test_w2_a_conclusion_lists_what_each_group_made_of_it_by_who_was_there_for_the_item(groups):
    one, two = groups
    meeting = sheet(build.held_meeting(one, two, at=timezone.now()))
    half = meeting.starts_at + timedelta(hours=1)
    for seat in voting(one)[:3]:
        present(meeting, seat)
    first, second, third, _fourth = voting(two)
    present(meeting, first)
    for seat in (second, third):
        present(meeting, seat, status=AttendanceStatus.PART, present_to=half)
    early = build.agenda_item(meeting, started_at=meeting.starts_at, ended_at=half)
    late = build.agenda_item(meeting, started_at=half, ended_at=meeting.ends_at)
    taken, to_confirm = record(meeting, item=early), record(meeting, item=late)
    assert results(taken) == {"PS1": AdoptionResult.ADOPTED, "PS2": AdoptionResult.ADOPTED}
    assert results(to_confirm) == {
        "PS1": AdoptionResult.ADOPTED,
        "PS2": AdoptionResult.TO_BE_CONFIRMED,
    }
    counts = to_confirm.adoptions.order_by("group__code").values_list(
        "present_count", "quorum_count"
    )
    assert list(counts) == [(3, 3), (1, 3)]


def test_w2_a_substitute_cannot_vote_twice(groups):
    one, _two = groups
    meeting = sheet(build.held_meeting(one, at=timezone.now()))
    first, second, third, _fourth = voting(one)
    present(meeting, first)
    # the member of the first seat stands in for the second one too: one person, one vote
    present(meeting, second, user=first.user, name=first.user.name, capacity=Capacity.SUBSTITUTE)
    present(meeting, third)
    with pytest.raises(decisions.TooManyVotes):
        record(meeting, adoptions=[Adoption(one, votes=Votes(3))], method=DecisionMethod.VOTE)
    made = record(meeting, adoptions=[Adoption(one, votes=Votes(2))], method=DecisionMethod.VOTE)
    kept = made.adoptions.get()
    assert (kept.present_count, kept.for_count) == (2, 2)
    assert kept.result == AdoptionResult.TO_BE_CONFIRMED


def test_votes_that_do_not_add_up_to_those_present_are_kept_and_more_are_refused(groups):
    one, _two = groups
    meeting = sheet(build.held_meeting(one, at=timezone.now()))
    for seat in voting(one):
        present(meeting, seat)
    fewer = record(meeting, adoptions=[Adoption(one, votes=Votes(2, 1))])
    kept = fewer.adoptions.get()
    assert (kept.present_count, kept.for_count + kept.against_count) == (4, 3)
    assert kept.result == AdoptionResult.NOT_ADOPTED  # two of four present are not more than half
    with pytest.raises(decisions.TooManyVotes):
        record(meeting, adoptions=[Adoption(one, votes=Votes(4, 1))])
    assert Decision.objects.count() == 1


def provisional(one, two) -> Decision:
    meeting = build.held_meeting(one, two, at=timezone.now())
    return record(
        meeting,
        adoptions=[Adoption(one), Adoption(two, present_count=1, quorum_count=3)],
    )


def started(group, **fields) -> WrittenProcedure:
    now = timezone.now()
    return procedures.start_procedure(
        group=group,
        by=editor(),
        at=now,
        **{
            "verb": DecisionVerb.RECOMMEND,
            "text": "zveřejnit přehled bytů",
            "opens_at": now,
            "closes_at": now + timedelta(days=7),
            **fields,
        },
    )


def test_w2_a_missing_quorum_is_confirmed_in_writing_by_a_frozen_list_of_voters(groups, clock):
    one, two = groups
    decision = provisional(one, two)
    procedure = started(two, confirms=decision)
    assert (procedure.text, procedure.quorum_count) == (decision.text, 3)
    assert OutboxMail.objects.filter(kind="procedure_started").count() == 4
    # the list stays as it is: who leaves keeps the vote, who comes has none
    left = voting(two)[1]
    actions.end_membership(
        membership=left, valid_to=timezone.localdate(), by=editor(), at=timezone.now()
    )
    newcomer = build.seat(two, "novacek", at=timezone.now(), since=timezone.localdate())
    assert WrittenProcedure.objects.visible_to(left.user).get() == procedure
    with pytest.raises(procedures.NotAVoter):
        vote(procedure, newcomer.user)
    for seat in (left, *voting(two)[2:4]):
        vote(procedure, seat.user)
    clock.move_to(procedure.closes_at)
    with pytest.raises(procedures.ProcedureNotOpen):
        vote(procedure, left.user)
    assert procedures.close_due(at=timezone.now()) == 1
    assert procedures.close_due(at=timezone.now()) == 0
    assert results(decision) == {"PS1": AdoptionResult.ADOPTED, "PS2": AdoptionResult.ADOPTED}
    assert Decision.objects.count() == 1


def vote(procedure, person, answer=ProcedureAnswer.FOR):
    return procedures.cast_vote(procedure=procedure, answer=answer, by=person, at=timezone.now())


def test_a_vote_in_writing_without_enough_votes_confirms_nothing(groups, clock):
    decision = provisional(*groups)
    procedure = started(groups[1], confirms=decision)
    with pytest.raises(procedures.NothingToConfirm):
        started(groups[1], confirms=decision)
    vote(procedure, voting(groups[1])[0].user)
    clock.move_to(procedure.closes_at)
    procedures.close_due(at=timezone.now())
    assert results(decision)["PS2"] == AdoptionResult.NOT_ADOPTED


def test_a_vote_is_changed_until_the_end_and_counted_once(groups):
    procedure = started(groups[0])
    person = voting(groups[0])[0].user
    for answer in (ProcedureAnswer.FOR, ProcedureAnswer.AGAINST):
        vote(procedure, person, answer)
    counted = count_votes(procedure)
    assert (counted.for_count, counted.against_count, counted.silent_count) == (0, 1, 3)
    with pytest.raises(procedures.StillOpen):
        procedures.close_procedure(procedure=procedure, by=editor(), at=timezone.now())


def test_an_adopted_proposal_becomes_a_valid_conclusion_of_its_own(groups):
    procedure = started(groups[0])
    for seat in voting(groups[0]):
        vote(procedure, seat.user)
    made = procedures.close_procedure(procedure=procedure, by=editor(), at=timezone.now())
    assert (made.state, made.method) == (DecisionState.CONFIRMED, DecisionMethod.WRITTEN)
    assert made.procedure == procedure
    assert list(made.adoptions.values_list("for_count", "present_count")) == [(4, 4)]
    assert made.versions.get().text == procedure.text


def test_a_conclusion_taken_by_e_mail_is_entered_by_the_secretary_with_a_note(groups):
    now = timezone.now()
    procedure = started(
        groups[0],
        opens_at=now - timedelta(days=30),
        closes_at=now - timedelta(days=23),
        entered_later=True,
    )
    assert OutboxMail.objects.count() == 0
    secretary = build.person_of(groups[0], MembershipRole.SECRETARY)
    first, *others = procedure.voters.order_by("pk")
    common = {"procedure": procedure, "answer": ProcedureAnswer.FOR, "by": secretary, "at": now}
    with pytest.raises(procedures.NoteMissing):
        procedures.enter_vote(voter=first, note=" ", **common)
    for voter in (first, *others):
        procedures.enter_vote(voter=voter, note="e-mail 3. 1.", **common)
    assert procedures.close_due(at=now) == 0  # its secretary closes it
    made = procedures.close_procedure(procedure=procedure, by=secretary, at=now)
    assert made.record.occurred_on == timezone.localdate(procedure.closes_at)
    assert made.record.origin == "backfilled"


def test_a_vote_called_off_says_why_and_takes_no_votes(groups):
    procedure = started(groups[0])
    with pytest.raises(procedures.ReasonMissing):
        procedures.cancel_procedure(procedure=procedure, reason="", by=editor(), at=timezone.now())
    procedures.cancel_procedure(
        procedure=procedure, reason="Bude jednání.", by=editor(), at=timezone.now()
    )
    procedure.refresh_from_db()
    assert (procedure.state, procedure.end_reason) == (ProcedureState.CANCELLED, "Bude jednání.")
    with pytest.raises(procedures.ProcedureNotOpen):
        vote(procedure, voting(groups[0])[0].user)


# --- tasks ---------------------------------------------------------------------------------------------------


def given(group, place=1, **fields) -> Task:
    return assign_task(
        group=group,
        by=editor(),
        at=timezone.now(),
        **{
            "owner": voting(group)[place],
            "text": "zjistit počet bytů",
            "due_on": timezone.localdate() + timedelta(days=14),
            **fields,
        },
    )


def test_a_task_is_reported_sent_back_and_checked_by_somebody_else(groups):
    task = given(groups[0])
    chair = build.person_of(groups[0], MembershipRole.CHAIR)
    owner, now = task.owner.user, timezone.now()
    task = task_steps.report_task(task=task, text="Hotovo.", lock_version=1, by=owner, at=now)
    with pytest.raises(task_steps.OwnTask):
        task_steps.verify_task(task=task, lock_version=2, by=owner, at=now)
    with pytest.raises(task_steps.ReasonMissing):
        task_steps.return_task(task=task, reason=" ", lock_version=2, by=chair, at=now)
    task = task_steps.return_task(task=task, reason="Chybí Lípa.", lock_version=2, by=chair, at=now)
    assert (task.state, task.return_reason) == (TaskState.IN_PROGRESS, "Chybí Lípa.")
    task = task_steps.report_task(task=task, text="I Lípa.", lock_version=3, by=owner, at=now)
    task = task_steps.verify_task(task=task, lock_version=4, by=chair, at=now)
    assert (task.state, task.report, task.verified_by) == (TaskState.VERIFIED, "I Lípa.", chair)


def test_a_day_is_moved_with_its_history_and_reminded_of_once_a_day_it_is_due(groups, clock):
    task, now = given(groups[0]), timezone.now()
    first_day = task.due_on
    later = first_day + timedelta(days=7)
    task = task_steps.change_due(
        task=task, due_on=later, reason="Nemoc.", lock_version=1, by=editor(), at=now
    )
    kept = task.due_changes.values_list("from_due", "to_due", "reason")
    assert list(kept) == [(first_day, later, "Nemoc.")]
    clock.move_to(now + timedelta(days=18))
    for _time in range(2):
        assert remind_of_tasks(at=timezone.now()) == 1
    assert OutboxMail.objects.filter(kind="task_reminder").count() == 1


def test_overdue_and_orphaned_are_computed_on_the_day(groups, clock):
    group = groups[0]
    late, left, told = given(group), given(group, 2), given(group, 3)
    task_steps.report_task(
        task=told, text="Hotovo.", lock_version=1, by=told.owner.user, at=timezone.now()
    )
    day = timezone.localdate() + timedelta(days=15)
    actions.end_membership(membership=left.owner, valid_to=day, by=editor(), at=timezone.now())
    before = Task.objects.overdue(late.due_on), Task.objects.orphaned(day - timedelta(days=1))
    assert [list(found) for found in before] == [[], []]
    assert set(Task.objects.overdue(day)) == {late, left}
    assert set(Task.objects.orphaned(day)) == {left}
    assert [task.pk for task in task_queries.open_tasks([group], day)] == [
        late.pk,
        left.pk,
        told.pk,
    ]


# --- W3 ------------------------------------------------------------------------------------------------------


def test_w3_a_group_ends_only_once_everything_open_was_handed_over_or_ended(groups):
    one, two = groups
    kept, dropped = given(one), given(one, 2)
    decision = record(build.held_meeting(one, at=timezone.now()))
    day = timezone.localdate() + timedelta(days=90)
    decision_steps.keep_for_review(decision=decision, review_on=day, by=editor(), at=timezone.now())
    procedure = started(one)
    for state in (GroupState.CONCLUDED, GroupState.MERGED):
        with pytest.raises(actions.WorkLeftOver) as refused:
            end(one, state)
        assert "úkoly: 2" in str(refused.value)
    heir = voting(two)[0]
    made = transfers.hand_over_group(
        group=one,
        successor=two,
        moves=[Move(kept, heir), Move(dropped), Move(decision, heir), Move(procedure)],
        reason="Skupiny se slučují.",
        by=editor(),
        at=timezone.now(),
    )
    assert [(task.group, task.owner) for task in made] == [(two, heir), (two, heir)]
    end(one, GroupState.MERGED)
    for row in (kept, dropped, decision, procedure):
        row.refresh_from_db()
    assert (kept.state, kept.continued_by) == (TaskState.TRANSFERRED, made[0])
    assert (dropped.state, dropped.end_reason) == (TaskState.CANCELLED, "Skupiny se slučují.")
    assert (decision.host, decision.review_on) == (one, None)
    assert (made[1].origin, made[1].due_on) == (decision.record, day)
    assert procedure.state == ProcedureState.CANCELLED
    assert list(one.successors.all()) == [two]
    # the old task still says who it was
    assert (kept.group, kept.owner_organisation_name) == (one, "Spolek PS1 1")


def end(group, state):
    return actions.change_group_state(group=group, state=state, by=editor(), at=timezone.now())


def test_w3_a_group_does_not_merge_into_nothing_and_takes_nothing_over_from_itself(groups):
    one, _two = groups
    with pytest.raises(actions.WorkLeftOver):
        end(one, GroupState.MERGED)
    task = given(one)
    for successor in (None, one):
        with pytest.raises(transfers.SuccessorNeeded):
            transfers.hand_over_group(
                group=one,
                successor=successor,
                moves=[Move(task, voting(one)[0])],
                reason="Konec.",
                by=editor(),
                at=timezone.now(),
            )


def test_w3_rights_follow_the_seat_on_the_day(groups):

    one, two = groups
    chair = one.memberships.get(role=MembershipRole.CHAIR)
    task = given(one)
    assert allowed(chair.user, "working_groups.verify_task", task)
    assert not allowed(
        build.person_of(two, MembershipRole.CHAIR), "working_groups.verify_task", task
    )
    actions.end_membership(
        membership=chair, valid_to=timezone.localdate(), by=editor(), at=timezone.now()
    )
    assert not allowed(chair.user, "working_groups.verify_task", task)
    assert not allowed(user("cizi"), "working_groups.view_task", task)
