"""An editor signs in with a second factor: sets it up once, then uses it, also without a mouse."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from playwright.sync_api import expect

from config import identity
from people.enums import Role
from tests.factories.people import PASSWORD, UserFactory
from tests.journeys.steps import until_focused
from tests.people.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

pytestmark = pytest.mark.django_db(transaction=True)


def code(secret: str) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def given_an_editor(name: str = "Edita Nová"):
    return UserFactory(name=name, roles=[Role.EDITOR])


def when_signing_in(page, user, address: str = "/prehled/"):
    page.goto(address)
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Heslo").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def test_editor_sets_up_the_second_factor_at_the_first_sign_in(page, accessible):
    editor = given_an_editor()
    page.goto("/ucet/login/")
    when_signing_in(page, editor)

    page.wait_for_url("**/ucet/2fa/totp/activate/**")
    accessible(page)
    secret = page.locator("main code").inner_text()
    page.locator("input[name=code]").fill(code(secret))
    page.locator("main form button[type=submit]").first.click()
    page.goto("/prehled/")

    expect(page.get_by_role("heading", name="Můj přehled")).to_be_visible()
    expect(page.get_by_text("Edita Nová")).to_be_visible()
    accessible(page)


def test_editor_signs_in_with_the_keyboard_alone(page, accessible):
    editor, secret = given_an_editor(), generate_totp_secret()
    TOTP.activate(editor, secret)

    page.goto("/prehled/")
    until_focused(page, "input[name=login]")
    page.keyboard.type(editor.email)
    until_focused(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ucet/2fa/authenticate/**")
    accessible(page)
    until_focused(page, "input[name=code]")
    page.keyboard.type(code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/prehled/")
    until_focused(page, "main a[href='/admin/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")


def test_wrong_code_keeps_the_door_shut(page, accessible):
    editor = given_an_editor()
    TOTP.activate(editor, generate_totp_secret())

    when_signing_in(page, editor)
    page.locator("input[name=code]").fill("000000")
    page.locator("main form button[type=submit]").first.click()

    expect(page.locator(".field__error")).to_be_visible()
    accessible(page)
    page.goto("/prehled/")
    page.wait_for_url("**/ucet/**")


def test_editor_signs_in_without_javascript(plain_page):
    editor, secret = given_an_editor(), generate_totp_secret()
    TOTP.activate(editor, secret)

    when_signing_in(plain_page, editor)
    plain_page.locator("input[name=code]").fill(code(secret))
    plain_page.locator("main form button[type=submit]").first.click()

    expect(plain_page.get_by_role("heading", name="Můj přehled")).to_be_visible()


@pytest.fixture
def provider(live_server, settings):
    """The city's OpenID Connect provider, with Marie at the browser."""
    callback = f"{live_server.url}/ucet/oidc/mesto/login/callback/"
    person = {"sub": "marie-1", "email": "marie@mesto.example", "email_verified": True}
    with IdentityProvider(person=person, redirect_uris=(callback,)) as found:
        settings.OIDC_SERVER_URL = found.url
        settings.SOCIALACCOUNT_PROVIDERS = identity.openid_connect(
            server_url=found.url,
            name="Přihlášení města",
            client_id=CLIENT_ID,
            secret=CLIENT_SECRET,
        )
        yield found


@pytest.mark.parametrize("with_javascript", [True, False])
def test_resident_signs_in_through_the_provider_of_the_city(
    request, provider, accessible, with_javascript
):
    page = request.getfixturevalue("page" if with_javascript else "plain_page")
    UserFactory(email="marie@mesto.example", name="Marie Dubová")
    page.goto("/ucet/login/?next=/prehled/")
    if with_javascript:
        accessible(page)

    page.get_by_role("button", name="Přihlášení města").click()

    page.wait_for_url("**/prehled/")
    expect(page.get_by_text("Marie Dubová", exact=True)).to_be_visible()
    page.goto("/ucet/3rdparty/")
    if with_javascript:
        accessible(page)
    page.get_by_role("button", name="Odpojit").click()
    expect(page.get_by_text("Přihlašujete se jen heslem.")).to_be_visible()


def test_pages_on_the_way_of_the_provider_are_accessible(page, provider, accessible):
    provider.person = None
    page.goto("/ucet/oidc/mesto/login/")
    accessible(page)
    page.get_by_role("button", name="Pokračovat").click()

    expect(page.get_by_role("heading", name="Přihlášení jste zrušili")).to_be_visible()
    accessible(page)
