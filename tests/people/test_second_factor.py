"""Whoever works for the city signs in with a second factor, whichever way they try to come in."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth import SESSION_KEY
from django.contrib.auth import views as auth_views
from django.contrib.auth.tokens import default_token_generator
from django.core.management import call_command
from django.urls import get_resolver, resolve
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from core.models import OutboxMail
from people import actions
from people.encryption import decrypt
from people.enums import SECOND_FACTOR_ROLES, Role
from people.views import ToOurPage
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOGIN, ACTIVATE, CHALLENGE = "/ucet/login/", "/ucet/2fa/totp/activate/", "/ucet/2fa/authenticate/"
FOREIGN_PAGES = [
    ("/admin/login/", LOGIN),
    ("/_util/login/", LOGIN),
    ("/en/_util/login/", "/en/ucet/login/"),
    ("/admin/password_reset/", "/ucet/password/reset/"),
    ("/admin/password_reset/done/", "/ucet/password/reset/"),
    ("/admin/password_reset/complete/", "/ucet/password/reset/"),
    ("/admin/password_reset/confirm/{uid}/{token}/", "/ucet/password/reset/"),
    ("/admin/password_reset/confirm/{uid}/set-password/", "/ucet/password/reset/"),
]


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret() -> str:
    return generate_totp_secret()


@pytest.fixture
def editor(secret):
    """An editor who has set up the authenticator app."""
    user = UserFactory(roles=[Role.EDITOR])
    TOTP.activate(user, secret)
    return user


def credentials(user) -> dict[str, str]:
    """What any login form could want, by all names used for it."""
    return {
        "login": user.email,
        "username": user.email,
        "email": user.email,
        "password": PASSWORD,
        "new_password1": "nove-heslo-do-dilny",
        "new_password2": "nove-heslo-do-dilny",
    }


def test_password_alone_leads_to_the_challenge_only(client, editor):
    response = client.post(LOGIN, credentials(editor))

    assert (response.status_code, response.url) == (302, CHALLENGE)
    assert SESSION_KEY not in client.session
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"


def test_password_and_code_open_the_administration(client, editor, secret):
    client.post(LOGIN, credentials(editor))
    response = client.post(CHALLENGE, {"code": code(secret)})

    assert (response.status_code, response.url) == (302, "/prehled/")
    assert client.session[SESSION_KEY] == str(editor.pk)
    assert client.get("/admin/").status_code == 200


def test_wrong_code_opens_nothing(client, editor, secret):
    client.post(LOGIN, credentials(editor))
    wrong = "000000" if code(secret) != "000000" else "111111"
    response = client.post(CHALLENGE, {"code": wrong})

    assert response.status_code == 200
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("method", ["get", "post", "put", "head"])
@pytest.mark.parametrize(("path", "target"), FOREIGN_PAGES)
def test_foreign_login_pages_only_lead_to_ours(client, editor, method, path, target):
    uid = urlsafe_base64_encode(force_bytes(editor.pk))
    path = path.format(uid=uid, token=default_token_generator.make_token(editor))
    data = credentials(editor) if method == "post" else None

    response = getattr(client, method)(path, data)

    assert (response.status_code, response.url) == (302, target)
    assert SESSION_KEY not in client.session
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def test_no_login_view_of_django_or_wagtail_can_be_reached():
    dangerous = (
        auth_views.LoginView,
        auth_views.PasswordResetView,
        auth_views.PasswordResetConfirmView,
        auth_views.PasswordResetCompleteView,
        auth_views.PasswordChangeView,
    )
    routes = [
        route
        for route, pattern in patterns(get_resolver())
        if issubclass(getattr(pattern.callback, "view_class", object), dangerous)
        or getattr(pattern.callback, "__name__", "") in {kind.__name__ for kind in dangerous}
    ]
    assert routes  # they are in the resolver, behind ours
    for route in routes:
        path = "/" + route.replace("<uidb64>", "MQ").replace("<token>", "a-b")
        assert issubclass(resolve(path).func.view_class, ToOurPage), path


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/admin/pages/", "?next=%2Fadmin%2Fpages%2F"),
        ("//zly.example/", ""),
        ("https://zly.example/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_a_next_within_the_site_is_kept(client, asked, kept):
    response = client.get("/admin/login/", {"next": asked, "password": "in the address"})

    assert response.url == LOGIN + kept


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/lide/", "/ucet/", "/ucet/udaje/", "/admin/logout/"]
)
def test_session_made_in_another_way_is_ended(client, editor, path):
    client.force_login(editor)  # as any login view without a second step would

    response = client.get(path)

    assert (response.status_code, response.url) == (302, f"/ucet/login/?next={path}")
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/ucet/", "/en/ucet/", "/ucet/udaje/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_without_a_second_factor_can_only_set_it_up(client, method, path):
    client.post(LOGIN, credentials(UserFactory(roles=[Role.EDITOR])))

    response = getattr(client, method)(path)

    expected = "/en" + ACTIVATE if path.startswith("/en/") else ACTIVATE
    assert (response.status_code, response.url) == (302, expected)


@pytest.mark.django_db(transaction=True)
def test_setting_the_second_factor_up_opens_the_administration(client):
    user = UserFactory(roles=[Role.EDITOR])
    client.post(LOGIN, credentials(user))
    page = client.get(ACTIVATE)
    secret = page.context["form"].secret

    response = client.post(ACTIVATE, {"code": code(secret)})

    assert (response.status_code, response.url) == (302, "/ucet/2fa/recovery-codes/")
    assert client.get("/admin/").status_code == 200
    client.post("/ucet/logout/")
    assert client.post(LOGIN, credentials(user)).url == CHALLENGE
    assert [(mail.recipient, mail.kind) for mail in OutboxMail.objects.all()] == [
        (user.email, "totp_activated")
    ]


def test_removing_the_second_factor_asks_for_a_new_one_at_once_and_later(client, editor, secret):
    client.post(LOGIN, credentials(editor))
    client.post(CHALLENGE, {"code": code(secret)})
    assert client.get("/admin/").status_code == 200
    client.post("/ucet/2fa/totp/deactivate/")
    assert client.get("/admin/").url == ACTIVATE
    client.post("/ucet/logout/")

    client.post(LOGIN, credentials(editor))

    assert client.get("/admin/").url == ACTIVATE


def test_code_is_drawn_as_svg_without_data_address_or_inline_style(client):
    client.post(LOGIN, credentials(UserFactory(roles=[Role.EDITOR])))

    page = client.get(ACTIVATE).content.decode()

    assert "<svg" in page
    assert 'd="M0 0h1v1h-1z' in page  # the corner mark of every such code
    assert "data:image" not in page
    assert "style=" not in page


@pytest.mark.parametrize("role", Role.values)
def test_roles_that_need_a_second_factor(client, role):
    client.force_login(UserFactory(roles=[role]))

    response = client.get("/ucet/")

    asked = response.status_code == 302 and response.url == ACTIVATE
    assert asked is (role in SECOND_FACTOR_ROLES)


def test_reader_without_a_role_needs_none(client):
    client.post(LOGIN, credentials(UserFactory()))

    assert client.get("/ucet/").status_code == 200


def test_demo_account_needs_none_on_loopback(client):
    client.post(LOGIN, credentials(UserFactory(roles=[Role.EDITOR], is_demo=True)))

    assert client.get("/admin/").status_code == 200


def test_demo_account_cannot_sign_in_elsewhere(client, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    demo = UserFactory(roles=[Role.EDITOR], is_demo=True)

    assert client.post(LOGIN, credentials(demo)).url == "/ucet/inactive/"
    assert SESSION_KEY not in client.session
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"


def test_open_session_of_a_demo_account_stops_elsewhere(client, settings):
    client.force_login(UserFactory(is_demo=True))
    assert client.get("/ucet/").status_code == 200

    settings.DEMO_ACCOUNTS_ALLOWED = False

    assert client.get("/ucet/").url == "/ucet/login/?next=/ucet/"


def test_closed_account_cannot_sign_in_and_its_session_stops(client):
    user = UserFactory()
    client.force_login(user)
    user.is_active = False
    user.save()

    assert client.get("/ucet/").url == "/ucet/login/?next=/ucet/"
    client.logout()
    assert client.post(LOGIN, credentials(user)).url == "/ucet/inactive/"
    assert SESSION_KEY not in client.session


def test_visitor_without_a_session_touches_none(client):
    response = client.get("/ucet/login/")

    assert response.status_code == 200
    assert "sessionid" not in response.cookies


def stored(kind: str) -> dict:
    return Authenticator.objects.get(type=kind).data


def sign_in(client, editor, secret):
    client.post(LOGIN, credentials(editor))
    client.post(CHALLENGE, {"code": code(secret)})
    return SESSION_KEY in client.session


def test_secrets_are_stored_encrypted_and_change_with_the_key(client, editor, secret, settings):
    RecoveryCodes.activate(editor)
    first = stored("totp")["secret"]
    seed = stored("recovery_codes")["seed"]
    assert first.startswith("fernet:")
    assert seed.startswith("fernet:")
    assert secret not in first
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next key", [settings.SECRET_KEY]
    assert sign_in(client, editor, secret)
    call_command("encrypt_second_factors")
    settings.SECRET_KEY_FALLBACKS = []
    assert stored("totp")["secret"] != first
    assert decrypt(stored("totp")["secret"]) == secret
    again = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    assert again == codes


def test_secrets_from_before_the_encryption_work_and_are_encrypted_by_the_command(
    client, editor, secret
):
    Authenticator.objects.update(data={"secret": secret})
    assert sign_in(client, editor, secret)
    assert actions.encrypt_second_factors() == (1, 0)
    assert stored("totp")["secret"].startswith("fernet:")
    assert decrypt(stored("totp")["secret"]) == secret


def test_a_secret_whose_key_is_lost_opens_nothing(client, editor, secret, settings, caplog):
    settings.SECRET_KEY = "another key"
    assert not sign_in(client, editor, secret)
    assert not TOTP(Authenticator.objects.get()).validate_code(code(""))
    assert actions.encrypt_second_factors() == (0, 1)
    assert "A second factor cannot be read" in caplog.text
