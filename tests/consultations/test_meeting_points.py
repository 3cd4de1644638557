"""The screen that settles comments at a meeting: who reads it, taking out, the conclusion en bloc, single votes."""

import re

import pytest
from django.utils import timezone

from consultations.actions import agendas, clusters, settlements
from consultations.enums import Outcome, SettlementState
from consultations.models import Comment, PointOnAgenda, RoundOnAgenda, Settlement
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.consultations import build
from tests.consultations.at_desk import person
from tests.working_groups import build as groups_build
from tests.worlds import built_once
from working_groups.actions import agenda as agenda_actions
from working_groups.actions import attendance
from working_groups.enums import (
    AttendanceStatus,
    DecisionMethod,
    ItemKind,
    ItemVisibility,
    MeetingState,
    MembershipRole,
)
from working_groups.models import Decision
from working_groups.numbering import in_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def meeting_going_on():
    """A joint meeting going on; the item has no comments yet. Number 5 and 6 are equal."""
    at = timezone.now()
    one, two = groups_build.seated_group("PS1", at=at), groups_build.seated_group("PS2", at=at)
    round = build.open_round(build.version(build.text()), is_public=True, groups=[one])
    build.sent(
        round,
        *[f"Připomínka číslo {number}." for number in range(1, 6)],
        {"words": "Doplnit lhůtu.", "quote": "Podpora trvá šest měsíců."},
    )
    common = {"by": build.editor(), "at": at}
    clusters.join_cluster(comments=Comment.objects.filter(number__gte=5), title="Shodné", **common)
    for row in Settlement.objects.exclude(comment__number=6).order_by("comment__number"):
        settlements.propose_settlement(
            settlement=row, outcome=Outcome.EXPLAINED, reason="Text to již říká.", **common
        )
    meeting = groups_build.held_meeting(
        one, two, at=at, state=MeetingState.IN_PROGRESS, held_to=None
    )
    return groups_build.agenda_item(
        meeting, "Vypořádání", kind=ItemKind.COMMENT_SETTLEMENT, visibility=ItemVisibility.PUBLIC
    )


item = built_once(meeting_going_on)


def address(item, rest="") -> str:
    ref = in_address(item.meeting.record.reference)
    return f"/jednani/{ref}/body/{item.pk}/vyporadani/{rest}"


@pytest.fixture
def secretary(item):
    return signed_in(groups_build.person_of(item.meeting.host, MembershipRole.SECRETARY))


@pytest.fixture
def agenda(item) -> RoundOnAgenda:
    round = Comment.objects.first().round
    return agendas.put_on_agenda(item=item, round=round, by=build.editor(), at=timezone.now())


def out_numbers() -> list[int]:
    out = PointOnAgenda.objects.filter(taken_out_at__isnull=False)
    return list(out.order_by("position").values_list("position", flat=True))


def votes(item, one=(3, 0, 0), two=(3, 0, 0)) -> dict[str, int]:
    groups = item.meeting.groups.order_by("code")
    return {
        f"{name}_{group.pk}": count
        for group, counts in zip(groups, (one, two), strict=True)
        for name, count in zip(("for", "against", "abstained"), counts, strict=True)
    }


def shown(page) -> dict[str, str]:
    """What the form of a page begins with, its hidden field too."""
    form = page.context["form"]
    return {name: form.initial[name] for name in ("as_shown", "text", "verb", "method")}


def test_the_secretary_puts_a_round_there_and_it_becomes_a_paper_pinned_to_its_version(
    item, secretary
):
    page = secretary.get(address(item))
    assert "R1: Připomínky k návrhu" in text_of(page)
    assert "Vyberte kolo" not in text_of(page)
    refused = secretary.post(address(item), {"krok": "zaradit"})
    assert refused.context["round_form"].errors["round"]
    round = Comment.objects.first().round
    for _time in range(2):
        secretary.post(address(item), {"krok": "zaradit", "round": round.pk})
    assert PointOnAgenda.objects.count() == 6
    paper = item.materials.get()
    assert (paper.record, paper.version) == (round.record, round.versions.get())
    page = text_of(secretary.get(address(item)))
    for words in ("Podpora trvá šest měsíců.", "Doplnit lhůtu.", "Text to již říká.", "Vysvětleno"):
        assert words.lower() in page.lower()
    assert "Shodné, rozhoduje se společně: 6" in page


def test_a_round_the_group_was_not_invited_to_is_put_there_by_whoever_records_meetings(
    item, secretary
):
    round = Comment.objects.first().round
    round.groups.clear()
    assert "R1:" not in text_of(secretary.get(address(item)))
    clerk = person(Role.SECRETARY)
    groups_build.seat(item.meeting.host, clerk, MembershipRole.SECRETARY, at=timezone.now())
    assert "R1:" in text_of(signed_in(clerk).get(address(item)))


