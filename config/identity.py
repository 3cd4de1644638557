"""The city's OpenID Connect provider as allauth wants to be told of it."""

from typing import Any
from urllib.parse import urlsplit

from config.environment import ConfigurationError

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PROVIDER_ID = "mesto"  # stands in the return address: /ucet/oidc/mesto/login/callback/


def openid_connect(
    *, server_url: str, name: str, client_id: str, secret: str
) -> dict[str, dict[str, Any]]:
    """SOCIALACCOUNT_PROVIDERS for the provider at ``server_url``; none when that is empty.

    Raises ConfigurationError for an address without TLS: what the provider says is believed because the line to it
    is safe (OpenID Connect Core 1.0, 3.1.3.7, 6).
    """
    if not server_url:
        return {}
    where = urlsplit(server_url)
    if where.scheme != "https" and where.hostname not in LOOPBACK:
        raise ConfigurationError(f"OIDC_SERVER_URL must begin with https://, not {server_url!r}.")
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            # The city's own provider checks addresses: a checked one opens the account that has it.
            "EMAIL_AUTHENTICATION": True,
            "APPS": [
                {
                    "provider_id": PROVIDER_ID,
                    "name": name,
                    "client_id": client_id,
                    "secret": secret,
                    "settings": {"server_url": server_url},
                }
            ],
        }
    }
