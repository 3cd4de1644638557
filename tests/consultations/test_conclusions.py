"""Conclusions and the comments they settled: links both ways, and what follows when a conclusion changes (W1)."""

import csv
import io

import pytest
from django.utils import timezone

from consultations.actions import agendas, at_meetings, clusters, conclusions, settlements
from consultations.enums import Outcome, RoundStage, SettlementState
from consultations.models import Comment, ConclusionCheck, Round, Settlement
from consultations.queries.waiting import waiting_for
from consultations.tasks import follow_conclusion
from core.enums import Visibility
from people.enums import Role
from tests.browsers import signed_in, text_of
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.working_groups import build as groups_build
from tests.worlds import built_once
from working_groups.actions import decision_steps
from working_groups.actions.decisions import Adoption, Votes
from working_groups.enums import DecisionMethod, DecisionState, ItemKind
from working_groups.models import Decision

pytestmark = pytest.mark.django_db


def settled_at_a_meeting():
    """Four comments decided by the one conclusion of a meeting, with votes."""
    at = timezone.now()
    group = groups_build.seated_group("PS1", at=at)
    round = build.open_round(build.version(build.text()), is_public=True)
    build.sent(round, *[f"Připomínka číslo {number}." for number in range(1, 5)])
    for row in Settlement.objects.order_by("comment__number"):
        settlements.propose_settlement(
            settlement=row, outcome=Outcome.NOTED, reason="Protože.", by=build.editor(), at=at
        )
    meeting = groups_build.held_meeting(group, at=at)
    item = groups_build.agenda_item(meeting, kind=ItemKind.COMMENT_SETTLEMENT)
    agenda = agendas.put_on_agenda(item=item, round=round, by=build.editor(), at=at)
    return at_meetings.settle_en_bloc(
        agenda=agenda,
        text="s vypořádáním",
        method=DecisionMethod.VOTE,
        adoptions=[Adoption(group, Votes(3, 1), present_count=4, quorum_count=3)],
        by=build.secretary(),
        at=at,
    ).decision


decision = built_once(settled_at_a_meeting)


def states() -> list[str]:
    return list(Settlement.objects.order_by("comment__number").values_list("state", flat=True))


def follow(decision) -> None:
    """What the job does, twice as a job may run."""
    for _time in range(2):
        follow_conclusion.function(decision_id=decision.pk)


def edited(decision, votes: Votes) -> Decision:
    decision.refresh_from_db()
    group = decision.host
    decision_steps.edit_decision(
        decision=decision,
        lock_version=decision.lock_version,
        adoptions=[Adoption(group, votes, present_count=4, quorum_count=3)],
        by=build.editor(),
        at=timezone.now(),
    )
    follow(decision)
    return decision


def confirmed(decision) -> Decision:
    decision_steps.confirm_decisions(meeting=decision.meeting, by=build.editor(), at=timezone.now())
    decision.refresh_from_db()
    return decision


def corrected(decision, text="s vypořádáním kromě jedné") -> Decision:
    decision_steps.correct_decision(
        decision=confirmed(decision), text=text, note="", by=build.editor(), at=timezone.now()
    )
    return decision


# --- links --------------------------------------------------------------------------------------------


def test_a_conclusion_names_its_comments_as_far_as_the_reader_may_know_of_them(
    decision, client, django_assert_num_queries
):
    Comment.objects.get(number=3).contribution.record.__class__.objects.filter(
        contribution__comment__number=3
    ).update(visibility=Visibility.RESTRICTED)
    assert client.get(decision.record.path).status_code == 404
    decision_steps.publish_one(decision, by=build.editor(), at=timezone.now())
    page = client.get(decision.record.path)
    words = text_of(page)
    assert "Závěrem jsou vypořádány: R1-0001 R1-0002 R1-0004" in words
    assert "1 připomínka není veřejná." in words
    assert 'href="/pripominky/R1-0001/"' in page.content.decode()
    assert "R1-0003" not in words