def test_members_read_it_beforehand_and_strangers_do_not_know_of_it(item, agenda, client):
    member = signed_in(groups_build.person_of(item.meeting.host))
    page = text_of(member.get(address(item)))
    assert "Připomínka číslo 2." in page
    assert "Vyjmout" not in page
    assert member.post(address(item), {"krok": "vyjmout", "numbers": "1"}).status_code == 403
    assert member.get(address(item, "en-bloc/")).status_code == 403
    assert member.get(address(item, "1/")).status_code == 403
    assert "Připomínky k vypořádání" in text_of(member.get(item.meeting.record.path))
    editor = signed_in(person(Role.EDITOR))
    assert editor.get(address(item)).status_code == 200
    item.meeting.record.visibility = "public"
    item.meeting.record.save()
    assert client.get(address(item)).status_code == 404
    page = client.get(item.meeting.record.path)
    assert page.status_code == 200
    assert "vyporadani" not in page.content.decode()
    item.visibility = ItemVisibility.RESTRICTED
    item.save()
    assert editor.get(address(item)).status_code == 404
    assert member.get(address(item)).status_code == 200
    item.kind = ItemKind.DISCUSSION
    item.save()
    assert member.get(address(item)).status_code == 404


def test_a_personal_case_and_hidden_words_are_for_nobody_at_the_meeting(item, agenda, secretary):
    now = timezone.now()
    Comment.objects.filter(number=6).update(personal_case="kept", personal_case_at=now)
    Comment.objects.filter(number=2).update(moderation="hidden", hidden_reason="abuse")
    page = text_of(secretary.get(address(item)))
    assert "Doplnit lhůtu." not in page
    assert "Podpora trvá šest měsíců." not in page
    assert "Připomínka číslo 2." not in page
    assert "Je to osobní případ: vypořádá se mimo kolo." in page
    made = secretary.get(address(item, "en-bloc/"))
    assert [one.number for one in made.context["refused"]] == [6]


def test_numbers_are_taken_out_with_equal_ones_and_put_back(item, agenda, secretary):
    said = {"krok": "vyjmout", "numbers": "2, 5", "note": "Paní Nová"}
    answer = secretary.post(address(item), said)
    assert answer["Location"].endswith("/vyporadani/")
    assert told(answer) == ["Vyjmuto: 2, 5, 6."]
    assert out_numbers() == [2, 5, 6]
    assert "Paní Nová" in text_of(secretary.get(address(item)))
    # a doubled submit does no harm
    assert told(secretary.post(address(item), said))[-1] == "Vyjmuté už byly."
    answer = secretary.post(address(item), {"vratit": "6"})
    assert answer["Location"].endswith("#bod-6")
    assert out_numbers() == [2]
    secretary.post(address(item), {"vyjmout-bod": "3", "note": "Obvod"})
    assert PointOnAgenda.objects.get(position=3).taken_out_note == "Obvod"
    # what a button of a row did is answered in the row, where the eye is
    page = secretary.get(address(item)).content.decode()
    (head, row) = page.split('id="bod-3"')
    assert "Vyjmuto: 3." in row.split("</li>")[0]
    assert "Vyjmuto: 3." not in head
    assert secretary.post(address(item), {"vyjmout-bod": "99"}).status_code == 404
    assert secretary.post(address(item), {"krok": "jinak"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3, dva", "„dva“ není číslo. Napište čísla a rozmezí, například 3, 7–9."),
        ("3, 8", "Tato čísla na programu nejsou: 8."),
        (" , ", "Napište aspoň jedno číslo."),
    ],
)
def test_wrong_numbers_come_back_as_typed_with_the_reason(item, agenda, secretary, typed, said):
    page = secretary.post(address(item), {"krok": "vyjmout", "numbers": typed, "note": "Pan Starý"})
    assert page.context["numbers_form"].errors["numbers"] == [said]
    assert 'value="Pan Starý"' in page.content.decode()
    assert out_numbers() == []


