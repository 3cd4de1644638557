"""Screens of the desk of versions, for editors and for everybody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from concept import actions, queries
from concept.actions.lineage import uncertain_passages
from concept.enums import AccessLevel, PlanState, Standing
from concept.models import FreezePlan, Redaction, SectionPage, Version
from concept.versions_desk import queries as queries_of_desk
from concept.versions_desk.forms import AccessForm
from core import jobs
from people.enums import Role
from tests.concept import build
from tests.factories.people import AudienceFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST_QUERIES = 16
LINEAGE_QUERIES = 13

FIRST = "Město má sedm set bytů určených k sociálnímu bydlení a každý rok jich přibývá."
SECOND = "Domácnost v bytové nouzi dostane pomoc sociálního pracovníka do jednoho měsíce."
THIRD = "O přidělení bytu rozhoduje komise složená ze zástupců tří odborů magistrátu."


def person(*roles: str, name: str = "Osoba"):
    return UserFactory(name=name, roles=roles, is_demo=True)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return person(Role.EDITOR, name="Edita Redaktorová")


@pytest.fixture
def second_editor():
    return person(Role.EDITOR, name="Dora Druhá")


@pytest.fixture
def desk(editor) -> Client:
    return signed_in(editor)


@pytest.fixture
def document():
    document = build.document(title="Koncepce bydlení")
    add_section(document, "1", "Východiska", FIRST, SECOND)
    return document


def add_section(document, code: str, title: str, *words: str, release: bool = True):
    return build.section(document, title, *words, code=code, release=release)


def prepare(document, by) -> FreezePlan:
    plan = actions.start_plan(document=document, by=by, at=timezone.now())
    return actions.prepare_plan(plan=plan)


def freeze(document, by, label: str) -> Version:
    plan = prepare(document, by)
    plan = actions.confirm_lineage(plan=plan, lock_version=plan.lock_version)
    return build.seal(plan, label, by=by)


def url(name: str, *args) -> str:
    return reverse(f"versions_desk:{name}", args=args)


def text_of(response) -> str:
    """The words of a page without markup, blanks folded."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def open_plan(document) -> FreezePlan:
    return FreezePlan.objects.exclude(state=PlanState.SEALED).filter(document=document).last()


def seal_data(plan, **more) -> dict:
    return {
        "plan": plan.pk,
        "label": "0.9",
        "purpose": "working",
        "reason": "Návrh pro radu.",
        **more,
    }


# --- The list -----------------------------------------------------------------------------------------


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


# --- The plan -----------------------------------------------------------------------------------------


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


# --- Lineage ------------------------------------------------------------------------------------------


@pytest.fixture
def uncertain(document, editor):
    """A plan with passages whose origin is not certain."""
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, *OLD_TEXTS)
    freeze(document, editor, "0.8")
    build.rewrite(section, *NEW_TEXTS)
    plan = prepare(document, editor)
    assert len(uncertain_passages(plan)) >= 2
    return plan


# Half of each sentence is new: alike, but not surely the same.
OLD_TEXTS = (
    "Město zřídí kontaktní místo pro bydlení, kde lidé dostanou radu a pomoc s hledáním bytu.",
    "Odbor sociálních věcí každý čtvrtrok vyhodnotí, kolik domácností si udrželo nájemní byt.",
    "Nájemné v sociálních bytech se odvozuje od příjmu domácnosti a od ceny v místě obvyklé.",
)
NEW_TEXTS = (
    "Město zřídí kontaktní místo pro seniory. Provoz od příštího roku převezme spolek z kraje "
    "a lidé tam zajdou.",
    "Odbor sociálních věcí pravidelně ověří práci terénních pracovníků, jejich návštěvy i zprávy.",
    "Zcela jiná věta o dopravní obslužnosti okrajových obvodů a četnosti spojů v noci.",
)


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


# --- Sealing ------------------------------------------------------------------------------------------


