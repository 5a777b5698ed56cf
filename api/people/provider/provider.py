"""The provider as it describes itself: where its pages are, and its keys as they are now."""

import binascii
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey, import_key

from api.people.provider.asking import ask, is_safe
from api.people.provider.refusals import NotLetInByProvider, ProviderAway
from stoep.settings import Settings

RETURN = "/sign-in/provider/done"
"""Where the provider sends people back to, at `STOEP_PUBLIC_URL`."""
SCOPE = "openid email profile"
DESCRIBED_FOR_S = 3600
KEYS_AGAIN_S = 60
"""A token with a key that is not known makes us look again, at most so often."""
LEAST_RSA_BITS = 2048
Key = RSAKey | ECKey


@dataclass(frozen=True)
class Description:
    """What of its own description is of use; `userinfo` may be missing."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    secret_in_header: bool


@dataclass(frozen=True)
class Tokens:
    """What a code is good for."""

    id_token: str
    access_token: str


class Provider:
    """The one that the settings name, with what was read of it last; used by many threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self.issuer, self.client = settings.oidc_issuer, settings.oidc_client
        self.name = settings.oidc_name or urlsplit(self.issuer).hostname or self.issuer
        self.strength = frozenset(settings.oidc_acr.split())
        self._settings = settings
        self._secret, self._clock = settings.oidc_secret.get_secret_value(), clock
        self._described: tuple[float, Description] | None = None
        self._keys: dict[str | None, Key] = {}
        self._looked_at: float | None = None
        self._looking = Lock()

    @property
    def returns_to(self) -> str:
        """Where people come back to, whatever a question says; the provider knows it too."""
        return self._settings.public_url.rstrip("/") + RETURN

    def address(self, state: str, nonce: str, challenge: str) -> str:
        """Where somebody goes to sign in; raises ProviderAway."""
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.returns_to,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if self.strength:
            asked["acr_values"] = " ".join(sorted(self.strength))
        page = self.describe().authorization
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"

    def redeem(self, code: str, verifier: str) -> Tokens:
        """What a code is good for, once; raises NotLetInByProvider, ProviderAway."""
        described = self.describe()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.returns_to,
            "code_verifier": verifier,
        }
        headers = {}
        if described.secret_in_header:
            pair = f"{quote(self.client, safe='')}:{quote(self._secret, safe='')}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.client, "client_secret": self._secret}
        said = ask(described.token, headers, form)
        if said.status != 200:
            if said.told.get("error") == "invalid_grant":
                raise NotLetInByProvider("code")
            raise ProviderAway("client_refused")
        id_token, access_token = said.told.get("id_token"), said.told.get("access_token", "")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise ProviderAway("no_token")
        return Tokens(id_token, access_token)

    def about(self, subject: str, access_token: str) -> dict[str, Any]:
        """What it tells beside the token of whose it is; nothing where it has no such place."""
        place = self.describe().userinfo
        if place is None or not access_token or not access_token.isascii():
            return {}
        told = ask(place, {"authorization": f"Bearer {access_token}"}).told
        if told.get("sub") != subject:
            raise NotLetInByProvider("other_subject")
        return told

    def describe(self) -> Description:
        """Its description, read anew each hour; raises ProviderAway."""
        now = self._clock()
        kept = self._described
        if kept is not None and 0 <= now - kept[0] < DESCRIBED_FOR_S:
            return kept[1]
        place = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = self._understood(ask(place).told)
        self._described = (now, found)
        return found

    def key(self, kid: object) -> Key:
        """The key of this name, or the only one there is where a token names none.

        Raises NotLetInByProvider where there is none, also after looking anew; ProviderAway.
        """
        with self._looking:
            found = self._find(kid)
            now = self._clock()
            again = self._looked_at is None or abs(now - self._looked_at) >= KEYS_AGAIN_S
            if found is None and again:
                self._keys = _usable(ask(self.describe().keys).told)
                self._looked_at = now
                found = self._find(kid)
        if found is None:
            raise NotLetInByProvider("unknown_key")
        return found

    def _find(self, kid: object) -> Key | None:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid) if isinstance(kid, str) else None

    def _understood(self, told: dict[str, Any]) -> Description:
        if told.get("issuer") != self.issuer:
            raise ProviderAway("other_issuer")
        needed = [
            told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ]
        userinfo = told.get("userinfo_endpoint")
        here = not self.issuer.startswith("https://")
        for place in [*needed, *([userinfo] if userinfo else [])]:
            if not is_safe(place) or not (here or str(place).startswith("https://")):
                raise ProviderAway("not_https")
        ways = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        in_header = not isinstance(ways, list) or "client_secret_basic" in ways
        authorization, token, keys = map(str, needed)
        return Description(
            authorization, token, keys, str(userinfo) if userinfo else None, in_header
        )


def open_provider(settings: Settings, clock: Callable[[], float]) -> Provider | None:
    """The provider of the settings, if they name one; nothing is asked yet."""
    return Provider(settings, clock) if settings.oidc_issuer else None


def _usable(told: dict[str, Any]) -> dict[str | None, Key]:
    """The keys of signatures that are good enough, by name; others are left out."""
    listed = told.get("keys")
    if not isinstance(listed, list):
        raise ProviderAway("no_keys")
    found: dict[str | None, Key] = {}
    for one in listed:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        if one.get("kty") not in ("RSA", "EC") or not isinstance(one.get("kid", ""), str):
            continue
        try:
            key = import_key(one)
        except (JoseError, ValueError, TypeError, binascii.Error):
            continue
        short = isinstance(key, RSAKey) and key.raw_value.key_size < LEAST_RSA_BITS
        if isinstance(key, RSAKey | ECKey) and not short:
            found[one.get("kid")] = key
    return found
