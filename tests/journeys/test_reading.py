"""A resident reads the concept: from the contents to a passage, its notes and its older wording."""

import re

import pytest
from playwright.sync_api import expect

from concept import queries
from tests.journeys import library

pytestmark = pytest.mark.django_db(transaction=True)


def link(page, name: str):
    return page.locator("main").get_by_role("link", name=name).first


# --- steps


def given_the_published_concept():
    return library.fill()


def when_the_section_is_opened_from_the_front_page(page, accessible):
    page.goto("/")
    link(page, "Číst koncepci").click()
    page.wait_for_url("**/koncepce/")
    page.locator(".contents--tree").get_by_role("link", name=re.compile("Byty$")).click()
    page.wait_for_url("**/koncepce/byty/")
    accessible(page)


def when_the_contents_are_unfolded(page):
    summary = page.locator(".reader__contents summary")
    if summary.is_visible():
        summary.click()


def then_the_footnote_and_back_again(page):
    page.locator("a[role=doc-noteref]").first.click()
    page.wait_for_url(f"**#p-{page.locator('.footnote').get_attribute('data-passage')}")
    expect(page.locator(".footnote").get_by_text("Sčítání 2016.")).to_be_visible()
    page.locator(".footnote__back").click()
    page.wait_for_url("**#z-**")


def then_the_term_is_explained(page):
    page.locator("a.term").first.click()
    note = page.locator(".term-note:target")
    expect(note.get_by_text("Byt pro domácnost v nouzi.")).to_be_visible()
    note.get_by_role("link", name="Zavřít").click()


def then_the_next_section_follows(page):
    page.locator("a.pager__link--next").click()
    page.wait_for_url("**/koncepce/sluzby/")
    expect(page.get_by_text("Pomáhají lidem udržet byt.")).to_be_visible()


def then_an_older_version_leads_back_to_the_same_place(page, accessible):
    page.goto("/koncepce/verze/")
    link(page, "Verze 0.9").click()
    page.locator(".contents--tree").get_by_role("link", name=re.compile("Byty$")).click()
    page.wait_for_url("**/koncepce/verze/0-9/byty/")
    assert "0.9" in page.locator(".notice__title").inner_text()
    expect(page.get_by_text("Město má devět bytů.")).to_be_visible()
    accessible(page)
    page.locator(".notice a").click()
    page.wait_for_url("**/koncepce/byty/")
    expect(page.get_by_text("Město má deset bytů.")).to_be_visible()


def the_whole_story(page, accessible):
    given_the_published_concept()
    when_the_section_is_opened_from_the_front_page(page, accessible)
    then_the_footnote_and_back_again(page)
    then_the_term_is_explained(page)
    then_the_next_section_follows(page)
    then_an_older_version_leads_back_to_the_same_place(page, accessible)


# --- stories


def test_resident_reads_a_section_with_its_notes_and_its_older_wording(page, accessible):
    the_whole_story(page, accessible)


def test_resident_reads_without_javascript(plain_page):
    the_whole_story(plain_page, accessible=lambda _page: None)  # axe is a script


def test_resident_reads_on_a_phone(page, accessible):
    page.set_viewport_size({"width": 360, "height": 780})
    the_whole_story(page, accessible)
    for path in ("/", "/koncepce/", "/koncepce/byty/", "/koncepce/cele/", "/hledat/?q=byty"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    for path in ("/opatreni/", "/opatreni/2.1/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.get_by_role("link", name="Číst v textu").click()
    page.wait_for_url("**/koncepce/byty/#p-*")


def test_resident_finds_a_place_by_words_without_accents(page, accessible):
    given_the_published_concept()

    page.goto("/hledat/")
    page.get_by_label("Co v dokumentech hledáte?").fill("mesto ma byt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hledat/?q=*")
    accessible(page)
    assert page.locator("mark").first.inner_text().lower().startswith(("měst", "má", "byt"))
    page.locator(".result a").first.click()

    page.wait_for_url("**/koncepce/byty/")


def test_reader_switches_to_english_and_stays_at_the_same_place(page):
    given_the_published_concept()

    page.goto("/koncepce/byty/")
    page.get_by_role("link", name="English").click()

    page.wait_for_url("**/en/koncepce/byty/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("[data-passage-text]").first.get_attribute("lang") == "cs"


@pytest.mark.parametrize("path", ["/koncepce/byty/", "/koncepce/verze/1-0/cele/"])
def test_words_on_the_page_are_exactly_those_stored_for_every_kind(page, path):
    _first, version = given_the_published_concept()
    stored = {
        passage.uid: (passage.kind, passage.text)
        for section in queries.read_version(version)
        if section.address == "byty"
        for passage in section.passages
    }

    page.goto(path)
    shown = page.evaluate(
        """Object.fromEntries([...document.querySelectorAll("[data-passage]")].map(passage =>
            [passage.dataset.passage, passage.querySelector("[data-passage-text]").textContent]))"""
    )

    assert sorted({kind for kind, _text in stored.values()}) == library.KINDS
    assert {uid: shown[uid] for uid in stored} == {uid: text for uid, (_, text) in stored.items()}