def test_version_is_frozen_and_its_page_is_shown(desk, document, editor):
    plan = prepare(document, editor)
    assert desk.get(url("version-seal", document.pk)).status_code == 200
    response = desk.post(url("version-seal", document.pk), seal_data(plan))
    version = Version.objects.get()
    assert response.url == url("version-detail", version.pk)
    assert told(response) == ["Verze 0.9 je uzavřená. Nikdo už ji nemůže změnit."]
    assert (version.label, version.purpose, version.reason, version.frozen_by) == (
        "0.9",
        "working",
        "Návrh pro radu.",
        editor,
    )


def test_taken_label_comes_back_with_everything_typed(desk, document, editor):
    freeze(document, editor, "0.9")
    plan = prepare(document, editor)
    response = desk.post(url("version-seal", document.pk), seal_data(plan))
    assert response.context["form"].errors == {"label": ["Verze s názvem 0.9 už existuje."]}
    assert "Návrh pro radu." in response.content.decode()
    assert Version.objects.count() == 1


def test_second_of_two_editors_is_told_who_was_faster(desk, document, editor, second_editor):
    plan = prepare(document, editor)
    other = signed_in(second_editor)
    other.get(url("version-seal", document.pk))
    desk.post(url("version-seal", document.pk), seal_data(plan))
    response = other.post(url("version-seal", document.pk), seal_data(plan, label="1.0"))
    page = text_of(response)
    assert "Verzi 0.9 mezitím uzavřel někdo jiný: Edita Redaktorová." in page
    assert 'value="1.0"' in response.content.decode()
    assert "Návrh pro radu." in response.content.decode()
    assert [v.number for v in Version.objects.all()] == [1]


def test_earlier_attempts_are_gone_with_the_freeze(desk, document, editor):
    prepare(document, editor)
    plan = prepare(document, editor)
    desk.post(url("version-seal", document.pk), seal_data(plan))
    assert [found.pk for found in FreezePlan.objects.all()] == [plan.pk]
    page = desk.get(url("plan-detail", document.pk))
    assert page.context["plan"] is None
    assert "Připravit další verzi" in text_of(page)


def test_edit_between_prepare_and_freeze_is_prepared_again_with_answers_and_typed_text_kept(
    desk, document, uncertain
):
    actions.confirm_lineage(plan=uncertain, lock_version=uncertain.lock_version)
    answers = open_plan(document).answers
    add_section(document, "9", "Závěr", THIRD)
    data = seal_data(uncertain, label="1.0", reason="Znění po jednání.")
    response = desk.post(url("version-seal", document.pk), data)
    page = response.content.decode()
    assert "Text byl mezitím uvolněn" in unescape(page)
    assert f'formaction="{url("plan-start", document.pk)}"' in page
    desk.post(url("plan-start", document.pk), data)
    plan = open_plan(document)
    assert plan.answers == answers
    plan = actions.prepare_plan(plan=plan)
    assert uncertain_passages(plan) == []
    form = desk.get(url("version-seal", document.pk)).context["form"]
    assert (form["label"].value(), form["reason"].value()) == ("1.0", "Znění po jednání.")
    desk.post(url("version-seal", document.pk), seal_data(plan, label="1.0"))
    assert [v.label for v in Version.objects.order_by("number")] == ["0.8", "1.0"]


# --- One version --------------------------------------------------------------------------------------


@pytest.fixture
def version(document, editor):
    return freeze(document, editor, "0.9")


def test_page_of_a_version_shows_facts_and_forms_to_the_editor(desk, version):
    page = desk.get(url("version-detail", version.pk))
    words = text_of(page)
    assert version.digest in words
    assert "Zaměstnanci města" in words
    assert list(page.context["forms"]) == ["approve", "propose", "withdraw", "access"]
    assert reverse("concept:version-download", args=["koncepce", "0-9", "pdf"]) in (
        page.content.decode()
    )


