"""The meeting of both groups that settles the last comments (as on 21 September 2017), by name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.actions import agendas, at_meetings, clusters, disputes, settlements
from consultations.enums import Outcome, SettlementState, Weight
from consultations.models import Comment, PointOnAgenda, Settlement
from consultations.tasks import settle_confirmed
from core.models import Event
from tests.browsers import signed_in
from tests.consultations import build
from tests.working_groups import build as groups_build
from tests.worlds import built_once
from working_groups.actions import procedures
from working_groups.actions.decisions import Adoption
from working_groups.enums import (
    DecisionKind,
    DecisionState,
    ItemKind,
    MeetingState,
    MembershipRole,
    ProcedureAnswer,
)
from working_groups.models import Decision

pytestmark = pytest.mark.django_db

COUNT = 60


def meeting_of_two_groups():
    """60 advisory comments with proposals on the agenda of a joint meeting; answers the agenda."""
    round = build.open_round(build.version(build.text()), is_public=True)
    build.sent(round, *[f"Připomínka číslo {number}." for number in range(1, COUNT + 1)])
    for row in Settlement.objects.order_by("comment__number"):
        settlements.propose_settlement(
            settlement=row,
            outcome=Outcome.EXPLAINED,
            reason="Text to již říká.",
            by=build.editor(),
            at=timezone.now(),
        )
    at = timezone.now()
    one, two = groups_build.seated_group("PS1", at=at), groups_build.seated_group("PS2", at=at)
    meeting = groups_build.held_meeting(one, two, at=at)
    item = groups_build.agenda_item(meeting, kind=ItemKind.COMMENT_SETTLEMENT)
    return agendas.put_on_agenda(item=item, round=round, by=build.editor(), at=at)


agenda = built_once(meeting_of_two_groups)


def groups_of(agenda):
    return list(agenda.item.meeting.groups.order_by("pk"))


def points(agenda, *numbers):
    found = agenda.points.order_by("position")
    return [found[number - 1].pk for number in numbers]


def en_bloc(agenda, **fields):
    return at_meetings.settle_en_bloc(
        agenda=agenda,
        text="s vypořádáním připomínek podle podkladu",
        by=build.secretary(),
        at=timezone.now(),
        **fields,
    )


def singly(agenda, number, **fields):
    return at_meetings.settle_one(
        point=agenda.points.order_by("position")[number - 1],
        text="s vypořádáním připomínky",
        by=build.secretary(),
        at=timezone.now(),
        **fields,
    )


def states():
    return set(Settlement.objects.values_list("state", flat=True))


def test_sixty_comments_are_settled_in_one_go_except_those_taken_out(agenda):
    taken = agendas.take_out(
        agenda=agenda,
        points=points(agenda, 3, 17),
        note="Chceme o ní mluvit.",
        by=groups_build.person_of(groups_of(agenda)[0]),
        at=timezone.now(),
    )
    assert [point.position for point in taken] == [3, 17]
    settled = en_bloc(agenda)
    decision = settled.decision
    assert (decision.kind, decision.state) == (DecisionKind.SETTLEMENT, DecisionState.RECORDED)
    assert (len(settled.points), settled.refused, settled.is_final) == (58, [], True)
    done = Settlement.objects.filter(decided_in=decision.record)
    assert set(done.values_list("state", "decided_as")) == {(SettlementState.DECIDED, "meeting")}
    assert done.count() == 58
    day = timezone.localdate(agenda.item.meeting.starts_at)
    assert set(done.values_list("decided_on", flat=True)) == {day}
    # the two are voted on singly, each with a conclusion of its own
    adopted = singly(agenda, 3)
    one, two = groups_of(agenda)
    refused = singly(agenda, 17, adoptions=[Adoption(one), Adoption(two, result="not_adopted")])
    assert (adopted.is_final, refused.is_final) == (True, False)
    third, seventeenth = (agenda.points.get(position=position) for position in (3, 17))
    assert third.settlement.decided_in == adopted.decision.record
    assert seventeenth.settlement.state == SettlementState.PROPOSED
    assert seventeenth.decision == refused.decision
    assert Decision.objects.count() == 3
    with pytest.raises(agendas.PointIsSettled):
        singly(agenda, 3)
    with pytest.raises(at_meetings.NothingToSettle):
        en_bloc(agenda)


def test_what_is_done_over_one_comment_more_costs_a_constant_number_of_queries(agenda):
    def cost(first: int, last: int) -> int:
        waiting = agenda.points.filter(decision=None)
        waiting.update(taken_out_at=timezone.now(), taken_out_by=build.editor())
        chosen = waiting.filter(position__range=(first, last))
        chosen.update(taken_out_at=None, taken_out_by=None)
        with CaptureQueriesContext(connection) as captured:
            assert len(en_bloc(agenda).points) == last - first + 1
        return len(captured)

    cost(1, 2)  # generations of pages are made by the first
    ten, twenty, thirty = cost(3, 12), cost(13, 32), cost(33, 60)
    assert (thirty - twenty) / 8 == (twenty - ten) / 10
    assert (twenty - ten) / 10 <= 12


def test_a_group_without_a_quorum_confirms_in_writing_before_anything_is_decided(agenda, clock):
    one, two = groups_of(agenda)
    settled = en_bloc(
        agenda, adoptions=[Adoption(one), Adoption(two, present_count=1, quorum_count=3)]
    )
    assert (len(settled.points), settled.is_final) == (COUNT, False)
    assert states() == {SettlementState.PROPOSED}
    assert set(PointOnAgenda.objects.values_list("decision", flat=True)) == {settled.decision.pk}
    # another proposal made meanwhile waits for a decision of its own
    changed = Settlement.objects.order_by("pk").first()
    clock.shift(timedelta(minutes=1))
    settlements.propose_settlement(
        settlement=changed,
        outcome=Outcome.NOTED,
        reason="Jinak.",
        by=build.editor(),
        at=timezone.now(),
    )
    now = timezone.now()
    procedure = procedures.start_procedure(
        group=two,
        verb="",
        text="",
        opens_at=now,
        closes_at=now + timedelta(days=3),
        confirms=settled.decision,
        by=build.secretary(),
        at=now,
    )
    for voter in procedure.voters.all():
        procedures.cast_vote(procedure=procedure, answer=ProcedureAnswer.FOR, by=voter.user, at=now)
    clock.move_to(procedure.closes_at)
    procedures.close_due(at=timezone.now())
    for _time in range(2):
        settle_confirmed.function(decision_id=settled.decision.pk)
    done = Settlement.objects.filter(decided_in=settled.decision.record)
    assert (done.count(), changed.pk in done.values_list("pk", flat=True)) == (COUNT - 1, False)
    assert set(done.values_list("state", flat=True)) == {SettlementState.DECIDED}


def test_what_a_meeting_cannot_decide_en_bloc_is_left_out_and_named(agenda, clock):
    first, second, third, fourth, fifth = Comment.objects.order_by("number")[:5]
    Comment.objects.filter(pk__in=[first.pk, second.pk, third.pk]).update(weight=Weight.ESSENTIAL)
    Settlement.objects.filter(comment=first).update(proposed_by=build.secretary())
    Settlement.objects.filter(comment=second).update(outcome=Outcome.NOT_ACCEPTED)
    disputes.open_dispute(settlement=third.settlement, by=build.editor(), at=timezone.now())
    clock.shift(timedelta(minutes=1))
    settlements.propose_settlement(
        settlement=fourth.settlement,
        outcome=Outcome.NOTED,
        reason="Jinak.",
        by=build.editor(),
        at=timezone.now(),
    )
    Comment.objects.filter(pk=fifth.pk).update(withdrawn_at=timezone.now())
    settled = en_bloc(agenda)
    assert [row.reference for row in settled.refused] == [f"R1-000{n}" for n in range(1, 6)]
    assert settled.refused[3].reason == (
        "Návrh se od zařazení na program změnil: hlasujte o něm zvlášť."
    )
    assert len(settled.points) == COUNT - 5
    # the changed one is voted on alone, as it is proposed now
    assert singly(agenda, 4).is_final
    fourth.settlement.refresh_from_db()
    assert fourth.settlement.outcome == Outcome.NOTED
    assert fourth.settlement.state == SettlementState.DECIDED


def test_equal_comments_are_decided_once_by_the_same_conclusion(agenda):
    clusters.join_cluster(
        comments=Comment.objects.filter(number__lte=3),
        title="Shodné",
        by=build.editor(),
        at=timezone.now(),
    )
    settled = en_bloc(agenda)
    assert len(settled.points) == COUNT
    assert states() == {SettlementState.DECIDED}
    decided = Event.objects.filter(verb="settlement_decided").values("record").distinct()
    assert decided.count() == COUNT


def test_comments_proposed_later_are_added_and_a_meeting_that_is_over_takes_none(agenda):
    round, item = agenda.round, agenda.item
    late = build.sent(round, "Opožděná.", token="jiny")[0]
    settlements.propose_settlement(
        settlement=late.settlement,
        outcome=Outcome.NOTED,
        reason="Bereme na vědomí.",
        by=build.editor(),
        at=timezone.now(),
    )
    common = {"item": item, "round": round, "by": build.editor(), "at": timezone.now()}
    agendas.put_on_agenda(**common)
    agendas.put_on_agenda(**common)
    assert agenda.points.count() == COUNT + 1
    item.meeting.state = MeetingState.CLOSED
    item.meeting.save()
    with pytest.raises(agendas.NotForSettling):
        agendas.put_on_agenda(**common)
    with pytest.raises(agendas.NotForSettling):
        agendas.take_out(
            agenda=agenda, points=points(agenda, 1), by=build.editor(), at=timezone.now()
        )


def test_the_screen_costs_the_same_queries_for_three_comments_and_for_sixty(
    agenda, django_assert_num_queries
):
    client = signed_in(groups_build.person_of(groups_of(agenda)[0], MembershipRole.SECRETARY))
    address = f"{agenda.item.meeting.record.path}body/{agenda.item.pk}/vyporadani/"

    def cost(points: int) -> None:
        with django_assert_num_queries(26):
            page = client.get(address)
        assert len(page.context["rows"]) == points
        with django_assert_num_queries(17):
            page = client.get(f"{address}en-bloc/")
        assert len(page.context["ready"]) == points

    client.get(address)  # what all pages share is remembered
    cost(COUNT)
    agenda.points.filter(position__gt=3).delete()
    cost(3)
