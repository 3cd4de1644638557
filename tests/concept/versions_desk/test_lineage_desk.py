"""Where passages come from: answered before a freeze."""

from html import unescape

import pytest

from concept import actions
from concept.actions.lineage import uncertain_passages
from concept.models import FreezePlan, Version
from tests.browsers import text_of
from tests.concept.versions_desk.at_desk import open_plan, seal_data, url

pytestmark = pytest.mark.django_db
LINEAGE_QUERIES = 13


def test_decisions_are_saved_and_the_rest_stays(desk, document, uncertain):
    page = desk.get(url("lineage-answer", document.pk))
    first, second = uncertain_passages(uncertain)[:2]
    assert first["text"] in unescape(page.content.decode())
    response = desk.post(
        url("lineage-answer", document.pk),
        {
            "lock_version": uncertain.lock_version,
            "shown": [first["answer_key"], second["answer_key"]],
            f"choice-{first['answer_key']}": "new" if first["old_uids"] else "keep",
        },
    )
    assert response.status_code == 302
    plan = open_plan(document)
    assert plan.answers == {first["answer_key"]: ""}
    left = [passage["answer_key"] for passage in uncertain_passages(plan)]
    assert first["answer_key"] not in left
    assert second["answer_key"] in left


def test_another_ancestor_is_chosen_among_deleted_passages(desk, document, uncertain):
    deleted = uncertain.content["deleted"]
    passage = uncertain_passages(uncertain)[0]
    key = passage["answer_key"]
    data = {
        "lock_version": uncertain.lock_version,
        "shown": [key],
        f"choice-{key}": "other",
    }
    response = desk.post(url("lineage-answer", document.pk), data)
    assert "Vyberte odstavec, ze kterého pochází." in text_of(response)
    desk.post(url("lineage-answer", document.pk), data | {f"ancestor-{key}": deleted[0]})
    plan = open_plan(document)
    assert plan.answers == {key: deleted[0]}
    chosen = next(p for p in plan.content["passages"] if p["answer_key"] == key)
    assert chosen["old_uids"] == [deleted[0]]
    assert deleted[0] not in plan.content["deleted"]


def test_stale_answer_keeps_what_was_chosen_and_says_so(desk, document, uncertain, second_editor):
    key = uncertain_passages(uncertain)[0]["answer_key"]
    actions.answer_lineage(plan=uncertain, answers={key: ""}, lock_version=uncertain.lock_version)
    response = desk.post(
        url("lineage-answer", document.pk),
        {"lock_version": uncertain.lock_version, "shown": [key], f"choice-{key}": "keep"},
    )
    page = text_of(response)
    assert "Někdo jiný mezitím odpověděl" in page
    assert "O tomto odstavci mezitím někdo rozhodl" in page
    assert f'name="choice-{key}" value="keep"' in response.content.decode()
    assert "checked" in response.content.decode()
    assert open_plan(document).answers == {key: ""}


def test_all_proposals_are_confirmed_at_once(desk, document, uncertain):
    proposed = {p["answer_key"]: p["old_uids"] for p in uncertain_passages(uncertain)}
    desk.post(url("lineage-confirm", document.pk), {"lock_version": uncertain.lock_version})
    plan = open_plan(document)
    assert uncertain_passages(plan) == []
    kept = {p["answer_key"]: p["old_uids"] for p in plan.content["passages"]}
    assert {key: kept[key] for key in proposed} == proposed


def test_undecided_passages_refuse_the_freeze(desk, document, uncertain):
    response = desk.post(url("version-seal", document.pk), seal_data(uncertain))
    assert "Nejdřív rozhodněte, odkud pocházejí nejisté odstavce." in text_of(response)
    assert Version.objects.count() == 1


def test_questions_are_paged_and_cost_the_same_queries(
    desk, document, uncertain, django_assert_num_queries
):
    desk.get(url("lineage-answer", document.pk))
    with django_assert_num_queries(LINEAGE_QUERIES):
        desk.get(url("lineage-answer", document.pk))
    content = uncertain.content
    template = uncertain_passages(uncertain)[0]
    content["passages"] += [
        template | {"answer_key": f"copy-{number}", "uid": str(number)} for number in range(60)
    ]
    FreezePlan.objects.filter(pk=uncertain.pk).update(content=content)
    with django_assert_num_queries(LINEAGE_QUERIES):
        page = desk.get(url("lineage-answer", document.pk))
    assert page.content.decode().count('name="shown"') == 50
    assert "Strana 1 z 2" in text_of(page)
