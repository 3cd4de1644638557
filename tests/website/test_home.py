"""The front page and ordinary pages: what they show, for whom, and how long they are kept."""

from datetime import date

import pytest
from django.core.cache import caches
from wagtail.models import Page

from concept import actions
from core.models import Generation, Record
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory
from website.models import StandardPage

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def standard_page(title: str = "Nápověda", words: str = "<p>Takhle.</p>") -> StandardPage:
    page = build.home().add_child(instance=StandardPage(title=title, slug="napoveda", body=words))
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def site() -> int:
    return Generation.objects.get(key="site").number


def test_front_page_without_documents_says_so(client):
    build.home()

    page = body(client.get("/"))

    assert "Zatím nebylo nic zveřejněno." in page
    assert "Číst koncepci" not in page


def test_front_page_shows_the_published_concept_and_what_happened(client):
    document = build.document(title="Koncepce bydlení", summary="Jak získat byt.")
    section = build.section(document, "Byty", "Město má devět bytů.")
    first = build.freeze(document, "0.9", purpose="consultation")
    actions.set_access(version=first, level="public", by=build.user("chair"), at=TEST_NOW)
    build.rewrite(section, "Město má deset bytů.")
    version = build.freeze(document, "1.0")
    actions.record_approval(
        version=version,
        body="Zastupitelstvo",
        occurred_on=date(2026, 3, 2),
        verb="approve",
        resolution="1/2",
        by=build.editor(),
        at=TEST_NOW,
    )
    build.publish(version)

    page = body(client.get("/"))

    assert '<a class="button" href="/koncepce/">' in page
    assert "Jak získat byt." in page
    assert 'href="/koncepce/porovnani/0-9/1-0/"' in page

    english = body(client.get("/en/"))
    latest = english[english.index('id="zmeny"') : english.index('id="dokumenty"')]
    assert latest.index("Published") < latest.index("Approved, Zastupitelstvo")
    assert latest.count('href="/en/koncepce/verze/1-0/"') == 2


def test_front_page_tells_a_visitor_nothing_of_a_version_for_staff(client):
    document = build.document(title="Tajný plán")
    build.section(document, "Byty", "Slova.")
    build.freeze(document, "0.1")

    assert "Tajný plán" not in body(client.get("/"))

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert "Tajný plán" in body(client.get("/"))


def test_kept_front_page_costs_one_query_and_answers_304(client, django_assert_num_queries):
    build.home()
    first = client.get("/")

    with django_assert_num_queries(1):
        second = client.get("/")
    with django_assert_num_queries(1):
        third = client.get("/", headers={"if-none-match": first["ETag"]})

    assert second.content == first.content
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert (third.status_code, third.content) == (304, b"")


def test_signed_in_reader_gets_a_page_of_his_own(client):
    build.home()
    client.force_login(UserFactory())

    response = client.get("/")

    assert "Můj přehled" in body(response)
    assert "ETag" not in response.headers


def test_publishing_a_page_makes_kept_pages_out_of_date(client):
    page = standard_page()
    assert "Takhle." in body(client.get("/napoveda/"))

    page.body = "<p>Jinak.</p>"
    page.save_revision().publish()
    assert "Jinak." in body(client.get("/napoveda/"))

    page.unpublish()
    assert client.get("/napoveda/").status_code == 404


def test_moving_or_renaming_a_page_raises_the_generation_and_a_section_does_not(client):
    document = build.document()
    page = standard_page()
    before = site()

    page.slug = "pomoc"
    page.save_revision().publish()
    renamed = site()
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=document.pk), pos="left")
    moved = site()
    build.section(document, "Byty", "Slova.")

    assert before < renamed < moved == site()


@pytest.mark.parametrize("count", [1, 3])
def test_cold_front_page_costs_the_same_for_any_number_of_documents(
    client, django_assert_num_queries, count
):
    for number in range(count):
        document = build.document(f"dokument-{number}", f"Dokument {number}")
        build.section(document, "Byty", "Slova.")
        build.publish(build.freeze(document, "1.0"))
    client.get("/en/")

    # generations, page, versions with their steps
    with django_assert_num_queries(3):
        client.get("/")


def test_demonstration_is_kept_out_of_search_engines_in_every_answer(client):
    paths = ["/", "/feeds/verze.atom", "/api/v1/documents/", "/nic/"]
    document = build.document()
    build.section(document, "Byty", "Město má devět bytů.")
    version = build.freeze(document, "1.0")
    assert [client.get(path).headers.get("X-Robots-Tag") for path in paths] == [None] * 4

    Record.objects.filter(pk=version.record_id).update(demo_origin="invented")
    caches["pages"].clear()

    assert [client.get(path).headers.get("X-Robots-Tag") for path in paths] == ["noindex"] * 4
