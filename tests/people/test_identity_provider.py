"""Signing in through the city's OpenID Connect provider: real requests to a real provider on 127.0.0.1."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.test import Client

from config import identity
from core.models import Event, OutboxMail
from people.enums import Role
from people.models import User
from tests.factories.people import PASSWORD, UserFactory
from tests.people.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = "/ucet/oidc/mesto/login/"
CALLBACK = "http://testserver/ucet/oidc/mesto/login/callback/"
LOGIN, ACTIVATE, CHALLENGE = "/ucet/login/", "/ucet/2fa/totp/activate/", "/ucet/2fa/authenticate/"
MARIE = {
    "sub": "marie-1",
    "email": "marie@mesto.example",
    "email_verified": True,
    "name": "Marie Dubová",
}


@pytest.fixture
def provider(settings):
    with IdentityProvider(person=MARIE, redirect_uris=(CALLBACK,)) as found:
        settings.SOCIALACCOUNT_PROVIDERS = identity.openid_connect(
            server_url=found.url,
            name="Přihlášení města",
            client_id=CLIENT_ID,
            secret=CLIENT_SECRET,
        )
        yield found


def to_provider(client: Client, **more: str) -> str:
    """Press the button of the login page; return the address of the provider the browser is sent to."""
    response = client.post(START, {"process": "login", **more})
    assert response.status_code == 302, response.content
    return response.url


def at_provider(address: str) -> str:
    """Be the browser at the provider; return the path on our site it is sent back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(CALLBACK)
    return answer.headers["Location"].removeprefix("http://testserver")


def sign_in(client: Client, **more: str):
    """The whole way; return our answer at its end."""
    return client.get(at_provider(to_provider(client, **more)))


def signed_in(client: Client) -> str | None:
    return client.session.get(SESSION_KEY)


def marie(**fields) -> User:
    return UserFactory(email=MARIE["email"], **fields)


def body(response) -> str:
    return response.content.decode()


# --- whose account is opened


def test_button_leads_to_the_provider_with_pkce(client, provider):
    page = body(client.get(LOGIN))
    assert "Přihlášení města" in page

    asked = {
        name: values[0] for name, values in parse_qs(urlsplit(to_provider(client)).query).items()
    }

    assert asked.pop("state")
    assert len(asked.pop("code_challenge")) == 43
    assert set(asked.pop("scope").split()) == {"openid", "profile", "email"}
    assert asked == {
        "client_id": CLIENT_ID,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "code_challenge_method": "S256",
    }


def test_account_with_the_checked_address_is_opened(client, provider):
    user = marie()

    response = sign_in(client)

    assert (response.status_code, response.url) == (302, "/prehled/")
    assert signed_in(client) == str(user.pk)
    assert provider.requests[1:] == [
        "/authorize",
        "/.well-known/openid-configuration",
        "/token",
        "/userinfo",
    ]
    assert User.objects.count() == 1
    account = SocialAccount.objects.get()
    assert (account.user_id, account.uid) == (user.pk, "marie-1")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.name != MARIE["name"]  # what the person calls themselves here stays


def test_way_asked_for_is_kept(client, provider):
    marie()

    assert sign_in(client, next="/ucet/udaje/").url == "/ucet/udaje/"
    client.post("/ucet/logout/")
    assert sign_in(client, next="https://zly.example/").url == "/prehled/"


def test_address_is_the_same_in_capitals(client, provider):
    user = marie()
    provider.person = MARIE | {"email": "Marie@MESTO.example"}

    sign_in(client)

    assert signed_in(client) == str(user.pk)


def test_person_known_by_the_provider_is_known_under_another_address(client, provider):
    user = marie()
    sign_in(client)
    client.post("/ucet/logout/")
    provider.person = MARIE | {"email": "nova@mesto.example"}

    sign_in(client)

    assert signed_in(client) == str(user.pk)
    user.refresh_from_db()
    assert user.email == MARIE["email"]


