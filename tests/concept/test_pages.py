"""The live side: addresses, what is never served, the words and guards of the administration."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from concept.admin.forms import LinesField
from concept.drafts import documents_with_versions, draft_document
from concept.models import DocumentPage, ProjectPage, SectionPage, Version
from core.actions import create_record
from people.enums import Role
from tests.factories.pages import (
    DocumentPageFactory,
    GlossaryTermFactory,
    ProjectPageFactory,
    SectionPageFactory,
    home_page,
    text_block,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def editor():
    return UserFactory(roles=[Role.EDITOR])


@pytest.fixture
def desk(client, editor, settings):
    """A browser of an editor who is signed in (the second factor is tested in people)."""
    settings.DEMO_ACCOUNTS_ALLOWED = True
    editor.is_demo = True
    editor.save()
    client.force_login(editor, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def freeze(document: DocumentPage, by) -> Version:
    record = create_record(kind="version", title="Verze", by=by, at=NOW)
    return Version.objects.create(
        document=document,
        record=record,
        number=1,
        slug="1-0",
        label="1.0",
        purpose="working",
        reason="",
        title=document.title,
        kind=document.kind,
        frozen_at=NOW,
        frozen_by=by,
        digest=uuid4().hex,
    )


def test_section_without_an_address_has_no_url():
    assert SectionPageFactory().url is None


def test_section_with_an_address_is_found_under_its_document_however_deep():
    document = DocumentPageFactory(slug="koncepce")
    chapter = SectionPageFactory(parent=document)
    section = SectionPageFactory(parent=chapter, address="socialni-prace", slug="jinak")

    assert section.url == "/koncepce/socialni-prace/"


def test_live_text_is_never_served(client):
    document = DocumentPageFactory(slug="zive")
    section = SectionPageFactory(parent=document, slug="oddil")

    assert client.get("/zive/oddil/").status_code == 404
    assert section.get_sitemap_urls() == []


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({"live": False}, "neuvolněno"),
        ({"live": True, "has_unpublished_changes": False}, "uvolněno"),
        ({"live": True, "has_unpublished_changes": True}, "uvolněno, novější návrh"),
    ],
)
def test_section_is_released_not_published(state, word):
    assert str(SectionPage(**state).status_string) == word


def test_names_of_levels_are_edited_as_lines():
    field = LinesField(max_length=20)

    assert field.prepare_value(["Oblast", "Cíl"]) == "Oblast\nCíl"
    assert field.clean(" Oblast \r\n\r\nCíl\n") == ["Oblast", "Cíl"]
    assert field.has_changed(["Oblast"], "Oblast\r\n") is False


def test_draft_holds_released_sections_in_order_with_numbers():
    document = DocumentPageFactory()
    first = SectionPageFactory(
        parent=document, code="1", body=[text_block("<p>a</p><ul><li>b</li></ul>")]
    )
    SectionPageFactory(parent=document, code="2", live=False)
    SectionPageFactory(parent=first, code="1.1", body=[])

    draft = draft_document(document)

    assert [(section.code, section.depth) for section in draft.sections] == [("1", 1), ("1.1", 2)]
    assert [passage["label"] for passage in draft.sections[0].passages] == ["1/1", "1/2"]


def test_preview_shows_the_words_being_edited_inside_the_whole_document():
    document = DocumentPageFactory()
    section = SectionPageFactory(parent=document, body=[text_block("<p>staré</p>")])
    SectionPageFactory(parent=document, body=[text_block("<p>vedle</p>")])
    note = str(uuid4())
    section.body = section._meta.get_field("body").to_python(
        [text_block(f'<p>nové<footnote id="{note}">[1]</footnote></p>')]
    )

    whole = draft_document(document, edited=section)
    alone = draft_document(document, edited=section, alone=True)

    assert [s.passages[0]["html"] for s in whole.sections] == ["<p>nové</p>", "<p>vedle</p>"]
    assert [issue.code for issue in whole.sections[0].issues] == ["unknown_footnote"]
    assert [s.passages[0]["html"] for s in alone.sections] == ["<p>nové</p>"]


def test_reading_a_draft_takes_the_same_queries_for_one_section_and_three(
    django_assert_num_queries,
):
    document = DocumentPageFactory()
    SectionPageFactory(parent=document)
    with django_assert_num_queries(8):
        draft_document(document)
    SectionPageFactory(parent=document)
    SectionPageFactory(parent=document)
    with django_assert_num_queries(8):
        draft_document(document)


def test_editor_of_a_section_offers_release_not_publication(desk):
    section = SectionPageFactory()

    page = desk.get(reverse("wagtailadmin_pages:edit", args=[section.pk])).content.decode()

    assert "Uvolnit do příští verze" in page
    assert "Vyřadit z příští verze" in page
    assert "go_live_at" not in page
    assert 'name="slug"' not in page


def test_released_section_is_not_said_to_be_published(desk):
    section = SectionPageFactory(title="Byty")
    edit = reverse("wagtailadmin_pages:edit", args=[section.pk])
    form = nested_form_data(
        {"title": "Byty", "code": "2", "body": streamfield([]), "footnotes": inline_formset([])}
    )

    released = desk.post(edit, form | {"action-publish": "1"}, follow=True)
    taken_out = desk.post(reverse("wagtailadmin_pages:unpublish", args=[section.pk]), follow=True)

    assert "Kapitola „2 Byty“ je uvolněna do příští verze." in released.content.decode()
    assert "byla zveřejněna" not in released.content.decode()
    assert released.redirect_chain[-1][0] == f"/admin/pages/{section.get_parent().pk}/"
    assert "Kapitola „2 Byty“ je vyřazena z příští verze." in taken_out.content.decode()


def test_reviewer_releases_what_was_submitted_and_nothing_else(desk, editor, client):
    section = SectionPageFactory(title="Byty")
    other = SectionPageFactory(title="Služby", parent=section.get_parent())
    section.title = "Byty a domy"
    section.save_revision(user=editor)
    section.get_workflow().start(section, editor)
    reviewer = UserFactory(roles=[Role.PROJECT_MANAGER], is_demo=True)
    client.force_login(reviewer)
    edit = reverse("wagtailadmin_pages:edit", args=[section.pk])
    form = nested_form_data(
        {
            "title": "Byty a domy",
            "code": "2",
            "body": streamfield([]),
            "footnotes": inline_formset([]),
            "comments": inline_formset([]),
        }
    )

    shown = client.get(edit).content.decode()
    approved = client.post(
        edit,
        form | {"action-workflow-action": "true", "workflow-action-name": "approve"},
    )
    refused = client.get(reverse("wagtailadmin_pages:edit", args=[other.pk]))

    assert "Schválit a uvolnit do příští verze" in shown
    assert approved.url == "/admin/"
    released = SectionPage.objects.get(pk=section.pk)
    assert (released.title, released.has_unpublished_changes) == ("Byty a domy", False)
    assert refused.status_code == 302


def test_new_section_is_offered_release_too(desk):
    document = DocumentPageFactory()
    address = reverse("wagtailadmin_pages:add", args=["concept", "sectionpage", document.pk])

    assert "Uvolnit do příští verze" in desk.get(address).content.decode()


def test_document_itself_is_published_under_wagtails_name(desk):
    document = DocumentPageFactory()

    page = desk.get(reverse("wagtailadmin_pages:edit", args=[document.pk])).content.decode()

    assert "Uvolnit do příští verze" not in page


def test_address_of_a_document_has_plain_letters(desk):
    add = reverse("wagtailadmin_pages:add", args=["concept", "documentpage", home_page().pk])
    form = nested_form_data(
        {"title": "Koncepce bydlení", "kind": "concept", "comments": inline_formset([])}
    )

    desk.post(add, form | {"slug": "koncepce-bydlení"})
    assert not DocumentPage.objects.exists()
    desk.post(add, form | {"slug": "koncepce-bydleni"})
    assert [page.slug for page in DocumentPage.objects.all()] == ["koncepce-bydleni"]


def test_address_of_a_document_is_no_other_page_of_the_site(desk):
    add = reverse("wagtailadmin_pages:add", args=["concept", "documentpage", home_page().pk])
    form = nested_form_data({"title": "Plán", "kind": "concept", "comments": inline_formset([])})

    for slug in ("slovnicek", "konzultace", "admin", "en"):
        desk.post(add, form | {"slug": slug})
    assert not DocumentPage.objects.exists()


def test_address_under_which_versions_are_cited_stays(desk, editor):
    document = DocumentPageFactory(slug="plan")
    edit = reverse("wagtailadmin_pages:edit", args=[document.pk])
    form = nested_form_data(
        {"title": "Plán", "kind": "concept", "comments": inline_formset([]), "action-publish": "1"}
    )

    desk.post(edit, form | {"slug": "novy-plan"})
    document.refresh_from_db()
    assert document.slug == "novy-plan"
    freeze(document, editor)
    refused = desk.post(edit, form | {"slug": "plan"})
    desk.post(edit, form | {"slug": "novy-plan", "title": "Nový plán"})
    document.refresh_from_db()
    assert (document.slug, document.title) == ("novy-plan", "Nový plán")
    assert "Podle této adresy se citují verze." in refused.content.decode()


def test_preview_of_the_document_opens_for_editors(desk):
    document = DocumentPageFactory()
    SectionPageFactory(parent=document, body=[text_block("<p>Slova oddílu.</p>")])

    answer = desk.get(reverse("wagtailadmin_pages:view_draft", args=[document.pk]))

    assert answer.status_code == 200
    assert "Slova oddílu." in answer.content.decode()


def test_menu_holds_documents_and_glossary_without_wagtails_help(desk):
    GlossaryTermFactory(term="bytová nouze")

    listing = desk.get(reverse("wagtailsnippets_concept_glossaryterm:list")).content.decode()
    documents = desk.get(reverse("texts:index"))

    assert "bytová nouze" in listing
    assert documents.status_code == 200
    assert "/admin/reports/aging-pages/" not in listing


@pytest.mark.parametrize(("role", "is_shown"), [(Role.EDITOR, True), (Role.ADMINISTRATOR, False)])
def test_menu_leads_nobody_to_a_closed_door(client, role, is_shown):
    client.force_login(UserFactory(roles=[role], is_demo=True))

    assert ('"/admin/texts/"' in client.get("/admin/").content.decode()) == is_shown


def test_document_with_versions_is_not_deleted(desk, editor):
    document = DocumentPageFactory()
    freeze(document, editor)

    answer = desk.post(reverse("wagtailadmin_pages:delete", args=[document.pk]))

    assert answer.status_code == 302
    assert DocumentPage.objects.filter(pk=document.pk).exists()
    [message] = [str(message) for message in get_messages(answer.wsgi_request)]
    assert document.title in message


def test_project_whose_documents_carry_its_publicity_is_not_deleted(desk):
    project = ProjectPageFactory()
    document = DocumentPageFactory(project=project)

    answer = desk.post(reverse("wagtailadmin_pages:delete", args=[project.pk]))

    assert answer.status_code == 302
    [message] = [str(message) for message in get_messages(answer.wsgi_request)]
    assert document.title in message
    document.project = None
    document.save()
    desk.post(reverse("wagtailadmin_pages:delete", args=[project.pk]))
    assert not ProjectPage.objects.exists()


def test_bulk_deletion_obeys_the_same_rule(desk, editor):
    document = DocumentPageFactory()
    freeze(document, editor)

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    desk.post(f"{address}?id={document.pk}&next=/admin/")

    assert DocumentPage.objects.filter(pk=document.pk).exists()


def test_documents_with_versions_are_found_below_a_page(editor):
    frozen, other = DocumentPageFactory(), DocumentPageFactory()
    freeze(frozen, editor)

    assert documents_with_versions([Page.objects.get(pk=home_page().pk)]) == [frozen]
    assert documents_with_versions([other]) == []


def test_copy_made_in_the_administration_has_new_ids(desk):
    section = SectionPageFactory()
    section.save_revision().publish()
    [old] = list(section.body.raw_data)

    answer = desk.post(
        reverse("wagtailadmin_pages:copy", args=[section.pk]),
        {
            "new_title": "Kopie",
            "new_slug": "kopie",
            "new_parent_page": section.get_parent().pk,
        },
    )

    assert answer.status_code == 302
    copy = SectionPage.objects.get(slug="kopie")
    assert [raw["id"] == old["id"] for raw in copy.body.raw_data] == [False]
