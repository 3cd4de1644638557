"""One comment at the settlement desk: who may do what in which state, and every act through its form."""

import pytest
from django.utils import timezone

from consultations.actions import assignments, disputes, implementing, settlements
from consultations.enums import (
    SETTLED_STATES,
    CommentNature,
    DecidedBy,
    DisputeLevel,
    SettlementState,
    SettlingAct,
    Weight,
)
from consultations.models import Comment, Settlement, Theme
from consultations.queries import settlements as desk
from consultations.queries import settling_acts, themes
from core.models import Event
from people.enums import OrganisationKind, Role
from tests.browsers import signed_in, text_of, told
from tests.concept.build import rewrite
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

DETAIL_QUERIES = 35
WHO = {
    "editor": Role.EDITOR,
    "chair": Role.CHAIR,
    "secretary": Role.SECRETARY,
    "evaluator": Role.EVALUATOR,
}


def section_and_round():
    section = build.text()
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    made = build.open_round(build.version(section), bodies=[(lipa, True)], is_public=True)
    quote = "O žádosti rozhodne komise do třiceti dnů."
    build.sent(
        made,
        {"words": "Zkrátit lhůtu.", "quote": quote, "weight": Weight.ESSENTIAL},
        {"words": "Překlep.", "nature": CommentNature.FORMAL},
        {"words": "Doplnit složení komise.", "quote": quote},
        person=clerk,
        organisation=lipa,
    )
    return section, made


section_with_round = built_once(section_and_round)


@pytest.fixture
def section(section_with_round):
    return section_with_round[0]


@pytest.fixture
def round(section_with_round):
    return section_with_round[1]


def settlement(number: int) -> Settlement:
    return Settlement.objects.select_related("comment__round", "comment__contribution__record").get(
        comment__number=number
    )


def brought_to(number: int, state: str, outcome: str = "accepted") -> Settlement:
    """A settlement put straight into a state, as far as the rules of acts look at it."""
    found = settlement(number)
    found.state = state
    if state != SettlementState.OPEN:
        found.outcome, found.reason = outcome, "Protože."
        found.proposed_by, found.proposed_at = build.editor(), timezone.now()
    if state in SETTLED_STATES:
        found.decided_by, found.decided_at = build.chair(), timezone.now()
        found.decided_as = DecidedBy.CHAIR
    found.save()
    return found


EVERYBODY = {"themes", "note", "assign"}
# advisory, substantive, accepted: state -> persona -> acts besides those of everybody who settles
ADVISORY = {
    "open": {"editor": {"propose"}, "chair": set(), "secretary": set()},
    "proposed": {
        "editor": {"propose", "review", "meeting"},
        "chair": {"review", "decide", "meeting"},
        "secretary": {"meeting"},
    },
    "reviewed": {
        "editor": {"propose", "meeting"},
        "chair": {"decide", "meeting"},
        "secretary": {"meeting"},
    },
    "decided": {
        "editor": {"propose", "implement", "no_change"},
        "chair": set(),
        "secretary": set(),
    },
    "implemented": {"editor": {"propose", "verify"}, "chair": set(), "secretary": set()},
    "verified": {"editor": {"propose", "answer"}, "chair": set(), "secretary": set()},
    "answered": {"editor": {"propose"}, "chair": set(), "secretary": set()},
}
# essential, proposed by somebody else than the one who asks
ESSENTIAL = {
    "proposed": {
        "editor": {"propose", "review", "meeting", "agree", "dispute"},
        "chair": {"review", "meeting", "agree", "dispute"},
        "secretary": {"meeting", "agree", "dispute"},
    },
    "reviewed": {
        "editor": {"propose", "meeting", "agree", "dispute"},
        "chair": {"meeting", "agree", "dispute"},
        "secretary": {"meeting", "agree", "dispute"},
    },
}


@pytest.mark.parametrize("state", list(ADVISORY))
@pytest.mark.parametrize("who", list(WHO))
def test_acts_on_an_advisory_comment(round, state, who):
    found = brought_to(3, state)
    expected = ADVISORY[state].get(who)
    acts = settling_acts.acts_for(build.user(f"my-{who}", WHO[who]), found)
    assert acts == (set() if expected is None else expected | EVERYBODY)


@pytest.mark.parametrize("state", list(ESSENTIAL))
@pytest.mark.parametrize("who", list(WHO))
def test_acts_on_an_essential_comment(round, state, who):
    found = brought_to(1, state, "not_accepted")
    expected = ESSENTIAL[state].get(who)
    acts = settling_acts.acts_for(build.user(f"my-{who}", WHO[who]), found)
    assert acts == (set() if expected is None else expected | EVERYBODY)


