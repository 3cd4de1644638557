"""An editor types what a section can hold into the real editor: a footnote, a link to another section, a table and a
picture with its alternative text. Readers find all of it in the frozen version.
"""

import re

import pytest
from playwright.sync_api import expect

from people.enums import Role
from tests.concept import build
from tests.factories.people import UserFactory
from tests.journeys.steps import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


# --- steps


def given_a_document_and_an_editor():
    document = build.document(title="Koncepce bydlení")
    build.section(document, "Byty", "Město má devět bytů.", code="1")
    section = build.section(document, "Domy", "Město má čtyři domy.", code="2")
    editor = UserFactory(name="Edita Nová", roles=[Role.EDITOR], is_demo=True)
    return document, section, editor


def when_a_block_is_added(page, kind: str):
    """Add a block under the last one and answer it."""
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    return page.locator("[data-streamfield-child]:not([aria-hidden])").last


def when_a_footnote_and_a_link_are_written(page):
    text = page.locator("[data-streamfield-child] .public-DraftEditor-content").first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Domy popisuje zdroj")
    page.keyboard.type("/")
    page.get_by_role("option", name=re.compile("Poznámka pod čarou")).click()
    page.get_by_role("button", name="Napsat novou poznámku").click()
    note = page.locator("#id_footnotes-FORMS .public-DraftEditor-content")
    note.wait_for()
    note.click()
    page.keyboard.type("Výkaz obvodů, 2017.")
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" a oddíl")
    for _ in "oddíl":
        page.keyboard.press("Shift+ArrowLeft")
    page.locator("button[name=LINK]").first.click()
    dialog = page.locator(".modal.in")
    dialog.locator("input[name=q]").fill("Byty")
    dialog.get_by_role("link", name="1 Byty").click()
    dialog.wait_for(state="detached")


def when_a_table_is_written(page):
    block = when_a_block_is_added(page, "Tabulka")
    block.locator("[name$=-table-caption]").fill("Domy podle stáří")
    for heading in ("Dům", "Rok"):
        # not by the mouse: the block still grows, and a button that moves below it is not clicked
        block.get_by_role("button", name="Přidat sloupec").press("Enter")
        page.get_by_role("button", name="Prostý text").click()
        block.locator("thead input[type=text]").last.fill(heading)
    cells = block.locator("tbody textarea, tbody input[type=text]")
    cells.nth(0).fill("Na Hradbách")
    cells.nth(1).fill("1911")


def when_a_picture_is_uploaded(page):
    block = when_a_block_is_added(page, "Obrázek")
    block.get_by_role("button", name=re.compile("obrázek", re.IGNORECASE)).first.click()
    dialog = page.locator(".modal.in")
    dialog.get_by_role("tab", name=re.compile("Nahrát")).click()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "domy.png", "mimeType": "image/png", "buffer": build.png("blue").getvalue()}
    )
    dialog.locator("[name$=title]").fill("Graf domů")
    dialog.locator("button[type=submit], input[type=submit]").last.click()
    dialog.wait_for(state="detached")
    block.get_by_label("Alternativní text").fill("Sloupce: dva domy z roku 1911, dva z roku 1950.")


def when_the_section_is_released(page):
    page.wait_for_function(
        "() => [...document.querySelectorAll('[name^=body-]')].some(e => e.value.includes('LINK'))"
    )
    page.get_by_role("button", name="Další akce").click()
    page.locator("button[name=action-publish]").first.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/(\?.*)?$"))
    expect(page.get_by_text("Kapitola „2 Domy“ je uvolněna do příští verze.")).to_be_visible()


# --- story


def test_footnote_link_table_and_picture_are_typed_frozen_and_read(
    new_context, base_url, accessible
):
    document, section, editor = given_a_document_and_an_editor()
    # not the watched page: saving by itself is refused (400) while the picture is not chosen yet
    page = new_context(base_url=base_url).new_page()
    sign_in(page, editor)
    page.goto(f"/admin/pages/{section.pk}/edit/")

    when_a_footnote_and_a_link_are_written(page)
    when_a_table_is_written(page)
    when_a_picture_is_uploaded(page)
    when_the_section_is_released(page)
    build.publish(build.freeze(document, "1.0"))

    page.goto("/koncepce/domy/")
    assert page.locator(".footnote .prose").inner_text().strip() == "Výkaz obvodů, 2017."
    mark = page.locator(".footnote-mark a")
    assert mark.get_attribute("aria-label") == "Poznámka 1"
    assert page.get_by_role("link", name="oddíl", exact=True).get_attribute("href") == (
        "/koncepce/byty/"
    )
    table = page.get_by_role("table", name="Domy podle stáří")
    assert [cell.strip() for cell in table.get_by_role("cell").all_inner_texts()] == [
        "Na Hradbách",
        "1911",
    ]
    picture = page.get_by_role("img", name="Sloupce: dva domy z roku 1911, dva z roku 1950.")
    picture.scroll_into_view_if_needed()
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
    accessible(page)
