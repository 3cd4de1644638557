"""Every component and screen in a real browser: no axe violation, no overflow at 320 px, no script needed."""

import pytest
from playwright.sync_api import expect

from website.styleguide import SCREENS

PATHS = ["/styleguide/", *(f"/styleguide/{screen}/" for screen in SCREENS)]
# these hold every colour; the structure of the others is the same in the dark
PATHS_IN_DARK = [
    "/styleguide/",
    *(f"/styleguide/{name}/" for name in ("home", "section-older", "compare-text", "search")),
]

pytestmark = pytest.mark.django_db(transaction=True)


def overflow(page) -> int:
    """Pixels by which the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_every_component_and_screen_is_accessible(page, accessible):
    for path in PATHS:
        page.goto(path)
        accessible(page)


def test_dark_colours_are_accessible(page, accessible):
    page.emulate_media(color_scheme="dark")
    for path in PATHS_IN_DARK:
        page.goto(path)
        accessible(page)


def test_no_screen_is_wider_than_a_small_phone(page):
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in PATHS:
        page.goto(path)
        if overflow(page) > 0:
            wide.append(path)
    assert wide == []


def test_words_of_a_passage_are_exactly_those_stored(page):
    page.goto("/styleguide/section-read/")
    shown = page.locator("[data-passage='a2'] [data-passage-text]").evaluate("e => e.textContent")
    assert shown == (
        "Pro potřeby koncepce dělíme byty podle toho, kdo je vlastní a kdo je spravuje. Vlastník "
        "rozhoduje o tom, zda se byt bude pronajímat. Správce rozhoduje o tom, komu a za jakých "
        "podmínek. U obecních bytů jde často o dva různé úřady."
    )


def test_term_is_explained_in_place_without_script(plain_page):
    plain_page.goto("/styleguide/section-read/")
    plain_page.get_by_role("link", name="městskými obvody").click()
    note = plain_page.locator("#pojem-1")
    assert note.evaluate("e => getComputedStyle(e).position") == "fixed"
    expect(note.get_by_text("Část Ostravy s vlastním úřadem")).to_be_visible()
    note.get_by_role("link", name="Zavřít").click()
    assert note.evaluate("e => getComputedStyle(e).position") == "static"


def test_closing_an_explanation_returns_to_the_word(page):
    page.goto("/styleguide/section-read/")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="městskými obvody").click()
    assert page.locator("#pojem-1 [data-close]").evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    assert page.locator("a.term").evaluate("e => e === document.activeElement")


def test_contents_are_folded_on_a_phone_and_open_beside_a_wide_text(plain_page):
    plain_page.goto("/styleguide/section-read/")
    chapter = plain_page.locator(".contents--side").get_by_role("link", name="SWOT analýza")
    expect(chapter).to_be_visible()
    plain_page.set_viewport_size({"width": 360, "height": 780})
    expect(chapter).to_be_hidden()
    plain_page.locator("summary").click()
    expect(chapter).to_be_visible()


def test_paper_has_no_navigation_and_shows_outside_addresses(page):
    page.goto("/styleguide/section-read/")
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".reader__contents")).to_be_hidden()
    link = page.locator("[data-passage='a10'] a[href^='https']")
    content = link.evaluate("e => getComputedStyle(e, '::after').content")
    assert "socialnizaclenovani.ostrava.cz" in content