def test_the_rest_is_approved_en_bloc_and_what_is_out_is_voted_on_singly(item, agenda, secretary):
    secretary.post(address(item), {"krok": "vyjmout", "numbers": "2"})
    page = secretary.get(address(item, "en-bloc/"))
    begins = shown(page)
    assert begins["text"] == ("s navrženým vypořádáním 5 připomínek kola R1 (body 1, 3–6 seznamu).")
    # a vote without numbers of a group is refused; nothing typed is lost
    refused = secretary.post(
        address(item, "en-bloc/"),
        begins | {"method": DecisionMethod.VOTE, "text": "s tím, co je navrženo"},
    )
    assert len(refused.context["form"].errors) == 2
    assert "s tím, co je navrženo" in text_of(refused)
    answer = secretary.post(address(item, "en-bloc/"), begins | votes(item))
    assert told(answer) == ["Závěrem PS1/2026/1 je vypořádáno 5 připomínek."]
    assert Settlement.objects.filter(state=SettlementState.DECIDED).count() == 5
    decision = Decision.objects.get()
    assert (decision.method, decision.taken_at) == ("no_objection", timezone.now())
    assert [row.for_count for row in decision.adoptions.order_by("group__code")] == [3, 3]
    # a doubled submit records nothing
    again = secretary.post(address(item, "en-bloc/"), begins | votes(item))
    assert told(again)[-1] == "Závěr už je zapsán, najdete jej níže."
    single = secretary.get(address(item, "2/"))
    assert shown(single)["method"] == DecisionMethod.VOTE
    said = shown(single) | votes(item, two=(1, 2, 0))
    answer = secretary.post(address(item, "2/"), said)
    assert Settlement.objects.get(comment__number=2).state == SettlementState.PROPOSED
    assert "Závěr není přijat" in text_of(secretary.get(address(item)))
    again = secretary.post(address(item, "2/"), said)
    assert told(again)[-1] == "Závěr už je zapsán, najdete jej níže."
    assert Decision.objects.count() == 2


def test_a_stale_screen_is_refused_and_shows_what_changed(item, agenda, secretary):
    begins = shown(secretary.get(address(item, "en-bloc/")))
    secretary.post(address(item), {"krok": "vyjmout", "numbers": "4"})
    stale = secretary.post(address(item, "en-bloc/"), begins | {"rationale": "Bez rozpravy."})
    assert Decision.objects.count() == 0
    words = text_of(stale)
    assert "Někdo mezitím změnil, o čem se rozhoduje." in words
    assert "Bez rozpravy." in words
    assert [point.position for point in stale.context["ready"]] == [1, 2, 3, 5, 6]
    (token,) = re.findall(r'name="as_shown" value="(\w+)"', stale.content.decode())
    answer = secretary.post(address(item, "en-bloc/"), begins | {"as_shown": token})
    assert answer.status_code == 302
    # the same of a single vote, when another settlement is proposed meanwhile
    begins = shown(secretary.get(address(item, "4/")))
    settlements.propose_settlement(
        settlement=Settlement.objects.get(comment__number=4),
        outcome=Outcome.NOTED,
        reason="Jinak.",
        by=build.editor(),
        at=timezone.now() + timezone.timedelta(minutes=1),
    )
    stale = secretary.post(address(item, "4/"), begins | votes(item))
    assert "Někdo mezitím změnil, o čem se rozhoduje." in text_of(stale)
    assert Decision.objects.count() == 1


def test_a_group_without_a_quorum_is_told_and_has_to_confirm(item, agenda, secretary):
    attendance.open_sheet(meeting=item.meeting, by=build.editor(), at=timezone.now())
    for row in item.meeting.attendances.filter(group=item.meeting.host):
        attendance.record_attendance(
            attendance=row, status=AttendanceStatus.PRESENT, by=build.editor(), at=timezone.now()
        )
    page = secretary.get(address(item, "en-bloc/"))
    words = text_of(page)
    assert "PS1 : Přítomné hlasy: 4 z celkem 4, potřeba: 3." in words
    assert "PS2 : Přítomné hlasy: 0 z celkem 4, potřeba: 3." in words
    answer = secretary.post(address(item, "en-bloc/"), shown(page))
    assert told(answer) == [
        "Závěr PS1/2026/1 je zapsán. Zatím nic nevypořádává, důvod je uveden níže."
    ]
    assert "PS2 jej musí potvrdit písemně, dříve není nic vypořádáno." in text_of(
        secretary.get(address(item))
    )
    assert set(Settlement.objects.values_list("state", flat=True)) == {SettlementState.PROPOSED}


def test_after_the_meeting_the_list_is_read_only(item, agenda, secretary):
    item.meeting.state = MeetingState.CLOSED
    item.meeting.save()
    page = text_of(secretary.get(address(item)))
    assert "Připomínka číslo 2." in page
    assert "Vyjmout" not in page
    answer = secretary.post(address(item), {"krok": "vyjmout", "numbers": "2"})
    assert told(answer) == ["Jednání už skončilo."]
    assert out_numbers() == []


def test_an_item_with_comments_is_not_removed(item, agenda):
    with pytest.raises(agenda_actions.ItemStays):
        agenda_actions.remove_item(item=item, by=build.editor(), at=timezone.now())
    assert item.materials.count() == 1
