"""The list of documents and the plan of a freeze: findings, releasing, changes."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concept import actions
from concept.enums import PlanState
from concept.models import FreezePlan, SectionPage, Version
from concept.versions_desk import queries as queries_of_desk
from concept.versions_desk.forms import AccessForm
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.concept import build
from tests.concept.versions_desk.at_desk import (
    FIRST,
    SECOND,
    THIRD,
    add_section,
    freeze,
    person,
    prepare,
    seal_data,
    url,
)
from tests.factories.people import AudienceFactory

pytestmark = pytest.mark.django_db
LIST_QUERIES = 16


# --- The list


def test_list_shows_latest_version_and_counts_newer_sections(desk, document, editor, clock):
    version = freeze(document, editor, "0.9")
    page = text_of(desk.get(url("document-list")))
    assert f"{document.title} 0.9" in page
    assert "Uzavřená" in page
    clock.shift(60)
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, FIRST, release=False)
    add_section(document, "2", "Cíle", THIRD, release=False)
    assert "2 kapitoly" in text_of(desk.get(url("document-list")))
    assert version.label == "0.9"


def test_page_of_a_document_lists_its_versions(desk, document, editor):
    old, new = freeze(document, editor, "0.9"), freeze(document, editor, "1.0")
    page = desk.get(url("plan-detail", document.pk))
    assert [version for version, _standing in page.context["versions"]] == [new, old]
    assert all(url("version-detail", each.pk) in page.content.decode() for each in (old, new))


def test_list_costs_the_same_queries_for_one_and_three_documents(
    desk, document, editor, django_assert_num_queries
):
    freeze(document, editor, "1.0")
    desk.get(url("document-list"))
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(url("document-list"))
    for number in (2, 3):
        other = build.document(f"plan-{number}", f"Plán {number}")
        add_section(other, "1", "Úvod", FIRST)
        freeze(other, editor, "1.0")
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(url("document-list"))


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR, Role.EVALUATOR])
def test_staff_who_do_not_edit_see_no_button_to_prepare(document, role):
    client = signed_in(person(role))
    assert url("plan-start", document.pk) not in client.get(url("document-list")).content.decode()
    assert client.get(url("plan-detail", document.pk)).status_code == 200
    refused = client.post(url("plan-start", document.pk))
    assert refused.status_code == 403
    assert FreezePlan.objects.count() == 0


def test_who_is_no_staff_does_not_learn_of_the_desk(document):
    officer = signed_in(person(Role.DATA_PROTECTION_OFFICER))
    assert officer.get(url("document-list")).status_code == 404
    assert officer.post(url("plan-start", document.pk)).status_code == 404
    assert "/admin/verze/" not in officer.get("/admin/").content.decode()


def test_circles_of_readers_to_choose_are_in_czech_order():
    for name in ("Sousedé", "Česká rada", "Chodci", "Senioři"):
        AudienceFactory(name=name)
    form = AccessForm(audiences=queries_of_desk.audiences())
    names = [name for _key, name in form.fields["audience"].choices]
    assert names[1:] == ["Česká rada", "Chodci", "Senioři", "Sousedé"]


def test_post_without_csrf_token_is_refused(editor, document):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(url("plan-start", document.pk)).status_code == 403
    assert FreezePlan.objects.count() == 0


# --- The plan


def test_plan_is_started_shows_its_progress_and_loads_itself_again(desk, document):
    assert "Připravit další verzi" in text_of(desk.get(url("plan-detail", document.pk)))
    desk.post(url("plan-start", document.pk))
    plan = FreezePlan.objects.get()
    assert plan.state == PlanState.PREPARING
    page = desk.get(url("plan-detail", document.pk))
    assert page.headers["Refresh"] == "2"
    assert '<progress id="plan-progress" max="100" value="0">' in page.content.decode()
    actions.prepare_plan(plan=plan)
    page = desk.get(url("plan-detail", document.pk))
    assert "Refresh" not in page.headers
    assert "Pokračovat k uzavření" in text_of(page)


def test_failed_plan_says_so_and_is_tried_again(desk, document, editor):
    plan = actions.start_plan(document=document, by=editor, at=timezone.now())
    FreezePlan.objects.filter(pk=plan.pk).update(state=PlanState.FAILED, message="OSError: disk")
    page = text_of(desk.get(url("plan-detail", document.pk)))
    assert "Verzi se nepodařilo připravit" in page
    assert "OSError: disk" in page
    desk.post(url("plan-start", document.pk))
    assert FreezePlan.objects.last().state == PlanState.PREPARING


def test_findings_are_grouped_and_lead_to_their_place(desk, document, editor):
    section = add_section(document, "1", "Druhý oddíl", SECOND)
    build.rewrite(section, THIRD, release=False)
    plan = prepare(document, editor)
    assert {issue["code"] for issue in plan.issues} == {"draft_newer", "code_twice"}
    page = desk.get(url("plan-detail", document.pk))
    assert "Upozornění: podívejte se, zda je to tak správně (2)" in text_of(page)
    assert reverse("wagtailadmin_pages:edit", args=[section.pk]) in page.content.decode()


def test_finding_opens_the_very_block(desk, document, editor):
    section = add_section(document, "2", "Obrázky")
    picture = build.block("figure", {"image": None, "alt": "", "caption": "", "source": ""})
    build.rewrite(section, picture)
    plan = prepare(document, editor)
    assert [issue["code"] for issue in plan.issues] == ["no_image"]
    page = unescape(desk.get(url("plan-detail", document.pk)).content.decode())
    edit = reverse("wagtailadmin_pages:edit", args=[section.pk])
    assert f'href="{edit}#:w:contentpath=body.{picture["id"]}">Otevřít „2 Obrázky“' in page


def test_errors_stop_the_freeze(desk, editor):
    empty = build.document("prazdny", "Prázdný")
    plan = prepare(empty, editor)
    page = text_of(desk.get(url("plan-detail", empty.pk)))
    assert "Chyby: brání uzavření (1)" in page
    assert "Verzi nelze uzavřít, dokud neopravíte chyby uvedené níže." in page
    refused = desk.post(url("version-seal", empty.pk), seal_data(plan, label="0.1"))
    assert "Kontrola našla chyby." in text_of(refused)
    assert 'value="0.1"' in refused.content.decode()
    assert Version.objects.count() == 0


def test_chosen_sections_are_released_in_bulk_and_the_plan_is_prepared_again(
    desk, document, editor
):
    drafts = [
        add_section(document, str(number), f"Oddíl {number}", THIRD, release=False)
        for number in (2, 3, 4)
    ]
    prepare(document, editor)
    page = desk.get(url("plan-detail", document.pk)).content.decode()
    assert page.count('name="section"') == 3
    response = desk.post(
        url("section-release", document.pk), {"section": [drafts[0].pk, drafts[1].pk]}
    )
    assert told(response) == [
        "Do příští verze byly uvolněny 2 kapitoly. Předtím čekalo: 3, nyní: 1."
    ]
    released = SectionPage.objects.live().order_by("path")
    assert [p.title for p in released] == ["Východiska", "Oddíl 2", "Oddíl 3"]
    assert FreezePlan.objects.last().state == PlanState.PREPARING


def test_locked_section_is_not_released_and_the_reason_is_told(
    desk, document, editor, second_editor
):
    draft = add_section(document, "2", "Cíle", THIRD, release=False)
    SectionPage.objects.filter(pk=draft.pk).update(
        locked=True, locked_by=second_editor, locked_at=timezone.now()
    )
    response = desk.post(url("section-release", document.pk), {"section": [draft.pk]})
    assert told(response) == [
        "Do příští verze nebyla uvolněna žádná kapitola. Předtím čekalo: 1, nyní: 1.",
        "Kapitola „2 Cíle“ nebyla uvolněna: zamkl ji někdo jiný.",
    ]
    assert not SectionPage.objects.get(pk=draft.pk).live


def test_incomplete_draft_is_not_released(desk, document, editor):
    draft = add_section(document, "2", "Opatření", release=False)
    measure = {"code": "", "title": "", "due_kind": "ongoing", "partners": []}
    build.rewrite(draft, build.block("measure", measure), release=False)
    response = desk.post(url("section-release", document.pk), {"section": [draft.pk]})
    assert told(response)[1:] == [
        "Kapitola „2 Opatření“ nebyla uvolněna: není v ní vyplněno, co vyplněno být musí. "
        "Otevřete ji a uvolněte tam."
    ]
    assert not SectionPage.objects.get(pk=draft.pk).live


def test_sections_of_another_document_cannot_be_released_through_this_one(desk, document):
    other = build.document("jiny", "Jiný")
    draft = add_section(other, "1", "Cizí", THIRD, release=False)
    response = desk.post(url("section-release", document.pk), {"section": [draft.pk, "x"]})
    assert told(response) == ["Vyberte aspoň jednu kapitolu."]
    assert not SectionPage.objects.get(pk=draft.pk).live


def test_changes_are_counted_by_section_and_shown_before_and_after(desk, document, editor):
    section = SectionPage.objects.get(title="Východiska")
    freeze(document, editor, "0.8")
    edited = FIRST.replace("sedm set", "osm set")
    build.rewrite(section, edited, SECOND)
    add_section(document, "2", "Cíle", THIRD)
    prepare(document, editor)
    page = desk.get(url("plan-detail", document.pk))
    assert "Co se změní od verze 0.8" in text_of(page)
    changes = {row.title: row for row in page.context["changes"]}
    assert [(c.new_count, c.edited_count) for c in changes.values()] == [(0, 1), (1, 0)]
    page = desk.get(url("plan-changes", document.pk)).content.decode()
    assert "<del>" in page
    assert "sedm" in page
    assert "osm" in page
    assert THIRD in page