ACTS = ("version-approve", "version-propose", "version-withdraw", "version-access")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR, Role.EVALUATOR])
def test_other_staff_see_no_forms_and_are_refused(version, role):
    client = signed_in(person(role))
    page = client.get(url("version-detail", version.pk))
    assert list(page.context["forms"]) == []
    assert [client.post(url(name, version.pk)).status_code for name in ACTS] == [403] * 4
    for name in ("correction-search", "redaction-search"):
        assert client.get(url(name, version.pk)).status_code == 403
    assert version.steps.count() == 0


def test_unknown_version_is_not_found(desk, version):
    assert desk.get(url("version-detail", version.pk + 1)).status_code == 404
    officer = signed_in(person(Role.DATA_PROTECTION_OFFICER))
    assert officer.get(url("version-detail", version.pk)).status_code == 404


def test_approval_is_recorded(desk, version):
    data = {
        "body": "Zastupitelstvo města",
        "occurred_on": "2026-03-02",
        "verb": "approve",
        "resolution": "1234/ZM",
        "votes_for": "40",
        "votes_against": "3",
        "votes_abstained": "2",
    }
    response = desk.post(url("version-approve", version.pk), data)
    assert told(response) == ["Schválení je zaznamenáno."]
    page = text_of(desk.get(url("version-detail", version.pk)))
    assert "Zastupitelstvo města schvaluje, usnesení č. 1234/ZM" in page
    assert "pro 40, proti 3, zdrželo se 2" in page
    assert queries.standing(version) == Standing.APPROVED


def test_refused_approval_comes_back_as_typed(desk, version):
    data = {"body": "Rada města", "occurred_on": "2020-01-01", "verb": "approve"}
    response = desk.post(url("version-approve", version.pk), data)
    assert "Verzi nelze schválit dřív, než byla uzavřena." in text_of(response)
    assert 'value="Rada města"' in response.content.decode()
    assert response.context["open_form"] == "approve"
    assert version.steps.count() == 0


def test_publication_takes_two_people(desk, version, editor, second_editor):
    desk.post(url("version-propose", version.pk), {"effective_at": ""})
    page = desk.get(url("version-detail", version.pk))
    assert "agree" not in page.context["forms"]
    assert "Souhlasit mohou: Dora Druhá, Editor." in text_of(page)
    assert desk.post(url("version-agree", version.pk)).status_code == 403
    other = signed_in(second_editor)
    assert "agree" in other.get(url("version-detail", version.pk)).context["forms"]
    response = other.post(url("version-agree", version.pk))
    assert told(response) == ["Souhlasili jste se zveřejněním."]
    assert queries.standing(version) == Standing.PUBLISHED
    page = text_of(other.get(url("version-detail", version.pk)))
    assert "Všichni" in page


def test_chair_may_agree(desk, version):
    desk.post(url("version-propose", version.pk))
    chair = signed_in(person(Role.CHAIR))
    page = chair.get(url("version-detail", version.pk))
    assert list(page.context["forms"]) == ["agree", "cancel"]
    chair.post(url("version-agree", version.pk))
    assert queries.standing(version) == Standing.PUBLISHED


def test_proposal_that_was_answered_meanwhile_is_explained(desk, version, second_editor):
    desk.post(url("version-propose", version.pk))
    other = signed_in(second_editor)
    other.post(url("version-agree", version.pk))
    response = other.post(url("version-agree", version.pk))
    assert "Zveřejnění této verze nikdo nenavrhl." in text_of(response)


def test_publication_is_scheduled(desk, version, second_editor):
    past = desk.post(url("version-propose", version.pk), {"effective_at": "2026-03-01T08:00"})
    assert "Tento okamžik už minul." in text_of(past)
    assert 'value="2026-03-01T08:00"' in past.content.decode()
    desk.post(url("version-propose", version.pk), {"effective_at": "2026-04-01T08:00"})
    signed_in(second_editor).post(url("version-agree", version.pk))
    assert queries.standing(version) == Standing.FROZEN
    assert "bude zveřejněna 1. 4. 2026" in text_of(desk.get(url("version-detail", version.pk)))
    actions.publish_due_versions(at=timezone.now() + timedelta(days=40))
    assert queries.standing(version) == Standing.PUBLISHED