def test_who_proposed_does_not_record_the_decision_of_an_essential_comment(round):
    found = brought_to(1, "proposed")
    assert SettlingAct.MEETING not in settling_acts.acts_for(build.editor(), found)
    with pytest.raises(settlements.MeetingNeeded):
        settlements.decide_settlement(
            settlement=found,
            decided_as=DecidedBy.MEETING,
            decided_where="Společné jednání",
            by=build.editor(),
            at=timezone.now(),
        )
    assert settlement(1).state == SettlementState.PROPOSED


def test_the_editor_decides_formal_comments_alone(round):
    found = brought_to(2, "proposed")
    assert SettlingAct.DECIDE in settling_acts.acts_for(build.user("other", Role.EDITOR), found)
    with pytest.raises(settlements.ChairNeeded):
        settlements.decide_settlement(
            settlement=brought_to(3, "proposed"),
            decided_as=DecidedBy.EDITOR,
            by=build.editor(),
            at=timezone.now(),
        )


def test_an_open_dispute_leads_up_the_ladder_or_to_its_end(round):
    found = brought_to(1, "proposed", "not_accepted")
    common = {"by": build.editor(), "at": timezone.now()}
    dispute = disputes.open_dispute(settlement=found, **common)
    acts = {"raise", "positions", "resolve"}
    assert settling_acts.acts_for(build.secretary(), settlement(1), dispute=dispute) == acts | {
        "agree",
        *EVERYBODY,
    }
    today = timezone.localdate()
    seen = {"dispute": dispute, "lock_version": dispute.lock_version, "occurred_on": today}
    dispute = disputes.raise_dispute(level=DisputeLevel.CHAIRS, **seen, **common)
    with pytest.raises(disputes.StaleDispute):  # somebody who saw the dispute before that
        disputes.raise_dispute(level=DisputeLevel.COUNCIL, **seen, **common)
    seen["lock_version"] = dispute.lock_version
    dispute = disputes.raise_dispute(level=DisputeLevel.COUNCIL, **seen, **common)
    assert "raise" not in settling_acts.acts_for(build.secretary(), settlement(1), dispute=dispute)


def test_a_withdrawn_comment_is_left_alone(round):
    comment = Comment.objects.get(number=3)
    comment.withdrawn_at = timezone.now()
    comment.save()
    assert settling_acts.acts_for(build.editor(), settlement(3)) == {"themes", "note"}
    with pytest.raises(settlements.MoveRefused):
        settlements.propose_settlement(
            settlement=settlement(3),
            outcome="accepted",
            reason="",
            by=build.editor(),
            at=timezone.now(),
        )


def test_consent_belongs_to_the_words_it_was_given_to(round):
    common = {"by": build.editor(), "at": timezone.now()}
    words = {"settlement": settlement(1), "outcome": "explained"}
    settlements.propose_settlement(reason="Takto.", **words, **common)
    settlements.record_author_agreed(settlement=settlement(1), **common)
    settlements.propose_settlement(reason="Takto.", **words, **common)
    assert settlement(1).author_agreed_at is not None
    settlements.propose_settlement(reason="Jinak.", **words, **common)
    assert settlement(1).author_agreed_at is None
    with pytest.raises(settlements.ConsentMissing):
        settlements.decide_settlement(
            settlement=settlement(1),
            decided_as=DecidedBy.MEETING,
            decided_where="Jednání",
            by=build.secretary(),
            at=timezone.now(),
        )


@pytest.mark.parametrize("outcome", ["explained", "noted"])
def test_explained_and_noted_need_the_consent_of_an_essential_author(round, outcome):
    brought_to(1, "proposed", outcome)
    decision = {
        "decided_as": DecidedBy.MEETING,
        "decided_where": "Společné jednání",
        "by": build.secretary(),
        "at": timezone.now(),
    }
    with pytest.raises(settlements.ConsentMissing):
        settlements.decide_settlement(settlement=settlement(1), **decision)
    settlements.record_author_agreed(
        settlement=settlement(1), by=build.secretary(), at=timezone.now()
    )
    settlements.decide_settlement(settlement=settlement(1), **decision)
    assert settlement(1).state == SettlementState.DECIDED


# --- the page --------------------------------------------------------------------------------------


@pytest.fixture
def editor():
    return person(Role.EDITOR, name="Edita Redaktorová")


@pytest.fixture
def client(editor):
    return signed_in(editor)


