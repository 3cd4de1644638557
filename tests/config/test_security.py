"""Which content security policy stands on which page."""

import pytest
from wagtail.models import Page, Site

from people.enums import Role
from tests.factories.people import UserFactory
from website.models import HomePage

pytestmark = pytest.mark.django_db
PUBLIC = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
ADMIN = PUBLIC | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
}


def policy(response) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.fixture
def home():
    page = HomePage(title="Úvod", slug="uvod")
    Page.objects.get(depth=1).add_child(instance=page)
    Site.objects.update(root_page=page)
    return page


@pytest.fixture
def editor(client):
    user = UserFactory(roles=[Role.EDITOR], is_demo=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/ucet/login/",
        "/en/ucet/login/",
        "/ucet/password/reset/",
        "/nic/",
        "/zdravi/live",
    ],
)
def test_public_and_account_pages_allow_nothing_inline(client, home, path):
    assert policy(client.get(path)) == PUBLIC


def test_forms_may_lead_to_the_provider_of_sign_in_and_nowhere_else(client, home, settings):
    settings.OIDC_SERVER_URL = "https://prihlaseni.mesto.example/realms/urad"

    for path in ("/ucet/login/", "/"):
        expected = "'self' https://prihlaseni.mesto.example"
        assert policy(client.get(path)) == PUBLIC | {"form-action": expected}


def test_redirects_to_the_login_page_carry_a_policy_too(client):
    assert policy(client.get("/ucet/")) == PUBLIC


def test_administration_allows_what_wagtail_needs_and_no_eval(client, editor, home):
    for path in ("/admin/", f"/admin/pages/{home.pk}/edit/", "/admin/neni/"):
        assert policy(client.get(path)) == ADMIN, path


def test_previews_of_pages_are_as_strict_as_the_pages(client, editor, home):
    home.save_revision()
    revision = home.latest_revision

    for path in (
        f"/admin/pages/{home.pk}/view_draft/",
        f"/admin/pages/{home.pk}/revisions/{revision.pk}/view/",
        f"/admin/pages/{home.pk}/edit/preview/?mode=",
    ):
        response = client.get(path)
        assert response.status_code == 200, path
        assert policy(response) == PUBLIC, path


def test_frames_and_types_are_guarded(client):
    headers = client.get("/ucet/login/").headers

    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
