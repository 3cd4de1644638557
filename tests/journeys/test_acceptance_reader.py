"""A resident reads the demonstration on the narrowest telephone: nothing overflows, breaks or is too small to touch."""

import pytest
from django.core.cache import caches
from playwright.sync_api import Page

from core.models import Record
from tests.journeys import library

pytestmark = pytest.mark.django_db(transaction=True)

TORN_WORDS = """() => [...document.querySelectorAll(".table th, .table td")].flatMap(cell => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), torn = [];
  for (let node; (node = walker.nextNode());)
    for (const word of node.data.matchAll(/\\p{L}+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (range.getClientRects().length > 1) torn.push(word[0]);
    }
  return torn;
})"""
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


def given_the_demonstration(second) -> None:
    Record.objects.filter(pk=second.record_id).update(demo_origin="real", demo_source="S1, S8, S12")
    caches["pages"].clear()


def then_it_is_readable(page: Page, accessible, path: str) -> None:
    page.goto(path)
    assert "Toto není schválené znění koncepce" in page.locator(".demo-banner").inner_text()
    assert page.evaluate(OVERFLOW) <= 0, path
    assert page.evaluate(TORN_WORDS) == [], path
    accessible(page)


def test_resident_reads_the_demonstration_on_a_narrow_telephone(page, accessible):
    _first, second = library.fill()
    given_the_demonstration(second)
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")

    for path in ("/koncepce/byty/", "/koncepce/verze/", "/koncepce/porovnani/0-9/1-0/"):
        then_it_is_readable(page, accessible, path)


def test_mark_in_the_text_leads_to_its_note_and_back(plain_page):
    library.fill()
    plain_page.goto("/koncepce/byty/")

    plain_page.locator(".footnote-mark a").click()
    assert "Sčítání 2016." in plain_page.locator(":target").inner_text()
    plain_page.locator(":target .footnote__back").click()

    assert plain_page.locator(":target").get_attribute("data-number") == "1"
