"""An identity provider of our own, over real HTTP on this machine; right unless a test says not.

It has two keys and can get new ones, asks for PKCE, takes each code once, and signs in whoever the
test names, at once or by a page with a button.
"""

import json
import secrets
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, CLIENT_SECRET = "stoep", "a secret of client & provider"
Claims = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
DESCRIBED = "/.well-known/openid-configuration"


@dataclass
class Somebody:
    """Whom the provider knows."""

    subject: str = "248289761001"
    name: str = "Noor de Wit"
    email: str = "noor@example.org"
    verified: bool = True


@dataclass
class LocalProvider:
    """What it is now; a test changes it while it runs."""

    issuer: str
    clock: Callable[[], float]
    who: Somebody = field(default_factory=Somebody)
    rsa: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    ec: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    algorithm: str = "RS256"
    claims: Claims = field(default_factory=dict)
    """Told otherwise in the token; None: left out."""
    in_token: bool = True
    """Whether the token tells the address; else only /userinfo does."""
    told_beside: Claims = field(default_factory=dict)
    described: Claims = field(default_factory=dict)
    signs: Callable[[Claims], str] | None = None
    """Makes the token in another way."""
    answers: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    """Answers of other kinds, by path."""
    asks: bool = False
    """Whether its page waits for a click."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)

    def description(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        } | self.described

    def keys(self) -> Claims:
        public: list[Any] = [one.as_dict(private=False, use="sig") for one in (self.rsa, self.ec)]
        return {"keys": [*public, {"kty": "PQ", "kid": "of a later time"}]}

    def new_keys(self) -> None:
        """The old ones are gone."""
        self.rsa = RSAKey.generate_key(2048, auto_kid=True)
        self.ec = ECKey.generate_key("P-256", auto_kid=True)

    def token(self, nonce: str) -> str:
        """What says who signed in."""
        now = int(self.clock())
        claims: Claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.who.subject, "nonce": nonce,
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        if self.in_token:
            claims |= self.address()
        claims = {k: v for k, v in (claims | self.claims).items() if v is not None}
        if self.signs is not None:
            return self.signs(claims)
        key: Any = self.ec if self.algorithm.startswith("ES") else self.rsa
        return signed(claims, key, self.algorithm)

    def address(self) -> Claims:
        who = self.who
        return {"name": who.name, "email": who.email, "email_verified": who.verified}

    def allow(self, asked: dict[str, str]) -> str:
        """Where somebody goes back to with a code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: dict[str, str], headers: Any) -> Answer:
        if not self._is_client(form, headers.get("authorization", "")):
            return told({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form.get("code", ""), None)
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = asked is not None and asked["code_challenge"] == challenge
        if not good or asked["redirect_uri"] != form.get("redirect_uri"):
            return told({"error": "invalid_grant"}, 400)
        return told({"id_token": self.token(asked["nonce"]), "access_token": "an access token"})

    def _is_client(self, form: dict[str, str], header: str) -> bool:
        if header.startswith("Basic "):
            name, _, secret = b64decode(header[6:]).decode().partition(":")
            return (unquote(name), unquote(secret)) == (CLIENT, CLIENT_SECRET)
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, CLIENT_SECRET)


def signed(claims: Claims, key: Any, algorithm: str, **header: Any) -> str:
    """A token."""
    told = {"alg": algorithm, "kid": key.kid, **header}
    return jwt.encode(told, claims, key, [algorithm])


def told(content: Claims, status: int = 200) -> Answer:
    """An object as an answer."""
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


@contextmanager
def provider_running(clock: Callable[[], float]) -> Iterator[LocalProvider]:
    """One on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = urlsplit(self.path).path, _fields(urlsplit(self.path).query)
            self._tell(path, lambda: self._get(path, asked))

        def do_POST(self) -> None:
            path = urlsplit(self.path).path
            form = _fields(self.rfile.read(int(self.headers.get("content-length", 0))).decode())
            if path == "/allow":
                self._tell(path, lambda: (303, {"Location": local.allow(form)}, b""))
            else:
                self._tell(path, lambda: local.redeem(form, self.headers))

        def _get(self, path: str, asked: dict[str, str]) -> Answer:
            match path:
                case "/.well-known/openid-configuration":
                    return told(local.description())
                case "/keys":
                    return told(local.keys())
                case "/userinfo" if self.headers["authorization"] == "Bearer an access token":
                    return told({"sub": local.who.subject} | local.address() | local.told_beside)
                case "/authorize" if local.asks:
                    return 200, {"Content-Type": "text/html"}, _page(asked).encode()
                case "/authorize":
                    return 302, {"Location": local.allow(asked)}, b""
            return told({"error": "not_found"}, 404)

        def _tell(self, path: str, usual: Callable[[], Answer]) -> None:
            local.asked.append(path)
            status, headers, body = local.answers.get(path, usual)()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """It says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    local = LocalProvider(f"http://127.0.0.1:{server.server_port}", clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield local
    finally:
        local.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def _page(asked: dict[str, str]) -> str:
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    return (
        '<!DOCTYPE html><html lang="en"><title>City of Zandduin</title><h1>City of Zandduin</h1>'
        f'<form action="/allow" method="post">{kept}<button>That is me</button></form></html>'
    )
