"""Links to other documents: where they lead, and that nobody is told of what they may not read."""

import re

import pytest

from concept import actions
from concept.models import DocumentPage, SectionAddress, SectionPage, Version
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

READ = "/koncepce/uvod/"


def open_to_all(version: Version) -> Version:
    actions.set_access(version=version, level="public", by=build.user("chair"), at=TEST_NOW)
    return version


def withdraw(version: Version) -> None:
    actions.withdraw_version(version=version, note="Chyba", by=build.editor(), at=TEST_NOW)


def give_address(section: SectionPage, address: str) -> None:
    """The address the section gets at the next freeze of its document."""
    SectionAddress.objects.create(
        document=section.get_document(), address=address, node_uid=section.node_uid
    )


class Cited:
    """A document with two sections, not frozen yet, and a published concept that links to it and to one section."""

    def __init__(self) -> None:
        self.document = build.document("analyza", title="Analýza")
        self.section = build.section(self.document, "Ubytovny", "Lidé platí víc.")
        build.section(self.document, "Ceny", "Ceny rostou.")
        concept = build.document()
        build.section(
            concept,
            "Úvod",
            build.link(self.section, "oddíl"),
            build.link(self.document, "celek"),
        )
        build.publish(build.freeze(concept, "1.0"))


@built_once
def cited() -> Cited:
    return Cited()


def links(client, path: str = READ) -> list[tuple[str, str]]:
    """(words, address) of the links in the text, in order; "" for one that leads nowhere."""
    html = client.get(path).content.decode()
    text = "".join(re.findall(r"data-passage-text.*?</p>", html, re.DOTALL))
    found = re.findall(r'<a (?:href="([^"]*)"|class="is-gone")>(oddíl|celek)</a>', text)
    return [(words, address) for address, words in found]


def followed(client, path: str = READ) -> list[int]:
    """What the linked pages answer."""
    return [client.get(address).status_code for _words, address in links(client, path) if address]


def test_links_lead_to_the_current_wording(client, cited):
    build.publish(build.freeze(cited.document, "1.0"))

    assert links(client) == [("oddíl", "/analyza/ubytovny/"), ("celek", "/analyza/")]
    assert links(client, "/en/koncepce/cele/") == [
        ("oddíl", "/en/analyza/ubytovny/"),
        ("celek", "/en/analyza/"),
    ]
    assert followed(client) == [200, 200]


def test_links_of_an_old_version_do_so_too(client, cited):
    build.publish(build.freeze(cited.document, "1.0"))
    concept = DocumentPage.objects.get(slug="koncepce")
    build.rewrite(SectionPage.objects.get(title="Úvod"), "Bez odkazu.")
    build.publish(build.freeze(concept, "2.0"))

    assert links(client) == []
    assert links(client, "/koncepce/verze/1-0/uvod/") == [
        ("oddíl", "/analyza/ubytovny/"),
        ("celek", "/analyza/"),
    ]


def test_document_one_may_not_read_is_neither_linked_nor_named(client, cited):
    build.freeze(cited.document, "1.0")

    assert links(client) == [("oddíl", ""), ("celek", "")]
    assert [
        "analyza" in client.get(path).content.decode() for path in (READ, "/koncepce/cele/")
    ] == [False, False]

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert links(client) == [("oddíl", "/analyza/ubytovny/"), ("celek", "/analyza/")]
    assert followed(client) == [200, 200]


def test_document_without_a_version_is_not_linked(client, cited):
    assert links(client) == [("oddíl", ""), ("celek", "")]


def test_document_whose_versions_are_all_withdrawn_is_not_linked(client, cited):
    only = build.publish(build.freeze(cited.document, "1.0"))
    assert followed(client) == [200, 200]

    withdraw(only)

    assert client.get("/analyza/").status_code == 404
    assert links(client) == [("oddíl", ""), ("celek", "")]


def test_address_in_a_version_one_may_not_read_is_not_told(client, cited):
    build.publish(build.freeze(cited.document, "1.0"))
    give_address(cited.section, "tajny-nazev")
    build.freeze(cited.document, "1.1")

    assert links(client)[0] == ("oddíl", "/analyza/ubytovny/")

    build.publish(Version.objects.get(document=cited.document, label="1.1"))
    assert links(client)[0] == ("oddíl", "/analyza/tajny-nazev/")
    assert followed(client) == [200, 200]


def test_address_is_that_of_the_published_version_not_of_a_newer_one_open_for_comments(
    client, cited
):
    build.publish(build.freeze(cited.document, "1.0"))
    give_address(cited.section, "domy")
    newer = open_to_all(build.freeze(cited.document, "1.1", purpose="consultation"))

    assert links(client)[0] == ("oddíl", "/analyza/ubytovny/")

    withdraw(newer)
    assert links(client)[0] == ("oddíl", "/analyza/ubytovny/")


def test_section_left_out_since_is_read_where_it_last_stood(client, cited):
    open_to_all(build.freeze(cited.document, "0.8"))
    give_address(cited.section, "domy")
    open_to_all(build.freeze(cited.document, "0.9"))
    SectionPage.objects.get(pk=cited.section.pk).delete()
    build.publish(build.freeze(cited.document, "1.0"))

    assert links(client)[0] == ("oddíl", "/analyza/verze/0-9/domy/")
    assert followed(client) == [200, 200]


def test_section_only_in_a_version_one_may_not_read_leads_to_the_document(client, cited):
    build.freeze(cited.document, "0.9")
    SectionPage.objects.get(pk=cited.section.pk).delete()
    build.publish(build.freeze(cited.document, "1.0"))

    assert links(client) == [("oddíl", "/analyza/"), ("celek", "/analyza/")]


def test_kept_page_learns_of_a_publication_elsewhere(client, cited):
    build.freeze(cited.document, "1.0")
    assert links(client) == [("oddíl", ""), ("celek", "")]

    build.publish(Version.objects.get(document=cited.document))

    assert links(client) == [("oddíl", "/analyza/ubytovny/"), ("celek", "/analyza/")]
