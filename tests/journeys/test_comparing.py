"""A member of the council asks what changed between two versions."""

import pytest

from tests.journeys import library

pytestmark = pytest.mark.django_db(transaction=True)


def when_two_versions_are_chosen(page, accessible):
    page.goto("/koncepce/verze/")
    page.get_by_label("Starší verze").select_option("0-9")
    page.get_by_label("Novější verze").select_option("1-0")
    page.get_by_role("button", name="Porovnat").click()
    page.wait_for_url("**/koncepce/porovnani/0-9/1-0/")
    accessible(page)


def then_the_words_are_marked_in_the_text(page):
    # the words around are for screen readers
    assert page.locator(".comparison del").first.inner_text().split() == [
        "[vypuštěno:",
        "devět",
        "]",
    ]
    assert "deset" in page.locator(".comparison ins").first.inner_text()


def then_every_view_tells_the_same(page, accessible):
    for name, words in (("Dva sloupce", "zobrazeni=columns"), ("Seznam změn", "zobrazeni=list")):
        page.locator(".tabs").get_by_role("link", name=name).click()
        page.wait_for_url(f"**{words}**")
        text = page.locator(".comparison").inner_text()
        assert "devět" in text
        assert "deset" in text
        accessible(page)
    assert "2.1, odst. 1" in page.locator(".comparison").inner_text()


def then_the_change_leads_to_its_place(page):
    page.locator(".comparison a[href*='#p-']").first.click()
    page.wait_for_url("**/koncepce/**")
    page.wait_for_url("**#p-**")


def the_whole_story(page, accessible):
    library.fill()
    when_two_versions_are_chosen(page, accessible)
    then_the_words_are_marked_in_the_text(page)
    then_every_view_tells_the_same(page, accessible)
    then_the_change_leads_to_its_place(page)


def test_reader_compares_two_versions_in_three_views(page, accessible):
    the_whole_story(page, accessible)


def test_reader_compares_without_javascript(plain_page):
    the_whole_story(plain_page, accessible=lambda _page: None)  # axe is a script


def test_reader_compares_on_a_phone(page, accessible):
    page.set_viewport_size({"width": 360, "height": 780})
    the_whole_story(page, accessible)
    for view in ("text", "columns", "list"):
        page.goto(f"/koncepce/porovnani/0-9/1-0/?zobrazeni={view}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, view
