"""The accessibility baseline on Wagtail's own screens, as editors and administrators meet them."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect
from wagtail.documents import get_document_model

from people.enums import Role
from tests.concept import build
from tests.factories.pages import GlossaryTermFactory
from tests.factories.people import UserFactory
from tests.journeys.test_writing import sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the temporary file of a new rendition to the garbage collector
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
    ),
]


def sign_in_as(page, role: str):
    sign_in(page, UserFactory(name="Edita Nová", roles=[role], is_demo=True))


def given_a_section_longer_than_the_window():
    """Every kind of block, two of a kind without a name of their own, and footnotes."""
    rich = "<p>Čísla jsou za rok 2016.</p>"
    return build.section(
        build.document(title="Koncepce bydlení"),
        "Byty",
        build.heading("Kolik jich je"),
        build.figure(build.image()),
        build.figure(build.image("blue")),
        build.block("figure", {"image": None, "alt": "", "caption": "", "source": ""}),
        build.block("callout", {"title": "", "tone": "note", "body": rich}),
        build.block("callout", {"title": "", "tone": "warning", "body": rich}),
        build.block("quote", {"body": rich, "attribution": "", "source": ""}),
        build.block("definition", {"term": "Byt", "body": rich}),
        build.block(
            "measure",
            {"code": "1.1", "title": "Spočítat byty", "description": rich, "due_kind": "ongoing"},
        ),
        build.block(
            "table",
            {
                "table": {
                    "caption": "Byty",
                    "columns": [{"type": "text", "heading": "Obvod"}],
                    "rows": [{"values": ["Lípa"]}],
                },
                "header_column": True,
            },
        ),
        *[f"Odstavec číslo {number} o bytech ve městě." for number in range(8)],
        code="2.1",
        notes=[("6f2c7b1e-58bb-4a70-9d4c-0d1f8a3c1a10", "<p>Zdroj.</p>")],
    )


def open_editor(page, section):
    page.goto(f"/admin/pages/{section.pk}/edit/")
    page.locator(".public-DraftEditor-content").first.wait_for()
    page.wait_for_load_state("networkidle")


def test_section_editor_with_its_map_shut_and_open(page, accessible):
    section = given_a_section_longer_than_the_window()
    sign_in_as(page, Role.EDITOR)

    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 700})
        open_editor(page, section)
        links = page.locator(".w-minimap__list")
        assert links.evaluate(
            "list => list.scrollHeight > list.clientHeight"
        )  # else it proves nothing
        accessible(page)
        page.locator(".w-minimap__toggle").click()
        page.locator(".w-minimap--expanded").wait_for()
        accessible(page)
        page.locator(".w-minimap__toggle").click()  # the browser remembers


def test_side_panels_of_the_section_editor(page, accessible):
    section = given_a_section_longer_than_the_window()
    sign_in_as(page, Role.EDITOR)
    open_editor(page, section)

    for name in ("status", "comments"):
        page.locator(f"[data-side-panel-toggle={name}]").click()
        page.locator(f"[data-side-panel={name}]").wait_for()
        accessible(page)

    # a day stays as it is typed, whatever the spelling: Wagtail's calendar would make it today
    day = page.locator("input[name$='-due_on']")
    day.scroll_into_view_if_needed()
    day.click()
    page.keyboard.type("31. 12. 2021")
    page.keyboard.press("Tab")
    expect(day).to_have_value("31. 12. 2021")


def test_choosing_an_image_in_the_section_editor(page, accessible):
    section = given_a_section_longer_than_the_window()
    sign_in_as(page, Role.EDITOR)
    open_editor(page, section)

    page.get_by_role("button", name="Zvolit obrázek").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Nahrát").wait_for()
    accessible(page)
    dialog.get_by_role("tab", name="Nahrát").click()
    dialog.get_by_role("textbox", name="Štítky").wait_for()
    accessible(page)


def test_field_of_tags_is_called_by_its_label(page, accessible):
    sign_in_as(page, Role.EDITOR)

    for path in ("/admin/images/add/", "/admin/documents/add/"):
        page.goto(path)
        expect(page.get_by_role("textbox", name="Štítky")).to_be_visible()
        accessible(page)


def test_uploading_several_files(page, accessible):
    sign_in_as(page, Role.EDITOR)
    image = {"name": "graf.png", "mimeType": "image/png", "buffer": build.png("red").getvalue()}
    text = {"name": "zprava.txt", "mimeType": "text/plain", "buffer": "Zpráva".encode()}

    for path, file in (("images", image), ("documents", text)):
        page.goto(f"/admin/{path}/multiple/add/")
        accessible(page)
        page.locator("#fileupload").set_input_files(file)
        page.get_by_role("textbox", name="Štítky").wait_for()
        accessible(page)


def test_nothing_moves_slowly_for_who_asked_for_less_motion(page):
    sign_in_as(page, Role.EDITOR)

    scrolls = "getComputedStyle(document.querySelector('.content-wrapper')).scrollBehavior"
    found = []
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)
        page.goto("/admin/")
        found.append(page.evaluate(scrolls))
    assert found == ["smooth", "auto"]


def test_other_screens_of_an_editor(page, accessible):
    image, term = build.image(), GlossaryTermFactory()
    document = get_document_model().objects.create(
        title="Zpráva", file=ContentFile(b"Text", "zprava.txt")
    )
    sign_in_as(page, Role.EDITOR)

    for path in (
        "",
        "pages/",
        "images/",
        f"images/{image.pk}/",
        "documents/",
        f"documents/edit/{document.pk}/",
        "snippets/concept/glossaryterm/",
        "snippets/concept/glossaryterm/add/",
        f"snippets/concept/glossaryterm/edit/{term.pk}/",
    ):
        page.goto(f"/admin/{path}")
        page.wait_for_load_state("networkidle")
        accessible(page)
