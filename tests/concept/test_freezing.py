"""The preflight: what stops a freeze, what only warns, and that nothing is stored by looking."""

import json
import uuid

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.images import get_image_model

from concept import actions, freezing
from concept.enums import PlanState
from concept.findings import message
from concept.models import FreezePlan, SectionPage, Version, VersionPassage
from core.models import Record
from people.enums import Role
from people.groups import GROUP_NAMES
from tests.concept import build
from tests.factories.pages import StandardPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOTE = "3f0c2e6a-6a63-4f0e-9d0e-1f3f6f1f0a11"


@pytest.fixture
def document():
    return build.document()


def found(document) -> list[tuple[str, str]]:
    return [(issue["severity"], issue["code"]) for issue in build.plan(document).issues]


def assert_refused(document) -> None:
    plan = build.plan(document)
    with pytest.raises(actions.FreezeRefused):
        build.seal(plan)
    assert (Version.objects.count(), VersionPassage.objects.count()) == (0, 0)
    assert not Record.objects.filter(kind="version").exists()


def test_a_sound_document_has_no_findings(document):
    build.section(document, "Úvod", build.heading("Pojmy"), "Text.", build.figure(build.image()))
    assert found(document) == []


def test_a_document_without_sections_is_refused(document):
    assert found(document) == [("error", "empty")]
    assert_refused(document)


def test_a_document_with_nothing_released_is_refused(document):
    build.section(document, "Úvod", "Text.", release=False)
    assert found(document) == [("warning", "not_released"), ("error", "empty")]
    assert_refused(document)


def test_an_unreleased_section_is_left_out_with_its_subsections_and_named_once(document):
    build.section(document, "Úvod", "Text.")
    hidden = build.section(document, "Rozpracované", "Text 2.", release=False)
    build.section(hidden, "Pod ním", "Text 3.")
    plan = build.plan(document)
    assert [(i["code"], i["page_id"]) for i in plan.issues] == [("not_released", hidden.pk)]
    assert plan.issues[0]["url"] == reverse("wagtailadmin_pages:edit", args=[hidden.pk])
    assert [s.title for s in build.seal(plan).sections.all()] == ["Úvod"]


def test_findings_name_their_place_and_are_read_in_the_language_of_the_reader(document):
    section = build.section(document, "Úvod", build.heading("A"), build.heading("100 %", level=5))
    build.rewrite(section, "Novější.", release=False)
    issues = build.plan(document).issues
    assert [(i["code"], i["params"]) for i in issues] == [
        ("draft_newer", {"section": "Úvod"}),
        ("skipped_level", {"heading": "100 %"}),
    ]
    with translation.override("cs"):
        assert message("skipped_level", issues[1]["params"]) == (
            "Nadpis „100 %“ přeskakuje úroveň."
        )
    with translation.override("en"):
        assert [message(i["code"], i["params"]) for i in issues] == [
            "“Úvod” has a draft newer than the released text.",
            "The heading “100 %” skips a level.",
        ]


def test_links_to_ordinary_and_deleted_pages_are_warnings_that_name_their_words(document):
    page = StandardPageFactory(title="Kontakty", parent=build.home())
    links = f'<a linktype="page" id="{page.pk}">spojení</a>, <a linktype="page" id="0">jinam</a>'
    build.section(document, "Úvod", build.text(f"<p>{links}</p>"))
    issues = build.plan(document).issues
    assert [(i["severity"], i["code"], i["params"]) for i in issues] == [
        ("warning", "page_link", {"detail": "spojení → Kontakty"}),
        ("warning", "broken_link", {"detail": "jinam"}),
    ]


def test_a_draft_newer_than_the_release_is_a_warning(document):
    section = build.section(document, "Úvod", "Text.")
    build.rewrite(section, "Novější.", release=False)
    assert found(document) == [("warning", "draft_newer")]


def test_an_open_review_is_a_warning(document):
    section = build.section(document, "Úvod", "Text.")
    section.get_workflow().start(SectionPage.objects.get(pk=section.pk), build.editor())
    assert ("warning", "open_review") in found(document)


def test_a_figure_without_alternative_text_is_refused(document):
    build.section(document, "Úvod", build.figure(build.image(), alt=""))
    assert found(document) == [("error", "missing_alternative_text")]
    assert_refused(document)


def test_a_skipped_heading_level_is_refused(document):
    build.section(document, "Úvod", build.heading("A"), build.heading("B", level=5), "Text.")
    assert found(document) == [("error", "skipped_level")]
    assert_refused(document)


def test_heading_levels_begin_anew_in_each_section(document):
    build.section(document, "Úvod", build.heading("A"), build.heading("B", level=4))
    build.section(document, "Závěr", build.heading("C", level=4))
    assert found(document) == [("error", "skipped_level")]


def test_an_image_that_is_gone_is_refused(document):
    picture = build.image()
    build.section(document, "Úvod", build.figure(picture))
    get_image_model().objects.filter(pk=picture.pk).delete()
    assert ("error", "missing_image") in found(document)
    assert_refused(document)


def test_an_image_whose_file_is_gone_is_refused(document):
    picture = build.image()
    build.section(document, "Úvod", build.figure(picture))
    picture.file.storage.delete(picture.file.name)
    assert found(document) == [("error", "unreadable_file")]
    assert_refused(document)


