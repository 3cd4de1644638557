"""What waits for the person who is signed in."""

import pytest

from concept import actions
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def overview(client, user, address: str = "/prehled/") -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def person(*roles: Role, name: str = "Jana Nová"):
    return UserFactory(name=name, roles=roles, is_demo=True)


@pytest.fixture
def proposed():
    """A version whose publication an editor proposed."""
    document = build.document(title="Koncepce bydlení")
    build.section(document, "Byty", "Slova.")
    version = build.freeze(document, "1.0")
    actions.propose_publication(version=version, by=build.editor(), at=TEST_NOW)
    return version


def test_visitor_is_sent_to_sign_in(client):
    response = client.get("/prehled/")

    assert (response.status_code, response.url) == (302, "/ucet/login/?next=/prehled/")


def test_person_without_roles_has_nothing_to_do(client):
    page = overview(client, person())

    assert "Jana Nová" in page
    assert "Nic teď na vás nečeká." in page
    assert 'href="/admin/"' not in page
    assert 'href="/ucet/"' in page


def test_roles_are_named(client):
    page = overview(client, person(Role.CHAIR, Role.EDITOR), "/en/prehled/")

    assert "Jana Nová, editor, chair" in page


@pytest.mark.parametrize(
    ("role", "is_asked"),
    [
        (Role.EDITOR, True),
        (Role.CHAIR, True),
        (Role.SECRETARY, False),
        (Role.MEMBER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_publication_waits_for_those_who_may_agree(client, proposed, role, is_asked):
    page = overview(client, person(role))

    assert ("Zveřejnění čeká na druhou osobu" in page) is is_asked
    assert ("Koncepce bydlení, verze 1.0" in page) is is_asked
    assert (f'href="/admin/verze/{proposed.pk}/"' in page) is is_asked


def test_publication_does_not_wait_for_who_proposed_it(client, proposed):
    proposer = build.editor()
    proposer.is_demo = True
    proposer.save()

    assert "Zveřejnění čeká na druhou osobu" not in overview(client, proposer)


def test_answered_proposal_waits_no_more(client, proposed):
    actions.agree_publication(version=proposed, by=build.user("second", Role.EDITOR), at=TEST_NOW)

    assert "Zveřejnění čeká" not in overview(client, person(Role.CHAIR))


def test_editor_sees_how_many_sections_are_not_released(client):
    document = build.document()
    build.section(document, "Byty", "Slova.")
    assert "konceptem" not in overview(client, person(Role.EDITOR))

    build.section(document, "Domy", "Slova.", release=False)
    build.section(document, "Ulice", "Slova.", release=False)

    page = overview(client, person(Role.EDITOR, name="Jiný"))
    assert "2 kapitoly s neuvolněným textem" in page
    assert "neuvolněným" not in overview(client, person(Role.CHAIR))


def test_english_overview(client):
    assert "Nothing waits for you now." in overview(client, person(), "/en/prehled/")


def test_overview_is_never_kept(client):
    client.force_login(person())

    response = client.get("/prehled/")

    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response.headers
