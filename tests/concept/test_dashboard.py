"""The front page of the administration leads to the documents, and administrators to people."""

import re

import pytest
from django.urls import reverse

from people.enums import Role
from tests.concept import build
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def front_page(client, settings):
    """The front page of the administration as a person of a role sees it."""
    settings.DEMO_ACCOUNTS_ALLOWED = True

    def load(role: str) -> str:
        client.force_login(
            UserFactory(roles=[role], is_demo=True), backend=settings.AUTHENTICATION_BACKENDS[0]
        )
        return client.get(reverse("wagtailadmin_home")).content.decode()

    return load


def test_editor_sees_every_document_and_where_to_go_on(front_page):
    document = build.document(title="Koncepce bydlení")
    section = build.section(document, "Byty", "Město má devět bytů.")
    version = build.freeze(document, "0.9")
    build.rewrite(section, "Město má deset bytů.", release=False)

    page = front_page(Role.EDITOR)

    assert "Koncepce bydlení" in page
    assert "1 kapitola" in page
    assert f'href="{reverse("wagtailadmin_explore", args=[document.pk])}"' in page
    assert f'href="{reverse("versions_desk:plan-detail", args=[document.pk])}"' in page
    assert f'href="{reverse("versions_desk:version-detail", args=[version.pk])}"' in page
    assert "Pozvat člověka" not in page


def test_reviewer_reads_versions_but_is_not_asked_to_write(front_page):
    document = build.document(title="Koncepce bydlení")

    page = front_page(Role.CHAIR)

    assert reverse("versions_desk:plan-detail", args=[document.pk]) in page
    assert "Psát" not in page


def test_administrator_is_led_to_people(front_page):
    build.document(title="Koncepce bydlení")

    page = front_page(Role.ADMINISTRATOR)

    assert reverse("people_admin:invitation-create") in page
    assert "Koncepce bydlení" not in page


def test_nothing_is_said_in_the_name_of_wagtail(front_page, client):
    page = front_page(Role.EDITOR)
    missing = client.get("/admin/neni/")

    assert "Průvodce redaktora" not in page
    assert 'class="wordmark__sign"' in page
    assert missing.status_code == 404
    assert "Na této adrese redakčního systému nic není" in missing.content.decode()
    assert "Error" not in missing.content.decode()


def test_without_scripts_there_is_a_plain_menu(front_page):
    page = front_page(Role.ADMINISTRATOR)
    menu = page[page.index('class="plain-menu"') :].partition("</nav>")[0]

    assert re.findall(r">([^<>]+)</a>", menu) == [
        "Lidé",
        "Organizace",
        "Provoz webu",
        "Záznamy o činnosti",
        "Můj přehled",
        "Odhlásit se",
    ]