def test_an_agreed_publication_is_cancelled_with_a_reason(desk, version, editor, second_editor):
    moment = timezone.now() + timedelta(days=30)
    ours = {"version": version, "at": timezone.now()}
    actions.propose_publication(by=editor, effective_at=moment, **ours)
    actions.agree_publication(by=second_editor, **ours)
    desk.post(
        url("version-approve", version.pk),
        {"body": "Rada", "occurred_on": timezone.localdate().isoformat(), "verb": "approve"},
    )
    page = desk.get(url("version-detail", version.pk))
    assert "bude zveřejněna" in text_of(page)  # an approval recorded since does not hide it
    assert list(page.context["forms"]) == ["approve", "cancel", "withdraw", "access"]
    empty = desk.post(url("version-cancel-publication", version.pk), {"note": ""})
    assert empty.context["open_form"] == "cancel"
    answer = desk.post(url("version-cancel-publication", version.pk), {"note": "Chybí mapa."})
    assert told(answer) == ["Zveřejnění je zrušeno."]
    page = desk.get(url("version-detail", version.pk))
    assert "Zveřejnění zrušeno" in text_of(page)
    assert "Chybí mapa." in text_of(page)
    assert "bude zveřejněna" not in text_of(page)
    assert "propose" in page.context["forms"]


def test_withdrawal_needs_a_reason_and_certainty(desk, version):
    response = desk.post(url("version-withdraw", version.pk), {"note": "Chyba v tabulce."})
    assert "Chyba v tabulce." in response.content.decode()
    assert version.steps.count() == 0
    desk.post(url("version-withdraw", version.pk), {"note": "Chyba v tabulce.", "is_sure": "on"})
    page = desk.get(url("version-detail", version.pk))
    assert "Chyba v tabulce." in text_of(page)
    assert list(page.context["forms"]) == ["access"]


def test_access_is_opened_to_a_circle_of_readers(desk, version):
    audience = AudienceFactory(name="Pracovní skupina 1")
    missing = desk.post(url("version-access", version.pk), {"level": "audience"})
    assert "Vyberte okruh čtenářů." in text_of(missing)
    desk.post(url("version-access", version.pk), {"level": "audience", "audience": audience.pk})
    access = version.accesses.get()
    assert (access.level, access.audience) == (AccessLevel.AUDIENCE, audience)


def test_whoever_waits_for_a_plan_is_told_that_each_worker_ended(desk, document, editor, clock):
    plan = actions.start_plan(document=document, by=editor, at=timezone.now())
    row = DBTaskResult.objects.get()
    for worker in range(jobs.STARTS):
        row.refresh_from_db()
        row.claim(f"worker-{worker}")
        clock.shift(3 * 60 * 60)
        jobs.requeue_lost()
    plan.refresh_from_db()
    assert plan.state == PlanState.FAILED
    page = text_of(desk.get(url("plan-detail", document.pk)))
    assert "Proces na pozadí pokaždé skončil dřív, než byla verze připravená." in page
    assert "Zkusit znovu" in page


# --- Corrections and redaction ------------------------------------------------------------------------


def test_wrong_origin_is_corrected(desk, document, uncertain, editor, clock):
    actions.confirm_lineage(plan=uncertain, lock_version=uncertain.lock_version)
    version = actions.seal_version(
        plan=open_plan(document),
        label="0.9",
        purpose="working",
        reason="Návrh.",
        by=editor,
        at=timezone.now(),
    )
    clock.shift(60)
    old = version.previous.passages.get(content__text=OLD_TEXTS[2])
    new = version.passages.get(content__text=NEW_TEXTS[2])
    search = desk.get(url("correction-search", version.pk), {"q": "DOPRAVNI obsluznosti"})
    assert [p.pk for p in search.context["passages"]] == [new.pk]
    page = url("lineage-correct", version.pk, new.passage_uid)
    assert old.content.text in unescape(desk.get(page).content.decode())
    desk.post(page, {"ancestor": str(old.passage_uid), "relation": "replaced"})
    heirs = queries.lineage_map(version.previous, version)
    assert heirs[str(old.passage_uid)] == [str(new.passage_uid)]
    clock.shift(60)
    desk.post(page, {"ancestor": "new", "relation": "edited"})
    assert queries.lineage_map(version.previous, version)[str(old.passage_uid)] == []