def test_a_footnote_mark_without_footnote_is_refused(document):
    build.section(document, "Úvod", build.text(f'<p>Věta.<footnote id="{NOTE}">[1]</footnote></p>'))
    assert ("error", "unknown_footnote") in found(document)
    assert_refused(document)


def test_a_footnote_without_mark_is_a_warning(document):
    build.section(document, "Úvod", "Text.", notes=[(NOTE, "<p>Zdroj.</p>")])
    assert found(document) == [("warning", "unused_footnote")]


def test_a_link_that_leads_nowhere_is_a_warning(document):
    build.section(
        document, "Úvod", build.text('<p>Viz <a linktype="page" id="99999">jinde</a>.</p>')
    )
    assert found(document) == [("warning", "broken_link")]


def test_a_code_used_twice_is_a_warning(document):
    build.section(document, "Úvod", "Text.", code="A1")
    build.section(document, "Závěr", "Konec.", code="A1")
    assert found(document) == [("warning", "code_twice")]


def test_a_table_without_caption_is_a_warning(document):
    table = {
        "table": {
            "columns": [{"type": "text", "heading": "Rok"}],
            "rows": [{"values": ["2017"]}],
            "caption": "",
        },
        "header_column": False,
    }
    build.section(document, "Úvod", build.block("table", table))
    assert found(document) == [("warning", "missing_caption")]


def test_the_same_footnote_used_in_two_places_is_refused(document):
    marked = f'<p>Věta.<footnote id="{NOTE}">[1]</footnote></p>'
    for title in ("Úvod", "Závěr"):
        section = build.section(document, title, "Text.")
        build.rewrite(section, build.text(marked))
    first = SectionPage.objects.order_by("path").first()
    first.footnotes.create(uuid=NOTE, text="<p>Zdroj.</p>")
    assert "unknown_footnote" in [code for _severity, code in found(document)]


def test_preparing_writes_nothing_but_the_plan(document):
    build.section(document, "Úvod", "Text.")
    before = SectionPage.objects.values_list("address", "latest_revision_id").get()
    plan = build.plan(document)
    assert (plan.state, plan.progress_percent, plan.base) == (PlanState.READY, 100, None)
    assert SectionPage.objects.values_list("address", "latest_revision_id").get() == before
    assert VersionPassage.objects.count() == 0


def test_a_preparation_that_breaks_says_so(document, monkeypatch):
    build.section(document, "Úvod", "Text.")
    SectionPage.objects.update(body=json.dumps([{"type": "text", "id": "x", "value": None}]))
    plan = actions.start_plan(document=document, by=build.editor(), at=timezone.now())
    monkeypatch.setattr(freezing, "_number", lambda plan: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.prepare_plan(plan=FreezePlan.objects.get(pk=plan.pk))
    plan.refresh_from_db()
    assert (plan.state, plan.message) == (PlanState.FAILED, "ZeroDivisionError: division by zero")


def test_a_job_run_twice_leaves_a_ready_and_a_sealed_plan_alone(document):
    build.section(document, "Úvod", "Text.")
    stale = actions.start_plan(document=document, by=build.editor(), at=timezone.now())
    plan = actions.prepare_plan(plan=FreezePlan.objects.get(pk=stale.pk))
    plan = actions.answer_lineage(plan=plan, answers={"x": ""}, lock_version=plan.lock_version)
    actions.prepare_plan(plan=stale)
    plan.refresh_from_db()
    assert (plan.state, plan.answers, plan.lock_version) == (PlanState.READY, {"x": ""}, 2)
    build.seal(plan)
    actions.prepare_plan(plan=stale)
    plan.refresh_from_db()
    assert (plan.state, list(plan.content)) == (PlanState.SEALED, ["released"])


def test_a_plan_that_is_not_ready_is_not_sealed(document):
    build.section(document, "Úvod", "Text.")
    plan = actions.start_plan(document=document, by=build.editor(), at=timezone.now())
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan)


def test_chosen_drafts_are_released_at_once(document):
    first = build.section(document, "Úvod", "Text.")
    build.rewrite(first, "Novější.", release=False)
    second = build.section(document, "Závěr", "Konec.", release=False)
    third = build.section(document, "Dodatek", "Beze změny.")
    by = build.editor()
    by.groups.add(Group.objects.get(name=GROUP_NAMES[Role.EDITOR]))
    pages = list(SectionPage.objects.filter(pk__in=[first.pk, second.pk, third.pk]))
    assert {p.pk for p in actions.release_sections(pages=pages, by=by)} == {first.pk, second.pk}
    assert found(document) == []
    texts = [text for _uid, _label, text in build.passages(build.freeze(document))]
    assert texts == ["Novější.", "Konec.", "Beze změny."]


def test_links_and_footnotes_are_frozen_as_references(document):
    target = build.section(document, "Cíl", "Text cíle.")
    marked = (
        f'<p>Viz <a linktype="page" id="{target.pk}">cíl</a>'
        f'<footnote id="{NOTE}">[1]</footnote>.</p>'
    )
    build.section(document, "Úvod", build.text(marked), notes=[(NOTE, "<p>Zdroj.</p>")])
    version = build.freeze(document)
    passage = version.passages.get(content__text__startswith="Viz")
    assert passage.content.html == (
        f'<p>Viz <a data-node="{target.node_uid}">cíl</a><sup data-footnote="{NOTE}"></sup>.</p>'
    )
    assert passage.content.text == "Viz cíl."
    assert version.passages.get(content__kind="footnote").passage_uid == uuid.UUID(NOTE)