def act(client, number: int, path: str, **data):
    """Post one act; fields get the prefix of its form."""
    prefixed = {f"{path}-{name}": value for name, value in data.items()}
    extra = {k: prefixed.pop(f"{path}-{k}") for k in ("and_next", "insert") if k in data}
    return client.post(url("settlement-act", f"R1-{number:04d}", path), prefixed | extra)


def propose(client, number: int = 3, **data):
    values = {
        "outcome": "not_accepted",
        "reason": "Komisi upravuje statut.",
        "lock_version": settlement(number).lock_version,
        **data,
    }
    return act(client, number, "navrh", **values)


def test_page_shows_the_words_the_quote_and_the_neighbours(client, round):
    page = client.get(url("settlement-detail", "R1-0003"))
    place = page.context["places"][0]
    assert (place.before, place.exact, place.after) == (
        "Žádost podá domácnost na kontaktním místě. ",
        "O žádosti rozhodne komise do třiceti dnů.",
        "",
    )
    assert [n.comment.reference for n, _name in page.context["neighbours"]] == ["R1-0001"]
    assert "Doplnit složení komise." in text_of(page)


def test_page_costs_the_same_queries_with_more_on_it(
    client, editor, round, django_assert_num_queries
):
    address = url("settlement-detail", "R1-0003")
    client.get(address)
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(address)
    for number in range(3):
        settlements.add_note(
            settlement=settlement(3), text=f"Poznámka {number}", by=editor, at=timezone.now()
        )
        propose(client, reason=f"Důvod {number}.")
    # neighbours: one more comment on the passage; the acts of a proposed one ask for nothing more
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(address)


def test_propose_review_and_decide(client, round):
    assert told(propose(client)) == ["Vypořádání je navrženo."]
    assert settlement(3).state == SettlementState.PROPOSED
    chair = signed_in(person(Role.CHAIR))
    act(chair, 3, "kontrola")
    assert settlement(3).state == SettlementState.REVIEWED
    act(chair, 3, "rozhodnuti", lock_version=settlement(3).lock_version)
    decided = settlement(3)
    assert (decided.state, decided.decided_as) == (SettlementState.DECIDED, DecidedBy.CHAIR)
    history = desk.answer_history(decided)
    assert [entry.version.state for entry in history] == ["decided", "reviewed", "proposed"]


def test_a_stale_save_shows_both_texts_and_keeps_what_was_typed(client, round):
    old = settlement(3).lock_version
    propose(client, reason="Znění první.")
    page = propose(client, reason="Znění druhé.", lock_version=old)
    assert settlement(3).reason == "Znění první."
    words = text_of(page)
    assert "Mezitím uložil někdo jiný" in words
    assert "Znění první." in words
    form = page.context["acts"][0]["form"]
    assert form["reason"].value() == "Znění druhé."
    assert form["lock_version"].value() == str(settlement(3).lock_version)
    propose(client, reason="Znění druhé.", lock_version=form["lock_version"].value())
    assert settlement(3).reason == "Znění druhé."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"reason": ""}, "Napište proč"),
        ({"outcome": ""}, "povinné"),
        ({"outcome": "withdrawn"}, "platnou"),
        ({"outcome": "deferred"}, "kam"),
        ({"outcome": "already_covered"}, "odstavec"),
        ({"covered": "9.9/9"}, "není odstavec s tímto číslem"),
        ({"target": "neexistuje"}, "Nic s tímto číslem"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, round, data, words):
    page = propose(client, **{"reason": "Dlouhé zdůvodnění.", **data})
    assert page.status_code == 200
    assert settlement(3).state == SettlementState.OPEN
    assert words in text_of(page)
    assert page.context["acts"][0]["form"]["reason"].value() == data.get(
        "reason", "Dlouhé zdůvodnění."
    )


def test_already_covered_names_the_passage(client, round):
    propose(client, outcome="already_covered", covered="3.2/2")
    page = client.get(url("settlement-detail", "R1-0003"))
    assert page.context["covered"] == ("3.2/2", build.PARAGRAPHS[1])


def test_a_deferred_comment_says_where_it_went(client, round):
    propose(client, outcome="deferred", target_note="Akční plán, opatření 2.7")
    assert settlement(3).target_note == "Akční plán, opatření 2.7"


def test_standard_answer_is_inserted_without_being_saved(client, editor, round):
    answer = build.standard_answer("Statut", "Složení komise upravuje její statut.")
    page = propose(client, reason="Děkujeme.", standard_answer=answer.pk, insert="1")
    form = page.context["acts"][0]["form"]
    assert form["reason"].value() == "Děkujeme.\n\nSložení komise upravuje její statut."
    assert settlement(3).state == SettlementState.OPEN
    propose(client, reason=form["reason"].value(), standard_answer=answer.pk)
    assert settlement(3).standard_answer == answer


