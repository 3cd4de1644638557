"""What allauth is told of the city's identity provider."""

import pytest

from config import identity
from config.environment import ConfigurationError


def told(server_url: str) -> dict:
    return identity.openid_connect(server_url=server_url, name="Město", client_id="a", secret="b")


def test_without_an_address_there_is_no_provider():
    assert told("") == {}


def test_provider_is_told_with_proof_key_and_opens_accounts_by_checked_addresses():
    assert told("https://prihlaseni.mesto.example") == {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "EMAIL_AUTHENTICATION": True,
            "APPS": [
                {
                    "provider_id": "mesto",
                    "name": "Město",
                    "client_id": "a",
                    "secret": "b",
                    "settings": {"server_url": "https://prihlaseni.mesto.example"},
                }
            ],
        }
    }


@pytest.mark.parametrize(
    "address", ["http://prihlaseni.mesto.example", "prihlaseni.mesto.example", "ftp://a.example"]
)
def test_address_without_tls_is_refused(address):
    with pytest.raises(ConfigurationError, match="OIDC_SERVER_URL must begin with https://"):
        told(address)


@pytest.mark.parametrize("host", ["localhost:9000", "127.0.0.1:9000", "[::1]:9000"])
def test_own_machine_needs_no_tls(host):
    assert told(f"http://{host}")
