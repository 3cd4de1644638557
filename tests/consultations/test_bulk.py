"""Steps over many comments: counted before, reported after, each row on its own."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.actions import bulk, settlements, themes
from consultations.enums import BulkFate, BulkKind, BulkState, CommentNature, Weight
from consultations.models import BulkStep, Comment, Settlement
from consultations.queries import standard_answers
from consultations.tasks import run_bulk_step
from people.enums import OrganisationKind, Role
from tests.browsers import signed_in, text_of
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def open_round():
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    made = build.open_round(build.version(build.text()), bodies=[(lipa, True)], is_public=True)
    build.sent(
        made,
        {"words": "Zásadní věc.", "weight": Weight.ESSENTIAL},
        {"words": "Překlep.", "nature": CommentNature.FORMAL},
        {"words": "Doplnit lhůtu."},
        {"words": "Vypustit větu."},
        person=clerk,
        organisation=lipa,
    )
    return made


round = built_once(open_round)


@pytest.fixture
def editor():
    return person(Role.EDITOR)


@pytest.fixture
def chair():
    return person(Role.CHAIR)


def keys(*numbers: int) -> list[int]:
    found = dict(Settlement.objects.values_list("comment__number", "pk"))
    return [found[number] for number in numbers]


def step(round, kind, by, *numbers, **params) -> BulkStep:
    return bulk.start_step(
        round=round,
        kind=kind,
        params=params,
        targets=keys(*numbers),
        language="cs",
        by=by,
        at=timezone.now(),
    )


def fates(made: BulkStep) -> list[tuple[str, str]]:
    return [(row["reference"][-1], row["fate"]) for row in made.results]


def states() -> list[str]:
    return list(Settlement.objects.order_by("comment__number").values_list("state", flat=True))


def propose(editor, *numbers, outcome="not_accepted"):
    for key in keys(*numbers):
        settlements.propose_settlement(
            settlement=Settlement.objects.get(pk=key),
            outcome=outcome,
            reason="Protože.",
            by=editor,
            at=timezone.now(),
        )


def test_assign_changes_only_what_is_named(round, editor):
    department = build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT)
    made = step(round, BulkKind.ASSIGN, editor, 1, 2, department=department.pk)
    assert fates(made) == [("1", "changed"), ("2", "changed")]
    made = step(round, BulkKind.ASSIGN, editor, 1, 2, 3, due_on="2026-05-01")
    found = Settlement.objects.order_by("comment__number").values_list("department", "due_on")
    assert [(pk == department.pk, f"{day}") for pk, day in found] == [
        (True, "2026-05-01"),
        (True, "2026-05-01"),
        (False, "2026-05-01"),
        (False, "None"),
    ]
    again = step(round, BulkKind.ASSIGN, editor, 1, due_on="2026-05-01")
    assert fates(again) == [("1", "same")]
    taken = step(round, BulkKind.ASSIGN, editor, 1, department=None)
    assert fates(taken) == [("1", "changed")]


def test_themes_are_added(round, editor):
    theme = themes.create_theme(name="Lhůty")
    made = step(round, BulkKind.THEME, editor, 3, 4, themes=[theme.slug])
    assert fates(made) == [("3", "changed"), ("4", "changed")]
    assert fates(step(round, BulkKind.THEME, editor, 3, themes=[theme.slug])) == [("3", "same")]
    unknown = step(round, BulkKind.THEME, editor, 3, themes=["neni"])
    assert fates(unknown) == [("3", "refused")]


def test_a_standard_answer_is_proposed_for_all_that_are_open(round, editor, chair):
    answer = build.standard_answer()
    propose(editor, 4)
    settlements.decide_settlement(
        settlement=Settlement.objects.get(comment__number=4),
        decided_as="chair",
        by=chair,
        at=timezone.now(),
    )
    made = step(round, BulkKind.PROPOSE, editor, 1, 3, 4, answer=answer.pk, outcome="noted")
    assert fates(made) == [("1", "changed"), ("3", "changed"), ("4", "refused")]
    assert states() == ["proposed", "open", "proposed", "decided"]
    assert Settlement.objects.get(comment__number=3).reason == answer.text
    assert standard_answers.answer_uses([answer])[answer.pk] == 2


def test_decide_en_bloc_by_a_meeting_says_which_were_refused_and_why(round, editor):
    propose(editor, 1, 2, 3)
    made = step(
        round,
        BulkKind.DECIDE,
        build.secretary(),
        1,
        2,
        3,
        4,
        **{"as": "meeting", "on": "2026-02-20", "where": "Společné jednání"},
    )
    assert fates(made) == [
        ("1", "refused"),
        ("2", "changed"),
        ("3", "changed"),
        ("4", "refused"),
    ]
    assert [row["reason"] for row in made.results if row["fate"] == BulkFate.REFUSED] == [
        "Odmítnutí zásadní připomínky zakládá rozpor. Nejdříve ho otevřete.",
        "Tento krok v současném stavu vypořádání nelze udělat.",
    ]
    assert states() == ["proposed", "decided", "decided", "open"]
    decided = Settlement.objects.get(comment__number=3)
    assert (f"{decided.decided_on}", decided.decided_where) == ("2026-02-20", "Společné jednání")


def test_who_proposed_does_not_decide_essential_ones_en_bloc_either(round, editor):
    propose(editor, 1, 3, outcome="partly_accepted")
    made = step(
        round,
        BulkKind.DECIDE,
        editor,
        1,
        3,
        **{"as": "meeting", "on": "2026-02-20", "where": "Společné jednání"},
    )
    assert fates(made) == [("1", "refused"), ("3", "changed")]


def test_own_word_decides_what_the_role_allows(round, editor, chair, clock):
    propose(editor, 1, 2, 3)
    by_editor = step(round, BulkKind.DECIDE, editor, 1, 2, 3, **{"as": "own"})
    assert fates(by_editor) == [("1", "refused"), ("2", "changed"), ("3", "refused")]
    clock.shift(60)
    by_chair = step(round, BulkKind.DECIDE, chair, 1, 2, 3, **{"as": "own"})
    assert fates(by_chair) == [("1", "refused"), ("2", "same"), ("3", "changed")]


def test_review_and_answer(round, editor, chair):
    propose(editor, 3, 4)
    assert fates(step(round, BulkKind.REVIEW, chair, 2, 3, 4)) == [
        ("2", "refused"),
        ("3", "changed"),
        ("4", "changed"),
    ]
    step(round, BulkKind.DECIDE, chair, 3, **{"as": "own"})
    assert fates(step(round, BulkKind.ANSWER, editor, 3, 4)) == [
        ("3", "changed"),
        ("4", "refused"),
    ]
    assert states() == ["open", "open", "answered", "reviewed"]


def test_join_answers_several_at_once(round, editor):
    made = step(round, BulkKind.JOIN, editor, 2, 3, 4, title="Lhůty")
    assert [fate for _n, fate in fates(made)] == ["changed"] * 3
    propose(editor, 3)
    assert states() == ["open", "proposed", "proposed", "proposed"]
    decided = step(round, BulkKind.DECIDE, build.chair(), 2, 3, 4, **{"as": "own"})
    assert [fate for _n, fate in fates(decided)] == ["changed"] * 3
    assert states() == ["open", "decided", "decided", "decided"]


def test_each_row_more_costs_ten_queries_and_pages_are_made_anew_once(round, editor):
    def cost(*numbers: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            step(round, BulkKind.REVIEW, editor, *numbers)
        raised = [q for q in asked.captured_queries if 'UPDATE "core_generation"' in q["sql"]]
        assert len(raised) == 1
        return len(asked)

    propose(editor, 1, 2, 3, 4)
    cost(1)  # what is asked only once is known now
    one, two = cost(2), cost(3, 4)
    assert (states(), two - one) == (["reviewed"] * 4, 11)


def test_equal_comments_in_one_step_are_changed_by_the_first_of_them(round, editor):
    step(round, BulkKind.JOIN, editor, 2, 3)
    propose(editor, 2, 4)
    made = step(round, BulkKind.REVIEW, editor, 2, 3, 4)
    assert fates(made) == [("2", BulkFate.CHANGED), ("3", BulkFate.CHANGED), ("4", "changed")]
    assert states() == ["open", "reviewed", "reviewed", "reviewed"]
    rows = Settlement.objects.order_by("comment__number")
    assert [row.history.count() for row in rows] == [0, 2, 2, 2]


def test_what_the_table_refuses_is_said_in_words(round, editor):
    propose(editor, 2)
    found = Settlement.objects.select_related("comment__contribution__record").get(pk=keys(2)[0])
    found.outcome, found.decided_by, found.decided_at = "open", editor, timezone.now()
    with pytest.raises(ValidationError, match="settlement_decided_has_an_outcome"):
        settlements.move_settlement(found, "decided", by=editor, at=timezone.now())
    assert states()[1] == "proposed"


def test_one_row_does_not_spoil_the_others(round, editor):
    Comment.objects.filter(number=2).update(withdrawn_at=timezone.now())
    made = step(round, BulkKind.ASSIGN, editor, 1, 2, 3, due_on="2026-05-01")
    assert fates(made) == [("1", "changed"), ("2", "refused"), ("3", "changed")]


def test_comments_of_another_round_are_refused(round, editor):
    other = build.open_round(build.version(build.text("jina"), "0.1"), is_public=True)
    build.sent(other, "Cizí.")
    foreign = Settlement.objects.get(comment__round=other)
    made = bulk.start_step(
        round=round,
        kind=BulkKind.ASSIGN,
        params={"due_on": "2026-05-01"},
        targets=[foreign.pk],
        language="cs",
        by=editor,
        at=timezone.now(),
    )
    assert made.results[0]["fate"] == BulkFate.REFUSED


def test_many_run_as_a_job_that_goes_on_where_it_stopped(round, editor, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    made = step(round, BulkKind.ASSIGN, editor, 1, 2, 3, due_on="2026-05-01")
    assert made.state == BulkState.WAITING
    client = signed_in(editor)
    page = client.get(url("bulk-detail", round.pk, made.pk))
    assert page.headers["Refresh"] == "2"
    assert "Hotovo 0 z 3." in text_of(page)
    done = [{"reference": "R1-0001", "fate": "changed", "reason": ""}]
    BulkStep.objects.filter(pk=made.pk).update(results=done, done_count=1)
    run_bulk_step.function(step_id=made.pk)
    run_bulk_step.function(step_id=made.pk)
    made.refresh_from_db()
    assert (made.state, made.done_count) == (BulkState.DONE, 3)
    assert fates(made) == [("1", "changed"), ("2", "changed"), ("3", "changed")]
    # what was reported before is not done again
    assert [
        f"{day}" for day in Settlement.objects.order_by("pk").values_list("due_on", flat=True)
    ] == [
        "None",
        "2026-05-01",
        "2026-05-01",
        "None",
    ]


# --- screens -----------------------------------------------------------------------------------------


def prepare(client, round, kind, **data):
    return client.post(url("bulk-prepare", round.pk), {"kind": kind, "query": "", **data})


def test_screen_says_how_many_before_and_after(round, editor):
    client = signed_in(editor)
    before = prepare(client, round, "assign", which="all", query="q=lhůta")
    assert "Krok se týká 1 připomínky." in text_of(before)
    assert states() == ["open"] * 4
    chosen = prepare(client, round, "assign", which="chosen", chosen=keys(1, 3))
    assert "Krok se týká 2 připomínek." in text_of(chosen)
    done = prepare(
        client, round, "assign", which="chosen", chosen=keys(1, 3), confirm="1", due_on="2026-05-01"
    )
    report = text_of(client.get(done.url))
    assert "Vybráno 2 Změněno 2 Už tak bylo 0 Odmítnuto 0" in report


def test_screen_keeps_what_was_typed_when_something_is_missing(round, editor):
    client = signed_in(editor)
    page = prepare(client, round, "join", which="chosen", chosen=keys(1, 3), confirm="1", title="")
    assert page.status_code == 200
    assert page.context["chosen"] == keys(1, 3)
    nothing = prepare(client, round, "join", which="chosen")
    assert nothing.status_code == 302


def test_screen_lists_refusals_with_links(round, editor):
    secretary = signed_in(person(Role.SECRETARY))
    done = prepare(
        secretary,
        round,
        "decide",
        which="chosen",
        chosen=keys(4),
        confirm="1",
        decided_as="meeting",
        decided_on="2026-02-20",
        decided_where="Jednání",
    )
    page = secretary.get(done.url)
    assert "R1-0004 Tento krok v současném stavu" in text_of(page)
    assert url("settlement-detail", "R1-0004") in page.content.decode()


def test_personal_cases_are_in_no_step_of_those_who_may_not_know_of_them(round, chair):
    Comment.objects.filter(number=3).update(personal_case="kept", personal_case_at=timezone.now())
    page = prepare(signed_in(chair), round, "assign", which="chosen", chosen=keys(3, 4))
    assert page.context["count"] == 1


@pytest.mark.parametrize("kind", ["search", "neni", ""])
def test_an_unknown_kind_is_not_there(round, editor, kind):
    assert prepare(signed_in(editor), round, kind).status_code == 404


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("assign", {Role.EDITOR, Role.SECRETARY, Role.CHAIR}),
        ("theme", {Role.EDITOR, Role.SECRETARY, Role.CHAIR}),
        ("propose", {Role.EDITOR}),
        ("review", {Role.EDITOR, Role.CHAIR}),
        ("decide", {Role.EDITOR, Role.SECRETARY, Role.CHAIR}),
        ("join", {Role.EDITOR}),
        ("answer", {Role.EDITOR}),
    ],
)
def test_who_may_begin_a_step(round, kind, allowed):
    for role in (Role.EDITOR, Role.SECRETARY, Role.CHAIR, Role.EVALUATOR):
        page = prepare(signed_in(person(role)), round, kind, which="chosen", chosen=keys(3))
        assert page.status_code == (200 if role in allowed else 403), role
