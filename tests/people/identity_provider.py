"""A small OpenID Connect provider on 127.0.0.1, strict where the standards are.

It answers discovery, authorization (code with PKCE, S256 only), token, userinfo and keys by HTTP, as the city's own
provider does (OpenID Connect Core 1.0, RFC 6749, RFC 7636). Instead of a login page it has ``person``: the claims of
whoever sits at the browser, or None for somebody who refuses.
"""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "osnova", "secret-of-osnova"
CODE_SECONDS = 60


@cache
def own_key() -> rsa.RSAPrivateKey:
    """The key all providers of this process sign with: making one takes longer than a test."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Refused(Exception):
    """A request against the rules; answered as an error of OAuth 2.0 with this name."""


@dataclass
class IdentityProvider:
    """Use as a context manager. ``url`` is the issuer; ``requests`` are the paths asked for, in order."""

    person: dict[str, Any] | None = None
    redirect_uris: tuple[str, ...] = ()
    is_broken: bool = False
    requests: list[str] = field(default_factory=list)
    granted: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __enter__(self) -> "IdentityProvider":
        self.key = own_key()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    # --- what each address answers

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        if asked.get("client_id") != CLIENT_ID or asked.get("redirect_uri") not in (
            self.redirect_uris
        ):
            raise Refused("invalid_request")  # never sent to an address that is not known
        if asked.get("response_type") != "code" or "openid" not in asked["scope"].split():
            raise Refused("invalid_scope")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise Refused("invalid_request")  # no code without PKCE
        answer = {"state": asked["state"]}
        if self.person is None:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self.granted[answer["code"]] = {
                "redirect_uri": asked["redirect_uri"],
                "challenge": asked["code_challenge"],
                "nonce": asked.get("nonce"),
                "claims": dict(self.person),
                "until": time.time() + CODE_SECONDS,
            }
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        """Exchange a code, once, for tokens of the person who stood behind it."""
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refused("invalid_client")
        if asked.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type")
        grant = self.granted.pop(asked.get("code", ""), None)
        if grant is None or grant["until"] < time.time():
            raise Refused("invalid_grant")
        if asked.get("redirect_uri") != grant["redirect_uri"]:
            raise Refused("invalid_grant")
        verifier = sha256(asked.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(verifier).rstrip(b"=").decode() != grant["challenge"]:
            raise Refused("invalid_grant")
        access = secrets.token_urlsafe(16)
        self.tokens[access] = grant["claims"]
        now = int(time.time())
        identity = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            **({"nonce": grant["nonce"]} if grant["nonce"] else {}),
            **grant["claims"],
        }
        signed = jwt.encode(identity, self.key, algorithm="RS256", headers={"kid": "1"})
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }

    def userinfo(self, authorization: str) -> dict[str, Any]:
        claims = self.tokens.get(authorization.removeprefix("Bearer "))
        if claims is None:
            raise Refused("invalid_token")
        return claims


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Leads requests to the methods of the provider."""

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(where.query).items()}
            match where.path:
                case "/.well-known/openid-configuration":
                    self.answer(provider.discovery)
                case "/keys":
                    self.answer(provider.keys)
                case "/userinfo":
                    self.answer(lambda: provider.userinfo(self.headers.get("Authorization", "")))
                case "/authorize":
                    self.answer(lambda: provider.authorize(asked))
                case _:
                    self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            if urlsplit(self.path).path == "/token":
                self.answer(lambda: provider.token(asked))
            else:
                self.send_error(404)

        def answer(self, ask: Any) -> None:
            provider.requests.append(urlsplit(self.path).path)
            if provider.is_broken:
                self.send_error(503)
                return
            try:
                status, found = 200, ask()
            except Refused as error:
                status, found = 400, {"error": str(error)}
            if isinstance(found, str):
                self.send_response(302)
                self.send_header("Location", found)
                self.end_headers()
                return
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    return Handler
