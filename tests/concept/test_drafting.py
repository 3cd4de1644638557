"""Agreed words written into the draft of a section, as an editor would."""

import json
import uuid

import pytest
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from concept.actions import drafting
from concept.models import SectionPage
from people.enums import Role
from people.groups import group_of
from tests.concept import build
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOTE = "5e1c8a34-0000-4000-8000-000000000001"
FIRST = "Podpora trvá šest měsíců."
SECOND = f'O žádosti <b>rozhodne</b> komise<footnote id="{NOTE}">[1]</footnote> do třiceti dnů.'
SECOND_TEXT = "O žádosti rozhodne komise do třiceti dnů."


@pytest.fixture
def editor():
    return UserFactory(roles=[Role.EDITOR])


@built_once
def section():
    return build.section(
        build.document(),
        "Bydlení",
        build.text(FIRST, SECOND),
        build.heading("Kdo rozhoduje"),
        build.text('<ul><li data-block-key="l1">komise</li><li data-block-key="l2">rada</li></ul>'),
        code="3.2",
        notes=[(NOTE, "<p>Statut.</p>")],
    )


@pytest.fixture
def version(section):
    return build.freeze(section.get_parent().specific, "0.1")


def place(version, words):
    return drafting.find_in_draft(version, build.uid_of(version, words))


def write(version, words, new, by):
    found = place(version, words)
    return drafting.write_words(place=found, seen=found.text, new=new, by=by)


def draft_blocks(section):
    draft = SectionPage.objects.get(pk=section.pk).get_latest_revision_as_object()
    return [block["value"] for block in draft.body.raw_data]


def test_the_words_are_in_the_draft_and_nothing_else_changed(section, version, editor):
    before = draft_blocks(section)
    write(version, "rozhodne komise", SECOND_TEXT.replace("třiceti", "dvaceti"), editor)
    after = draft_blocks(section)
    assert after[0] == before[0].replace("třiceti", "dvaceti")
    assert after[1:] == before[1:]
    page = SectionPage.objects.get(pk=section.pk)
    assert page.has_unpublished_changes
    assert page.latest_revision.user == editor
    assert "třiceti" in page.body.raw_data[0]["value"]


def test_heading_and_list(section, version, editor):
    write(version, "Kdo rozhoduje", "Kdo a kdy rozhoduje", editor)
    write(version, "rada", "komise\nrada města\n", editor)
    blocks = draft_blocks(section)
    assert blocks[1] == {"text": "Kdo a kdy rozhoduje", "level": "3"}
    assert '<li data-block-key="l2">rada města</li>' in blocks[2]


def test_the_next_version_links_the_passage_to_the_same_identity(section, version, editor):
    write(version, "šest měsíců", "Podpora trvá jeden rok.", editor)
    page = SectionPage.objects.get(pk=section.pk)
    page.get_latest_revision().publish()
    later = build.freeze(section.get_parent().specific, "0.2")
    assert build.uid_of(later, "jeden rok") == build.uid_of(version, "šest měsíců")


def test_a_draft_changed_since_is_refused(section, version, editor):
    found = place(version, "šest měsíců")
    build.rewrite(section, build.text("Podpora trvá dva roky.", SECOND), release=False)
    with pytest.raises((drafting.DraftChanged, drafting.PassageNotInDraft)):
        drafting.write_words(place=found, seen=found.text, new="Podpora trvá rok.", by=editor)
    assert "dva roky" in draft_blocks(section)[0]


def test_a_passage_edited_in_the_draft_is_found_by_its_block(section, version):
    page = SectionPage.objects.get(pk=section.pk)
    raw = [dict(block) for block in page.body.raw_data]
    raw[0]["value"] = raw[0]["value"].replace("šest měsíců", "nejvýše šest měsíců")
    page.body = json.dumps(raw)
    page.save_revision()
    found = place(version, "šest měsíců")
    assert (found.text, found.is_same) == ("Podpora trvá nejvýše šest měsíců.", False)


def test_a_passage_moved_to_another_section_is_found_by_its_words(section, version):
    other = build.section(section.get_parent(), "Jinde", FIRST, code="4")
    build.rewrite(section, build.text(SECOND), release=False, title="Bydlení")
    found = place(version, "šest měsíců")
    assert found.page.pk == other.pk
    assert found.is_same


def test_a_passage_that_is_gone_is_said_so(section, version):
    build.rewrite(section, build.text(SECOND), release=False)
    with pytest.raises(drafting.PassageNotInDraft):
        place(version, "šest měsíců")


def test_the_same_words_twice_are_told_apart_by_their_block(section, version, editor):
    page = SectionPage.objects.get(pk=section.pk)
    raw = [*[dict(block) for block in page.body.raw_data], build.text(FIRST)]
    page.body = json.dumps(raw)
    page.save_revision()
    write(version, "šest měsíců", "Podpora trvá rok.", editor)
    blocks = draft_blocks(section)
    assert "Podpora trvá rok." in blocks[0]
    assert FIRST in blocks[3]


def test_tables_and_the_like_are_changed_in_the_editor(editor):
    made = build.section(
        build.document(),
        "Tabulka",
        build.block("callout", {"title": "Pozor", "tone": "note", "body": "<p>Text.</p>"}),
        code="1",
    )
    version = build.freeze(made.get_parent().specific, "0.1")
    with pytest.raises(drafting.PassageNotInDraft):
        place(version, "Pozor")


def test_who_may_not_edit_is_refused(section, version):
    with pytest.raises(drafting.SectionLocked):
        write(version, "šest měsíců", "Podpora trvá rok.", UserFactory(roles=[Role.CHAIR]))


def test_a_section_in_review_is_locked_for_others(section, version, editor):
    task = GroupApprovalTask.objects.create(name="Kontrola")
    task.groups.add(group_of(Role.PROJECT_MANAGER))
    workflow = Workflow.objects.create(name="Kontrola")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page = SectionPage.objects.get(pk=section.pk)
    page.save_revision()
    workflow.start(page, editor)
    with pytest.raises(drafting.SectionLocked):
        write(version, "šest měsíců", "Podpora trvá rok.", editor)


def test_a_locked_section_is_refused(section, version, editor):
    page = SectionPage.objects.get(pk=section.pk)
    page.locked, page.locked_by = True, UserFactory(roles=[Role.EDITOR])
    page.locked_at = timezone.now()
    page.save()
    with pytest.raises(drafting.SectionLocked):
        write(version, "šest měsíců", "Podpora trvá rok.", editor)


def test_an_unknown_passage_is_not_in_the_version(version):
    with pytest.raises(drafting.PassageNotInDraft):
        drafting.find_in_draft(version, str(uuid.uuid4()))
