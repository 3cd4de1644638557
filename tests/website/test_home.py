"""The front page and ordinary pages: what they show, for whom, and how long they are kept."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches
from wagtail.models import Page

from concept import actions
from consultations.actions import reports, round_steps, seals
from consultations.models import HousingContact
from core.models import Generation, Record
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.consultations import build as rounds_build
from tests.factories.people import UserFactory
from website.models import StandardPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOME_QUERIES = 6


def body(response) -> str:
    return response.content.decode()


def standard_page(title: str = "Nápověda", words: str = "<p>Takhle.</p>") -> StandardPage:
    page = build.home().add_child(
        instance=StandardPage(title=title, slug="jak-se-zapojit", body=words)
    )
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
    assert "Takhle." in body(client.get("/jak-se-zapojit/"))

    page.body = "<p>Jinak.</p>"
    page.save_revision().publish()
    assert "Jinak." in body(client.get("/jak-se-zapojit/"))

    page.unpublish()
    assert client.get("/jak-se-zapojit/").status_code == 404


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

    # generations, page, versions with their steps, rounds, the contact point
    with django_assert_num_queries(HOME_QUERIES - 1):
        client.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_cold_front_page_costs_the_same_for_any_number_of_rounds(
    client, django_assert_num_queries, count
):
    version = rounds_build.version(rounds_build.text())
    for number in range(count):
        rounds_build.open_round(version, title=f"Kolo {number}", is_public=True)
    client.get("/en/")

    with django_assert_num_queries(HOME_QUERIES):  # and what happened to the rounds
        client.get("/")


def test_front_page_shows_the_open_round_until_its_very_last_moment(client, clock):
    build.home()
    version = rounds_build.version(rounds_build.text())
    rounds_build.open_round(
        version,
        title="Druhé kolo",
        is_public=True,
        opens_at=TEST_NOW + timedelta(days=1),
        closes_at=TEST_NOW + timedelta(days=8),
    )
    rounds_build.open_round(version, title="Jen pro skupinu", groups=[rounds_build.group()])

    def parts() -> tuple[bool, bool, bool]:
        """Whether the round is planned, open, told of; the page is the one kept for visitors."""
        page = body(client.get("/")).replace("\N{NO-BREAK SPACE}", " ")
        top = page[page.index('id="kola"') : page.index('id="zmeny"')]
        return (
            "Otevře se 3. 3. 2026" in top,
            "Připomínky přijímáme do 10. 3. 2026" in top and "Jak se vyjádřit" in top,
            "Druhé kolo" in page[page.index('id="zmeny"') :],
        )

    assert parts() == (True, False, False)
    clock.move_to(TEST_NOW + timedelta(days=1))
    assert parts() == (False, True, True)
    clock.move_to(TEST_NOW + timedelta(days=8) - timedelta(seconds=1))
    assert parts() == (False, True, True)
    clock.move_to(TEST_NOW + timedelta(days=8))
    assert parts() == (False, False, True)
    assert "Jen pro skupinu" not in body(client.get("/"))


def test_last_changes_lead_to_the_settlement_and_the_report(client):
    version = rounds_build.version(rounds_build.text())
    round = rounds_build.open_round(version, title="Druhé kolo", is_public=True)
    chair = rounds_build.chair()
    later = round.closes_at
    seals.seal_round(round=round, at=later)
    round_steps.settle_round(round=round, by=chair, at=later)
    reports.publish_report(
        round=round, by=rounds_build.editor(), at=later, summary="Souhrn.", easy_summary=""
    )
    with time_machine.travel(later, tick=False):
        page = body(client.get("/"))

    latest = page[page.index('id="zmeny"') :]
    assert re.findall(r'<a href="(/konzultace/[^"]+)"', latest) == [
        f"/konzultace/{round.slug}/{page}" for page in ("zprava/", "vyporadani/", "")
    ]


def test_contact_point_for_housing_stands_on_the_front_page_and_changes_with_its_data(client):
    build.home()
    assert "Kdo pomůže s bydlením" in body(client.get("/"))

    HousingContact.objects.create(
        name="Kontaktní místo", address="Lípová 1", telephone="555 123 456"
    )

    page = body(client.get("/")).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        '<strong>Kontaktní místo</strong>, Lípová 1, <a href="tel:555123456">555 123 456</a>'
        in page
    )


def test_demonstration_is_kept_out_of_search_engines_in_every_answer(client):
    paths = ["/", "/feeds/verze.atom", "/api/v1/documents/", "/nic/"]
    document = build.document()
    build.section(document, "Byty", "Město má devět bytů.")
    version = build.freeze(document, "1.0")
    assert [client.get(path).headers.get("X-Robots-Tag") for path in paths] == [None] * 4

    Record.objects.filter(pk=version.record_id).update(demo_origin="invented")
    caches["pages"].clear()

    assert [client.get(path).headers.get("X-Robots-Tag") for path in paths] == ["noindex"] * 4