def test_passage_to_redact_is_found_and_its_places_are_named(desk, document, version, editor):
    later = freeze(document, editor, "1.0")
    nothing = desk.get(url("redaction-search", version.pk))
    assert FIRST not in nothing.content.decode()
    found = desk.get(url("redaction-search", version.pk), {"q": "sedm set bytu"})
    passage = found.context["passages"][0]
    page = text_of(desk.get(url("passage-redact", version.pk, passage.content_id)))
    assert "Tento krok nelze vrátit." in page
    assert "verze 0.9, 1/1" in page
    assert "verze 1.0, 1/1" in page
    assert later.number == 2


@pytest.fixture
def erasable(version):
    """A content whose words no longer stand in the live text."""
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, SECOND)
    return version.passages.get(content__text=FIRST).content


def test_words_are_removed_with_a_reason(desk, version, erasable):
    page = url("passage-redact", version.pk, erasable.pk)
    assert desk.post(page, {"reason": "Osobní údaje."}).status_code == 200
    assert Redaction.objects.count() == 0
    response = desk.post(page, {"reason": "Osobní údaje.", "is_sure": "on"})
    assert response.url == url("version-detail", version.pk)
    erasable.refresh_from_db()
    assert erasable.text == ""
    assert "Odstraněná slova 1 odstavec" in text_of(desk.get(response.url))


@pytest.mark.parametrize(
    "reason", ["Byla tu věta, že město má sedm bytů.", "Stálo tu mesto MA sedm set."]
)
def test_reason_must_not_repeat_the_words(desk, version, erasable, reason):
    page = url("passage-redact", version.pk, erasable.pk)
    response = desk.post(page, {"reason": reason, "is_sure": "on"})
    assert "Důvod opakuje slova odstavce." in text_of(response)
    assert reason in unescape(response.content.decode())
    assert Redaction.objects.count() == 0


def test_words_still_in_the_live_text_are_not_removed(desk, version):
    content = version.passages.get(content__text=FIRST).content
    page = url("passage-redact", version.pk, content.pk)
    response = desk.post(page, {"reason": "Osobní údaje.", "is_sure": "on"})
    assert "Nejdřív odstraňte slova z kapitoly „1 Východiska“ a uvolněte ji." in text_of(response)
    assert Redaction.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "text", "repeats"),
    [
        ("Jméno nájemce.", "Jan Novák dluží 4 580 Kč.", False),
        ("Věta o tom, že jan novak dluží.", "Jan Novák dluží peníze.", True),
        ("Šlo o částku 4580.", "Dluh činil 4580 korun.", True),
        ("Osobní údaje domácnosti.", "Údaje o lidech.", False),
        ("Slovo tajné.", "Tajné.", True),
        ("", "", False),
    ],
)
def test_reason_that_gives_away_what_it_removes(reason, text, repeats):
    assert actions.redaction.repeats_words(reason, text) is repeats


# --- Languages ----------------------------------------------------------------------------------------


def test_screens_speak_english_to_who_asked_for_it(desk, editor, version):
    UserProfile.objects.create(user=editor, preferred_language="en")
    page = text_of(desk.get(url("version-detail", version.pk)))
    assert "What you can do" in page
    assert "Who may read" in page


def test_what_the_check_found_is_told_in_the_language_of_who_reads_it(desk, document, editor):
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, THIRD, release=False)
    prepare(document, editor)  # the job that finds it speaks Czech
    assert "má rozpracovaný text novější než uvolněný" in text_of(
        desk.get(url("plan-detail", document.pk))
    )
    UserProfile.objects.create(user=editor, preferred_language="en")
    page = text_of(desk.get(url("plan-detail", document.pk)))
    assert "“1 Východiska” has a draft newer than the released text." in page
