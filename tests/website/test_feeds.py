"""The feed of versions: what was approved and published, with the digests, for everybody."""

from datetime import date
from xml.etree import ElementTree

import pytest

from concept import actions
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client, address: str = "/feeds/verze.atom") -> list[ElementTree.Element]:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall("a:entry", ATOM)


def text(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"a:{name}", namespaces=ATOM)


@pytest.fixture
def version():
    document = build.document(title="Koncepce bydlení")
    build.section(document, "Byty", "Slova.")
    made = build.freeze(document, "1.0")
    actions.record_approval(
        version=made,
        body="Zastupitelstvo",
        occurred_on=date(2026, 3, 2),
        verb="approve",
        resolution="1234/17",
        by=build.editor(),
        at=TEST_NOW,
    )
    return build.publish(made)


def test_feed_tells_approval_and_publication_with_the_digest(client, version):
    published, approved = entries(client, "/en/feeds/verze.atom")

    assert text(published, "title") == "Koncepce bydlení, version 1.0: Published"
    assert text(approved, "title") == (
        "Koncepce bydlení, version 1.0: Approved, Zastupitelstvo, 1234/17"
    )
    assert version.digest in text(published, "summary")
    link = published.find("a:link", ATOM).attrib["href"]
    assert link.endswith("//testserver/en/koncepce/verze/1-0/")
    assert text(published, "updated") == "2026-03-02T09:00:00+00:00"
    assert text(published, "id") != text(approved, "id")


def test_feed_tells_nobody_of_versions_for_staff(client, version):
    document = version.document
    made = build.freeze(document, "1.1")
    actions.record_approval(
        version=made,
        body="Rada",
        occurred_on=date(2026, 3, 2),
        verb="approve",
        by=build.editor(),
        at=TEST_NOW,
    )
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))

    assert [e for e in entries(client) if "1.1" in text(e, "title")] == []


def test_empty_feed_is_a_feed(client):
    assert entries(client) == []


def test_feed_is_kept_and_linked(client, version, django_assert_num_queries):
    first = client.get("/feeds/verze.atom")

    with django_assert_num_queries(1):
        again = client.get("/feeds/verze.atom", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    page = client.get("/koncepce/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/feeds/verze.atom"' in page
    assert 'href="/en/feeds/verze.atom"' in client.get("/en/koncepce/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_feed_costs_the_same_for_any_number_of_versions(client, django_assert_num_queries, count):
    document = build.document()
    section = build.section(document, "Byty", "Slova.")
    for number in range(count):
        build.rewrite(section, f"Slova {number}.")
        build.publish(build.freeze(document, f"{number}.0"))

    client.get("/neni/")  # what a process asks once a minute: whether this is a demonstration

    with django_assert_num_queries(2):  # generations, versions with their steps
        assert len(entries(client)) == count