def test_save_and_next_follows_the_filter(client, round):
    sought = "?sort=number"
    address = url("settlement-act", "R1-0002", "navrh") + sought
    data = {"outcome": "accepted", "reason": "", "lock_version": 1}
    answer = client.post(address, {f"navrh-{k}": v for k, v in data.items()} | {"and_next": "1"})
    assert answer.url == url("settlement-detail", "R1-0003") + sought


def test_meeting_decides_with_date_and_name(client, round):
    propose(client, 1, outcome="accepted", reason="")
    secretary = signed_in(person(Role.SECRETARY))
    data = {"decided_on": "2026-02-20", "lock_version": settlement(1).lock_version}
    page = act(secretary, 1, "jednani", decided_where="", **data)
    assert page.status_code == 200
    page = act(
        secretary, 1, "jednani", decided_where="Jednání", **data | {"decided_on": "2099-01-01"}
    )
    assert "ještě nekonalo" in text_of(page)
    act(secretary, 1, "jednani", decided_where="Společné jednání", **data)
    decided = settlement(1)
    assert (decided.state, decided.decided_where, f"{decided.decided_on}") == (
        "decided",
        "Společné jednání",
        "2026-02-20",
    )


def test_dispute_from_opening_to_its_resolution(client, round):
    propose(client, 1)
    secretary = signed_in(person(Role.SECRETARY))
    data = {"author_position": "Trváme na svém.", "city_position": "", "level": "editor"}
    act(secretary, 1, "rozpor", **data)
    dispute = desk.open_dispute_of(settlement(1))
    assert dispute.city_position == "Komisi upravuje statut."
    act(
        secretary,
        1,
        "rozpor-vys",
        level="joint_meeting",
        occurred_on="2026-03-01",
        note="",
        lock_version=1,
    )
    positions = {"author_position": "Ustoupíme zčásti.", "city_position": "Nabízíme 20 dnů."}
    act(secretary, 1, "stanoviska", lock_version=2, **positions)
    stale = act(secretary, 1, "stanoviska", lock_version=2, author_position="A", city_position="B")
    assert "Ustoupíme zčásti." in text_of(stale)
    act(
        secretary,
        1,
        "rozpor-vyresit",
        outcome="partly_accepted",
        reason="Lhůta bude 20 dnů.",
        result="Shoda na 20 dnech.",
        decided_on="2026-03-02",
        decided_where="Rozporové jednání",
    )
    decided = settlement(1)
    assert (decided.state, decided.outcome) == ("decided", "partly_accepted")
    steps = [(s.level, s.is_resolution) for s in decided.disputes.get().steps.order_by("pk")]
    assert steps == [("editor", False), ("joint_meeting", False), ("joint_meeting", True)]
    page = text_of(client.get(url("settlement-detail", "R1-0001")))
    assert "Rozpor, vyřešen 2. 3. 2026" in page


@pytest.mark.parametrize(
    ("who", "outcome", "refusal"),
    [
        ("editor", "not_accepted", settlements.MeetingNeeded),
        ("secretary", "deferred", settlements.TargetMissing),
        ("secretary", "already_covered", settlements.TargetMissing),
    ],
)
def test_a_dispute_is_resolved_by_somebody_else_and_with_what_the_outcome_needs(
    round, who, outcome, refusal
):
    people = {"editor": build.editor(), "secretary": build.secretary()}
    at = timezone.now()
    settlements.propose_settlement(
        settlement=settlement(1),
        outcome="not_accepted",
        reason="Nelze.",
        by=people["editor"],
        at=at,
    )
    dispute = disputes.open_dispute(settlement=settlement(1), by=people["secretary"], at=at)
    assert "resolve" not in settling_acts.acts_for(people["editor"], settlement(1), dispute=dispute)
    with pytest.raises(refusal):
        disputes.resolve_dispute(
            dispute=dispute,
            outcome=outcome,
            reason="Nelze.",
            result="Shoda.",
            by=people[who],
            at=at,
            resolved_on=timezone.localdate(at),
            decided_where="Jednání",
        )
    assert settlement(1).state == SettlementState.IN_DISPUTE