def test_unknown_address_gets_no_account_while_sign_up_is_closed(client, provider):
    UserFactory()

    response = sign_in(client)

    assert response.status_code == 200
    assert "Účty vznikají na pozvání" in body(response)
    assert signed_in(client) is None
    assert User.objects.count() == 1
    assert SocialAccount.objects.count() == 0
    assert EmailAddress.objects.filter(email=MARIE["email"]).count() == 0
    assert client.get("/ucet/3rdparty/signup/").status_code == 302


def test_form_for_what_the_provider_did_not_tell_starts_with_what_it_did(
    client, provider, settings
):
    settings.OPEN_SIGNUP = True
    provider.person = {"sub": "marie-1", "name": "Marie Dubová"}

    response = sign_in(client)
    form = client.get(response.url)
    client.post(response.url, {"email": "marie@jinde.example", "name": "Marie Dubová, Ph.D."})

    assert response.url == "/ucet/3rdparty/signup/"
    assert 'value="Marie Dubová"' in body(form)
    user = User.objects.get()
    assert (user.email, user.name) == ("marie@jinde.example", "Marie Dubová, Ph.D.")
    # the address is the person's own word: it must be confirmed first
    assert EmailAddress.objects.filter(user=user, verified=True).count() == 0
    assert signed_in(client) is None


def test_unknown_address_gets_an_account_where_sign_up_is_open(client, provider, settings):
    settings.OPEN_SIGNUP = True

    response = sign_in(client)

    user = User.objects.get()
    assert response.url == "/prehled/"
    assert (user.email, user.name) == (MARIE["email"], MARIE["name"])
    assert not user.has_usable_password()
    assert signed_in(client) == str(user.pk)
    assert list(Event.objects.values_list("verb", "record_id")) == [("registered", user.record_id)]
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("claim", [False, "false", "False", None, 0, "", "no"])
@pytest.mark.parametrize("is_open", [False, True])
def test_unchecked_address_opens_nobodys_account(client, provider, settings, claim, is_open):
    settings.OPEN_SIGNUP = is_open
    user = marie()
    provider.person = MARIE | {"email_verified": claim}

    response = sign_in(client)

    assert response.status_code in {200, 302}
    assert signed_in(client) is None
    assert list(User.objects.all()) == [user]
    assert SocialAccount.objects.count() == 0
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert client.get("/prehled/").status_code == 302


def test_address_without_the_claim_opens_nobodys_account(client, provider):
    marie()
    provider.person = {"sub": "marie-1", "email": MARIE["email"]}

    sign_in(client)

    assert signed_in(client) is None


@pytest.mark.parametrize("claim", ["true", "True", True])
def test_claim_in_words_counts_too(client, provider, claim):
    user = marie()
    provider.person = MARIE | {"email_verified": claim}

    sign_in(client)

    assert signed_in(client) == str(user.pk)


def test_unchecked_address_of_a_new_person_is_checked_first(client, provider, settings):
    settings.OPEN_SIGNUP = True
    provider.person = MARIE | {"email_verified": "false"}

    response = sign_in(client)

    assert response.url == "/ucet/confirm-email/"
    assert signed_in(client) is None
    assert not EmailAddress.objects.get().verified
    assert [mail.recipient for mail in OutboxMail.objects.all()] == [MARIE["email"]]


def test_closed_account_stays_closed(client, provider):
    marie(is_active=False)

    assert sign_in(client).url == "/ucet/inactive/"
    assert signed_in(client) is None