def test_table_and_files_name_a_public_conclusion_only(decision, client):
    for settlement in Settlement.objects.all():
        settlements.answer_settlement(settlement=settlement, by=build.editor(), at=timezone.now())
    Round.objects.update(stage=RoundStage.SETTLED)
    table = "/konzultace/pripominky-k-navrhu/vyporadani/"
    link = f'href="{decision.record.path}"'
    for address in (table, "/pripominky/R1-0001/"):
        assert link not in client.get(address).content.decode()
    decision_steps.publish_one(decision, by=build.editor(), at=timezone.now())
    for address in (table, "/pripominky/R1-0001/"):
        assert link in client.get(address).content.decode()
    page = text_of(client.get("/pripominky/R1-0001/"))
    assert "Závěr PS1/2026/1" in page
    assert "PS1/2026/1 Závěr" not in page
    sheet = client.get(f"{table}stahnout/csv/").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert [row["Vypořádal / na jednání dne"] for row in rows] == [
        "Jednání, PS1/2026/1, 2. 3. 2026"
    ] * 4
    (first, *_others) = client.get(f"{table}stahnout/json/").json()["rows"]
    assert first["conclusion"] == "PS1/2026/1"
    assert first["conclusion_url"].endswith(decision.record.path)


# --- what follows -------------------------------------------------------------------------------------


def test_revoking_a_conclusion_opens_its_comments_again_as_they_were_proposed(decision):
    proposed = Settlement.objects.values_list("proposed_by", "proposed_at", "reason").first()
    decision_steps.revoke_decision(
        decision=decision, reason="Omyl", by=build.editor(), at=timezone.now()
    )
    follow(decision)
    assert states() == [SettlementState.PROPOSED] * 4
    row = Settlement.objects.order_by("pk").first()
    assert (row.proposed_by_id, row.proposed_at, row.reason) == proposed
    assert (row.decided_in, row.decided_at) == (None, None)
    assert row.history.order_by("-number").first().note == "Závěr PS1/2026/1 byl zrušen."
    # the conclusion still says what it was over, and the same item decides anew
    page = signed_in(person(Role.EDITOR)).get(decision.record.path)
    assert "Vypořádal je, dokud nebyl zrušen: R1-0001" in text_of(page)
    agenda = decision.settled_points.first().agenda
    again = at_meetings.settle_en_bloc(
        agenda=agenda, text="s vypořádáním", by=build.secretary(), at=timezone.now()
    )
    assert (len(again.points), again.is_final) == (4, True)
    follow(decision)
    assert states() == [SettlementState.DECIDED] * 4


def test_corrected_votes_of_a_provisional_conclusion_decide_or_take_back(decision):
    assert states() == [SettlementState.DECIDED] * 4
    edited(decision, Votes(2, 2))
    assert states() == [SettlementState.PROPOSED] * 4
    edited(decision, Votes(3, 1))
    assert states() == [SettlementState.DECIDED] * 4
    assert set(Settlement.objects.values_list("decided_in", flat=True)) == {decision.record_id}


def test_a_group_that_confirmed_in_writing_stays_so_when_the_words_are_edited(decision):
    decision.adoptions.update(result="adopted", quorum_count=9)
    decision.refresh_from_db()
    decision_steps.edit_decision(
        decision=decision,
        lock_version=decision.lock_version,
        adoptions=[Adoption(decision.host, Votes(3, 1))],
        text="s vypořádáním připomínek",
        by=build.editor(),
        at=timezone.now(),
    )
    assert decision.adoptions.get().result == "adopted"


