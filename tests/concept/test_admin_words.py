"""Wagtail's screens about a section say what happens to it: released, taken out, never published."""

import re
from html import unescape

import pytest
from django.urls import reverse

from people.enums import Role
from tests.concept import build
from tests.factories.pages import DocumentPageFactory, SectionPageFactory, StandardPageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PUBLISHED = re.compile(r"publikov|publikac|zveřejn", re.IGNORECASE)


@pytest.fixture
def desk(client, settings):
    """A browser of an editor who is signed in."""
    settings.DEMO_ACCOUNTS_ALLOWED = True
    editor = UserFactory(roles=[Role.EDITOR], is_demo=True)
    client.force_login(editor, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def words(response) -> str:
    """The words of a page's main part without markup, blanks folded."""
    body = response.content.decode()
    return text_of(body[body.index("<main") : body.rindex("</main>")])


def text_of(body: str) -> str:
    body = re.sub(r"<(script|style|template)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"""<(?:"[^"]*"|'[^']*'|[^"'>])*>""", " ", body)).split())


def page_url(name: str, page) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk])


@pytest.fixture
def section():
    document = DocumentPageFactory()
    chapter = SectionPageFactory(parent=document, title="Byty")
    SectionPageFactory(parent=chapter, title="Byty města")
    return chapter


def test_copy_offers_no_alias_and_says_release(desk, section):
    shown = words(desk.get(page_url("copy", section)))
    assert "Alias" not in shown
    assert "Uvolnit kopii do příští verze" in shown
    assert not PUBLISHED.search(shown)


def test_copy_of_an_ordinary_page_offers_no_alias(desk):
    shown = desk.get(page_url("copy", StandardPageFactory(parent=build.home())))
    assert list(shown.context["form"].fields) == [
        "new_title",
        "new_slug",
        "new_parent_page",
        "publish_copies",
    ]


def test_deleting_a_section_offers_to_take_it_out_instead(desk, section):
    leaf = section.get_children().get()  # nobody may delete a whole branch at once
    shown = words(desk.get(page_url("delete", leaf)))
    assert "Pokud má kapitola chybět jen v příští verzi: Vyřadit z příští verze" in shown
    assert not PUBLISHED.search(shown)


def test_deleting_an_ordinary_page_keeps_wagtails_words(desk):
    shown = words(desk.get(page_url("delete", StandardPageFactory(parent=build.home()))))
    assert "Opravdu chcete smazat tuto stránku?" in shown


def test_taking_out_says_what_stays(desk, section):
    shown = words(desk.get(page_url("unpublish", section)))
    assert "Příští verze bude bez této kapitoly." in shown
    assert "Vyřadit i 1 kapitolu pod ní" in shown
    assert not PUBLISHED.search(shown)


def test_history_says_released_and_taken_out(desk, section):
    desk.post(reverse("wagtailadmin_pages:unpublish", args=[section.pk]))
    section.refresh_from_db()
    section.save_revision().publish()
    shown = words(desk.get(page_url("history", section)))
    assert "Uvolněno do příští verze Platí teď" in shown
    assert "Vyřazeno z příští verze" in shown
    assert not PUBLISHED.search(shown.replace("Zveřejnit nebo uvolnit", ""))


def test_history_of_an_ordinary_page_says_published(desk):
    page = StandardPageFactory(parent=build.home())
    page.save_revision().publish()
    assert "Publikováno Platí teď" in words(desk.get(page_url("history", page)))


def test_state_of_a_section_in_its_editor(desk, section):
    body = desk.get(page_url("edit", section)).content.decode()
    state = body[body.index('data-side-panel="status"') : body.index('data-side-panel="checks"')]
    shown = text_of(state)
    assert "Uvolněno" in shown
    assert "Kdo smí číst verzi, je uvedeno u verze." in shown
    assert not PUBLISHED.search(shown)


def test_many_sections_are_released_not_published(desk, section):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    shown = words(desk.get(f"{address}?id={section.pk}"))
    assert re.search(r"\bUvolnit Opravdu chcete tyto stránky uvolnit\?", shown)
    assert "kapitoly se uvolní do příští verze" in shown
    assert not PUBLISHED.search(shown)


def test_number_of_items_needs_no_plural(desk, section):
    listing = desk.get(reverse("wagtailadmin_explore", args=[section.pk]) + "?ordering=title")
    assert "Strana 1 z 1 Předchozí 1 Další Celkem: 1" in words(listing)
