"""Pages of conclusions: the register, one conclusion, what the secretary and editors do with it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from concept.actions.thread import record_influence
from concept.enums import InfluenceState
from people.enums import Role
from tests.browsers import signed_in, text
from tests.concept import build as texts
from tests.factories.people import UserFactory
from tests.working_groups import build
from tests.worlds import built_once
from working_groups import thread
from working_groups.actions import agenda, decision_steps, decisions, linking
from working_groups.enums import (
    AttendanceStatus,
    DecisionKind,
    DecisionState,
    DecisionVerb,
    ItemVisibility,
    MembershipRole,
)
from working_groups.models import Attendance, Decision, Group

pytestmark = pytest.mark.django_db


def two_groups():
    """PS1 with a held meeting, PS2 beside it."""
    at = timezone.now()
    build.seated_group("PS2", 1, at=at)
    return build.held_meeting(build.seated_group("PS1", at=at), at=at)


meeting = built_once(two_groups)


def record(meeting, text, **fields) -> Decision:
    said = {"verb": DecisionVerb.RECOMMEND, "by": texts.editor(), "at": timezone.now()} | fields
    item = said.pop("item", None)
    return decisions.record_decision(meeting=meeting, item=item, text=text, **said)


def publish(meeting) -> None:
    who = {"meeting": meeting, "by": texts.editor(), "at": timezone.now()}
    decision_steps.confirm_decisions(**who)
    decision_steps.publish_decisions(**who)


def inner_item(meeting):
    return build.agenda_item(meeting, visibility=ItemVisibility.GROUP)


@pytest.fixture
def secretary(meeting):
    return signed_in(build.person_of(meeting.host, MembershipRole.SECRETARY))


def listed(client, query="") -> list[str]:
    return [row.decision.record.reference for row in client.get(f"/zavery/{query}").context["rows"]]


def address(decision, rest="") -> str:
    return f"{decision.record.path}{rest}"


# --- the register -----------------------------------------------------------------------------------


def test_register_tells_the_public_only_what_is_public(meeting):
    record(meeting, "zveřejnit přehled bytů")
    record(meeting, "jednat s vlastníkem domu", item=inner_item(meeting))
    member = signed_in(build.person_of(meeting.host))
    stranger = signed_in(build.person_of(Group.objects.get(code="PS2")))
    everything = ["PS1/2026/2", "PS1/2026/1"]
    assert [listed(one) for one in (Client(), stranger, member)] == [[], [], everything]
    publish(meeting)
    public = ["PS1/2026/1"]
    assert [listed(one) for one in (Client(), stranger, member)] == [public, public, everything]
    assert "vlastníkem" not in text(Client().get("/zavery/?q=vlastník"))
    assert listed(member, "?q=vlastníci") == ["PS1/2026/2"]


def test_register_is_filtered_by_group_year_state_kind_and_words(meeting):
    first = record(meeting, "zveřejnit přehled bytů")
    record(meeting, "doplnit lhůty", kind=DecisionKind.MANDATE)
    other = build.held_meeting(
        Group.objects.get(code="PS2"), at=timezone.now() - timedelta(days=400)
    )
    record(other, "zadat posudek o bytech")
    publish(meeting)
    publish(other)
    decision_steps.revoke_decision(
        decision=first, reason="Omyl.", by=texts.editor(), at=timezone.now()
    )
    year = other.year
    found = {
        query: listed(Client(), query)
        for query in (
            "?skupina=ps2",
            "?rok=2026",
            "?stav=revoked",
            "?druh=mandate",
            "?q=byty",
            "?q=byty&skupina=ps1",
            "?q=nic",
            "?stav=nesmysl",
        )
    }
    one, two, three = "PS1/2026/1", "PS1/2026/2", f"PS2/{year}/1"
    assert found == {
        "?skupina=ps2": [three],
        "?rok=2026": [two, one],
        "?stav=revoked": [one],
        "?druh=mandate": [two],
        "?q=byty": [one, three],
        "?q=byty&skupina=ps1": [one],
        "?q=nic": [],
        "?stav=nesmysl": [two, one, three],
    }


def test_register_is_paged_and_keeps_its_filters(meeting):
    for number in range(31):
        record(meeting, f"závěr {number}")
    member = signed_in(build.person_of(meeting.host))
    assert listed(member) == [f"PS1/2026/{number}" for number in range(31, 1, -1)]
    assert listed(member, "?strana=2&rok=2026") == ["PS1/2026/1"]
    assert "?rok=2026&amp;strana=2" in text(member.get("/zavery/?rok=2026"))
    assert "31 závěrů" in text(member.get("/zavery/"))


@pytest.mark.parametrize("count", [1, 3])
def test_register_and_conclusion_cost_the_same_for_any_number_of_rows(
    meeting, count, django_assert_num_queries
):
    for number in range(count):
        made = record(meeting, f"závěr {number}")
    member = signed_in(build.person_of(meeting.host))
    member.get("/zavery/")
    with django_assert_num_queries(9):
        member.get("/zavery/")
    with django_assert_num_queries(19):
        member.get(address(made))


# --- one conclusion ---------------------------------------------------------------------------------


def test_who_may_read_and_do_what(meeting):
    made = record(meeting, "zveřejnit přehled bytů")
    people = {
        "visitor": Client(),
        "member of another group": signed_in(build.person_of(Group.objects.get(code="PS2"))),
        "member": signed_in(build.person_of(meeting.host)),
        "secretary": signed_in(build.person_of(meeting.host, MembershipRole.SECRETARY)),
    }

    def answers(rest):
        return [client.get(address(made, rest)).status_code for client in people.values()]

    assert [answers(""), answers("upravit/")] == [[404, 404, 200, 200], [404, 404, 403, 200]]
    publish(meeting)
    assert answers("") == [200, 200, 200, 200]
    assert answers("konec/") == [302, 403, 403, 200]
    assert "Nahradit, zrušit" not in text(people["member"].get(address(made)))


def test_replaced_conclusion_names_the_newer_one_only_to_who_may_know_of_it(meeting):
    old = record(meeting, "nájem na rok")
    new = record(meeting, "nájem na dva roky", item=inner_item(meeting))
    publish(meeting)
    decision_steps.supersede_decision(
        decision=old, replaced_by=new, by=texts.editor(), at=timezone.now()
    )
    page = text(Client().get(address(old)))
    assert new.record.reference not in page
    assert "Nahradil ho novější závěr, který není veřejný." in page
    assert meeting.record.reference not in page  # the meeting is not public either
    page = text(signed_in(build.person_of(meeting.host)).get(address(old)))
    assert address(new) in page
    assert meeting.record.path in page


def form(made, **fields) -> dict:
    said = {"verb": "recommend", "text": made.text, "kind": made.kind, "method": made.method}
    return said | {"lock_version": made.lock_version} | fields


def test_secretary_edits_a_provisional_conclusion(meeting, secretary):
    made = record(meeting, "zveřejnit přehled bytů")
    page = text(secretary.get(address(made, "upravit/")))
    assert 'name="lock_version" value="1"' in page
    votes = {f"{name}_{meeting.host.pk}": count for name, count in (("for", 3), ("against", 1))}
    seat = meeting.host.memberships.filter(role=MembershipRole.MEMBER).first()
    different = {"dissent_of": seat.pk, "dissent_text": "Stačí rok."}
    said = form(made, text="zveřejnit seznam bytů", method="vote") | votes | different
    answer = secretary.post(address(made, "upravit/"), said)
    assert (answer.status_code, answer["Location"]) == (302, address(made))
    made.refresh_from_db()
    assert (made.text, made.lock_version) == ("zveřejnit seznam bytů", 2)
    assert made.adoptions.values_list("for_count", "against_count").get() == (3, 1)
    assert made.dissents.get().text == "Stačí rok."


def test_stale_save_shows_both_texts_and_loses_nothing(meeting, secretary):
    made = record(meeting, "původní znění")
    decision_steps.edit_decision(
        decision=made, lock_version=1, text="znění kolegyně", by=texts.editor(), at=timezone.now()
    )
    mine = form(made, text="moje znění", lock_version=1)
    page = text(secretary.post(address(made, "upravit/"), mine))
    assert "znění kolegyně" in page
    assert "moje znění</textarea>" in page
    assert 'name="lock_version" value="2"' in page
    made.refresh_from_db()
    assert made.text == "znění kolegyně"
    again = mine | {"lock_version": 2}
    assert secretary.post(address(made, "upravit/"), again).status_code == 302
    made.refresh_from_db()
    assert (made.text, made.lock_version) == ("moje znění", 3)


def test_more_votes_than_seats_present_are_refused_and_what_was_typed_stays(meeting, secretary):
    for seat in meeting.host.memberships.filter(is_voting=True):
        Attendance.objects.create(
            meeting=meeting,
            group=meeting.host,
            membership=seat,
            user=seat.user,
            name=seat.user.name,
            is_voting=True,
            status=AttendanceStatus.PRESENT,
        )
    made = record(meeting, "zveřejnit přehled bytů")
    said = form(made, text="jiné znění", method="vote") | {f"for_{meeting.host.pk}": 9}
    page = text(secretary.post(address(made, "upravit/"), said))
    assert "hlasů (9) je víc než přítomných hlasujících členů (4)" in page
    assert "jiné znění</textarea>" in page
    made.refresh_from_db()
    assert (made.text, made.lock_version) == ("zveřejnit přehled bytů", 1)
    page = text(secretary.post(address(made, "upravit/"), form(made, dissent_text="Ne.")))
    assert "Uveďte jak osobu, tak její odlišný názor." in page


def test_secretary_says_what_became_of_a_conclusion(meeting, secretary):
    old, new, third = (record(meeting, f"závěr {number}") for number in range(3))
    publish(meeting)
    page = text(secretary.post(address(old, "konec/"), {"act": "replace", "newer": "PS9/2026/1"}))
    assert "Závěr s tímto číslem neexistuje." in page
    assert 'value="PS9/2026/1"' in page
    said = {"act": "replace", "newer": new.record.reference}
    assert secretary.post(address(old, "konec/"), said).status_code == 302
    old.refresh_from_db()
    assert (old.state, old.superseded_by) == (DecisionState.SUPERSEDED, new)
    page = text(secretary.post(address(third, "konec/"), {"act": "revoke", "reason": " "}))
    assert 'role="alert"' in page
    said = {"act": "revoke", "reason": "Omyl."}
    assert secretary.post(address(third, "konec/"), said).status_code == 302
    assert "Omyl." in text(Client().get(address(third)))
    said = {"act": "review", "review_on": "2027-01-15"}
    assert secretary.post(address(new, "konec/"), said).status_code == 302
    assert "15. 1. 2027" in text(Client().get(address(new)))


# --- the thread -------------------------------------------------------------------------------------


def changed_document(slug="koncepce", title="Koncepce"):
    """A document whose passage about a time limit changed between two versions: it and the newer version."""
    document = texts.document(slug, title)
    section = texts.section(document, "Lhůty", "Lhůta jeden rok.", "Beze změny.")
    texts.freeze(document, "0.1")
    texts.rewrite(section, "Lhůta dva roky.", "Beze změny.")
    return document, texts.freeze(document, "0.2")


def test_editor_links_a_conclusion_to_the_change_it_asked_for(meeting):
    made = record(meeting, "prodloužit lhůtu", kind=DecisionKind.MANDATE)
    publish(meeting)
    _document, version = changed_document()
    client = signed_in(UserFactory(roles=(Role.EDITOR,), is_demo=True))
    url = address(made, f"zmena/?verze={version.pk}")
    page = text(client.get(url))
    assert "Lhůta dva roky." in page
    assert "Beze změny." not in page
    assert 'role="alert"' in text(client.post(url, {"passage": "neni", "note": "moje"}))
    uid = texts.uid_of(version, "Lhůta dva roky.")
    assert client.post(url, {"passage": uid, "note": "ze zápisu"}).status_code == 302
    link = made.contribution.influences.get()
    assert (link.change.to_version, link.note) == (version, "ze zápisu")


def test_mandate_waits_with_its_document_until_it_is_linked_to_a_change(meeting):
    document, version = changed_document()
    other = texts.document("plan", "Akční plán")
    item = build.agenda_item(meeting)
    made = record(meeting, "prodloužit lhůtu", item=item, kind=DecisionKind.MANDATE)
    publish(meeting)

    def pending():
        return [[row.title for row in thread.pending(one)] for one in (document, other)]

    title = f"Závěr {made.record.reference}"
    assert pending() == [[title], []]  # it names no document: it stands with the first one
    agenda.add_record(
        item=item,
        record=version.record,
        version=version,
        by=texts.editor(),
        at=timezone.now(),
    )
    assert pending() == [[title], []]
    link = linking.link_to_change(
        decision=made,
        version=version,
        passage_uid=texts.uid_of(version, "Lhůta dva roky."),
        by=texts.editor(),
        at=timezone.now(),
    )
    assert pending() == [[], []]
    record_influence(
        contribution=link.contribution,
        change=link.change,
        relation=link.relation,
        state=InfluenceState.RETRACTED,
        by=texts.editor(),
        at=timezone.now(),
    )
    assert pending() == [[title], []]