def test_an_accepted_comment_needs_a_real_change(client, section, round):
    propose(client, outcome="accepted", reason="")
    chair = signed_in(person(Role.CHAIR))
    act(chair, 3, "rozhodnuti", lock_version=settlement(3).lock_version)
    rewrite(
        section,
        build.PARAGRAPHS[0],
        "O žádosti rozhodne komise v tomto složení.",
        build.PARAGRAPHS[2],
    )
    new = build.version(section, "0.2")
    data = {"to_version": new.pk, "kind": "substantive", "note": ""}
    wrong = act(client, 3, "zmena", passages="3.2/1", **data)
    assert "v obou verzích stejný" in text_of(wrong)
    missing = act(client, 3, "zmena", passages="8/8", **data)
    assert "Ve verzi není odstavec 8/8." in text_of(missing)
    act(client, 3, "zmena", passages="", **data)
    assert settlement(3).state == SettlementState.IMPLEMENTED
    act(client, 3, "overeni")
    act(client, 3, "odpoved")
    assert settlement(3).state == SettlementState.ANSWERED


def test_an_accepted_comment_is_not_answered_before_its_change_is_verified(round):
    brought_to(3, "decided")
    by, at = build.editor(), timezone.now()
    with pytest.raises(settlements.MoveRefused):
        settlements.answer_settlement(settlement=settlement(3), by=by, at=at)
    implementing.implement_without_change(
        settlement=settlement(3), kind="elsewhere", note="V rozpočtu města.", by=by, at=at
    )
    implementing.verify_settlement(settlement=settlement(3), by=by, at=at)
    settlements.answer_settlement(settlement=settlement(3), by=by, at=at)
    assert settlement(3).state == SettlementState.ANSWERED


def test_what_was_refused_is_not_worked_into_the_text(round):
    brought_to(3, "decided", "not_accepted")
    with pytest.raises(settlements.MoveRefused):
        implementing.implement_without_change(
            settlement=settlement(3),
            kind="elsewhere",
            note="V rozpočtu města.",
            by=build.editor(),
            at=timezone.now(),
        )
    assert settlement(3).state == SettlementState.DECIDED


def test_assign_themes_and_notes(client, editor, round):
    department = build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT)
    Theme.objects.create(name="Lhůty", slug="lhuty")
    act(client, 3, "prideleni", assignee=editor.pk, department=department.pk, due_on="2026-04-01")
    found = settlement(3)
    assert (found.assignee, found.department, f"{found.due_on}") == (
        editor,
        department,
        "2026-04-01",
    )
    assert act(client, 3, "temata", themes=["vymyslene"]).status_code == 200
    act(client, 3, "temata", themes=["lhuty"])
    assert [theme.name for theme in themes.themes_of(found.comment)] == ["Lhůty"]
    act(client, 3, "poznamka", text="Zavolat autorovi.")
    assert "Zavolat autorovi." in text_of(client.get(url("settlement-detail", "R1-0003")))
    verbs = Event.objects.filter(record=found.comment.contribution.record).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "comment_received",
        "settlement_assigned",
        "themes_changed",
    ]


def test_assigning_does_not_disturb_who_writes_the_answer(client, editor, round):
    before = settlement(3).lock_version
    act(client, 3, "prideleni", assignee=editor.pk, department="", due_on="")
    assert propose(client, lock_version=before).status_code == 302
    assert settlement(3).state == SettlementState.PROPOSED


@pytest.mark.parametrize("path", ["neni", "navrh-x"])
def test_an_unknown_act_is_not_there(client, round, path):
    assert client.post(url("settlement-act", "R1-0003", path)).status_code == 404


def test_what_a_role_may_not_do_is_refused(round):
    secretary = signed_in(person(Role.SECRETARY))
    assert propose(secretary).status_code == 403
    assert settlement(3).state == SettlementState.OPEN


def test_an_assigned_chair_may_propose(round):
    chair = person(Role.CHAIR)
    assignments.assign_settlements(
        settlements=[settlement(3)], assignee=chair, by=build.editor(), at=timezone.now()
    )
    assert propose(signed_in(chair)).status_code == 302


def test_script_in_an_answer_is_words_only(client, round):
    propose(client, reason="<script>alert(1)</script>Proto & tak")
    page = client.get(url("settlement-detail", "R1-0003")).content.decode()
    assert "<script>alert" not in page


def test_help_says_what_each_outcome_needs(client):
    page = client.get(url("settling-help"))
    rows = {str(row["label"]): row for row in page.context["outcomes"]}
    assert rows["Akceptováno"]["changes_text"]
    assert not rows["Akceptováno"]["needs_reason"]
    assert rows["Vysvětleno"]["needs_consent"]
    assert rows["Neakceptováno"]["opens_dispute"]