def test_w1_a_corrected_conclusion_waits_for_an_editor_who_looks_once(decision, client):
    editor = person(Role.EDITOR)
    browser = signed_in(editor)
    address = f"{decision.record.path}pripominky/"
    assert waiting_titles(editor) == []
    assert browser.get(address)["Location"] == decision.record.path
    corrected(decision)
    follow(decision)
    assert states() == [SettlementState.DECIDED] * 4
    assert waiting_titles(editor) == [
        "Závěr PS1/2026/1 se změnil: projděte 4 připomínky, které vypořádal"
    ]
    assert waiting_titles(person(Role.SECRETARY)) == []
    round = Round.objects.get()
    assert "Závěr PS1/2026/1 se změnil" in text_of(browser.get(url("settlement-list", round.pk)))
    assert "Závěr se změnil až po vypořádání" in text_of(browser.get(decision.record.path))
    page = browser.get(address)
    words = text_of(page)
    assert "s vypořádáním kromě jedné" in words
    assert "R1-0004" in words
    said = {"answer": "stands", "wording": page.context["form"].initial["wording"]}
    assert browser.post(address, said).status_code == 302
    check = ConclusionCheck.objects.get()
    assert (check.state, check.wording, check.reopened_count) == ("confirmed", 2, 0)
    assert waiting_titles(editor) == []
    # a further change waits again; what was read before is stale
    corrected(decision, "s vypořádáním kromě dvou")
    refused = browser.post(address, said)
    assert "Závěr se znovu změnil" in text_of(refused)
    assert ConclusionCheck.objects.count() == 1


def test_an_editor_opens_all_comments_of_a_replaced_conclusion_again_with_a_reason(decision):
    newer = confirmed(decision)
    made = at_meetings.record_decision(
        meeting=groups_build.held_meeting(decision.host, at=timezone.now()),
        item=None,
        verb="agree",
        text="jinak",
        by=build.editor(),
        at=timezone.now(),
    )
    decision_steps.supersede_decision(
        decision=newer, replaced_by=made, by=build.editor(), at=timezone.now()
    )
    follow(decision)
    assert states() == [SettlementState.DECIDED] * 4
    editor = person(Role.EDITOR)
    browser = signed_in(editor)
    address = f"{decision.record.path}pripominky/"
    refused = browser.post(address, {"answer": "reopen", "wording": 1, "note": ""})
    assert "Napište proč." in text_of(refused)
    said = {"answer": "reopen", "wording": 1, "note": "Nahrazen"}
    assert browser.post(address, said).status_code == 302
    assert states() == [SettlementState.PROPOSED] * 4
    assert ConclusionCheck.objects.get().reopened_count == 4
    decision.refresh_from_db()
    assert decision.state == DecisionState.SUPERSEDED
    with pytest.raises(conclusions.NothingToCheck):
        conclusions.check_conclusion(
            decision=decision, wording=1, reopens=False, by=editor, at=timezone.now()
        )


def waiting_titles(who) -> list[str]:
    found = waiting_for(who, timezone.now())
    return [row.title.replace("\xa0", " ") for row in found if row.title.startswith("Závěr")]


# --- equal comments -----------------------------------------------------------------------------------


def test_an_equal_comment_joined_later_is_not_decided_behind_the_back_of_the_meeting(decision):
    decision_steps.revoke_decision(
        decision=decision, reason="Omyl", by=build.editor(), at=timezone.now()
    )
    follow(decision)
    agenda = decision.settled_points.first().agenda
    first = agenda.points.order_by("position").first()
    agendas.take_out(agenda=agenda, points=[first.pk], by=build.editor(), at=timezone.now())
    clusters.join_cluster(
        comments=Comment.objects.filter(number__lte=2),
        title="Shodné",
        by=build.editor(),
        at=timezone.now(),
    )
    made = at_meetings.settle_en_bloc(
        agenda=agenda, text="s vypořádáním", by=build.secretary(), at=timezone.now()
    )
    assert [(row.number, row.reason) for row in made.refused] == [
        (2, "Shodná připomínka, bod 1, je vyjmuta: hlasujte o obou najednou.")
    ]
    assert states() == ["proposed", "proposed", "decided", "decided"]
    single = at_meetings.settle_one(
        point=first, text="s vypořádáním", by=build.secretary(), at=timezone.now()
    )
    assert [point.position for point in single.points] == [1, 2]
    assert states() == [SettlementState.DECIDED] * 4
