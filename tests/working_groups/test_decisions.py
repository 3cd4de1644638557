"""Conclusions: recorded under a number, with the votes of each group, and what becomes of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from concept.enums import ContributionOutcome
from core.enums import Visibility
from core.models import Event
from tests.concept.build import editor, user
from tests.working_groups import build
from tests.worlds import built_once
from working_groups.actions import decision_steps as steps
from working_groups.actions import decisions
from working_groups.actions.decisions import Adoption, DifferentOpinion, Votes
from working_groups.enums import (
    AdoptionResult,
    DecisionKind,
    DecisionMethod,
    DecisionState,
    DecisionVerb,
    ItemVisibility,
    MeetingState,
    MembershipRole,
)
from working_groups.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXT = "prodloužit nájem na dva roky"


def meeting_of_one():
    at = timezone.now()
    return build.held_meeting(build.seated_group(at=at), at=at)


meeting = built_once(meeting_of_one)


def record(meeting, text=TEXT, item=None, **fields) -> Decision:
    return decisions.record_decision(
        meeting=meeting,
        item=item,
        text=text,
        by=editor(),
        at=timezone.now(),
        **{"verb": DecisionVerb.RECOMMEND, **fields},
    )


def test_a_conclusion_gets_the_next_number_of_its_host_and_is_provisional(meeting):
    first, second = record(meeting), record(meeting, "zadat posudek")
    year = meeting.year
    assert [str(first), str(second)] == [f"PS1/{year}/1", f"PS1/{year}/2"]
    assert first.record.path == f"/zavery/PS1-{year}-1/"
    assert first.record.visibility == Visibility.GROUP
    assert (first.state, first.record.state) == (DecisionState.RECORDED, "recorded")
    assert first.contribution.record == first.record
    assert first.versions.count() == 0
    assert list(first.adoptions.values_list("group__code", "result")) == [
        ("PS1", AdoptionResult.ADOPTED)
    ]
    assert Event.objects.filter(record=first.record).values_list("verb", flat=True).get() == (
        "decision_recorded"
    )


def test_a_mandate_waits_for_its_change_and_others_are_noted(meeting):
    assert record(meeting).contribution.outcome == ContributionOutcome.NOTED
    mandate = record(meeting, kind=DecisionKind.MANDATE)
    assert mandate.contribution.outcome == ContributionOutcome.OPEN


@pytest.mark.parametrize(
    ("votes", "present", "quorum", "result"),
    [
        (None, None, None, AdoptionResult.ADOPTED),
        (None, 3, 3, AdoptionResult.ADOPTED),
        (None, 2, 3, AdoptionResult.TO_BE_CONFIRMED),
        (Votes(3), 4, 3, AdoptionResult.ADOPTED),
        (Votes(2, 1, 1), 4, 3, AdoptionResult.NOT_ADOPTED),
        (Votes(2), 2, 3, AdoptionResult.TO_BE_CONFIRMED),
        (Votes(0, 2), 2, 3, AdoptionResult.NOT_ADOPTED),
        (Votes(3, 2), None, None, AdoptionResult.ADOPTED),
    ],
)
def test_what_a_group_made_of_it_follows_from_votes_and_quorum(
    meeting, votes, present, quorum, result
):
    adoption = Adoption(meeting.host, votes=votes, present_count=present, quorum_count=quorum)
    made = record(meeting, adoptions=[adoption], method=DecisionMethod.VOTE)
    assert made.adoptions.get().result == result


def test_more_votes_than_seats_present_are_refused_and_nothing_is_stored(meeting):
    adoption = Adoption(meeting.host, votes=Votes(4, 1), present_count=4)
    with pytest.raises(decisions.TooManyVotes) as refused:
        record(meeting, adoptions=[adoption])
    assert str(refused.value) == "PS1: hlasů (5) je víc než přítomných hlasujících členů (4)."
    assert Decision.objects.count() == 0


def test_a_meeting_to_come_or_called_off_has_no_conclusions(meeting):
    for state in (MeetingState.CANCELLED, MeetingState.RESCHEDULED):
        meeting.state = state
        with pytest.raises(decisions.MeetingNotBegun):
            record(meeting)
    meeting.state, meeting.starts_at = MeetingState.INVITED, timezone.now() + timedelta(hours=1)
    with pytest.raises(decisions.MeetingNotBegun):
        record(meeting)
    meeting.starts_at = timezone.now()
    assert record(meeting).number == 1


def test_an_empty_text_and_a_strange_item_or_group_are_refused(meeting):
    with pytest.raises(decisions.TextMissing):
        record(meeting, " ")
    other = build.group("PS2", at=timezone.now())
    with pytest.raises(decisions.NotOfThisMeeting):
        record(meeting, adoptions=[Adoption(other)])
    item = build.agenda_item(build.held_meeting(other, at=timezone.now()))
    with pytest.raises(decisions.NotOfThisMeeting):
        record(meeting, item=item)


def test_a_conclusion_for_members_only_is_not_for_staff(meeting):
    item = build.agenda_item(meeting, visibility=ItemVisibility.RESTRICTED)
    made = record(meeting, item=item)
    member = build.person_of(meeting.host)
    assert made.record.title == f"Závěr PS1/{meeting.year}/1"
    assert "prodl" not in made.record.search_stems
    assert [
        Decision.objects.visible_to(who).filter(pk=made.pk).exists()
        for who in (member, editor(), user("cizi"))
    ] == [True, False, False]


def test_a_different_opinion_keeps_the_names_of_that_day(meeting):
    seat = meeting.host.memberships.filter(role=MembershipRole.MEMBER).order_by("pk")[0]
    made = record(meeting, dissents=[DifferentOpinion(seat, "Rok stačí.")])
    kept = made.dissents.get()
    assert (kept.name, kept.organisation_name, kept.text) == (
        seat.user.name,
        "Spolek PS1 1",
        "Rok stačí.",
    )
    stranger = build.seat(build.group("PS2", at=timezone.now()), "jiny", at=timezone.now())
    with pytest.raises(decisions.NotAMember):
        record(meeting, dissents=[DifferentOpinion(stranger, "Ne.")])


def test_a_provisional_conclusion_is_edited_and_a_stale_save_shows_what_is_stored(meeting):
    made = record(meeting)
    edited = steps.edit_decision(
        decision=made, lock_version=1, text="nájem na rok", by=editor(), at=timezone.now()
    )
    assert (edited.text, edited.lock_version) == ("nájem na rok", 2)
    with pytest.raises(steps.StaleDecision) as stale:
        steps.edit_decision(
            decision=made, lock_version=1, text="jinak", by=editor(), at=timezone.now()
        )
    assert stale.value.current.text == "nájem na rok"


def test_approved_minutes_make_conclusions_valid_and_keep_their_wording(meeting):
    made = record(meeting)
    for _time in range(2):
        steps.confirm_decisions(meeting=meeting, by=editor(), at=timezone.now())
    made.refresh_from_db()
    assert made.state == DecisionState.CONFIRMED
    assert list(made.versions.values_list("number", "text")) == [(1, TEXT)]
    with pytest.raises(steps.DecisionFixed):
        steps.edit_decision(
            decision=made, lock_version=2, text="jinak", by=editor(), at=timezone.now()
        )


def test_published_minutes_make_conclusions_of_public_items_public(meeting):
    shown = record(meeting, item=build.agenda_item(meeting))
    hidden = [
        record(meeting, item=build.agenda_item(meeting, visibility=visibility))
        for visibility in (ItemVisibility.GROUP, ItemVisibility.RESTRICTED)
    ]
    steps.publish_decisions(meeting=meeting, by=editor(), at=timezone.now())
    assert steps.publish_decisions(meeting=meeting, by=editor(), at=timezone.now()) == []
    steps.confirm_decisions(meeting=meeting, by=editor(), at=timezone.now())
    published = steps.publish_decisions(meeting=meeting, by=editor(), at=timezone.now())
    assert published == [shown]
    assert [Decision.objects.get(pk=made.pk).record.visibility for made in (shown, *hidden)] == [
        Visibility.PUBLIC,
        Visibility.GROUP,
        Visibility.RESTRICTED,
    ]


def test_corrected_minutes_give_a_second_wording_and_the_first_stays(meeting):
    made = record(meeting)
    steps.confirm_decisions(meeting=meeting, by=editor(), at=timezone.now())
    steps.correct_decision(
        decision=made,
        text=f"{TEXT}, je-li zaplacen",
        note="chyběla podmínka",
        by=editor(),
        at=timezone.now(),
    )
    made.refresh_from_db()
    assert made.text == f"{TEXT}, je-li zaplacen"
    assert list(made.versions.order_by("number").values_list("number", "text", "note")) == [
        (1, TEXT, ""),
        (2, f"{TEXT}, je-li zaplacen", "chyběla podmínka"),
    ]


def test_a_newer_conclusion_replaces_an_older_one_once(meeting):
    old, new, third = record(meeting), record(meeting, "tři roky"), record(meeting, "čtyři")
    for _time in range(2):
        steps.supersede_decision(decision=old, replaced_by=new, by=editor(), at=timezone.now())
    old.refresh_from_db()
    assert (old.state, old.superseded_by) == (DecisionState.SUPERSEDED, new)
    for replaced_by in (third, old):
        with pytest.raises(steps.DecisionFixed):
            steps.supersede_decision(
                decision=old, replaced_by=replaced_by, by=editor(), at=timezone.now()
            )


def test_a_conclusion_is_revoked_once_and_for_a_reason(meeting):
    made = record(meeting)
    with pytest.raises(steps.ReasonMissing):
        steps.revoke_decision(decision=made, reason=" ", by=editor(), at=timezone.now())
    steps.revoke_decision(decision=made, reason="Omyl.", by=editor(), at=timezone.now())
    made.refresh_from_db()
    assert (made.state, made.end_reason) == (DecisionState.REVOKED, "Omyl.")
    with pytest.raises(steps.DecisionFixed):
        steps.lapse_decision(decision=made, reason="Znovu.", by=editor(), at=timezone.now())