def test_account_of_the_demonstration_is_not_opened_elsewhere(client, provider, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    marie(is_demo=True)

    assert sign_in(client).url == "/ucet/inactive/"
    assert signed_in(client) is None


# --- the second factor


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_second_factor_is_asked_of_staff_all_the_same(client, provider):
    user, secret = marie(roles=[Role.EDITOR]), generate_totp_secret()
    TOTP.activate(user, secret)

    response = sign_in(client)

    assert (response.status_code, response.url) == (302, CHALLENGE)
    assert signed_in(client) is None
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    client.post(CHALLENGE, {"code": code(secret)})
    assert signed_in(client) == str(user.pk)
    assert client.get("/admin/").status_code == 200


def test_staff_without_a_second_factor_can_only_set_it_up(client, provider):
    marie(roles=[Role.EDITOR])

    sign_in(client)

    for path in ("/admin/", "/admin/pages/", "/ucet/", "/ucet/udaje/", "/prehled/"):
        assert client.get(path).url == ACTIVATE, path


# --- what does not go through


def test_answer_with_a_state_of_somebody_else_is_refused(client, provider):
    marie()
    stolen = at_provider(to_provider(Client()))

    response = client.get(stolen)

    assert response.status_code == 401
    assert "Přihlášení se nepodařilo" in body(response)
    assert signed_in(client) is None


def test_code_works_once(client, provider):
    marie()
    path = at_provider(to_provider(client))
    client.get(path)
    client.post("/ucet/logout/")

    assert client.get(path).status_code == 401
    assert signed_in(client) is None


def test_code_stolen_into_another_session_fails_at_the_provider(client, provider):
    """PKCE: the verifier stays in the session that asked, so a stolen code is worth nothing."""
    marie()
    stolen = parse_qs(urlsplit(at_provider(to_provider(Client()))).query)["code"][0]
    own = at_provider(to_provider(client))
    state = parse_qs(urlsplit(own).query)["state"][0]

    response = client.get(f"/ucet/oidc/mesto/login/callback/?code={stolen}&state={state}")

    assert response.status_code == 401
    assert provider.requests[-1] == "/token"
    assert signed_in(client) is None


def test_who_refuses_at_the_provider_is_told_so(client, provider):
    marie()
    provider.person = None

    response = client.get(at_provider(to_provider(client)), follow=True)

    assert response.status_code == 200
    assert "Přihlášení jste zrušili" in body(response)
    assert signed_in(client) is None


@pytest.mark.parametrize("is_reachable", [True, False])
def test_provider_out_of_order_is_told_and_the_password_still_works(
    client, provider, settings, is_reachable
):
    user = marie()
    provider.is_broken = True
    if not is_reachable:
        settings.SOCIALACCOUNT_PROVIDERS = identity.openid_connect(
            server_url="http://127.0.0.1:9", name="Město", client_id="x", secret="y"
        )

    response = client.post(START, {"process": "login"})

    assert response.status_code == 503
    assert "Přihlášení se nepodařilo" in body(response)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert signed_in(client) == str(user.pk)


def test_provider_that_breaks_on_the_way_opens_nothing(client, provider):
    marie()
    path = at_provider(to_provider(client))
    provider.is_broken = True

    assert client.get(path).status_code == 503
    assert signed_in(client) is None


def test_link_instead_of_the_button_asks_first(client, provider):
    """Nobody is signed in by a link in a mail or an image on another site."""
    response = client.get(START)

    assert response.status_code == 200
    assert "Přihlásíte se u poskytovatele a vrátíte se sem." in body(response)
    assert provider.requests == []


def test_without_a_provider_there_is_no_way(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = identity.openid_connect(
        server_url="", name="", client_id="", secret=""
    )

    assert client.post(START).status_code == 404
    assert "Další možnosti" not in body(client.get(LOGIN))


# --- connecting from one's own account


def test_signed_in_person_connects_and_disconnects_the_provider(client, provider):
    user = UserFactory(email="jina@example.org")
    client.force_login(user)

    response = sign_in(client, process="connect")

    assert response.url == "/ucet/3rdparty/"
    account = SocialAccount.objects.get()
    assert account.user_id == user.pk
    page = body(client.get("/ucet/3rdparty/"))
    assert "Přihlášení města" in page
    client.post("/ucet/3rdparty/", {"account": account.pk})
    assert SocialAccount.objects.count() == 0
    told = OutboxMail.objects.order_by("pk")
    assert [(mail.recipient, mail.subject) for mail in told] == [
        (user.email, "Osnova: Nový způsob přihlášení k vašemu účtu"),
        (user.email, "Osnova: Jeden způsob přihlášení k vašemu účtu byl zrušen"),
    ]
    assert "přihlašovat také takto: Přihlášení města." in told[0].text
